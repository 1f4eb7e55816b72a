"""Backups and restores of Confluence Data Center, from their start to their file."""

import json
import logging
from typing import Any

import pytest
from atlassian_tasks import Status, TaskRef, errors
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.confluence_dc import (
    back_up_site,
    back_up_spaces,
    restore_site,
    restore_spaces,
)

from tests.answers import backup
from tests.colours import Client, Colour, OtherSite
from tests.test_start import body, start

KIND = "confluence-dc-backup"
SITE = "https://wiki.example.com"
STARTS = [
    (back_up_site, body(models.SiteBackup, keepPermanently=True), "site backup"),
    (back_up_spaces, body(models.SpaceBackup, spaceKeys=["A", "B"]), "space backup"),
    (restore_site, body(models.SiteRestore, fileName="a.zip"), "site restore"),
    (restore_spaces, body(models.SpaceRestore, fileName="a.zip"), "space restore"),
]


def read(colour: Colour, answer: Any) -> Any:
    with colour.make(SITE, transport=OtherSite(answer)) as client:
        return client.get(f"{KIND}:10641")


@pytest.mark.parametrize(("endpoint", "payload", "name"), STARTS)
def test_a_job_is_started_and_waited_for(
    client: Client, simulator: Simulator, endpoint: Any, payload: Any, name: str
) -> None:
    ref = start(client, endpoint, **payload)
    task = client.wait(ref)

    assert ref == TaskRef(KIND, simulator.started[0].id)
    assert (task.status, task.raw_status, task.name) == (Status.COMPLETE, "FINISHED", name)


def test_a_backup_says_its_file_and_where_it_is(client: Client, simulator: Simulator) -> None:
    ref = start(client, back_up_spaces, **body(models.SpaceBackup, spaceKeys=["A", "B"]))
    running, *_, ended = client.watch(ref)

    assert (running.links, running.result) == ((), None)
    assert ended.links == (f"/rest/api/backup-restore/jobs/{ref.id}/download",)
    assert ended.result["spaceKeys"] == "A,B"
    assert ended.result["fileName"].endswith(".zip")


@pytest.mark.parametrize("lost", [{"jobOperation": "RESTORE"}, {"fileExists": False}])
def test_a_file_that_is_gone_or_was_given_is_no_link(colour: Colour, lost: Any) -> None:
    assert read(colour, backup(**lost)).links == ()
    assert read(colour, backup(fileName=None)).links == ()


def test_every_time_and_the_owner_are_read(colour: Colour) -> None:
    task = read(colour, backup())
    times = (task.submitted, task.started, task.finished)

    assert [at and at.isoformat() for at in times] == [
        "2026-01-01T11:59:57+00:00",
        "2026-01-01T11:59:58+00:00",
        "2026-01-01T12:00:00+00:00",
    ]
    assert (task.submitted_by, task.percent) == ("admin", None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("QUEUED", Status.ENQUEUED),
        ("PROCESSING", Status.RUNNING),
        ("COMPLETING", Status.RUNNING),
        ("FINISHED", Status.COMPLETE),
        ("CANCELLING", Status.CANCEL_REQUESTED),
        ("CANCELLED", Status.CANCELLED),
        ("FAILED", Status.FAILED),
        ("NEVER_A_WORD", Status.UNKNOWN),
    ],
)
def test_each_word_is_a_status(colour: Colour, word: str, status: Status) -> None:
    assert read(colour, backup(jobState=word)).status is status


def test_a_job_that_failed_says_why(client: Client, simulator: Simulator) -> None:
    job = simulator.add(KIND, outcome="failed", messages=["No space left."])
    with pytest.raises(errors.TaskFailed, match="No space left") as caught:
        client.wait(job.ref)

    assert caught.value.task is not None
    assert caught.value.task.message == "No space left."


def test_an_unknown_word_with_an_end_is_not_waited_for(colour: Colour) -> None:
    answer = OtherSite(backup(jobState="NEVER_A_WORD"))
    with (
        colour.make(SITE, transport=answer) as client,
        pytest.raises(errors.UnexpectedResponse),
    ):
        client.wait(f"{KIND}:10641")


@pytest.mark.parametrize("answer", [{}, {"jobState": None}, {"jobState": " "}, [], None])
def test_a_body_without_a_state_is_no_job(colour: Colour, answer: Any) -> None:
    with pytest.raises(errors.UnexpectedResponse) as caught:
        read(colour, answer)

    assert str(caught.value.ref) == f"{KIND}:10641"


def test_a_job_is_cancelled_by_put_and_once(client: Client, simulator: Simulator) -> None:
    job = simulator.add(KIND, duration=60, cancel_takes=5)
    task = client.cancel(job.ref)
    asked = [(one.method, one.path) for one in simulator.requests]
    with pytest.raises(errors.TaskCancelled) as caught:
        client.wait(job.ref)

    path = f"/rest/api/backup-restore/jobs/{job.id}"
    assert (task.status, task.raw_status) == (Status.CANCEL_REQUESTED, "CANCELLING")
    assert asked == [("PUT", f"{path}/cancel"), ("GET", path)]
    assert caught.value.task is not None
    assert caught.value.task.finished is not None


def test_cancelling_what_has_ended_shows_the_end(client: Client, simulator: Simulator) -> None:
    job = simulator.add(KIND, duration=0)

    assert client.cancel(job.ref).status is Status.COMPLETE


def test_the_list_has_what_runs_and_not_what_has_ended(
    client: Client, simulator: Simulator
) -> None:
    running = [simulator.add(KIND, duration=60), simulator.add(KIND, delay=9, duration=60)]
    simulator.add(KIND, duration=0)
    listed = list(client.list(KIND))

    assert [str(task.ref) for task in listed] == [job.ref for job in running]
    (asked,) = simulator.requests
    assert "jobStates=QUEUED&jobStates=PROCESSING" in asked.query
    assert "FINISHED" not in asked.query
    assert "limit=1000" in asked.query


def test_a_full_list_is_said(colour: Colour, caplog: pytest.LogCaptureFixture) -> None:
    jobs = [backup(id=number, jobState="QUEUED") for number in range(1000)]
    with (
        caplog.at_level(logging.WARNING, "atlassian_tasks"),
        colour.make(SITE, transport=OtherSite(jobs)) as client,
    ):
        listed = list(client.list(KIND))

    assert len(listed) == 1000
    assert "full with 1,000: there may be more" in caplog.text


def test_an_entry_without_an_id_is_said(colour: Colour, caplog: pytest.LogCaptureFixture) -> None:
    with colour.make(SITE, transport=OtherSite([backup(), backup(id=None)])) as client:
        listed = list(client.list(KIND))

    assert [str(task.ref) for task in listed] == [f"{KIND}:10641"]
    assert "skipped 1 of 2 entries" in caplog.text


@pytest.mark.parametrize("answer", [{"results": []}, "none", None])
def test_what_is_no_list_of_jobs_is_unexpected(colour: Colour, answer: Any) -> None:
    with (
        colour.make(SITE, transport=OtherSite(answer)) as client,
        pytest.raises(errors.UnexpectedResponse),
    ):
        list(client.list(KIND))


def test_each_of_many_jobs_is_asked_for_itself(client: Client, simulator: Simulator) -> None:
    jobs = [simulator.add(KIND, duration=60 + number) for number in range(8)]
    outcomes = client.wait_all([job.ref for job in jobs])
    paths = [one.path for one in simulator.requests]

    assert all(outcome.result().is_success for outcome in outcomes)
    assert "/rest/api/backup-restore/jobs" not in paths  # the list has what runs, and no end


def test_every_node_of_a_cluster_knows_every_job(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock, nodes=3)
    job = simulator.add(KIND, duration=0)
    with colour.opened(simulator) as client:
        found = [client.get(job.ref).status for _ in range(3)]

    assert found == [Status.COMPLETE] * 3


def test_somebody_elses_job_says_who_may_look(colour: Colour, clock: VirtualClock) -> None:
    ada, bob = User(name="ada", token="a"), User(name="bob", token="b")
    simulator = Simulator(clock, users=[ada, bob])
    job = simulator.add(KIND, owner="ada")
    with (
        colour.opened(simulator, auth="b") as client,
        pytest.raises(errors.PermissionDenied, match="only its owner and system administrators"),
    ):
        client.get(job.ref)


@pytest.mark.parametrize("answer", [backup(), json.dumps(backup())])
def test_a_decoded_answer_is_known_by_its_state(answer: Any) -> None:
    assert str(TaskRef.from_response(answer)) == f"{KIND}:10641"


def test_a_job_has_an_address_also_below_a_context_path() -> None:
    at = f"{SITE}/confluence/rest/api/backup-restore/jobs/7"

    assert str(TaskRef.parse(at)) == f"{KIND}:7"
    assert TaskRef.parse("/rest/api/backup-restore/jobs/7") == TaskRef(KIND, "7")
