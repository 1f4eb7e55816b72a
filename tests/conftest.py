"""A test that asks for `colour` or a client runs in sync, and its first case in asyncio too.

With the mark `trio`, of drivers, network and stopping, each case runs in sync, asyncio and trio.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from anyio.from_thread import start_blocking_portal
from atlassian_tasks.simulator import Simulator, VirtualClock
from hypothesis import settings

from tests.colours import COLOURS, Client, Colour

# What tests start as processes of their own compiles once, whatever the environment says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Examples are drawn anew each time, so few will do; and no test is timed.
settings.register_profile("few", max_examples=25, deadline=None)
settings.load_profile("few")
# Ten thousand cases are made first, and nearly nothing of that is garbage.
gc.disable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test the colours that any of its cases may run in."""
    if "colour" in metafunc.fixturenames:
        is_of_all = metafunc.definition.get_closest_marker("trio")
        metafunc.parametrize("colour", COLOURS if is_of_all else COLOURS[:2], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the cases that tell the same again, only in another colour."""
    kept, in_asyncio = [], set[str]()
    for item in items:
        test = item.nodeid.partition("[")[0]
        colour = item.callspec.params.get("colour") if hasattr(item, "callspec") else None
        is_first = colour == "asyncio" and test not in in_asyncio
        if is_first:
            in_asyncio.add(test)
        if colour in (None, "sync") or is_first or item.get_closest_marker("trio"):
            kept.append(item)
    items[:] = kept


@pytest.fixture(scope="module", autouse=True)
def _spared() -> None:
    """Keep what is there already out of the many collections: a tenth of the time."""
    gc.collect(1)
    gc.freeze()
    gc.enable()


def pytest_sessionfinish() -> None:
    """Let pytest find what nobody closed."""
    gc.unfreeze()


@pytest.fixture
def heeds_signals() -> Iterator[None]:
    """Heed Ctrl-C and its kin, also in processes started here, even if we were told to ignore it.

    Who starts us with `make test &` in a script, or with nohup, does that.
    """
    usual = {
        number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGTERM, signal.SIGHUP)
    }
    usual[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in usual.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def colours() -> Iterator[dict[str, Colour]]:
    with start_blocking_portal("asyncio") as asyncio, start_blocking_portal("trio") as trio:
        portals = {"sync": None, "asyncio": asyncio, "trio": trio}
        yield {name: Colour(name, portals[name]) for name in COLOURS}


@pytest.fixture(scope="session")
def colour(request: pytest.FixtureRequest, colours: dict[str, Colour]) -> Colour:
    return colours[request.param]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def simulator(clock: VirtualClock) -> Simulator:
    return Simulator(clock)


@pytest.fixture
def open_client(colour: Colour, simulator: Simulator) -> Iterator[Callable[..., Client]]:
    """Open a client of the simulated site with settings of one's own."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(colour.opened(simulator, **settings))


@pytest.fixture
def client(open_client: Callable[..., Client]) -> Client:
    return open_client()
