"""Sites for what is on the pages: one that the command serves, and one that a test scripts."""

import math
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from atlassian_tasks.simulator import Simulator

from tests.forked import forked


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder and an environment of one's own."""
    for name in [name for name in os.environ if name.startswith("ATLASSIAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def newcomer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In a terminal in which the line was run that the simulator prints first."""
    command = [forked() / "atlassian-tasks", "simulator", "--speed", "200"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as simulator:
        assert simulator.stdout is not None
        word, *settings = simulator.stdout.readline().split()
        assert word == "export"
        for setting in settings:
            monkeypatch.setenv(*setting.split("="))
        yield
        simulator.terminate()


@pytest.fixture
def script() -> dict[str, Any]:
    """What becomes of whatever is started: it ends at once."""
    return {"duration": 0}


@pytest.fixture
def site(
    folder: Path, monkeypatch: pytest.MonkeyPatch, script: dict[str, Any]
) -> Iterator[Simulator]:
    """A site on which things can be started."""
    simulator = Simulator()
    simulator.script_next(times=math.inf, **script)
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        yield simulator
