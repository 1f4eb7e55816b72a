"""Conversions of Confluence's content, from their start to the body, which is soon gone."""

import itertools
from typing import Any

import httpx
import pytest
from atlassian_tasks import Status, TaskRef, errors
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.confluence import convert_body, convert_macro_body

from tests.answers import conversion
from tests.colours import Client, Colour, OtherSite, looks
from tests.test_start import body, start

KIND = "confluence-conversion"
SITE = "https://acme.atlassian.net"
CONVERT = f"{SITE}/wiki/rest/api/contentbody/convert/async"
BODY = body(models.BodyToConvert, value="<p>Hello</p>", representation="storage")
MACRO = {"id": "7", "version": 2, "macro_id": "m", "to": "view"}


def read(colour: Colour, answer: Any) -> Any:
    with colour.make(SITE, transport=OtherSite(answer)) as client:
        return client.get(f"{KIND}:10641")


@pytest.mark.parametrize(
    ("endpoint", "arguments"),
    [
        (convert_body, BODY | {"to": "export_view"}),
        (convert_body, BODY | {"to": "never_a_format"}),
        (convert_macro_body, MACRO),
    ],
)
def test_a_body_or_a_macro_is_converted_and_waited_for(
    client: Client, simulator: Simulator, endpoint: Any, arguments: Any
) -> None:
    simulator.script_next(result="<p>Hello</p>")
    ref = start(client, endpoint, **arguments)
    task = client.wait(ref)

    assert ref == TaskRef(KIND, simulator.started[0].id)
    assert (task.status, task.raw_status) == (Status.COMPLETE, "COMPLETED")
    assert task.result == {"value": "<p>Hello</p>", "representation": "export_view"}


def test_a_body_about_another_conversion_is_refused(colour: Colour) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="about another task, whose id is '7'"):
        read(colour, {"asyncId": "7", "status": "COMPLETED", "value": "<p>"})


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("QUEUED", Status.ENQUEUED),
        ("WORKING", Status.RUNNING),
        ("RERUNNING", Status.RUNNING),
        ("COMPLETED", Status.COMPLETE),
        ("FAILED", Status.FAILED),
        ("NEVER_A_WORD", Status.UNKNOWN),
    ],
)
def test_each_word_is_a_status(colour: Colour, word: str, status: Status) -> None:
    assert read(colour, conversion(status=word)).status is status


def test_a_body_without_a_status_is_the_end(colour: Colour) -> None:
    task = read(colour, {"value": "", "representation": "view"})

    assert (task.status, task.raw_status) == (Status.COMPLETE, None)
    assert task.result == {"value": "", "representation": "view"}


@pytest.mark.parametrize("answer", [{}, {"status": None}, {"status": " "}, {"value": 1}, [], None])
def test_neither_a_status_nor_a_body_is_no_conversion(colour: Colour, answer: Any) -> None:
    with pytest.raises(errors.UnexpectedResponse) as caught:
        read(colour, answer)

    assert str(caught.value.ref) == f"{KIND}:10641"


def test_what_failed_says_why(client: Client, simulator: Simulator) -> None:
    task = simulator.add(KIND, outcome="failed", messages=["Unknown macro."])

    with pytest.raises(errors.TaskFailed, match="Unknown macro"):
        client.wait(task.ref)


def test_no_pause_is_over_a_minute(client: Client, simulator: Simulator) -> None:
    task = simulator.add(KIND, duration=900, delay=3600)

    assert client.wait(task.ref).is_success
    assert max(
        after - before for before, after in itertools.pairwise(looks(simulator))
    ) == pytest.approx(60)


def test_a_schedule_of_ones_own_is_held_to_that_too(colour: Colour, simulator: Simulator) -> None:
    task = simulator.add(KIND, duration=601)
    with colour.opened(simulator, schedule=lambda: Fixed(1200)) as client:
        assert client.wait(task.ref).is_success


def test_other_kinds_keep_their_pauses(colour: Colour, simulator: Simulator) -> None:
    task = simulator.add("confluence", duration=601)
    with colour.opened(simulator, schedule=lambda: Fixed(1200)) as client:
        client.wait(task.ref)

    assert looks(simulator) == [0, 1200]


def test_what_is_gone_after_five_minutes_says_why(
    client: Client, simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add(KIND, duration=1)
    steps = client.watch(task.ref)
    first = next(steps)
    clock.advance(400)

    assert first.status is Status.RUNNING
    with pytest.raises(errors.TaskGone, match=r"5 minutes.*without the cache; convert it again"):
        next(steps)


def test_one_that_was_never_seen_says_how_long_it_is_kept(
    client: Client, simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add(KIND, duration=0)
    clock.advance(299)
    before = client.get(task.ref)
    clock.advance(1)

    assert before.is_success
    with pytest.raises(errors.TaskNotFound, match="kept for 5 minutes"):
        client.get(task.ref)


def test_it_cannot_be_cancelled_or_listed(client: Client, simulator: Simulator) -> None:
    task = simulator.add(KIND)
    with pytest.raises(errors.NotSupported):
        client.cancel(task.ref)
    with pytest.raises(errors.NotSupported):
        client.list(KIND)

    assert simulator.requests == []


def bulk(*ids: object) -> httpx.Response:
    entries = [{"asyncId": one} for one in ids]
    request = httpx.Request("POST", f"{CONVERT}/bulk/tasks")
    return httpx.Response(200, json=entries, request=request)


@pytest.mark.parametrize("kind", [None, KIND])
def test_each_entry_of_a_bulk_answer_is_a_task(kind: str | None) -> None:
    refs = [TaskRef.from_response(one, kind=kind) for one in bulk("7", 8).json()]

    assert [str(ref) for ref in refs] == [f"{KIND}:7", f"{KIND}:8"]


@pytest.mark.parametrize("answer", [bulk("7"), bulk("7").json(), bulk("7").text])
def test_a_bulk_answer_of_one_is_that_task(answer: Any) -> None:
    assert str(TaskRef.from_response(answer)) == f"{KIND}:7"


@pytest.mark.parametrize("kind", [None, KIND])
@pytest.mark.parametrize("answer", [bulk("7", "8"), bulk("7", "8").json(), bulk("7", "8").text])
def test_a_bulk_answer_of_several_says_to_take_its_entries(answer: Any, kind: str | None) -> None:
    with pytest.raises(errors.InvalidRef, match=r"2 tasks.*from_response\(entry, kind=…\)"):
        TaskRef.from_response(answer, kind=kind)


@pytest.mark.parametrize(
    "path", ["export_view", "atlas_doc_format", "editor", "view?expand=a", "bulk/tasks", "bulk"]
)
def test_where_it_is_started_is_no_address_of_a_task(path: str) -> None:
    request = httpx.Request("POST", f"{CONVERT}/{path}")
    answer = httpx.Response(200, json={"asyncId": "7"}, request=request)

    assert str(TaskRef.from_response(answer)) == f"{KIND}:7"
    with pytest.raises(errors.InvalidRef):
        TaskRef.parse(f"{CONVERT}/{path}")


@pytest.mark.parametrize("task_id", ["7", "review-of-views", "bulky", "viewer"])
def test_a_conversion_has_an_address(task_id: str) -> None:
    assert TaskRef.parse(f"{CONVERT}/{task_id}") == TaskRef(KIND, task_id)
