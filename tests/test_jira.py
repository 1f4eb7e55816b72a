"""Jira's bodies, field by field, and the oddities of its tasks and bulk operations."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from atlassian_tasks import Failure, Status, Task, TaskClient
from atlassian_tasks.errors import TaskPartlyFailed, UnexpectedResponse
from atlassian_tasks.kinds.values import LONGEST, MOST
from atlassian_tasks.simulator import Simulator

from tests.answers import DATE, MILLISECONDS, bulk, jira, redaction
from tests.colours import Client, OtherSite

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
    with pytest.raises(UnexpectedResponse, match="has no status") as caught:
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


def test_what_a_body_does_not_tell_is_none() -> None:
    task = told("jira", {"status": "ENQUEUED"})

    absent = task.percent, task.name, task.message, task.result, task.submitted_by, task.elapsed
    assert {*absent, task.submitted, task.started, task.finished, task.updated} == {None}


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
    "objects": (
        {"errors": [{"message": "Locked.", "code": 7}, None], "unmodifiedIssues": [{"id": 2}, {}]},
        (Failure("2"), Failure(None), Failure(None, ("Locked.", "7"))),
    ),
    "errors by issue": (
        {"errors": {"10": "archived", "11": []}},
        (Failure("10", ("archived",)),),
    ),
    "errors counted": ({"errors": 2}, (Failure(None, ("errors: 2",)),)),
    "message objects": (
        {"errors": {"errorMessages": [{"message": "Locked."}], "errors": None}},
        (Failure(None, ("Locked.",)),),
    ),
}
NO_FAILURES: dict[str, object] = {
    "empty": {
        "modifiedIssues": [1],
        "unmodifiedIssues": [],
        "errors": {"errorMessages": [], "errors": {}},
    },
    "nulls": {"unmodifiedIssues": None, "errors": None},
    "lists of nulls": {"unmodifiedIssues": [None], "errors": [None], "failedIssues": [None]},
    "counts of none": {"unmodifiedIssues": 0, "errors": 0},
    "text counts of none": {"unmodifiedIssues": "0", "errors": "0"},
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


UNNAMED = "issues were not done, and the result does not name them"
BULK_RESULTS: dict[str, tuple[dict[str, Any], tuple[Failure, ...]]] = {
    "map": (
        {
            "successfulIssues": [1],
            "failedIssues": {"2": ["No such type."], "3": "Locked."},
            "totalIssueCount": 3,
        },
        (Failure("2", ("No such type.",)), Failure("3", ("Locked.",))),
    ),
    "list": (
        {"successfulIssues": [1], "failedIssues": [2, "A-3"], "totalIssueCount": 3},
        (Failure("2"), Failure("A-3")),
    ),
    "objects": (
        {"failedIssues": [{"key": "A-2", "id": 2, "errors": ["Locked."]}, {"errors": None}]},
        (Failure("2", ("A-2", "Locked.")), Failure(None)),
    ),
    "reasons in objects": (
        {"failedIssues": {"2": [{"message": "Locked."}], "3": {"errors": ["Old.", "Gone."]}}},
        (Failure("2", ("Locked.",)), Failure("3", ("Old.", "Gone."))),
    ),
    "without reasons": ({"failedIssues": {"2": None, "3": []}}, (Failure("2"), Failure("3"))),
    "some unnamed": (
        {"successfulIssues": [1], "failedIssues": {"2": ["No."]}, "totalIssueCount": 5},
        (Failure("2", ("No.",)), Failure(None, (f"3 {UNNAMED}",))),
    ),
    "counts": (
        {"successfulIssues": 3, "failedIssues": 2, "totalIssueCount": 5},
        (Failure(None, (f"2 {UNNAMED}",)),),
    ),
    "a count of failures alone": ({"failedIssues": 2}, (Failure(None, (f"2 {UNNAMED}",)),)),
    "one unnamed": (
        {"successfulIssues": [1], "totalIssueCount": 2},
        (Failure(None, ("1 issue was not done, and the result does not name it",)),),
    ),
    "none done": (
        {"successfulIssues": [], "failedIssues": [], "totalIssueCount": 2.0},
        (Failure(None, (f"2 {UNNAMED}",)),),
    ),
    "counts as text": (
        {"successfulIssues": "3", "failedIssues": "0", "totalIssueCount": "5"},
        (Failure(None, (f"2 {UNNAMED}",)),),
    ),
    "a count as text alone": ({"failedIssues": "2"}, (Failure(None, (f"2 {UNNAMED}",)),)),
    "unmodified ones counted": ({"unmodifiedIssues": 2}, (Failure(None, (f"2 {UNNAMED}",)),)),
    "one alone": ({"failedIssues": "ABC-1"}, (Failure("ABC-1"),)),
    "accessible": ({"failedAccessibleIssues": {"1": ["x"]}}, (Failure("1", ("x",)),)),
    "accessible and counted": (
        {"failedAccessibleIssues": {"1": ["x"]}, "failedIssues": 1},
        (Failure("1", ("x",)),),
    ),
    "invisible": (
        {"invalidOrInaccessibleIssueCount": 2, "successfulIssues": 3, "totalIssueCount": 5},
        (Failure(None, ("2 issues are invalid or not visible to you",)),),
    ),
    "invisible as text": (
        {"invalidOrInaccessibleIssueCount": "1"},
        (Failure(None, ("1 issue is invalid or not visible to you",)),),
    ),
    "twice": (
        {
            "unmodifiedIssues": [1, {"id": 2, "why": "Old."}],
            "errors": {"errors": {"1": "Archived."}},
            "failedIssues": {"1": ["Locked.", "Archived."], "2": []},
            "successfulIssues": 3,
            "totalIssueCount": 6,
        },
        (
            Failure("1", ("Archived.", "Locked.")),
            Failure("2", ("Old.",)),
            Failure(None, ("1 issue was not done, and the result does not name it",)),
        ),
    ),
    "unnamed twice": ({"failedIssues": [{}, {}]}, (Failure(None), Failure(None))),
}
NO_BULK_FAILURES: dict[str, dict[str, Any]] = {
    "all done": {"successfulIssues": [1, 2], "failedIssues": {}, "totalIssueCount": 2},
    "all counted": {"successfulIssues": 2, "failedIssues": 0, "totalIssueCount": 2},
    "more than all": {"successfulIssues": [1, 2, 3], "totalIssueCount": 2},
    "a total alone": {"totalIssueCount": 2},
    "successes alone": {"successfulIssues": [1]},
    "nulls": {"successfulIssues": None, "failedIssues": None, "totalIssueCount": 2},
    "nothing, as text": {
        "invalidOrInaccessibleIssueCount": "0",
        "failedIssues": "0",
        "failedAccessibleIssues": "",
        "unmodifiedIssues": 0,
    },
    "nonsense": {"successfulIssues": "no", "failedIssues": 1e400, "totalIssueCount": 1e400},
    "negative": {"successfulIssues": -1, "failedIssues": -2, "totalIssueCount": -1},
    "booleans": {"successfulIssues": False, "failedIssues": True, "totalIssueCount": True},
}


@pytest.mark.parametrize(("result", "failures"), BULK_RESULTS.values(), ids=BULK_RESULTS)
@pytest.mark.parametrize("kind", ["jira", "jira-v2"])
def test_a_bulk_operation_seen_as_a_task_is_partial_by_its_result(
    kind: str, result: dict[str, Any], failures: tuple[Failure, ...]
) -> None:
    task = told(kind, jira(result=result))

    assert (task.status, task.failures, task.result) == (Status.PARTIAL, failures, result)


@pytest.mark.parametrize("result", NO_BULK_FAILURES.values(), ids=NO_BULK_FAILURES)
def test_a_bulk_operation_seen_as_a_task_is_complete_if_nothing_is_missing(
    result: dict[str, Any],
) -> None:
    task = told("jira", jira(result=result))

    assert (task.status, task.failures) == (Status.COMPLETE, ())


@pytest.mark.parametrize("word", ["ENQUEUED", "RUNNING", "CANCEL_REQUESTED", "NEVER_A_WORD"])
def test_what_a_running_bulk_operation_has_not_done_yet_is_no_failure(word: str) -> None:
    result = {"successfulIssues": [1], "failedIssues": {"2": ["No."]}, "totalIssueCount": 5}
    task = told("jira", jira(status=word, result=result, finished=None))

    assert task.failures == (Failure("2", ("No.",)),)
    assert not task.is_final


@pytest.mark.parametrize("word", ["FAILED", "CANCELLED", "DEAD"])
def test_a_bulk_operation_that_ended_otherwise_says_what_it_left(word: str) -> None:
    result = {"successfulIssues": [1], "failedIssues": {}, "totalIssueCount": 3}
    task = told("jira", jira(status=word, result=result))

    assert (task.status, task.failures) == (Status(word), (Failure(None, (f"2 {UNNAMED}",)),))


def test_a_wait_for_a_bulk_operation_as_a_task_raises_for_what_failed(
    client: Client, simulator: Simulator
) -> None:
    script: dict[str, Any] = {"issues": [1], "failures": {2: ["No."]}, "inaccessible": 3}
    task = simulator.add("jira-bulk", duration=20, **script)
    with pytest.raises(TaskPartlyFailed) as caught:
        client.wait(f"jira:{task.id}")

    assert caught.value.task is not None
    assert caught.value.task.failures == (
        Failure("2", ("No.",)),
        Failure(None, (f"3 {UNNAMED}",)),
    )


def test_a_bulk_operation_that_is_cancelled_says_what_it_left(
    client: Client, simulator: Simulator
) -> None:
    script: dict[str, Any] = {"issues": [1, 2], "failures": {3: ["No."]}, "outcome": "cancelled"}
    task = simulator.add("jira-bulk", duration=20, **script)
    ended = client.wait(f"jira:{task.id}", check=False)

    assert (ended.status, ended.failures) == (
        Status.CANCELLED,
        (Failure(None, ("1 issue was not done, and the result does not name it",)),),
    )


@pytest.mark.parametrize("kind", ["jira", "jira-bulk"])
def test_of_very_many_failures_some_are_kept_and_the_rest_is_said_once(kind: str) -> None:
    failed = dict.fromkeys(map(str, range(MOST + 5)), "No.")
    body = bulk(failedAccessibleIssues=failed)
    if kind == "jira":
        body = jira(result={"failedIssues": failed})
    task = told(kind, body)

    assert task.status is Status.PARTIAL
    assert [failure.subject for failure in task.failures[:MOST]] == [*map(str, range(MOST))]
    assert [failure.subject for failure in task.failures[MOST:]] == [None]
    assert "raw" in task.failures[-1].reasons[0]
    assert task.raw == body


def test_a_list_of_very_many_issues_is_bounded() -> None:
    task = told("jira", jira(result={"unmodifiedIssues": [*range(10 * MOST)]}))

    assert len(task.failures) == MOST + 1


@pytest.mark.parametrize("kind", ["jira", "jira-v2"])
def test_a_key_for_translation_is_a_message_in_words(kind: str) -> None:
    body = jira(message="bulk.operation.progress.percent.complete")
    task = told(kind, body)

    assert task.message == "bulk operation progress percent complete"
    assert task.raw == body


@pytest.mark.parametrize(
    "failed", [["1"], "A-1", {"1": None}], ids=["a list", "one alone", "a map"]
)
def test_a_bulk_operation_tells_what_failed_in_any_shape(failed: object) -> None:
    assert told("jira-bulk", bulk(failedAccessibleIssues=failed)).status is Status.PARTIAL
    assert told("jira-bulk", bulk(invalidOrInaccessibleIssueCount="2")).failures == (
        Failure(None, ("2 issues are invalid or not visible to you",)),
    )


def test_texts_without_end_are_cut_and_raw_keeps_them() -> None:
    long, cut = "x" * 2_000_000, "x" * LONGEST + "…"
    body = jira(message=long, description=long, result={"failedIssues": {long: [long]}})
    task = told("jira", body)

    assert (task.message, task.name, task.failures) == (cut, cut, (Failure(cut, (cut,)),))
    assert (task.raw, task.result) == (body, body["result"])


def test_a_single_item_of_a_redaction_counts_too() -> None:
    results = {"results": {"externalId": "first", "successful": False}}
    task = told("jira-redaction", redaction(bulkRedactionResponse=results))

    assert (task.status, task.failures) == (Status.PARTIAL, (Failure("first"),))
