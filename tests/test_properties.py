"""Whatever a server says and whatever goes wrong: what holds all the same."""

from __future__ import annotations

import json
import math
import random
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import httpx
import pytest
from atlassian_tasks import Status, Task, TaskClient, TaskRef
from atlassian_tasks.errors import AtlassianTasksError, TaskError, UnexpectedResponse, WaitTimeout
from atlassian_tasks.schedule import Adaptive
from atlassian_tasks.simulator import Simulator, VirtualClock
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.answers import BODIES, FAILING
from tests.colours import Colour, OtherSite
from tests.upstream_bodies import anything, bodies

quick = settings(max_examples=10, deadline=None, derandomize=True)
KINDS = [*BODIES]


def told(kind: str, body: object) -> Task:
    with TaskClient("https://acme.atlassian.net", transport=OtherSite(body)) as client:
        return client.get(f"{kind}:10641")


def well_formed(task: Task) -> bool:
    """Whether everything in it is what its type says."""
    data = json.loads(json.dumps(task.to_dict(), allow_nan=False))
    times = [task.submitted, task.started, task.finished, task.updated, task.observed]
    return (
        data["status"] in [*Status]
        and (task.percent is None or 0 <= task.percent <= 100)
        and all(time is None or time.utcoffset() == timedelta() for time in times)
        and all(isinstance(text, str | None) for text in (task.name, task.message))
        and all(isinstance(one.subject, str | None) for one in task.failures)
        and all(isinstance(reason, str) for one in task.failures for reason in one.reasons)
        and all(isinstance(link, str) for link in task.links)
    )


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(body=anything)
@example(body={"status": "COMPLETE", "result": {"errors": {"errors": 1, "errorMessages": 2}}})
@example(body={"percentageComplete": 100, "successful": True, "errors": [[], {}, 1]})
def test_any_json_is_a_task_or_unexpected(kind: str, body: object) -> None:
    try:
        task = told(kind, body)
    except UnexpectedResponse:
        return

    assert well_formed(task)


def odd_fields(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """A good body with some of its fields replaced or gone."""
    usual = BODIES[kind]()
    names = st.sampled_from([*usual])
    return st.builds(
        lambda odd, gone: {k: v for k, v in {**usual, **odd}.items() if k not in gone},
        st.dictionaries(names, anything, max_size=3),
        st.sets(names, max_size=3),
    )


@pytest.mark.parametrize("kind", KINDS)
@quick
@given(data=st.data())
def test_any_field_may_be_odd_or_missing(kind: str, data: st.DataObject) -> None:
    try:
        task = told(kind, data.draw(odd_fields(kind)))
    except UnexpectedResponse:
        return

    assert well_formed(task)


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
@quick
@given(
    told_report=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("status", "errors", "destinationUrl", "more"), anything)
    ),
    errors=st.lists(st.fixed_dictionaries({}, optional={"key": anything, "args": anything})),
)
def test_any_report_in_a_message_is_read(
    kind: str, told_report: dict[str, Any], errors: list[Any]
) -> None:
    reports = [told_report, told_report | {"errors": errors}]
    messages = [{"translation": json.dumps(one)} for one in reports]
    task = told(kind, BODIES[kind](messages=messages, errors=errors))

    assert well_formed(task)
    assert task.is_final


@quick
@given(
    result=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("successfulIssues", "failedIssues", "totalIssueCount"), anything),
    )
)
def test_any_result_of_a_bulk_operation_is_read(result: dict[str, Any]) -> None:
    task = told("jira", BODIES["jira"](result=result))

    assert well_formed(task)
    assert (task.status is Status.PARTIAL) == bool(task.failures)


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
@quick
@given(entries=st.lists(anything), links=anything)
def test_any_list_is_tasks_or_unexpected(kind: str, entries: list[Any], links: object) -> None:
    page = {"results": entries, "limit": 100, "_links": links}
    site = OtherSite(page, {"results": []})
    with TaskClient("https://acme.atlassian.net", transport=site) as client:
        try:
            tasks = list(client.list(kind))
        except UnexpectedResponse:
            return

    assert all(well_formed(task) for task in tasks)
    assert len(site.requests) <= 2


def milliseconds(value: int | None) -> datetime | None:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return None if value is None else epoch + timedelta(milliseconds=value)


def said(value: Any) -> Any:
    return value if isinstance(value, str) and value.strip() else None


@pytest.mark.parametrize("kind", ["jira", "jira-v2"])
@quick
@given(data=st.data())
def test_a_documented_task_keeps_its_fields(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind)) | {"id": "10641"}
    task = told(kind, body)

    assert task.raw_status == body["status"]
    if body["status"] in set(Status):
        assert task.status in (body["status"], *[Status.PARTIAL] * (body["status"] == "COMPLETE"))
    assert task.percent == body["progress"]
    assert (task.name, task.message) == (said(body.get("description")), said(body.get("message")))
    assert task.submitted_by == str(body["submittedBy"])
    assert task.submitted == milliseconds(body["submitted"])
    assert task.started == milliseconds(body.get("started"))
    assert task.finished == milliseconds(body.get("finished"))
    assert task.updated == milliseconds(body["lastUpdate"])
    assert task.elapsed == timedelta(milliseconds=body["elapsedRuntime"])


@quick
@given(data=st.data())
def test_a_documented_bulk_operation_keeps_its_fields(data: st.DataObject) -> None:
    body = data.draw(bodies("jira-bulk"))
    body |= {"taskId": "10641"} if "taskId" in body else {}
    task = told("jira-bulk", body)
    failed = body.get("failedAccessibleIssues", {})
    unseen = body.get("invalidOrInaccessibleIssueCount", 0)
    times = {"created": task.submitted, "started": task.started, "updated": task.updated}

    assert task.raw_status == body.get("status")
    assert task.percent == body.get("progressPercent")
    assert [failure.subject for failure in task.failures] == [
        *map(said, failed),
        *[None] * (unseen > 0),
    ]
    assert (task.status is Status.PARTIAL) == (
        body.get("status") == "COMPLETE" and bool(failed or unseen > 0)
    )
    for name, time in times.items():
        assert time == (datetime.fromisoformat(body[name]) if name in body else None)


def harmless(error: dict[str, Any]) -> bool:
    return error.get("translation") == "WARN_RENAME_PAGE" or error.get("args") == ["0"]


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
@quick
@given(data=st.data())
def test_a_documented_long_task_keeps_its_fields(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    body |= {"id": "10641"} if "id" in body else {}
    task = told(kind, body)
    done = body.get("finished", body.get("percentageComplete") == 100)
    elapsed = body.get("elapsedTime")

    assert task.percent == body.get("percentageComplete")
    assert task.name == said(body.get("name", {}).get("key"))
    assert task.raw_status == said(body.get("status"))
    assert task.elapsed == (None if elapsed is None else timedelta(milliseconds=elapsed))
    assert len(task.failures) == len([e for e in body.get("errors", []) if not harmless(e)])
    assert task.result == body.get("additionalDetails")
    if "finished" not in body and "percentageComplete" not in body:
        assert task.status is Status.UNKNOWN
    elif not done:
        assert task.status is Status.RUNNING
    elif "successful" in body:
        good = Status.PARTIAL if task.failures else Status.COMPLETE
        assert task.status is (good if body["successful"] else Status.FAILED)


# Faults

demands = st.sampled_from([None, None, "0", "3", "20", "rubbish", "Thu, 01 Jan 2026 00:05:00 GMT"])
outages = st.fixed_dictionaries(
    {
        "status": st.sampled_from([408, 425, 429, 500, 502, 503, 520]),
        "headers": demands.map(lambda demand: {"Retry-After": demand} if demand else {}),
    }
)
garbage = st.fixed_dictionaries(
    {"status": st.just(200), "body": st.sampled_from([b"", b"{", b"null", "<html>", [], {}])}
)
refusals = st.fixed_dictionaries({"status": st.sampled_from([400, 401, 403, 404, 404, 409, 302])})
losses = st.fixed_dictionaries(
    {"raises": st.sampled_from([httpx.ConnectError("no"), httpx.ReadTimeout("slow")])}
)
delays = st.fixed_dictionaries({"delay": st.sampled_from([0.5, 5.0, 60.0])})
rest = st.fixed_dictionaries({}, optional={"times": st.integers(1, 6), "skip": st.integers(0, 4)})
trouble = outages | outages | garbage | losses | delays | refusals
faults = st.lists(st.builds(lambda what, when: {**what, **when}, trouble, rest), max_size=6)
scripts = st.fixed_dictionaries(
    {
        "duration": st.sampled_from([0.0, 3.0, 40.0, 400.0, math.inf]),
        "progress": st.sampled_from(["linear", "stuck", "bursty", "backwards", "none"]),
    },
    optional={"outcome": st.just("failed"), "hidden_looks": st.integers(0, 5)},
)


def followed(
    colour: Colour,
    kind: str,
    script: dict[str, Any],
    wrong: list[dict[str, Any]],
    seed: int,
    **options: Any,
) -> tuple[Simulator, Task | AtlassianTasksError]:
    random.seed(seed)
    clock = VirtualClock()
    simulator = Simulator(clock, seed=seed)
    task = simulator.add(kind, **script)
    for fault in wrong:
        simulator.fail_next(**fault)
    schedule = partial(Adaptive, random=random.Random(seed))
    with colour.opened(simulator, schedule=schedule) as client:
        try:
            return simulator, client.wait(task.ref, **options)
        except AtlassianTasksError as error:
            return simulator, error


def seconds_until(demand: str | None, now: float) -> float:
    """Read a demand as the simulated site means it."""
    if demand is None or demand == "rubbish":
        return 0.0
    return float(demand) if demand.isdecimal() else max(300.0 - now, 0.0)


@quick
@given(
    kind=st.sampled_from(FAILING),
    script=scripts,
    wrong=faults,
    seed=st.integers(0, 9),
    timeout=st.sampled_from([0.0, 10.0, 300.0]),
    patience=st.sampled_from([0.0, 10.0, 120.0]),
)
def test_every_wait_ends_in_a_final_task_or_a_named_error(
    colour: Colour,
    kind: str,
    script: dict[str, Any],
    wrong: list[dict[str, Any]],
    seed: int,
    timeout: float,
    patience: float,
) -> None:
    simulator, end = followed(colour, kind, script, wrong, seed, timeout=timeout, patience=patience)
    asked = simulator.requests

    if isinstance(end, Task):
        assert end.is_success
    else:
        assert end.ref == TaskRef(kind, "10000")
        assert isinstance(end, TaskError | WaitTimeout) or wrong or script.get("hidden_looks")
    assert all(exchange.time <= timeout + 1e-6 for exchange in asked)
    assert {exchange.method for exchange in asked} == {"GET"}


@quick
@given(script=scripts, wrong=st.lists(outages, min_size=1, max_size=8), seed=st.integers(0, 9))
def test_no_look_comes_before_a_floor(
    colour: Colour, script: dict[str, Any], wrong: list[dict[str, Any]], seed: int
) -> None:
    script = {**script, "hidden_looks": 0}
    simulator, _ = followed(colour, "jira", script, wrong, seed, timeout=2000.0)
    demanded = [fault["headers"].get("Retry-After") for fault in wrong]

    floor = 0.0
    for number, asked in enumerate(simulator.requests):
        assert asked.time >= floor - 1e-5
        if number < len(demanded):
            floor = max(floor, asked.time + seconds_until(demanded[number], asked.time))


@quick
@given(
    kind=st.sampled_from(FAILING),
    script=scripts,
    wrong=faults,
    seed=st.integers(0, 99),
    timeout=st.sampled_from([0.0, 30.0, 1000.0]),
)
def test_both_colours_look_at_the_same_moments(
    colours: dict[str, Colour],
    kind: str,
    script: dict[str, Any],
    wrong: list[dict[str, Any]],
    seed: int,
    timeout: float,
) -> None:
    traces = []
    for colour in colours.values():
        simulator, end = followed(colour, kind, script, wrong, seed, timeout=timeout)
        times = [asked.time for asked in simulator.requests]
        looks = [(asked.path, asked.status) for asked in simulator.requests]
        result = end if isinstance(end, Task) else (type(end), str(end), end.task)
        traces.append((times, looks, result))

    (moments, *told), *others = traces
    for times, *told_too in others:
        assert times == pytest.approx(moments, abs=1e-6)
        assert told_too == told


@quick
@given(script=scripts, seed=st.integers(0, 99), timeout=st.floats(0.01, 500))
def test_a_wait_in_vain_has_its_last_look_at_the_deadline(
    colour: Colour, script: dict[str, Any], seed: int, timeout: float
) -> None:
    script = {**script, "duration": math.inf, "hidden_looks": 0}
    simulator, end = followed(colour, "jira", script, [], seed, timeout=timeout)
    times = [asked.time for asked in simulator.requests]

    assert isinstance(end, WaitTimeout)
    assert times[-1] == pytest.approx(timeout, abs=1e-6)
    assert all(before < after for before, after in pairwise(times))


many = st.lists(st.tuples(st.sampled_from(FAILING), scripts), min_size=1, max_size=12)
prompt = st.lists(
    st.builds(lambda what, when: {**what, **when}, outages | garbage | losses | refusals, rest),
    max_size=8,
)


@quick
@given(
    wanted=many,
    wrong=prompt,
    seed=st.integers(0, 99),
    timeout=st.sampled_from([0.0, 10.0, 300.0]),
    pace=st.sampled_from([None, 1.0, 5.0]),
    stays=st.booleans(),
)
def test_of_many_each_has_its_outcome(
    colour: Colour,
    wanted: list[tuple[str, dict[str, Any]]],
    wrong: list[dict[str, Any]],
    seed: int,
    timeout: float,
    pace: float | None,
    stays: bool,
) -> None:
    random.seed(seed)
    simulator = Simulator(VirtualClock(), page_cap=3, keep_finished_listed=stays, seed=seed)
    refs = [simulator.add(kind, **script).ref for kind, script in wanted]
    for fault in wrong:
        simulator.fail_next(**fault)
    schedule = partial(Adaptive, random=random.Random(seed))
    with colour.opened(simulator, pace=pace, schedule=schedule) as client:
        outcomes = client.wait_all(refs, timeout=timeout, check=False)

    assert [str(outcome.ref) for outcome in outcomes] == refs
    for outcome in outcomes:
        assert outcome.task is None or outcome.task.ref == outcome.ref
        if outcome.error is None:
            assert outcome.result().is_success
        else:
            assert outcome.error.ref == outcome.ref
    assert all(asked.time <= timeout + 1e-5 for asked in simulator.requests)
