from __future__ import annotations

from pathlib import Path

import pytest

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
