"""Starting an operation and waiting for its task, as a worker does it: once, whatever happens."""

import json
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from atlassian_tasks.simulator import Simulator

from tests.airflow.conftest import Memory
from tests.airflow.test_trigger import fired

OLD = {"project_id_or_key": "OLD"}
ISSUES = {"selectedIssueIdsOrKeys": ["ABC-1"]}


def start(**settings: Any) -> Any:
    from atlassian_tasks.airflow import AtlassianStartOperator

    given = {"task_id": "start", "operation": "delete-project", "arguments": OLD}
    return AtlassianStartOperator(**(given | settings))


def sensor(ref: str | None, **settings: Any) -> Any:
    from atlassian_tasks.airflow import AtlassianTaskSensor

    return AtlassianTaskSensor(task_id="wait", ref=ref, **settings)


def fails(operator: Any, context: dict[str, Any], error: str, match: str = "") -> None:
    """Run it to the error of Airflow that has this name and no other: retries depend on that."""
    with pytest.raises(BaseException, match=match) as caught:
        operator.execute(context=context)
    assert caught.type.__name__ == error


def posts(simulator: Simulator) -> int:
    return sum(request.method == "POST" for request in simulator.requests)


# Starting


def test_an_operation_is_started_and_waited_for(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    told = start().execute(context=context)
    [task] = simulator.started

    assert (told["ref"], told["status"]) == (task.ref, "COMPLETE")
    assert memory.told == {"ref": task.ref}
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("name", ["delete-project", "delete_project", "jira_v3.delete-project"])
def test_an_operation_has_the_name_that_the_shell_has_for_it(
    simulator: Simulator, context: dict[str, Any], name: str
) -> None:
    start(operation=name, wait_for_completion=False).execute(context=context)

    assert [request.path for request in simulator.requests] == ["/rest/api/3/project/OLD/delete"]


@pytest.mark.parametrize("read", [dict, json.dumps])
def test_a_payload_is_a_dict_or_text(
    simulator: Simulator, context: dict[str, Any], read: Any
) -> None:
    body = read(ISSUES)
    told = start(operation="bulk-delete", arguments=None, body=body).execute(context=context)

    assert told["kind"] == "jira-bulk"


def test_without_waiting_the_ref_is_what_comes_of_it(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    told = start(wait_for_completion=False).execute(context=context)

    assert told == memory.told["ref"] == simulator.started[0].ref
    assert len(simulator.requests) == 1
    assert not memory


@pytest.mark.parametrize("script", [{"starts_task": False}])
def test_what_was_done_at_once_has_no_ref(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    settings = {"arguments": {"scheme_id": 1}, "body": {"name": "Other"}}
    told = start(operation="update-priority-scheme", **settings).execute(context=context)

    assert (told, memory.told, memory) == (None, {}, {})
    assert sensor(told).execute(context=context) is None


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"operation": "delete-everything"}, "no operation .* is called 'delete_everything'"),
        ({"operation": "get-task"}, "no operation .* is called 'get_task'"),
        ({"operation": "confluence.delete-project"}, "no operation of confluence"),
        ({"arguments": {"project": "OLD"}}, "It takes project_id_or_key"),
    ],
)
def test_a_start_that_cannot_be_made_fails_for_good_before_anything_is_sent(
    simulator: Simulator, context: dict[str, Any], settings: Any, told: str
) -> None:
    fails(start(**settings), context, "AirflowFailException", told)

    assert not simulator.requests


def test_an_unclear_start_fails_for_good(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    simulator.fail_next(502, method="POST", carried_out=True)
    fails(start(), context, "AirflowFailException", "It may have started")

    assert posts(simulator) == 1
    assert not memory


def test_a_refused_start_may_be_tried_again(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    simulator.fail_next(429, method="POST")
    fails(start(), context, "RateLimited")

    assert not memory
    assert start().execute(context=context)["status"] == "COMPLETE"


def test_a_key_and_a_ledger_start_it_once(
    simulator: Simulator, context: dict[str, Any], tmp_path: Any
) -> None:
    keyed = {"idempotency_key": "old/1", "ledger": str(tmp_path / "starts.db")}
    first = start(**keyed).execute(context=context)
    second = start(**keyed).execute(context=context)

    assert first["ref"] == second["ref"]
    assert posts(simulator) == 1


# Waiting


@pytest.mark.parametrize("script", [{"outcome": "failed", "messages": ["No space left."]}])
def test_what_ended_badly_the_next_try_starts_anew(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    for _ in range(2):
        fails(start(), context, "AirflowException", "No space left")

    assert posts(simulator) == 2
    assert not memory


@pytest.mark.parametrize("script", [{"duration": 600}])
def test_a_timeout_is_followed_by_the_next_try_and_leaves_the_task_alone(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    for _ in range(2):
        operator = start(timeout=timedelta(seconds=0.1))
        fails(operator, context, "AirflowException", "next try follows it")
    [task] = simulator.started

    assert memory == {"atlassian_task": task.ref}
    assert task.cancel_requested is None


@pytest.mark.parametrize("script", [{"duration": 600}])
def test_where_airflow_remembers_nothing_a_timeout_fails_for_good(
    simulator: Simulator, memory: Memory
) -> None:
    fails(start(timeout=0.1), {"ti": memory}, "AirflowFailException", "It may still run")


def test_a_try_after_one_that_was_killed_follows_what_that_began(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    task = simulator.add("jira", duration=0.5)
    memory["atlassian_task"] = task.ref
    told = start().execute(context=context)

    assert (told["ref"], posts(simulator), memory) == (task.ref, 0, {})


def test_a_try_after_one_that_was_killed_while_it_started_fails_for_good(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    memory["atlassian_task"] = "sending"
    fails(start(), context, "AirflowFailException", "Look before you clear this task")

    assert not simulator.requests
    assert start().execute(context=context)["status"] == "COMPLETE"  # somebody has cleared it


def test_what_an_earlier_try_began_and_ended_badly_is_started_anew(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    memory["atlassian_task"] = simulator.add("jira", duration=0, outcome="failed").ref
    start().execute(context=context)

    assert posts(simulator) == 1


def test_a_start_looks_once_before_it_defers(
    simulator: Simulator, context: dict[str, Any], memory: Memory
) -> None:
    fails(start(deferrable=True), context, "TaskDeferred")
    ref = simulator.started[0].ref

    assert [request.method for request in simulator.requests] == ["POST", "GET"]
    assert memory.told == {"ref": ref}
    assert memory == {"atlassian_task": ref}


@pytest.mark.parametrize("script", [{"duration": 0}])
def test_what_has_ended_by_then_is_not_deferred(
    simulator: Simulator, context: dict[str, Any]
) -> None:
    assert start(deferrable=True).execute(context=context)["status"] == "COMPLETE"


def test_a_deferral_has_a_net_beneath_the_timeout(
    simulator: Simulator, context: dict[str, Any]
) -> None:
    from airflow.sdk.exceptions import TaskDeferred

    with pytest.raises(TaskDeferred) as deferred:
        start(deferrable=True, timeout=600).execute(context=context)

    assert deferred.value.timeout == timedelta(seconds=660)
    assert 590 < deferred.value.trigger.end_time - time.time() <= 600


@pytest.mark.parametrize(
    ("kept", "error"), [(True, "AirflowException"), (False, "AirflowFailException")]
)
def test_a_wait_that_the_triggerer_lost_is_no_reason_to_start_again(
    simulator: Simulator, context: dict[str, Any], memory: Memory, kept: bool, error: str
) -> None:
    if kept:
        memory["atlassian_task"] = "jira:1"
    with pytest.raises(Exception, match="lost in the triggerer") as caught:
        start().resume_execution("__fail__", {"error": "Trigger timeout"}, context)

    assert caught.type.__name__ == error


# Stopping


@pytest.mark.parametrize("script", [{"duration": 600, "cancel_takes": 0}])
def test_a_start_that_is_killed_cancels_its_task(
    simulator: Simulator, context: dict[str, Any]
) -> None:
    operator = start()
    seen = threading.Timer(0, lambda: (wait_for_look(simulator), operator.on_kill()))
    seen.start()
    fails(operator, context, "AirflowException", "was cancelled")
    seen.join()

    assert simulator.started[0].cancel_requested is not None


@pytest.mark.parametrize("script", [{"duration": 600, "cancel_takes": 0}])
def test_a_start_that_is_killed_while_it_is_sent_cancels_its_task(
    simulator: Simulator, context: dict[str, Any]
) -> None:
    operator = start()
    operator.on_kill()
    fails(operator, context, "AirflowException", "was cancelled")


@pytest.mark.parametrize("script", [{"duration": 600}])
def test_a_start_that_is_killed_may_leave_its_task_alone(
    simulator: Simulator, context: dict[str, Any]
) -> None:
    operator = start(cancel_on_kill=False, timeout=0.1)
    fails(operator, context, "AirflowException")
    operator.on_kill()

    assert simulator.started[0].cancel_requested is None


@pytest.mark.parametrize("script", [{"duration": 600}])
def test_what_cannot_be_cancelled_goes_on(simulator: Simulator, context: dict[str, Any]) -> None:
    operator = start(operation="delete-space", arguments={"space_key": "OLD"}, timeout=0.1)
    fails(operator, context, "AirflowException")
    before = len(simulator.requests)
    operator.on_kill()

    assert len(simulator.requests) == before


def wait_for_look(simulator: Simulator) -> None:
    while not any(request.method == "GET" for request in simulator.requests):
        time.sleep(0.05)


# Waiting for what others started


def test_a_sensor_defers_after_one_look_and_returns_the_task(
    simulator: Simulator, context: dict[str, Any]
) -> None:
    from airflow.sdk.exceptions import TaskDeferred

    task = simulator.add("jira", duration=0.5)
    waiting = sensor(task.url, deferrable=True, timeout=600)
    with pytest.raises(TaskDeferred) as deferred:
        waiting.execute(context=context)
    looks = len(simulator.requests)
    told = waiting.execute_complete(context, fired(deferred.value.trigger))

    assert (looks, told["ref"], told["status"]) == (1, task.ref, "COMPLETE")


def test_a_sensor_that_is_not_deferrable_looks_every_poke_interval(
    simulator: Simulator, context: dict[str, Any]
) -> None:
    task = simulator.add("jira", duration=0.5)
    told = sensor(task.ref, poke_interval=1).execute(context=context)

    assert told["status"] == "COMPLETE"
    assert len(simulator.requests) == 2


@pytest.mark.parametrize(
    ("settings", "error"),
    [({}, "AirflowFailException"), ({"soft_fail": True}, "AirflowSkipException")],
)
def test_a_sensor_does_not_look_again_at_what_ended_badly(
    simulator: Simulator, context: dict[str, Any], settings: Any, error: str
) -> None:
    task = simulator.add("jira", duration=0, outcome="failed")

    fails(sensor(task.ref, deferrable=True, **settings), context, error)


@pytest.mark.parametrize("ref", ["", "None"])
def test_a_template_that_comes_to_nothing_is_no_success(
    simulator: Simulator, context: dict[str, Any], ref: str
) -> None:
    fails(sensor(ref), context, "InvalidRef")


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ("WaitTimeout", "AirflowSensorTimeout"),
        ("TaskStalled", "AirflowSensorTimeout"),
        ("ServerError", "AirflowException"),
    ],
)
def test_a_sensor_tells_time_that_is_up_from_trouble_with_looking(
    context: dict[str, Any], error: str, raised: str
) -> None:
    event = {"ref": "jira:1", "task": None, "error": {"type": error, "message": "so it is"}}
    with pytest.raises(Exception, match="so it is") as caught:
        sensor("jira:1").execute_complete(context, event)

    assert caught.type.__name__ == raised
