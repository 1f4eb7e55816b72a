"""A program that is killed at any moment starts nothing twice, and loses no ref."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from atlassian_tasks import Ledger
from atlassian_tasks.simulator import Simulator

KILLS = int(os.environ.get("KILLS", "15"))  # by hand as many as you like
STARTS = 5 * KILLS
pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks"),
    pytest.mark.timeout(60 + 2 * KILLS),
]


def test_killed_at_any_moment_each_start_is_sent_once_and_is_known_or_unclear(
    tmp_path: Path,
) -> None:
    simulator, path = Simulator(latency=0.004), tmp_path / "starts.db"
    with simulator.serve() as server:
        subprocess.run(
            [sys.executable, "-m", "tests.killed", server.url, path, str(STARTS), str(KILLS)],
            check=True,
        )
    sent = Counter(asked.path for asked in simulator.requests if asked.method == "POST")
    begun = {asked.path: asked.started for asked in simulator.requests if asked.started}
    entries = {entry.key: entry for entry in Ledger(path).entries()}

    assert set(sent.values()) == {1}
    assert len(entries) == STARTS
    for key, entry in entries.items():
        address = f"/rest/api/3/project/{key.replace('/', '-')}/delete"
        if entry.state == "unclear":
            assert entry.ref is None
        else:
            assert (entry.state, str(entry.ref)) == ("running", begun[address])
    unclear = sum(entry.state == "unclear" for entry in entries.values())
    assert unclear <= KILLS  # a kill leaves one at most
