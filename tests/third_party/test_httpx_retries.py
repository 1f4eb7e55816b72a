"""The retrying transport of httpx-retries: harmless to looks, and to starts if it is told so.

By itself it repeats GET, PUT and DELETE, and some operations that start tasks are PUT or DELETE.
"""

from typing import Any

import pytest
from atlassian_tasks import TaskClient, errors
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks_rest.api.confluence import delete_space
from atlassian_tasks_rest.api.jira_v3 import delete_project
from httpx_retries import Retry, RetryTransport

from tests.colours import Client, Colour
from tests.test_start import start

AT_ONCE: dict[str, Any] = {"total": 3, "backoff_factor": 0}
LOOKS_ONLY = Retry(allowed_methods=["GET"], **AT_ONCE)
STARTS = pytest.mark.parametrize(
    "operation", [delete_project, delete_space], ids=["POST", "DELETE"]
)
FAULTS = pytest.mark.parametrize(
    "fault", [{"status": 502}, {"raises": ConnectionError("dropped")}], ids=["502", "dropped"]
)


@pytest.fixture
def simulator(clock: VirtualClock) -> Any:
    with (simulator := Simulator(clock)).serve():
        yield simulator


def retrying(colour: Colour, simulator: Simulator, retry: Retry) -> Client:
    return colour.make(simulator.site, clock=simulator.clock, transport=RetryTransport(retry=retry))


@FAULTS
@STARTS
def test_told_to_repeat_looks_only_it_lets_a_start_be_sent_once(
    colour: Colour, simulator: Simulator, operation: Any, fault: dict[str, Any]
) -> None:
    simulator.fail_next(**fault, carried_out=True)
    with retrying(colour, simulator, LOOKS_ONLY) as client, pytest.raises(errors.StartUnclear):
        start(client, operation, "OLD")

    assert len(simulator.started) == len(simulator.requests) == 1


def test_with_its_defaults_a_start_that_is_a_deletion_is_sent_again(
    colour: Colour, simulator: Simulator
) -> None:
    simulator.fail_next(502, carried_out=True)
    with retrying(colour, simulator, Retry(**AT_ONCE)) as client:
        start(client, delete_space, "OLD")

    assert [asked.method for asked in simulator.requests] == ["DELETE", "DELETE"]


def test_told_to_repeat_posts_it_starts_them_twice(simulator: Simulator) -> None:
    retry = Retry(allowed_methods=["POST"], **AT_ONCE)
    simulator.fail_next(502, carried_out=True)
    with TaskClient(simulator.site, transport=RetryTransport(retry=retry)) as tasks:
        tasks.start(delete_project, project_id_or_key="OLD")

    assert len(simulator.started) == 2


@FAULTS
def test_a_look_that_it_repeats_is_one_look(
    colour: Colour, simulator: Simulator, fault: dict[str, Any]
) -> None:
    task = simulator.add("jira", duration=0)
    simulator.fail_next(**fault, times=2)
    with retrying(colour, simulator, LOOKS_ONLY) as client:
        assert client.get(task.ref).is_success

    assert len(simulator.requests) == 3


def test_what_it_gives_up_on_patience_still_bears(
    colour: Colour, clock: VirtualClock, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=0)
    simulator.fail_next(503, times=10)
    with retrying(colour, simulator, LOOKS_ONLY) as client:
        assert client.wait(task.ref).is_success

    assert len(simulator.requests) == 11
    assert len(clock.sleeps) == 2  # each look is four requests
