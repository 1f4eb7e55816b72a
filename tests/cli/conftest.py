"""A served site that the command line is pointed at, and a way to run it in process."""

from collections.abc import Callable, Iterator

import pytest
from atlassian_tasks.cli import cli
from atlassian_tasks.simulator import Simulator, VirtualClock
from click.testing import CliRunner, Result

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
