"""What a task is, whoever told it."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from atlassian_tasks import Failure, Kind, Outcome, Status, Task, TaskRef
from atlassian_tasks.errors import (
    TaskCancelled,
    TaskDead,
    TaskError,
    TaskFailed,
    TaskPartlyFailed,
    WaitTimeout,
)

REF = TaskRef("jira", "10641")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FINAL = {Status.COMPLETE, Status.PARTIAL, Status.FAILED, Status.CANCELLED, Status.DEAD}
BAD_ENDS = {
    Status.PARTIAL: TaskPartlyFailed,
    Status.FAILED: TaskFailed,
    Status.CANCELLED: TaskCancelled,
    Status.DEAD: TaskDead,
}


def task(status: Status = Status.COMPLETE, **fields: Any) -> Task:
    return Task(ref=REF, status=status, **fields)


def test_kinds_and_statuses_are_their_words() -> None:
    assert {"jira", "jira-v2", "jira-bulk", "confluence", "confluence-dc"} <= set(Kind)
    assert " ".join(Status) == (
        "ENQUEUED RUNNING CANCEL_REQUESTED COMPLETE PARTIAL FAILED CANCELLED DEAD UNKNOWN"
    )


@pytest.mark.parametrize("status", Status)
def test_five_statuses_are_final_and_one_is_success(status: Status) -> None:
    assert status.is_final is task(status).is_final is (status in FINAL)
    assert status.is_success is task(status).is_success is (status is Status.COMPLETE)


@pytest.mark.parametrize("status", [status for status in Status if status not in BAD_ENDS])
def test_what_runs_or_succeeded_raises_nothing(status: Status) -> None:
    running = task(status)

    assert running.raise_for_status() is running


@pytest.mark.parametrize(("status", "kind"), BAD_ENDS.items())
def test_each_bad_end_has_its_error(status: Status, kind: type[TaskError]) -> None:
    ended = task(status, name="Delete field", message="Out of luck.")
    with pytest.raises(TaskError, match=r"jira:10641 \(Delete field\).*Out of luck\.") as caught:
        ended.raise_for_status()

    assert type(caught.value) is kind
    assert caught.value.task is ended
    assert caught.value.ref == REF


def test_an_error_tells_the_first_failures_and_counts_the_rest() -> None:
    failures = tuple(Failure(str(issue), ("locked", "archived")) for issue in range(5))
    with pytest.raises(TaskPartlyFailed, match=r"0: locked; archived; 1: .*; and 2 more"):
        task(Status.PARTIAL, failures=failures).raise_for_status()


def test_an_end_without_a_reason_says_so() -> None:
    with pytest.raises(TaskFailed, match="no reason"):
        task(Status.FAILED).raise_for_status()


def test_the_lag_is_measured_by_the_servers_own_clock() -> None:
    ended = task(finished=NOON, observed=NOON + timedelta(seconds=3))

    assert ended.detection_lag == timedelta(seconds=3)


@pytest.mark.parametrize(
    "fields",
    [{"finished": NOON}, {"observed": NOON}, {"status": Status.RUNNING, "observed": NOON}],
)
def test_without_both_times_there_is_no_lag(fields: dict[str, Any]) -> None:
    assert task(**fields).detection_lag is None


def test_a_date_in_whole_seconds_makes_no_negative_lag() -> None:
    ended = task(finished=NOON + timedelta(seconds=0.9), observed=NOON)

    assert ended.detection_lag == timedelta()


def test_everything_can_be_written_as_json() -> None:
    full = task(
        Status.PARTIAL,
        raw_status="COMPLETE",
        percent=100.0,
        name="Delete field",
        message="Done.",
        links=("/wiki/77",),
        result={"field": [1]},
        failures=(Failure("10", ("locked",)), Failure(None)),
        submitted_by="10000",
        submitted=NOON,
        started=NOON,
        finished=NOON,
        updated=NOON,
        observed=NOON + timedelta(seconds=2),
        elapsed=timedelta(seconds=1.5),
        raw={"id": "10641"},
    )
    told = json.loads(json.dumps(full.to_dict(), allow_nan=False))

    assert told == {
        "ref": "jira:10641",
        "kind": "jira",
        "id": "10641",
        "status": "PARTIAL",
        "is_final": True,
        "is_success": False,
        "raw_status": "COMPLETE",
        "percent": 100.0,
        "name": "Delete field",
        "message": "Done.",
        "links": ["/wiki/77"],
        "result": {"field": [1]},
        "failures": [
            {"subject": "10", "reasons": ["locked"]},
            {"subject": None, "reasons": []},
        ],
        "submitted_by": "10000",
        "submitted": "2026-01-01T12:00:00+00:00",
        "started": "2026-01-01T12:00:00+00:00",
        "finished": "2026-01-01T12:00:00+00:00",
        "updated": "2026-01-01T12:00:00+00:00",
        "observed": "2026-01-01T12:00:02+00:00",
        "elapsed": 1.5,
        "detection_lag": 2.0,
        "raw": {"id": "10641"},
    }


def test_numbers_that_json_has_no_word_for_are_null_in_json_only() -> None:
    text = '{"n": 1e999, "more": [[-1e999, {"n": NaN}], 1.5, 1e400, HUGE]}'
    body = json.loads(text.replace("HUGE", str(10**400)))
    snapshot = task(raw=body, result=body["more"])
    told = json.loads(json.dumps(snapshot.to_dict(), allow_nan=False))

    assert told["raw"] == {"n": None, "more": [[None, {"n": None}], 1.5, None, 10**400]}
    assert told["result"] == told["raw"]["more"]
    assert snapshot.raw["n"] == math.inf
    assert task(result=math.inf).to_dict()["result"] is None


def test_what_is_written_as_json_may_be_as_deep_as_json_is_read() -> None:
    body: Any = math.inf
    for _ in range(100_000):
        body = [body]
    inner = task(raw=body).to_dict()["raw"]
    while isinstance(inner, list):
        [inner] = inner

    assert inner is None


def test_a_snapshot_never_changes() -> None:
    snapshot = task()

    with pytest.raises(AttributeError):
        snapshot.status = Status.FAILED


def test_a_repr_leaves_out_the_body() -> None:
    assert "s3cret" not in repr(task(raw={"token": "s3cret"}, result="s3cret"))


def test_an_outcome_is_its_task_or_raises_its_error() -> None:
    error = WaitTimeout("late", ref=REF)

    assert Outcome(REF, task(), None).result() == task()
    with pytest.raises(WaitTimeout) as caught:
        Outcome(REF, task(), error).result()
    assert caught.value is error


def test_snapshots_and_outcomes_can_be_in_a_set() -> None:
    one, same = (task(raw={"a": [1]}, result={"b": {}}) for _ in range(2))

    assert {one, same} == {one}
    assert len({Outcome(REF, one), Outcome(REF, same)}) == 1
