"""Many Confluence tasks are followed through their list, as long as that is worth its requests."""

import logging
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import httpx
import pytest
from atlassian_tasks import Outcome, Status, Task
from atlassian_tasks.errors import AuthenticationFailed, TaskFailed, TaskGone, WaitTimeout
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Response, Simulator, User, VirtualClock
from attrs import evolve

from tests.colours import Client, Colour
from tests.many import Relisted, as_completed, by_id, is_page, law, pages, wait_all, watch_all

Open = Callable[..., Client]
BOTH = pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def added(simulator: Simulator, count: int, kind: str = "confluence", **script: Any) -> list[str]:
    return [simulator.add(kind, **{"duration": 60} | script).ref for _ in range(count)]


def all_complete(client: Client, refs: list[str], **options: Any) -> bool:
    return {outcome.result().status for outcome in wait_all(client, refs, **options)} == {
        Status.COMPLETE
    }


# When it is used


@BOTH
@pytest.mark.parametrize(("count", "uses_list"), [(2, False), (3, True), (20, True)])
def test_three_or_more_are_followed_through_the_list(
    client: Client, simulator: Simulator, kind: str, count: int, uses_list: bool
) -> None:
    refs = added(simulator, count, kind)

    assert all_complete(client, refs)
    assert bool(pages(simulator)) == uses_list
    # Each once when it has left the list, and where no flag tells its end, once more.
    each = 2 if kind == "confluence-dc" else 1
    assert len(by_id(simulator)) == count * each or not uses_list


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
def test_jira_is_never_asked_for_a_list(client: Client, simulator: Simulator, kind: str) -> None:
    assert all_complete(client, added(simulator, 5, kind))
    assert pages(simulator) == []


@BOTH
def test_what_stays_listed_is_never_asked_for_by_id(
    colour: Colour, clock: VirtualClock, kind: str
) -> None:
    simulator = Simulator(clock, keep_finished_listed=True)
    refs = added(simulator, 20, kind)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)

    assert by_id(simulator) == []
    assert len(pages(simulator)) <= law(62)


def test_cloud_and_data_center_have_a_list_each(client: Client, simulator: Simulator) -> None:
    cloud, center = added(simulator, 5), added(simulator, 5, "confluence-dc")
    two = added(simulator, 2, "jira")
    assert all_complete(client, [*cloud, *center, *two])
    asked = {request.path for request in simulator.requests if is_page(request)}

    assert asked == {"/wiki/rest/api/longtask", "/rest/api/longtask"}
    assert len(by_id(simulator)) < 10 + 2 * 2 * law(60)


def test_the_lists_of_cloud_and_data_center_are_not_mixed_up(
    client: Client, simulator: Simulator
) -> None:
    for number in range(4):
        simulator.add("confluence", str(number), duration=20)
        simulator.add("confluence-dc", str(number), duration=40, outcome="failed")
    refs = [f"{kind}:{n}" for n in range(4) for kind in ("confluence", "confluence-dc")]
    outcomes = wait_all(client, refs, check=False)

    assert [type(outcome.error) for outcome in outcomes] == [type(None), TaskFailed] * 4


@pytest.mark.parametrize("cap", [3, 7])
@pytest.mark.parametrize("keep", [True, False])
def test_however_short_the_pages_all_are_found(
    colour: Colour, clock: VirtualClock, cap: int, keep: bool
) -> None:
    simulator = Simulator(clock, page_cap=cap, keep_finished_listed=keep)
    refs = added(simulator, 20)
    with colour.opened(simulator, pace=None) as client:
        assert all_complete(client, refs)
    first = [request for request in simulator.requests if request.time == 0]

    assert len([request for request in first if is_page(request)]) == -(-20 // cap)
    assert not any(request.path.endswith("/10000") for request in first)
    assert keep is False or by_id(simulator) == []


def test_what_is_told_is_the_same_as_by_id(colour: Colour) -> None:
    told = []
    for count in (1, 5):
        simulator = Simulator(VirtualClock(), keep_finished_listed=True)
        refs = added(simulator, count, messages=["<b>Copied</b>"], result={"destinationId": "7"})
        with colour.opened(simulator, schedule=lambda: Fixed(61)) as client:
            told.append(wait_all(client, refs)[0].result())

    alone, listed = told
    for field in ("ref", "status", "percent", "message", "result", "name", "failures", "elapsed"):
        assert getattr(alone, field) == getattr(listed, field)


@pytest.mark.parametrize("progress", ["linear", "none"])
@pytest.mark.parametrize("keep", [True, False])
def test_few_are_noticed_through_the_list_about_as_soon_as_alone(
    colour: Colour, clock: VirtualClock, progress: str, keep: bool
) -> None:
    simulator = Simulator(clock, keep_finished_listed=keep)
    ends = {ref: 600 + 90 * n for n, ref in enumerate(added(simulator, 4))}
    for task in simulator.tasks:
        task.script = evolve(task.script, duration=float(ends[task.ref]))
    lags = {}
    with colour.opened(simulator) as client:
        for outcome in as_completed(client, ends):
            lags[str(outcome.ref)] = clock.now() - ends[str(outcome.ref)]

    assert max(lags.values()) <= (7 if progress == "linear" else 30)
    assert len(simulator.requests) <= 4 * law(900)


# Who is not on it


def hiding(simulator: Simulator, *refs: str) -> Callable[[Response], Response]:
    """Leave these out of the list."""

    def hide(response: Response) -> Response:
        page: Any = response.json()
        page["results"] = [
            item for item in page["results"] if f"confluence:{item['id']}" not in refs
        ]
        return changed(response, page)

    return hide


def changed(response: Response, page: object) -> Response:
    body = httpx.Response(200, json=page).content
    return Response(200, dict(response.headers), body)


def test_a_task_that_is_never_listed_is_asked_for_at_its_own_times(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Relisted(clock, lambda response: simulator.hide(response))
    refs = added(simulator, 6, duration=210)
    simulator.hide = hiding(simulator, refs[0])  # type: ignore[attr-defined]
    with colour.opened(simulator, schedule=lambda: Fixed(7)) as client:
        assert all_complete(client, refs)
    times = by_id(simulator, refs[0].partition(":")[2])

    assert [after - before for before, after in pairwise(times)] == [7] * 30
    assert len(by_id(simulator)) == len(times) + 5


def test_tasks_that_are_never_listed_cost_few_pages(colour: Colour, clock: VirtualClock) -> None:
    simulator = Relisted(clock, lambda response: hiding(simulator, *refs)(response))
    refs = added(simulator, 5, duration=900, progress="none")
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)

    assert len(pages(simulator)) <= 12
    assert len(by_id(simulator)) <= 5 * 1.25 * law(900)


def test_tasks_that_come_onto_the_list_late_are_followed_through_it(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, keep_finished_listed=True)
    refs = added(simulator, 30, duration=300, visible_after=4)
    with colour.opened(simulator, pace=50) as client:
        assert all_complete(client, refs)

    assert max(by_id(simulator)) < 30
    assert len(simulator.requests) < 30 * 6


def test_a_task_that_left_the_list_is_asked_for_at_once(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(10))
    tasks = [simulator.add("confluence", duration=d) for d in (9, 15, 27, 55, 57)]
    ended = {
        str(outcome.ref): simulator.clock.now()
        for outcome in as_completed(client, [task.ref for task in tasks])
    }

    assert [ended[task.ref] for task in tasks[:3]] == [10, 20, 30]
    assert [len(by_id(simulator, task.id)) for task in tasks[:3]] == [1, 1, 1]


@pytest.mark.parametrize("count", [4])
def test_a_list_full_of_other_peoples_tasks_costs_hardly_more_than_asking_by_id(
    colour: Colour, count: int
) -> None:
    costs = []
    for others in (0, 60):
        simulator = Simulator(VirtualClock(), page_cap=5)
        added(simulator, others, duration=1e6)
        kind = "confluence" if others else "jira"
        refs = added(simulator, count, kind, duration=300, progress="none")
        with colour.opened(simulator, pace=None) as client:
            assert all_complete(client, refs)
        costs.append(len(simulator.requests))

    alone, through_list = costs
    assert through_list <= 1.2 * alone


def test_a_list_without_ones_own_tasks_is_left_after_half_as_many_pages(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, page_cap=5)
    added(simulator, 60, duration=1e6)
    refs = added(simulator, 10)
    with colour.opened(simulator, pace=None) as client:
        client.wait_all(refs, timeout=1, check=False)

    assert pages(simulator).count(0.0) == 10 / 2


def test_own_tasks_at_the_front_of_a_long_list_are_found_cheaply(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, page_cap=20)
    refs = added(simulator, 20, duration=600, progress="none")
    added(simulator, 100, duration=1e6)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)

    assert len(simulator.requests) <= 20 + 3 * law(640)


def test_one_that_vanishes_from_list_and_site_is_gone(client: Client, simulator: Simulator) -> None:
    first, *others = added(simulator, 5)
    steps = watch_all(client, [first, *others])
    next(report for report in steps if isinstance(report, Task) and str(report.ref) == first)
    simulator.remove(simulator.tasks[0])
    outcomes = {str(report.ref): report for report in steps if isinstance(report, Outcome)}

    assert isinstance(outcomes[first].error, TaskGone)
    assert all(outcomes[ref].result().is_success for ref in others)


@pytest.mark.parametrize(
    ("durations", "hidden"),
    [((5, 0, 50, 5, 5, 50), 2), ((5, 5, 5, 50, 5), 0), ((5, 5, 5, 50, 50), 1)],
)
def test_who_was_answered_by_a_page_is_not_refused_as_well(
    colour: Colour, clock: VirtualClock, durations: tuple[float, ...], hidden: int
) -> None:
    simulator = Simulator(clock, page_cap=2)
    refs = [
        simulator.add("confluence", duration=life, hidden_looks=2 * (place == hidden)).ref
        for place, life in enumerate(durations)
    ]
    random.seed(0)
    with colour.opened(simulator, pace=1) as client:
        outcomes = wait_all(client, refs, timeout=10, check=False)

    assert [str(outcome.ref) for outcome in outcomes] == refs
    assert {type(outcome.error) for outcome in outcomes} <= {type(None), WaitTimeout}


# When it fails


REFUSALS = {
    "400": {"status": 400},
    "401": {"status": 401},
    "403": {"status": 403},
    "404": {"status": 404},
    "login": {"status": 302, "headers": {"Location": "/login"}, "body": ""},
}


@pytest.mark.parametrize("fault", REFUSALS.values(), ids=REFUSALS)
def test_a_list_that_is_refused_is_not_asked_for_again(
    colour: Colour, clock: VirtualClock, fault: dict[str, Any]
) -> None:
    simulator = Relisted(
        clock,
        lambda response: Response(fault["status"], fault.get("headers", {}), b"s3cret"),
    )
    refs = added(simulator, 5)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)

    assert len(pages(simulator)) == 1
    assert len(by_id(simulator)) >= 5 * 5


def test_a_list_refused_in_one_call_is_asked_for_in_the_next(
    colour: Colour, clock: VirtualClock
) -> None:
    refused = [Response(403, {}, b"")]
    simulator = Relisted(clock, lambda response: refused.pop() if refused else None)
    with colour.opened(simulator) as client:
        assert all_complete(client, added(simulator, 3))
        assert all_complete(client, added(simulator, 3))

    assert len(pages(simulator)) > 2


def test_a_list_of_whoever_has_no_access_leaves_each_its_own_error(colour: Colour) -> None:
    simulator = Simulator(VirtualClock(), users=[User(name="ada", token="right")])
    refs = added(simulator, 4)
    with colour.opened(simulator, auth="wrong") as client:
        outcomes = wait_all(client, refs, check=False)

    assert [type(outcome.error) for outcome in outcomes] == [AuthenticationFailed] * 4
    assert [str(outcome.error.ref) for outcome in outcomes if outcome.error] == refs
    assert len(simulator.requests) == 5


FAILURES: dict[str, Response] = {
    "500": Response(500, {}, b"<html>"),
    "503": Response(503, {"Retry-After": "2"}, b""),
    "garbage": Response(200, {}, b"<html>Log in</html>"),
    "no list": Response(200, {}, b'{"results": {}}'),
    "slow": Response(200, {}, b'{"results": []}', delay=60),
}
each_failure = pytest.mark.parametrize(
    "failure", FAILURES.values(), ids=[name.replace(" ", "-") for name in FAILURES]
)


@each_failure
def test_a_list_that_fails_for_ever_costs_no_task(
    colour: Colour, clock: VirtualClock, failure: Response
) -> None:
    simulator = Relisted(clock, lambda response: failure)
    refs = added(simulator, 4, duration=400)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs, patience=60)

    assert len(pages(simulator)) <= 12


@pytest.mark.parametrize("failure", [FAILURES["503"], FAILURES["garbage"]], ids=["503", "garbage"])
def test_a_list_that_fails_for_a_while_is_used_again(
    colour: Colour, clock: VirtualClock, failure: Response
) -> None:
    simulator = Relisted(clock, lambda response: failure if 10 < clock.now() < 60 else None)
    refs = added(simulator, 8, duration=300)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)

    assert [at for at in by_id(simulator) if 150 < at < 300] == []


def test_a_site_that_fails_for_long_is_each_tasks_own_error(
    client: Client, simulator: Simulator
) -> None:
    refs = added(simulator, 5)
    simulator.fail_next(503, times=9999)
    errors = [outcome.error for outcome in wait_all(client, refs, check=False, patience=30)]

    assert [str(error.ref) for error in errors if error] == refs
    assert len({id(error) for error in errors}) == 5
    assert all(str(error).startswith(ref) for error, ref in zip(errors, refs, strict=True))


def test_a_rate_limited_list_is_waited_for_not_gone_around(
    client: Client, simulator: Simulator
) -> None:
    refs = added(simulator, 20)
    simulator.fail_next(429, times=3, headers={"Retry-After": "20"})

    assert all_complete(client, refs)
    assert len(by_id(simulator)) == 20


def test_what_a_refusing_list_said_is_not_logged(
    colour: Colour, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "atlassian_tasks")
    words = b'{"statusCode": 403, "message": "s3cret"}'
    simulator = Relisted(clock, lambda response: Response(403, {}, words))
    refs = added(simulator, 3)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)
    warned = [record for record in caplog.records if record.levelno == logging.WARNING]

    assert len(warned) == 1
    assert "PermissionDenied" in warned[0].getMessage()
    assert "s3cret" not in caplog.text


ODD_ENTRIES = [None, 7, "x", [], {}, {"id": None}, {"id": "a/b"}, {"id": ".."}, {"id": {}}]


@pytest.mark.parametrize("place", [0, 2, 5])
def test_broken_entries_do_not_hide_the_others(
    colour: Colour, clock: VirtualClock, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(response: Response) -> Response:
        page: Any = response.json()
        page["results"][place:place] = ODD_ENTRIES
        return changed(response, page)

    simulator = Relisted(clock, broken, keep_finished_listed=True)
    refs = added(simulator, 5)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)

    assert by_id(simulator) == []


def test_entries_that_come_twice_answer_once(colour: Colour, clock: VirtualClock) -> None:
    def doubled(response: Response) -> Response:
        page: Any = response.json()
        page["results"] *= 2
        return changed(response, page)

    simulator = Relisted(clock, doubled, keep_finished_listed=True)
    refs = added(simulator, 5)
    with colour.opened(simulator) as client:
        ended = list(as_completed(client, refs))

    assert sorted(str(outcome.ref) for outcome in ended) == sorted(refs)


def test_a_server_that_always_says_more_is_not_believed_for_ever(
    colour: Colour, clock: VirtualClock
) -> None:
    def endless(response: Response) -> Response:
        page: Any = response.json()
        page["_links"]["next"] = "/rest/api/longtask?start=0"
        return changed(response, page)

    simulator = Relisted(clock, endless)
    refs = added(simulator, 5)
    with colour.opened(simulator) as client:
        assert all_complete(client, refs)

    assert len(simulator.requests) <= 5 * 2 * law(60)


def test_odd_entries_are_told_once_however_often_the_list_is_read(
    client: Client, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    odd = simulator.add("confluence", duration=300, overrides={"id": "a b"})
    refs = added(simulator, 4)

    assert all_complete(client, refs)
    assert len(pages(simulator)) > 2
    assert caplog.text.count("skipped 1 of 5 entries") == 1
    assert odd.looks == 0
