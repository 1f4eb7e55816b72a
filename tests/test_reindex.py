"""Jira Data Center's reindexing, by its id and as the current one, and requests for it."""

from typing import Any

import httpx
import pytest
from atlassian_tasks import Status, TaskRef, errors
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks_rest.api.jira_dc import process_reindex_requests
from atlassian_tasks_rest.api.jira_dc import reindex as start_reindex

from tests.answers import reindex, reindex_request
from tests.colours import Client, Colour, OtherSite
from tests.test_start import start

KIND, REQUEST = "jira-dc-reindex", "jira-dc-reindex-request"
SITE = "https://jira.example.com"
PROGRESS = f"{SITE}/rest/api/2/reindex/progress"


def read(colour: Colour, answer: Any, ref: str = f"{KIND}:10641") -> Any:
    with colour.make(SITE, transport=OtherSite(answer)) as client:
        return client.get(ref)


def test_a_reindexing_is_started_and_waited_for(client: Client, simulator: Simulator) -> None:
    ref = start(client, start_reindex, type_="FOREGROUND")
    task = client.wait(ref)

    assert ref == TaskRef(KIND, simulator.started[0].id)
    assert (task.status, task.percent, task.name) == (Status.COMPLETE, 100, "FOREGROUND")
    assert simulator.requests[-1].query == f"taskId={ref.id}"


def test_it_is_watched_from_the_queue_to_its_end(client: Client, simulator: Simulator) -> None:
    task = simulator.add(KIND, delay=20, duration=60)
    seen = list(client.watch(task.ref))

    assert [one.status for one in (seen[0], seen[1], seen[-1])] == [
        Status.ENQUEUED,
        Status.RUNNING,
        Status.COMPLETE,
    ]
    assert seen[1].started is not None
    assert seen[-1].finished is not None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, Status.COMPLETE),
        ({"success": False}, Status.FAILED),
        ({"success": None}, Status.UNKNOWN),
        ({"finishTime": None, "success": False}, Status.RUNNING),
        ({"finishTime": None, "success": False, "startTime": None}, Status.ENQUEUED),
        ({"finishTime": None}, Status.COMPLETE),
    ],
)
def test_the_time_of_the_end_and_a_flag_tell_the_status(
    colour: Colour, fields: Any, status: Status
) -> None:
    assert read(colour, reindex(**fields)).status is status


def test_what_failed_raises(client: Client, simulator: Simulator) -> None:
    task = simulator.add(KIND, outcome="failed")

    with pytest.raises(errors.TaskFailed):
        client.wait(task.ref)


@pytest.mark.parametrize(("body", "ref"), [(reindex(), KIND), (reindex_request(), REQUEST)])
def test_a_zone_without_a_colon_is_read(colour: Colour, body: Any, ref: str) -> None:
    task = read(colour, body, f"{ref}:10641")
    times = (task.submitted, task.started, task.finished)

    assert [at and at.isoformat() for at in times] == [
        "2026-01-01T11:59:57+00:00",
        "2026-01-01T11:59:58+00:00",
        "2026-01-01T12:00:00+00:00",
    ]


def itself(**fields: Any) -> httpx.Response:
    location = "/rest/api/2/reindex/progress?taskId=10641"
    return httpx.Response(303, headers={"Location": location}, **fields)


@pytest.mark.parametrize(
    ("answer", "percent"),
    [(itself(), None), (itself(json=reindex(currentProgress=42, finishTime=None)), 42)],
)
@pytest.mark.parametrize("task_id", ["10641", "current"])
def test_a_redirect_to_itself_says_that_it_runs(
    colour: Colour, answer: httpx.Response, percent: float | None, task_id: str
) -> None:
    task = read(colour, answer, f"{KIND}:{task_id}")

    assert (task.status, task.percent) == (Status.RUNNING, percent)


def test_it_is_waited_for_until_it_is_redirected_no_more(
    colour: Colour, clock: VirtualClock
) -> None:
    site = OtherSite(itself(), itself(), reindex())
    with colour.make(SITE, transport=site, clock=clock) as client:
        assert client.wait(f"{KIND}:10641").is_success

    assert len(site.requests) == 3


def test_a_redirect_says_when_to_look_again(colour: Colour, clock: VirtualClock) -> None:
    again = itself()
    again.headers["Retry-After"] = "30"
    with colour.make(SITE, transport=OtherSite(again, reindex()), clock=clock) as client:
        client.wait(f"{KIND}:10641")

    assert 30 <= clock.now() <= 33


@pytest.mark.parametrize(
    "location", ["/login", f"{PROGRESS}?taskId=1", "", "/rest/api/2/task/10641"]
)
def test_any_other_redirect_is_unexpected(colour: Colour, location: str) -> None:
    answer = httpx.Response(303, headers={"Location": location})

    with pytest.raises(errors.UnexpectedResponse):
        read(colour, answer)


@pytest.mark.parametrize("answer", [{}, [], None, {"currentSubTask": "x"}])
def test_what_shows_nothing_is_no_reindexing(colour: Colour, answer: Any) -> None:
    with pytest.raises(errors.UnexpectedResponse) as caught:
        read(colour, answer)

    assert str(caught.value.ref) == f"{KIND}:10641"


def test_current_is_the_one_that_runs_or_else_the_latest(
    client: Client, simulator: Simulator, clock: VirtualClock
) -> None:
    first = simulator.add(KIND, duration=60)
    clock.advance(1)
    simulator.add(KIND, duration=0)
    running = client.get(f"{KIND}:current")
    clock.advance(60)
    latest = client.get(f"{KIND}:current")

    assert first.id in running.raw["progressUrl"]
    assert (running.status, latest.status) == (Status.RUNNING, Status.COMPLETE)
    assert first.id not in latest.raw["progressUrl"]
    assert [one.query for one in simulator.requests] == ["", ""]


def test_where_there_never_was_one_it_is_not_found(client: Client) -> None:
    with pytest.raises(errors.TaskNotFound):
        client.get(f"{KIND}:current")


ADDRESSES = [
    (f"{PROGRESS}?taskId=3", "3"),
    (f"{SITE}/jira/rest/api/2/reindex/progress?a=b&taskId=3", "3"),
    ("/rest/api/latest/reindex/progress?taskId=3", "3"),
    ("/rest/api/2/reindex?taskId=3", "3"),
    ("/secure/admin/jira/IndexProgress.jspa?taskId=3", "3"),
    (PROGRESS, "current"),
]


@pytest.mark.parametrize(("address", "task_id"), ADDRESSES)
def test_its_address_has_the_id_in_the_query(address: str, task_id: str) -> None:
    assert TaskRef.parse(address) == TaskRef(KIND, task_id)


@pytest.mark.parametrize("address", ["/rest/api/2/reindex", "/rest/api/2/reindex?type=FOREGROUND"])
def test_what_starts_one_is_no_address_of_one(address: str) -> None:
    with pytest.raises(errors.InvalidRef):
        TaskRef.parse(address)


@pytest.mark.parametrize("task_id", ["3", "current", "a&b"])
def test_its_address_is_read_back(client: Client, task_id: str) -> None:
    ref = TaskRef(KIND, task_id)

    assert TaskRef.parse(client.url(ref)) == ref


def answered(body: Any, status: int = 202, location: str = "") -> httpx.Response:
    request = httpx.Request("POST", f"{SITE}/rest/api/2/reindex?type=FOREGROUND")
    headers = {"Location": location} if location else {}
    content = b"" if body is None else None
    return httpx.Response(status, json=body, content=content, headers=headers, request=request)


@pytest.mark.parametrize(
    "answer",
    [
        answered(reindex()),
        answered(None, 303, f"{PROGRESS}?taskId=10641"),
        answered(reindex(progressUrl=None), 202, f"{PROGRESS}?taskId=10641"),
        reindex(),
    ],
)
def test_a_start_is_known_by_the_address_of_its_page(answer: Any) -> None:
    assert str(TaskRef.from_response(answer)) == f"{KIND}:10641"


@pytest.mark.parametrize(
    "answer",
    [
        answered(None),
        answered(reindex(progressUrl=None)),
        answered(reindex(progressUrl="/rest/api/2/reindex/progress"), 202, PROGRESS),
    ],
)
def test_a_start_is_never_handed_over_as_the_current_one(answer: Any) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="may be running"):
        TaskRef.from_response(answer)


@pytest.mark.parametrize("given", [PROGRESS, answered("/rest/api/2/reindex/progress")])
def test_an_address_without_an_id_is_no_hand_over_either(given: Any) -> None:
    with pytest.raises(errors.InvalidRef, match="may be another task"):
        TaskRef.from_response(given)


def test_an_error_of_a_start_does_not_name_the_current_one(colour: Colour) -> None:
    garbled = httpx.Response(303, headers={"Location": PROGRESS}, content=b"<html>")
    with (
        colour.make(SITE, transport=OtherSite(garbled)) as client,
        pytest.raises(errors.AtlassianTasksError) as caught,
    ):
        start(client, start_reindex)

    assert caught.value.ref is None


def test_requests_are_carried_out_and_waited_for(client: Client, simulator: Simulator) -> None:
    ref = start(client, process_reindex_requests)
    task = client.wait(ref)

    assert ref == TaskRef(REQUEST, simulator.started[0].id)
    assert (task.status, task.raw_status, task.name) == (Status.COMPLETE, "COMPLETE", "IMMEDIATE")


def test_where_no_request_waits_there_is_nothing_to_wait_for(
    client: Client, simulator: Simulator
) -> None:
    simulator.script_next(starts_task=False)

    assert start(client, process_reindex_requests) is None


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PENDING", Status.ENQUEUED),
        ("ACTIVE", Status.RUNNING),
        ("RUNNING", Status.RUNNING),
        ("COMPLETE", Status.COMPLETE),
        ("FAILED", Status.FAILED),
        ("NEVER_A_WORD", Status.UNKNOWN),
    ],
)
def test_each_word_of_a_request_is_a_status(colour: Colour, word: str, status: Status) -> None:
    assert read(colour, reindex_request(status=word), f"{REQUEST}:10641").status is status


@pytest.mark.parametrize("answer", [{}, {"status": None}, [], None])
def test_a_body_without_a_status_is_no_request(colour: Colour, answer: Any) -> None:
    with pytest.raises(errors.UnexpectedResponse):
        read(colour, answer, f"{REQUEST}:10641")


def carried_out(body: Any) -> httpx.Response:
    request = httpx.Request("POST", f"{SITE}/rest/api/2/reindex/request")
    return httpx.Response(200, json=body, request=request)


@pytest.mark.parametrize("body", [7, [7], "7", ["7"]])
def test_a_number_or_a_list_of_one_is_a_request(body: Any) -> None:
    assert str(TaskRef.from_response(carried_out(body))) == f"{REQUEST}:7"


def test_a_list_of_several_says_to_take_its_entries() -> None:
    answer = carried_out([7, 8])

    with pytest.raises(errors.InvalidRef, match=r"2 tasks.*from_response\(entry, kind=…\)"):
        TaskRef.from_response(answer)
    refs = [TaskRef.from_response(entry, kind=REQUEST) for entry in answer.json()]
    assert refs == [TaskRef(REQUEST, "7"), TaskRef(REQUEST, "8")]


def test_an_empty_list_is_nothing_to_wait_for() -> None:
    with pytest.raises(errors.NoTaskStarted):
        TaskRef.from_response(carried_out([]))


def test_several_requests_are_looked_at_in_one(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add(REQUEST, duration=60 + number) for number in range(5)]
    outcomes = client.wait_all([task.ref for task in tasks])
    asked = [one.query for one in simulator.requests if one.path.endswith("/bulk")]

    assert all(outcome.result().is_success for outcome in outcomes)
    assert asked[0] == "&".join(f"requestId={task.id}" for task in tasks)
    assert len(asked) > len(simulator.requests) / 2  # else they are answered one by one


def test_what_several_leave_out_is_asked_for_alone(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add(REQUEST, duration=60).ref for _ in range(3)]
    *known, unknown = client.wait_all([*tasks, f"{REQUEST}:1"], check=False)

    assert all(outcome.result().is_success for outcome in known)
    assert isinstance(unknown.error, errors.TaskNotFound)


@pytest.mark.parametrize("kind", [KIND, REQUEST])
def test_they_cannot_be_cancelled_or_listed(
    client: Client, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind)
    with pytest.raises(errors.NotSupported):
        client.cancel(task.ref)
    with pytest.raises(errors.NotSupported):
        client.list(kind)

    assert simulator.requests == []
