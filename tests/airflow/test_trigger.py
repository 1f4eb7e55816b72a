"""What waits in the triggerer: kept and made anew, told as data, and cheap for many."""

import asyncio
import json
import logging
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import pytest
from atlassian_tasks import Status, Task, TaskRef
from atlassian_tasks.simulator import SimulatedTask, Simulator


def made_anew(trigger: Any) -> Any:
    """Keep a trigger as the database does, and make it of that as the triggerer does."""
    from airflow._shared.module_loading import import_string
    from airflow.models.trigger import Trigger
    from airflow.serialization.decoders import smart_decode_trigger_kwargs

    kept = Trigger.from_object(trigger)
    read = Trigger._decrypt_kwargs(kept.encrypted_kwargs)
    return import_string(kept.classpath)(
        **{name: smart_decode_trigger_kwargs(value) for name, value in read.items()}
    )


def fired(trigger: Any) -> Any:
    """Run a trigger to its event; what the database keeps of it."""

    async def run() -> Any:
        return [event async for event in trigger.run()]

    [event] = asyncio.run(run())
    return json.loads(event.model_dump_json())["payload"]


def trigger_for(task: SimulatedTask, **settings: Any) -> Any:
    from atlassian_tasks.airflow import AtlassianTaskTrigger

    return AtlassianTaskTrigger(task.ref, **settings)


def test_a_trigger_is_kept_and_made_anew(simulator: Simulator) -> None:
    trigger = trigger_for(simulator.add("jira"), end_time=1e12, cancel_on_kill=True)
    anew = made_anew(trigger)

    assert anew.serialize() == trigger.serialize()
    assert anew.serialize()[0] == "atlassian_tasks.airflow.AtlassianTaskTrigger"


def test_the_end_of_a_task_is_told_as_data(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0.2, result={"moved": 3})
    told = fired(made_anew(trigger_for(task)))

    assert (told["ref"], told["error"]) == (task.ref, None)
    assert (told["task"]["status"], told["task"]["result"]) == ("COMPLETE", {"moved": 3})
    assert "raw" not in told["task"]


def test_a_failure_travels_as_data(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0, outcome="failed", messages=["No space left."])
    told = fired(trigger_for(task))

    assert told["task"]["status"] == "FAILED"
    assert told["error"]["type"] == "TaskFailed"
    assert "No space left." in told["error"]["message"]


def test_what_cannot_be_looked_at_travels_as_data(simulator: Simulator) -> None:
    task = simulator.add("jira")
    simulator.fail_next(403)
    told = fired(trigger_for(task))

    assert (told["task"], told["error"]["type"]) == (None, "PermissionDenied")


def test_a_connection_that_leads_nowhere_travels_as_data(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_EMPTY", '{"conn_type": "atlassian"}')
    told = fired(trigger_for(simulator.add("jira"), atlassian_conn_id="empty"))

    assert told["error"]["type"] == "ConfigurationError"


def test_a_wait_gives_up_at_its_end_time_and_leaves_the_task_alone(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=600)
    told = fired(trigger_for(task, end_time=time.time() + 0.2))

    assert (told["task"]["status"], told["error"]["type"]) == ("RUNNING", "WaitTimeout")
    assert task.cancel_requested is None


def test_the_log_of_a_wait_tells_each_tenth_of_the_way() -> None:
    from atlassian_tasks.airflow.trigger import Progress

    told: list[str] = []

    class Log:
        def info(self, _: str, line: str) -> None:
            told.append(line)

    progress = Progress(Log())
    ref = TaskRef("jira", "1")
    for percent in (0, 4, 9, 10, 35, 36):
        progress.tell(Task(ref=ref, status=Status.RUNNING, percent=percent))
    progress.tell(Task(ref=ref, status=Status.COMPLETE, percent=100))

    assert told == [
        "jira:1 is RUNNING, 0 %",
        "jira:1 is RUNNING, 10 %",
        "jira:1 is RUNNING, 35 %",
        "jira:1 is COMPLETE",
    ]


def test_two_hundred_triggers_in_one_loop_look_together(simulator: Simulator) -> None:
    triggers = [trigger_for(simulator.add("confluence", duration=1 + n / 100)) for n in range(200)]

    async def run() -> list[Any]:
        async def fired(trigger: Any) -> Any:
            return [event async for event in trigger.run()]

        return await asyncio.gather(*map(fired, triggers))

    ends = asyncio.run(run())

    assert {event.payload["task"]["status"] for [event] in ends} == {"COMPLETE"}
    assert len(simulator.requests) < 40


def test_triggers_of_one_loop_share_one_pace(simulator: Simulator) -> None:
    triggers = [trigger_for(simulator.add("jira", duration=0)) for _ in range(12)]

    async def run() -> None:
        async def fired(trigger: Any) -> Any:
            return [event async for event in trigger.run()]

        await asyncio.gather(*map(fired, triggers))

    asyncio.run(run())
    times = [request.time for request in simulator.requests]

    assert len(times) == 12
    assert times[-1] - times[0] > 1


def test_the_looks_of_all_are_logged_in_nobodys_name(simulator: Simulator) -> None:
    whose = ContextVar("whose", default="nobody's")
    said: list[tuple[str, str]] = []

    class Log(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name == "atlassian_tasks":
                said.append((record.getMessage(), whose.get()))

    async def run(triggers: list[Any]) -> None:
        async def fired(trigger: Any) -> None:
            whose.set(trigger.ref)
            assert [event async for event in trigger.run()]

        await asyncio.gather(*map(fired, triggers))

    log, usual = logging.getLogger("atlassian_tasks"), logging.getLogger("atlassian_tasks").level
    log.addHandler(handler := Log())
    log.setLevel(logging.INFO)
    asyncio.run(run([trigger_for(simulator.add("jira", duration=0)) for _ in range(3)]))
    log.removeHandler(handler)
    log.setLevel(usual)

    told = {line: who for line, who in said if line.endswith("is COMPLETE")}
    assert told == {f"jira:{10000 + n} is COMPLETE": "nobody's" for n in range(3)}


def test_a_person_who_ends_a_deferred_task_cancels_what_it_waits_for(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=600)
    acted_on(trigger_for(task, cancel_on_kill=True), task)

    assert task.cancel_requested is not None


def test_what_cannot_be_cancelled_goes_on(simulator: Simulator) -> None:
    task = simulator.add("confluence", duration=600)
    acted_on(trigger_for(task, cancel_on_kill=True), task)

    assert {request.method for request in simulator.requests} == {"GET"}


def test_a_wait_for_what_others_started_is_ended_without_cancelling(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=600)
    acted_on(trigger_for(task), task)

    assert task.cancel_requested is None


def acted_on(trigger: Any, task: SimulatedTask) -> None:
    """Let Airflow's own runner end a trigger, once it looks, as it does when a person acts."""
    from airflow.jobs.triggerer_job_runner import _USER_ACTION_CANCEL_MSG, TriggerRunner

    async def run() -> None:
        runner = TriggerRunner()
        runner.triggers[1] = {"task": None, "is_watcher": False, "name": "it", "events": 0}
        running = asyncio.create_task(runner.run_trigger(1, trigger))
        while not task.looks:  # noqa: ASYNC110 - the simulator tells in its own thread
            await asyncio.sleep(0.05)
        running.cancel(_USER_ACTION_CANCEL_MSG)
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(run())
