"""A program that is killed at any moment starts nothing twice, and loses no ref."""

import os
from pathlib import Path

import pytest

from tests.killed import JOBS, PARTS, toll
from tests.test_ledger import folder as folder

KILLS = 4  # `python -m tests.killed 200` kills as often as you like


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
@pytest.mark.parametrize("way", PARTS)
def test_killed_at_any_moment_each_start_is_sent_once_and_is_known_or_unclear(
    way: str, folder: Path
) -> None:
    counts = toll(way, KILLS, folder)

    assert counts["starts"] == KILLS * JOBS[way] * PARTS[way]
    assert (counts["doubled"], counts["lost"], counts["unknown"]) == (0, 0, 0)
    assert counts["unclear"] <= KILLS  # a kill leaves one at most
    assert counts["running" if way == "start" else "ended"] == counts["starts"] - counts["unclear"]
