from __future__ import annotations

from pathlib import Path

import pytest

from tests.drift.publishing import publish_unchanged
from tests.drift.running import Desk
from tests.scripts.documents import spec_copy


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def undeviated(tmp_path: Path) -> Path:
    """A copy of spec/ that deviates in nothing."""
    spec = spec_copy(tmp_path)
    (spec / "deviations.yaml").write_text("[]\n")
    return spec


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents as they were when spec/ was made of them."""
    return publish_unchanged(tmp_path / "published")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return spec_copy(tmp_path / "copy")
