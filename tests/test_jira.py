"""Jira's bodies, field by field, and the oddities of its tasks and bulk operations."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from atlassian_tasks import Failure, Status, Task, TaskClient
from atlassian_tasks.errors import UnexpectedResponse

from tests.answers import DATE, MILLISECONDS, bulk, jira
from tests.colours import OtherSite

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def told(kind: str, body: object) -> Task:
    site = OtherSite(body)
    with TaskClient("https://example.atlassian.net", transport=site) as client:
        return client.get(f"{kind}:10641")


def second(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize("kind", ["jira", "jira-v2"])
def test_a_task_has_every_field_of_its_body(kind: str) -> None:
    body = jira()
    task = told(kind, body)

    assert (task.kind, task.id) == (kind, "10641")
    assert (task.status, task.raw_status) == (Status.COMPLETE, "COMPLETE")
    assert (task.percent, task.name, task.message) == (100.0, "Delete field", "Done.")
    assert (task.result, task.failures, task.links) == ({"field": 1}, (), ())
    assert (task.submitted, task.started) == (NOON - second(3), NOON - second(2))
    assert (task.finished, task.updated) == (NOON, NOON)
    assert (task.elapsed, task.submitted_by) == (second(1.5), "10000")
    assert task.raw == body


def test_a_bulk_operation_has_every_field_of_its_body() -> None:
    body = bulk(invalidOrInaccessibleIssueCount=2, failedAccessibleIssues={"10003": ["locked"]})
    task = told("jira-bulk", body)

    assert (task.status, task.raw_status, task.percent) == (Status.PARTIAL, "COMPLETE", 100.0)
    assert task.result == {
        "processedAccessibleIssues": [10001, 10002],
        "totalIssueCount": 2,
        "invalidOrInaccessibleIssueCount": 2,
    }
    assert task.failures[0] == Failure("10003", ("locked",))
    assert task.failures[1].subject is None
    assert "2 issues" in task.failures[1].reasons[0]
    assert (task.submitted, task.started) == (NOON - second(3), NOON - second(2))
    assert (task.finished, task.updated, task.elapsed) == (None, NOON, second(2))
    assert task.submitted_by == "5b10a2844c20165700ede21g"
    assert (task.name, task.message, task.raw) == (None, None, body)


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
@pytest.mark.parametrize(
    "word", ["ENQUEUED", "RUNNING", "COMPLETE", "FAILED", "CANCEL_REQUESTED", "CANCELLED", "DEAD"]
)
def test_the_seven_words_are_the_status(kind: str, word: str) -> None:
    body = {"jira-bulk": bulk}.get(kind, jira)(status=word)

    assert told(kind, body).status == word


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
@pytest.mark.parametrize(
    "word",
    ["SUCCESS", "DONE", "CANCELED", "PARTIAL", "UNKNOWN", "complete", "FINISHED", "NEVER_A_WORD"],
)
def test_any_other_word_is_unknown_and_no_end(kind: str, word: str) -> None:
    task = told(kind, {"jira-bulk": bulk}.get(kind, jira)(status=word, finished=None))

    assert (task.status, task.raw_status) == (Status.UNKNOWN, word)
    assert not task.is_final


@pytest.mark.parametrize("status", [None, "", " ", [], {}, True, 1.5])
def test_a_task_without_a_status_word_is_no_task(status: object) -> None:
    with pytest.raises(UnexpectedResponse) as caught:
        told("jira", jira(status=status))

    assert str(caught.value.ref) == "jira:10641"
    assert caught.value.status_code == 200


@pytest.mark.parametrize("body", [{}, bulk(status=None), {"status": []}])
def test_a_bulk_operation_without_a_status_word_is_unknown(body: dict[str, Any]) -> None:
    task = told("jira-bulk", body)

    assert (task.status, task.raw_status) == (Status.UNKNOWN, None)


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
@pytest.mark.parametrize("body", [None, [], ["COMPLETE"], "COMPLETE", 5, True])
def test_what_is_no_object_is_no_task(kind: str, body: object) -> None:
    with pytest.raises(UnexpectedResponse):
        told(kind, body)


FIELDS = [name for name in jira() if name not in ("status", "self", "id")]


ODD = (None, [], {}, True, "odd", -1, 1e400, [[]], {"a": None})


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_the_wrong_type_spoils_no_other(field: str) -> None:
    for odd in ODD:
        task = told("jira", jira(**{field: odd}))

        assert task.status is Status.COMPLETE
        assert task.raw_status == "COMPLETE"
        assert task.percent in (None, 100.0)


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_but_the_status_may_be_missing(field: str) -> None:
    body = jira()
    del body[field]

    assert told("jira", body).status is Status.COMPLETE


@pytest.mark.parametrize("field", [name for name in bulk() if name not in ("status", "taskId")])
def test_an_odd_field_spoils_no_bulk_operation(field: str) -> None:
    for odd in ODD:
        assert told("jira-bulk", bulk(**{field: odd})).status is Status.COMPLETE


def test_a_twin_with_dates_and_an_integer_id_is_understood() -> None:
    iso = "2026-01-01T12:00:00.000Z"
    task = told("jira", jira(id=10641, submitted=None, started=iso, finished=iso, lastUpdate=iso))

    assert (task.submitted, task.started, task.finished, task.updated) == (None, NOON, NOON, NOON)


def test_a_bulk_operation_with_dates_as_documented_is_understood() -> None:
    iso = "2026-01-01T12:00:00.000+0000"
    task = told("jira-bulk", bulk(taskId=10641, created=iso, started=iso, updated=iso))

    assert (task.submitted, task.started, task.updated) == (NOON, NOON, NOON)
    assert task.elapsed == timedelta()


RESULTS: dict[str, tuple[object, tuple[Failure, ...]]] = {
    "unmodified": (
        {"modifiedIssues": [1], "unmodifiedIssues": [2, "3"]},
        (Failure("2"), Failure("3")),
    ),
    "errors": (
        {"errors": {"errorMessages": ["Locked."], "errors": {"10": "archived"}}},
        (Failure(None, ("Locked.",)), Failure("10", ("archived",))),
    ),
    "list of errors": ({"errors": ["Locked."]}, (Failure(None, ("Locked.",)),)),
    "text": ({"errors": "Locked."}, (Failure(None, ("Locked.",)),)),
}
NO_FAILURES: dict[str, object] = {
    "empty": {
        "modifiedIssues": [1],
        "unmodifiedIssues": [],
        "errors": {"errorMessages": [], "errors": {}},
    },
    "nulls": {"unmodifiedIssues": None, "errors": None},
    "counts of none": {"unmodifiedIssues": 0, "errors": 0},
    "false": {"errors": False},
    "anything": "errors",
    "list": [{"errors": ["Locked."]}],
}


@pytest.mark.parametrize(("result", "failures"), RESULTS.values(), ids=RESULTS)
def test_complete_with_something_left_undone_is_partial(
    result: object, failures: tuple[Failure, ...]
) -> None:
    task = told("jira", jira(result=result))

    assert (task.status, task.failures) == (Status.PARTIAL, failures)


@pytest.mark.parametrize("result", NO_FAILURES.values(), ids=NO_FAILURES)
def test_complete_with_nothing_left_undone_is_complete(result: object) -> None:
    task = told("jira", jira(result=result))

    assert (task.status, task.failures, task.result) == (Status.COMPLETE, (), result)


def test_a_bulk_operation_whose_every_item_failed_is_partial_all_the_same() -> None:
    body = bulk(processedAccessibleIssues=[], failedAccessibleIssues={"1": ["no"], "2": ["no"]})

    assert told("jira-bulk", body).status is Status.PARTIAL


@pytest.mark.parametrize("word", ["RUNNING", "FAILED", "CANCELLED"])
def test_failures_change_no_other_status(word: str) -> None:
    task = told("jira-bulk", bulk(status=word, failedAccessibleIssues={"1": ["no"]}))

    assert (task.status, task.failures) == (Status(word), (Failure("1", ("no",)),))


@pytest.mark.parametrize("percent", [-1, 101, "50", None, 1e400])
def test_a_percentage_outside_its_scale_is_not_told(percent: object) -> None:
    assert told("jira", jira(progress=percent)).percent is None
    assert told("jira-bulk", bulk(progressPercent=percent)).percent is None


def test_the_time_of_a_look_is_the_servers() -> None:
    import httpx

    site = OtherSite(httpx.Response(200, json=jira(), headers={"Date": DATE}))
    with TaskClient("https://example.atlassian.net", transport=site) as client:
        task = client.get("jira:10641")

    assert task.observed == NOON + second(5)
    assert task.detection_lag == second(5)
    assert task.finished == datetime.fromtimestamp(MILLISECONDS / 1000, UTC)


def test_without_a_date_the_systems_clock_counts() -> None:
    before = datetime.now(UTC)
    task = told("jira", jira())

    assert task.observed is not None
    assert before <= task.observed <= datetime.now(UTC)
