"""A ledger knows what was started: nothing with a key is started twice, and nothing is lost."""

import json
import os
import pickle
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import httpx
import pytest
from atlassian_tasks import AsyncTaskClient, Ledger, Start, TaskClient, TaskRef, errors
from atlassian_tasks.kinds.dialect import Answer
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks.starting.begin import sent_once
from atlassian_tasks.starting.ledger import Account
from atlassian_tasks.waiting.effects import Act, Send, Sent
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.jira_v3 import bulk_delete, delete_project, update_priority_scheme

from tests.colours import Client
from tests.many import Interrupted, wait_all
from tests.test_run_all import deletions, run_all
from tests.test_start import start

Open = Callable[..., Client]
OLD = Start(delete_project, "OLD").keyed("old-projects/1")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where the system has such a place: each line waits for the disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as made:
        yield Path(made)


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "starts.db"


@pytest.fixture
def tasks(open_client: Open, path: Path) -> Client:
    return open_client(ledger=path)


def posts(simulator: Simulator) -> int:
    return sum(sent.method == "POST" for sent in simulator.requests)


def states(path: Path) -> dict[str, str]:
    return {entry.key: entry.state for entry in Ledger(path).entries()}


def test_a_start_with_a_key_is_sent_once_whoever_asks(
    open_client: Open, simulator: Simulator, path: Path
) -> None:
    refs = [start(open_client(ledger=ledger), OLD) for ledger in (path, str(path), Ledger(path))]

    assert {str(ref) for ref in refs} == {simulator.started[0].ref}
    assert posts(simulator) == 1


def test_the_ref_is_known_before_and_after_the_end(
    tasks: Client, simulator: Simulator, path: Path
) -> None:
    simulator.script_next(duration=60, outcome="failed", messages=["It is in use."])
    ref = start(tasks, OLD)
    [running] = Ledger(path).entries(open_only=True)
    final = tasks.wait(ref, check=False)
    [ended] = Ledger(path).entries()

    assert (running.key, running.operation, running.site) == (
        "old-projects/1",
        "delete_project",
        simulator.site,
    )
    assert (running.ref, running.task, running.state) == (ref, None, "running")
    assert (ended.ref, ended.task, ended.state) == (ref, final, "ended")
    assert Ledger(path).entries(open_only=True) == []
    assert start(tasks, OLD) == ref


@pytest.mark.parametrize("verb", ["get", "wait", "watch", "wait_all", "cancel"])
def test_whoever_sees_the_end_it_is_written_down(
    tasks: Client, simulator: Simulator, clock: VirtualClock, path: Path, verb: str
) -> None:
    ref = start(tasks, OLD)
    assert states(path) == {"old-projects/1": "running"}
    clock.advance(60)
    if verb == "wait_all":
        wait_all(tasks, [ref])
    elif verb == "watch":
        list(tasks.watch(ref))
    else:
        getattr(tasks, verb)(ref)

    assert states(path) == {"old-projects/1": "ended"}


def test_without_a_key_each_start_is_kept_and_sent(
    tasks: Client, simulator: Simulator, path: Path
) -> None:
    refs = {start(tasks, delete_project, "OLD"), start(tasks, delete_project, "OLD")}
    entries = Ledger(path).entries()

    assert {entry.ref for entry in entries} == refs
    assert len({entry.key for entry in entries}) == posts(simulator) == 2


def test_what_was_done_at_once_is_not_done_again(
    tasks: Client, simulator: Simulator, path: Path
) -> None:
    rename = Start(update_priority_scheme, 1, body=models.PrioritySchemeUpdate(name="S"))

    assert start(tasks, rename.keyed("rename")) is start(tasks, rename.keyed("rename")) is None
    assert states(path) == {"rename": "nothing"}
    assert len(simulator.requests) == 1


def test_a_key_belongs_to_a_site(path: Path) -> None:
    for name in ("one", "two"):
        simulator = Simulator(VirtualClock(), site=f"https://{name}.atlassian.net")
        with TaskClient(
            simulator.site, transport=simulator.transport(), clock=simulator.clock, ledger=path
        ) as client:
            client.start(OLD)

    assert [entry.site[8:11] for entry in Ledger(path).entries()] == ["one", "two"]


@pytest.mark.parametrize(
    "other", [Start(delete_project, "NEW"), Start(bulk_delete, body=models.BulkDelete(["ABC-1"]))]
)
def test_a_key_is_for_one_start(tasks: Client, simulator: Simulator, other: Start) -> None:
    start(tasks, OLD)
    with pytest.raises(errors.ConfigurationError, match="was used for delete_project"):
        start(tasks, other.keyed("old-projects/1"))

    assert posts(simulator) == 1


def test_a_key_needs_a_ledger(client: Client, simulator: Simulator) -> None:
    with pytest.raises(errors.ConfigurationError, match="ledger="):
        start(client, OLD)

    assert simulator.requests == []


@pytest.mark.parametrize("status", [400, 401, 403, 409, 429])
def test_what_was_refused_may_start_again(
    tasks: Client, simulator: Simulator, path: Path, status: int
) -> None:
    simulator.fail_next(status)
    with pytest.raises(errors.ApiError):
        start(tasks, OLD)
    refused = states(path)
    ref = start(tasks, OLD)

    assert refused == {"old-projects/1": "refused"}
    assert [str(ref)] == [task.ref for task in simulator.started]


def test_an_unclear_start_is_not_sent_again(
    tasks: Client, simulator: Simulator, path: Path, clock: VirtualClock
) -> None:
    simulator.fail_next(502, carried_out=True)
    said = "delete_project with the key 'old-projects/1': .* may have started"
    with pytest.raises(errors.StartUnclear, match=said) as first:
        start(tasks, OLD)
    with pytest.raises(errors.StartUnclear) as second:
        start(tasks, OLD)
    assert f"ledger settle old-projects/1 --ledger {path} REF|" in str(second.value)

    assert {first.value.key, second.value.key} == {"old-projects/1"}
    assert second.value.operation == "delete_project"
    assert states(path) == {"old-projects/1": "unclear"}
    assert [entry.key for entry in Ledger(path).entries(open_only=True)] == ["old-projects/1"]
    assert posts(simulator) == 1
    assert clock.now() < 1


def test_an_unclear_start_without_a_key_can_be_settled(
    tasks: Client, simulator: Simulator, path: Path
) -> None:
    simulator.fail_next(502, carried_out=True)
    with pytest.raises(errors.StartUnclear) as caught:
        start(tasks, delete_project, "OLD")
    assert caught.value.key is not None
    Ledger(path).settle(caught.value.key, simulator.started[0].ref)

    assert list(states(path).values()) == ["running"]


def unclear(path: Path, simulator: Simulator) -> Ledger:
    ledger = Ledger(path)
    simulator.fail_next(502)
    with (
        TaskClient(simulator.site, transport=simulator.transport(), ledger=ledger) as client,
        pytest.raises(errors.StartUnclear),
    ):
        client.start(OLD)
    return ledger


@pytest.mark.parametrize(
    ("became", "state", "ref", "sent"),
    [
        ("jira:7", "running", TaskRef("jira", "7"), 0),
        (TaskRef("jira", "7"), "running", TaskRef("jira", "7"), 0),
        ("nothing", "nothing", None, 0),
        ("not-begun", "refused", None, 1),
    ],
)
def test_a_person_says_what_became_of_it(
    tasks: Client, simulator: Simulator, path: Path, became: Any, state: str, ref: Any, sent: int
) -> None:
    ledger = unclear(path, simulator)
    ledger.settle("old-projects/1", became)
    [settled] = ledger.entries()
    again = start(tasks, OLD)

    assert (settled.state, settled.ref) == (state, ref)
    assert len(simulator.started) == sent
    assert str(again) == (simulator.started[0].ref if sent else str(ref))


def test_only_what_is_open_is_settled(tasks: Client, simulator: Simulator, path: Path) -> None:
    start(tasks, OLD)
    with pytest.raises(errors.ConfigurationError, match=r"is running jira:.* what is unclear or"):
        Ledger(path).settle("old-projects/1", "not-begun")
    with pytest.raises(errors.ConfigurationError, match="no start with the key 'other'"):
        Ledger(path).settle("other", "nothing")


@pytest.mark.parametrize(
    ("became", "state", "ref"),
    [("jira:7", "running", TaskRef("jira", "7")), ("nothing", "nothing", None)],
)
def test_what_runs_no_more_or_under_another_ref_is_put_right(
    tasks: Client, path: Path, became: str, state: str, ref: TaskRef | None
) -> None:
    start(tasks, OLD)
    Ledger(path).settle("old-projects/1", became)
    [settled] = Ledger(path).entries()

    assert (settled.state, settled.ref) == (state, ref)
    assert start(tasks, OLD) == ref


@pytest.mark.parametrize("became", ["not-begun", "jira:7"])
def test_what_was_called_nothing_by_mistake_is_put_right(
    tasks: Client, simulator: Simulator, path: Path, became: str
) -> None:
    ledger = unclear(path, simulator)
    ledger.settle("old-projects/1", "nothing")
    ledger.settle("old-projects/1", became)

    assert str(start(tasks, OLD)) == (simulator.started[0].ref if simulator.started else became)
    assert len(simulator.started) == (became == "not-begun")


def test_what_has_ended_stays_as_it_is(tasks: Client, path: Path) -> None:
    wait_all(tasks, [start(tasks, OLD)])
    with pytest.raises(errors.ConfigurationError, match=r"is ended jira:.* unclear or running"):
        Ledger(path).settle("old-projects/1", "nothing")


def test_a_key_that_is_no_text_is_none_of_its_keys(path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"cannot be used.*surrogates"):
        Ledger(path).settle("\udcff", "nothing")  # what a shell makes of a byte that is no UTF-8


def test_what_it_became_is_a_ref_or_one_of_two_words(path: Path, simulator: Simulator) -> None:
    with pytest.raises(errors.InvalidRef):
        unclear(path, simulator).settle("old-projects/1", "perhaps")

    assert states(path) == {"old-projects/1": "unclear"}


def test_a_key_that_is_unclear_on_several_sites_is_settled_by_site(path: Path) -> None:
    sites = [Simulator(VirtualClock(), site=f"https://{n}.atlassian.net") for n in ("one", "two")]
    ledger, _ = (unclear(path, site) for site in sites)
    with pytest.raises(errors.ConfigurationError, match=r"https://one.*https://two"):
        ledger.settle("old-projects/1", "nothing")
    ledger.settle("old-projects/1", "nothing", site=sites[1].site)

    assert [entry.state for entry in ledger.entries()] == ["unclear", "nothing"]


# On its way elsewhere


class During(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Does something while the site has a request, then passes it on, or dies of it."""

    def __init__(self, simulator: Simulator, act: Callable[[], Any]) -> None:
        self.blocking = simulator.transport()
        self.awaitable = simulator.async_transport()
        self.act = act

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.act()
        return self.blocking.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.act()
        return await self.awaitable.handle_async_request(request)


def test_one_that_is_on_its_way_elsewhere_is_waited_for_and_then_unclear(
    open_client: Open, simulator: Simulator, path: Path, clock: VirtualClock
) -> None:
    met: list[Any] = []

    def meanwhile() -> None:
        with TaskClient(
            simulator.site, transport=simulator.transport(), clock=clock, ledger=path
        ) as other:
            try:
                other.start(OLD)
            except errors.StartUnclear as error:
                met.append((error.key, clock.now()))
        with pytest.raises(errors.ConfigurationError, match="may be on its way: settle it in"):
            Ledger(path).settle("old-projects/1", "not-begun")

    client = open_client(ledger=path, transport=During(simulator, meanwhile), request_timeout=20)
    ref = start(client, OLD)

    assert met == [("old-projects/1", pytest.approx(21, abs=0.6))]
    assert [str(ref)] == [task.ref for task in simulator.started]
    assert states(path) == {"old-projects/1": "running"}


def test_a_clock_that_is_set_back_holds_nobody_up(
    tasks: Client, simulator: Simulator, path: Path, clock: VirtualClock
) -> None:
    ledger = unclear(path, simulator)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE starts SET started = started + 1e6, until = started + 1e6 + 11")
    with pytest.raises(errors.StartUnclear):
        start(tasks, OLD)

    assert 10 < clock.now() < 12
    assert [entry.state for entry in ledger.entries()] == ["unclear"]


def test_one_that_another_process_writes_for_is_waited_for(
    simulator: Simulator, path: Path
) -> None:
    Ledger(path)
    client = TaskClient(simulator.site, transport=simulator.transport(), ledger=path)
    with (
        client,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        other.execute("BEGIN IMMEDIATE")
        begun = pool.submit(client.start, OLD)
        other.execute("INSERT INTO starts VALUES ('s', 'k', 'o', '', 'refused', 0, 0, NULL, NULL)")
        time.sleep(0.1)  # for the start to find it taken
        other.execute("COMMIT")

        assert str(begun.result()) == simulator.started[0].ref


def test_one_that_is_on_its_way_elsewhere_gives_its_ref_as_soon_as_it_has_one(
    simulator: Simulator, path: Path
) -> None:
    def meanwhile() -> None:
        others.append(pool.submit(follow))

    def follow() -> TaskRef | None:
        with TaskClient(simulator.site, transport=simulator.transport(), ledger=path) as other:
            return other.start(OLD)

    others: list[Any] = []
    with (
        ThreadPoolExecutor(1) as pool,
        TaskClient(simulator.site, transport=During(simulator, meanwhile), ledger=path) as client,
    ):
        ref = client.start(OLD)
        assert others[0].result() == ref
    assert posts(simulator) == 1


PROGRAM = """
import sys
from atlassian_tasks import Start, TaskClient
from atlassian_tasks_rest.api.jira_v3 import delete_project
with TaskClient(sys.argv[1], ledger=sys.argv[2]) as tasks:
    for n in range(10):
        print(tasks.start(Start(delete_project, f"P{n}").keyed(f"old/{n}")))
"""


def test_two_processes_with_the_same_keys_start_each_once(path: Path) -> None:
    simulator = Simulator(latency=0.02)
    with simulator.serve() as server:
        programs = [
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM, server.url, path], stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        told = [program.communicate(timeout=50)[0].split() for program in programs]

    assert told[0] == told[1] == [task.ref for task in simulator.started]
    assert posts(simulator) == 10


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_calls_that_run_together_start_one_key_once(
    simulator: Simulator, clock: VirtualClock, path: Path, anyio_backend: str
) -> None:
    refs: list[TaskRef | None] = []
    transport = simulator.async_transport()
    simulator.fail_next(delay=3.0)

    async def begin() -> None:
        refs.append(await client.start(OLD))

    async with (
        AsyncTaskClient(
            simulator.site, transport=transport, clock=clock.awaitable(), ledger=path
        ) as client,
        anyio.create_task_group() as group,
    ):
        for _ in range(5):
            group.start_soon(begin)

    assert {str(ref) for ref in refs} == {simulator.started[0].ref}
    assert (len(refs), posts(simulator)) == (5, 1)


# Of many


def test_a_run_that_is_repeated_starts_nothing_twice(
    open_client: Open, simulator: Simulator, path: Path, clock: VirtualClock
) -> None:
    simulator.script_next(duration=60, times=9)
    starts = [one.keyed(f"run/{n}") for n, one in enumerate(deletions(6))]
    simulator.fail_next(502, method="POST", skip=3, carried_out=True)
    first = run_all(open_client(ledger=path), starts, max_running=2, timeout=100, check=False)
    clock.advance(600)
    second = run_all(open_client(ledger=path), starts, check=False)

    assert "not begun" in str(first[5].error)
    assert [type(end.error) for end in second].count(errors.StartUnclear) == 1
    assert sum(end.error is None for end in second) == 5
    assert len(simulator.started) == 6
    assert sorted(states(path).values()) == ["ended"] * 5 + ["unclear"]


def test_a_run_that_is_repeated_knows_the_ends_that_the_site_has_forgotten(
    open_client: Open, simulator: Simulator, path: Path, clock: VirtualClock
) -> None:
    simulator.script_next(duration=5, failures={"10003": ["It is locked."]})
    starts = [one.keyed(f"run/{n}") for n, one in enumerate(deletions(2))]
    first = run_all(open_client(ledger=path), starts, check=False)
    clock.advance(30 * 86_400)
    second = run_all(open_client(ledger=path), starts, check=False)

    assert [type(end.error) for end in second] == [errors.TaskPartlyFailed, type(None)]
    assert [end.ref for end in second] == [end.ref for end in first]
    assert [end.task.failures for end in second] == [end.task.failures for end in first]


def test_a_run_that_finds_the_site_full_leaves_one_line_a_start(
    tasks: Client, simulator: Simulator, path: Path
) -> None:
    for _ in range(5):
        simulator.add("jira-bulk", duration=600)
    run_all(tasks, deletions(2))

    assert [*states(path).values()] == ["ended", "ended"]
    assert posts(simulator) > 4


def test_a_key_conflict_is_one_outcome_of_a_run(
    tasks: Client, simulator: Simulator, path: Path
) -> None:
    one, two = deletions(2)
    outcomes = run_all(tasks, [one.keyed("a"), two.keyed("a"), two.keyed("b")], check=False)

    assert [type(end.error).__name__ for end in outcomes] == [
        "NoneType",
        "ConfigurationError",
        "NoneType",
    ]


def test_a_run_with_a_key_of_another_start_is_refused_before_anything_is_sent(
    tasks: Client, simulator: Simulator
) -> None:
    one, two, three = deletions(3)
    run_all(tasks, [two.keyed("b")])
    sent = posts(simulator)
    with pytest.raises(errors.ConfigurationError, match=r"'b' was used .* other arguments"):
        run_all(tasks, [one.keyed("a"), three.keyed("b")])

    assert posts(simulator) == sent


# Stops, and a disk that fails


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_a_stop_while_it_is_sent_leaves_it_unclear(
    simulator: Simulator, clock: VirtualClock, path: Path, kind: type[BaseException]
) -> None:
    transport = Interrupted(simulator, 1, kind())
    with (
        TaskClient(simulator.site, transport=transport, clock=clock, ledger=path) as client,
        pytest.raises(kind) as caught,
    ):
        client.start(OLD)

    assert "may have started" in "".join(caught.value.__notes__)
    assert states(path) == {"old-projects/1": "unclear"}


def test_a_stop_while_its_ref_is_written_down_says_it(path: Path) -> None:
    flow = sent_once(OLD, Account(Ledger(path), "https://acme.atlassian.net", 10))
    claim = next(flow)
    assert isinstance(claim, Act)
    assert isinstance(flow.send(claim.act()), Send)
    location = {"location": "https://acme.atlassian.net/rest/api/3/task/7"}
    response = httpx.Response(303, headers=location)
    flow.send(Sent(0.0, [Answer(303, None, datetime.now(UTC), response)]))
    with pytest.raises(KeyboardInterrupt) as caught:
        flow.throw(KeyboardInterrupt())

    assert caught.value.__notes__ == ["delete_project began as jira:7"]


def broken(path: Path) -> None:
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    path.mkdir()


def test_a_ref_that_cannot_be_written_down_is_not_lost(
    open_client: Open, simulator: Simulator, path: Path
) -> None:
    client = open_client(ledger=path, transport=During(simulator, lambda: broken(path)))
    with pytest.raises(errors.StartUnclear, match=r"began as jira:.*cannot be used") as caught:
        start(client, OLD)

    assert [str(caught.value.ref)] == [task.ref for task in simulator.started]
    assert (caught.value.operation, caught.value.key) == (OLD.operation, OLD.key)


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [(502, errors.StartUnclear, "may have started"), (403, errors.PermissionDenied, "403")],
)
def test_how_it_went_wrong_is_said_also_where_it_cannot_be_written_down(
    open_client: Open, simulator: Simulator, path: Path, status: int, kind: type, said: str
) -> None:
    client = open_client(ledger=path, transport=During(simulator, lambda: broken(path)))
    simulator.fail_next(status)
    with pytest.raises(kind, match=rf"{said}.*not written down: the ledger .* cannot") as caught:
        start(client, OLD)

    assert getattr(caught.value, "key", OLD.key) == OLD.key


def test_what_cannot_be_written_down_is_not_sent(
    tasks: Client, simulator: Simulator, path: Path
) -> None:
    broken(path)
    with pytest.raises(errors.ConfigurationError, match="cannot be used"):
        start(tasks, OLD)

    assert simulator.requests == []


def test_an_end_that_cannot_be_written_down_is_an_end(
    tasks: Client, simulator: Simulator, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ref = start(tasks, OLD)
    broken(path)

    assert tasks.wait(ref).is_success
    assert "is not written down" in caplog.text


# The file


def test_neither_credentials_nor_payloads_are_in_the_file(
    open_client: Open, simulator: Simulator, path: Path
) -> None:
    client = open_client(ledger=path, auth=("me@acme.example", "s3cret"))
    start(client, Start(bulk_delete, body=models.BulkDelete(["SECRET-77"])).keyed("bulk"))
    written = b"".join(file.read_bytes() for file in path.parent.iterdir())

    assert b"bulk_delete" in written
    assert b"s3cret" not in written
    assert b"me@acme" not in written
    assert b"SECRET-77" not in written


@pytest.fixture
def odd(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "text").write_text("not a database at all, however long it may be" * 99)
    return {
        "a number": 7,
        "a folder": tmp_path,
        "nothing": "",
        "no path": "a\0b",
        "no folder": tmp_path / "no" / "such.db",
        "text": tmp_path / "text",
    }


@pytest.mark.parametrize(
    "what", ["a number", "a folder", "nothing", "no path", "no folder", "text"]
)
def test_what_is_no_ledger_is_refused_at_once(odd: dict[str, Any], what: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="ledger"):
        TaskClient("https://acme.atlassian.net", ledger=odd[what])
    with pytest.raises(errors.ConfigurationError, match="ledger"):
        Ledger(odd[what])


def test_a_file_of_a_later_version_is_left_alone(path: Path) -> None:
    Ledger(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")

    with pytest.raises(errors.ConfigurationError, match="later version"):
        Ledger(path)


def test_a_ledger_is_a_value(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pickle.loads(pickle.dumps(Ledger(path))) == Ledger(str(path))
    monkeypatch.chdir(path.parent)
    assert Ledger("starts.db") == Ledger(path)


def test_it_is_a_file_in_wal_mode(path: Path) -> None:
    Ledger(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_sqlite_is_loaded_when_a_ledger_is_asked_for() -> None:
    program = (
        "import sys, json, atlassian_tasks; before = 'sqlite3' in sys.modules;"
        "from atlassian_tasks import Ledger; print(json.dumps([before, 'sqlite3' in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert json.loads(done.stdout) == [False, True]
