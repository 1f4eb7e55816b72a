"""A simulated site on loopback, which what is on a page finds in its environment."""

import math
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from atlassian_tasks.simulator import Simulator

from tests.docs.pages import PAGES

NAMED = sorted(
    set(re.findall(r"\b(jira-bulk|jira|confluence):(\d+)", "\n".join(PAGES.values()))),
    key=lambda it: it[0] != "jira-bulk",  # which is a jira: too
)


@pytest.fixture
def script() -> dict[str, Any]:
    """What becomes of whatever is started: it ends at once."""
    return {"duration": 0}


@pytest.fixture
def site(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: dict[str, Any]
) -> Iterator[Simulator]:
    """A site with every task that the pages name."""
    monkeypatch.chdir(tmp_path)
    simulator = Simulator(keep_finished_listed=True)
    for kind, number in NAMED:
        if number not in [task.id for task in simulator.tasks]:
            simulator.add(kind, number, duration=0, file=b"PK")
    simulator.script_next(times=math.inf, **script)
    for name in list(os.environ):
        if name.startswith("ATLASSIAN_"):
            monkeypatch.delenv(name)
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        monkeypatch.setenv("ATLASSIAN_EMAIL", "me@acme.example")
        monkeypatch.setenv("ATLASSIAN_API_TOKEN", "word")
        yield simulator
