from __future__ import annotations

from pathlib import Path

import pytest

from tests.scripts.documents import spec_copy


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of spec/ to spoil."""
    return spec_copy(tmp_path)
