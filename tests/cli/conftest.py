"""A served site that the command line is pointed at, and a way to run it in process."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from atlassian_tasks.cli.commands import cli
from atlassian_tasks.simulator import Simulator, VirtualClock
from click.testing import CliRunner, Result

from tests.forked import forked

Run = Callable[..., Result]
SETTINGS = ("URL", "EMAIL", "API_TOKEN", "BEARER_TOKEN", "CLOUD_ID", "DEPLOYMENT")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(f"ATLASSIAN_{name}", raising=False)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def simulator(clock: VirtualClock) -> Simulator:
    """A site on which time stands still unless a test moves it."""
    return Simulator(clock)


@pytest.fixture
def site(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        yield server.url


@pytest.fixture
def run() -> Run:
    def invoke(*args: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, args, input=stdin, catch_exceptions=False)

    return invoke


COMMAND = [sys.executable, "-m", "atlassian_tasks"]


def _forked() -> list[str]:
    return [str(forked() / "atlassian-tasks")]


@contextmanager
def started(
    *args: str, stdin: int = subprocess.DEVNULL, command: Sequence[str] = ()
) -> Iterator[subprocess.Popen[str]]:
    """Start the command, forked or, which takes longer, as the shell does: as COMMAND."""
    with subprocess.Popen(
        [*(command or _forked()), *args],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def at_terminal(
    *args: str, command: Sequence[str] = (), **env: str
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start it on a terminal of 24 lines of 80; the process, and our side of the terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        [*(command or _forked()), *args],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "", "LINES": ""} | env,
    ) as process:
        os.close(theirs)
        try:
            yield process, ours
        finally:
            process.kill()


def written_to(ours: int) -> bytes:
    """Everything that is written to a terminal until the other side closes it."""
    written = b""
    try:
        while chunk := os.read(ours, 65_536):
            written += chunk
    except OSError:  # how Linux says that the other side has closed
        pass
    os.close(ours)
    return written


def on_terminal(*args: str, **how: Any) -> tuple[str, int]:
    """Run it on a terminal; everything that was written there, and the exit code."""
    with at_terminal(*args, **how) as (process, ours):
        written = written_to(ours)
        return written.decode(), process.wait()
