from __future__ import annotations

from pathlib import Path

import pytest

from tests.drift.publishing import publish_unchanged
from tests.drift.running import Desk
from tests.scripts.documents import spec_copy


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture(scope="module")
def undeviated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of spec/ that deviates in nothing, until a test writes its own deviations."""
    spec = spec_copy(tmp_path_factory.mktemp("undeviated"))
    (spec / "deviations.yaml").write_text("[]\n")
    return spec


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents as they were when spec/ was made of them."""
    return publish_unchanged(tmp_path / "published")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return spec_copy(tmp_path / "copy")
