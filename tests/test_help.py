"""What `help()` and an editor show: every argument and field, with unit and default."""

from __future__ import annotations

import inspect
import pydoc
import re
from datetime import timedelta
from typing import Any

import atlassian_tasks
import attrs
import pytest
from atlassian_tasks import TaskClient
from atlassian_tasks._setup import Settings
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks.starting.ledger import Entry

from tests.colours import Client, Colour
from tests.typed import tell_wrong

PLACES = (atlassian_tasks, atlassian_tasks.simulator)
PUBLIC = [getattr(place, name) for place in PLACES for name in place.__all__]
VALUES = [one for one in (*PUBLIC, Entry) if isinstance(one, type) and attrs.has(one)]
TAKING = [TaskClient, atlassian_tasks.AsyncTaskClient, Simulator]
DURATIONS = ("timeout", "patience", "stall")


def shown(thing: type) -> str:
    return pydoc.render_doc(thing, renderer=pydoc.plaintext)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_help_says_what_each_field_is(value: type) -> None:
    names = [field.name for field in attrs.fields(value) if not field.name.startswith("_")]
    told = inspect.getdoc(value) or ""

    assert [name for name in names if f"`{name}`" not in told] == []


@pytest.mark.parametrize("client", TAKING, ids=lambda client: client.__name__)
def test_help_says_what_each_argument_is(client: type) -> None:
    names = [*inspect.signature(client).parameters]

    assert [name for name in names if f"`{name}`:" not in shown(client)] == []


def test_a_client_from_the_environment_takes_what_a_client_takes() -> None:
    arguments = inspect.signature(TaskClient).parameters
    told = {name: one.annotation for name, one in arguments.items() if name != "site"}

    assert Settings.__annotations__.keys() == told.keys()
    for name, type_ in Settings.__annotations__.items():
        assert type_.__forward_arg__ == told[name]


@pytest.mark.parametrize("duration", DURATIONS)
def test_a_duration_may_be_a_timedelta(client: Client, simulator: Simulator, duration: str) -> None:
    task = simulator.add("jira", duration=30)
    told = {duration: timedelta(minutes=1)}

    assert client.wait(task.ref, **told).is_success
    assert [end.ref.id for end in client.as_completed([task.ref], **told)] == [task.id]


def test_a_timedelta_ends_a_wait(client: Client, simulator: Simulator, clock: VirtualClock) -> None:
    task = simulator.add("jira", duration=900)
    with pytest.raises(TimeoutError, match="the timeout passed"):
        client.wait(task.ref, timeout=timedelta(minutes=1))

    assert clock.now() == 60


@pytest.mark.parametrize("duration", DURATIONS)
@pytest.mark.parametrize("wrong", ["10m", timedelta(seconds=-1), float("nan"), False, True])
def test_a_duration_that_is_none_is_refused_in_words(
    client: Client, duration: str, wrong: Any
) -> None:
    words = f"{duration} is a number of seconds from 0 up, or a timedelta, not "
    with pytest.raises(ValueError, match=f"^{words}"):
        client.watch("jira:1", **{duration: wrong})
    with pytest.raises(ValueError, match=f"^{words}"):
        client.wait_all(["jira:1"], **{duration: wrong})


def test_a_request_may_take_a_timedelta(colour: Colour) -> None:
    site = "https://acme.atlassian.net"
    with pytest.raises(atlassian_tasks.errors.ConfigurationError, match="a timedelta above 0"):
        colour.make(site, request_timeout=timedelta(0))

    client = colour.client_type(site, request_timeout=timedelta(minutes=1))
    assert client._connection.request_timeout == 60


def test_a_request_may_take_as_long_as_a_timedelta_can_say() -> None:
    site = Simulator()
    with site.serve(), TaskClient(site.site, request_timeout=timedelta.max) as client:
        assert client.get(site.add("jira", duration=0).ref).is_success


def test_a_fixed_schedule_takes_a_timedelta() -> None:
    assert Fixed(timedelta(minutes=1)).next(0, None) == 60
    with pytest.raises(ValueError, match="a positive number of seconds"):
        Fixed(timedelta(0))


@pytest.mark.parametrize("verb", ["wait_all", "as_completed", "watch_all"])
def test_one_ref_where_several_are_expected_is_refused_in_words(client: Client, verb: str) -> None:
    words = re.escape("several tasks are named by a list of refs, not by 'jira:1' alone")
    with pytest.raises(atlassian_tasks.errors.InvalidRef, match=words):
        getattr(client, verb)("jira:1")


HEAD = """
from atlassian_tasks import AsyncTaskClient, TaskClient, TaskRef, Task, errors

def check(tasks: TaskClient, error: errors.TaskError) -> None:
    PLACE
"""
RIGHT = (
    "TaskClient.from_env('https://acme.atlassian.net', pace=None, request_timeout=5)",
    "AsyncTaskClient.from_env(auth=('me@acme.example', 'token'), ledger='starts.db')",
    "task: Task = error.task",
    "ref: TaskRef = error.ref",
)
WRONG = {
    "TaskClient.from_env(paace=3)": 'Unexpected keyword argument "paace"',
    "AsyncTaskClient.from_env(pace='3')": 'incompatible type "str"',
    "tasks.wait('jira:1', timeout='10m')": 'incompatible type "str"',
    "from atlassian_tasks import Starts": 'no attribute "Starts"',
    "from atlassian_tasks.airflow import Sensor": 'no attribute "Sensor"',
    "from atlassian_tasks_rest.models import BulkDelet": 'no attribute "BulkDelet"',
}


@pytest.mark.timeout(300)  # mypy's first run takes long
def test_types_tell_what_is_wrong() -> None:
    tell_wrong(HEAD, RIGHT, WRONG)
