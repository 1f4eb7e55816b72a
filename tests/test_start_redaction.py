"""Redaction jobs, from their start to what became of each item."""

from typing import Any

import pytest
from atlassian_tasks import Failure, Status, TaskRef, errors
from atlassian_tasks.simulator import ABSENT, Simulator
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.jira_v3 import redact

from tests.colours import Client, Colour, OtherSite
from tests.test_start import REDACTION, body, start

TWO = body(models.RedactionRequest, redactions=[REDACTION, REDACTION | {"externalId": "second"}])
SITE = "https://acme.atlassian.net"


def test_a_job_is_started_and_waited_for(client: Client, simulator: Simulator) -> None:
    ref = start(client, redact, **TWO)
    task = client.wait(ref)

    assert ref == TaskRef("jira-redaction", simulator.started[0].id)
    assert (task.status, task.raw_status, task.failures) == (Status.COMPLETE, "COMPLETED", ())
    assert task.result == {
        "results": [
            {"externalId": "first", "successful": True},
            {"externalId": "second", "successful": True},
        ]
    }
    assert task.observed == simulator.now().replace(microsecond=0)


def test_an_item_that_was_not_redacted_is_a_failure(client: Client, simulator: Simulator) -> None:
    simulator.script_next(failures={"second": ["locked"]})
    ref = start(client, redact, **TWO)
    with pytest.raises(errors.TaskPartlyFailed) as caught:
        client.wait(ref)

    assert caught.value.task is not None
    assert caught.value.task.status is Status.PARTIAL
    assert caught.value.task.failures == (Failure("second"),)


def test_a_job_is_watched_through_its_three_words(client: Client, simulator: Simulator) -> None:
    job = simulator.add("jira-redaction", delay=20, duration=60)
    words = [(task.raw_status, task.status, task.percent) for task in client.watch(job.ref)]

    assert words == [
        ("PENDING", Status.ENQUEUED, None),
        ("IN_PROGRESS", Status.RUNNING, None),
        ("COMPLETED", Status.COMPLETE, None),
    ]


def test_a_word_that_nobody_knows_is_not_the_end(client: Client, simulator: Simulator) -> None:
    job = simulator.add("jira-redaction", duration=60, words={"RUNNING": "NEVER_A_WORD"})

    assert client.get(job.ref).status is Status.UNKNOWN
    assert client.wait(job.ref).is_success


def test_a_job_cannot_be_cancelled_or_listed(client: Client, simulator: Simulator) -> None:
    job = simulator.add("jira-redaction")
    with pytest.raises(errors.NotSupported):
        client.cancel(job.ref)
    with pytest.raises(errors.NotSupported):
        client.list("jira-redaction")

    assert simulator.requests == []


def test_a_job_has_an_address(client: Client, simulator: Simulator) -> None:
    job = simulator.add("jira-redaction")

    assert client.url(job.ref) == job.url
    assert str(TaskRef.parse(job.url)) == job.ref
    assert client.wait(job.url).is_success


ODD = [
    {"jobStatus": "COMPLETED", "bulkRedactionResponse": None},
    {"jobStatus": "COMPLETED", "bulkRedactionResponse": {"results": None}},
    {"jobStatus": "COMPLETED", "bulkRedactionResponse": {}},
    {"jobStatus": "COMPLETED", "more": [1]},
    {"jobStatus": "COMPLETED", "bulkRedactionResponse": {"results": [{"externalId": "a"}]}},
]


@pytest.mark.parametrize("answer", ODD)
def test_results_may_be_missing(colour: Colour, answer: Any) -> None:
    with colour.make(SITE, transport=OtherSite(answer)) as client:
        task = client.get("jira-redaction:1")

    assert (task.status, task.failures, task.raw) == (Status.COMPLETE, (), answer)


@pytest.mark.parametrize("answer", [{}, {"jobStatus": None}, {"jobStatus": " "}, [], None])
def test_a_body_without_a_status_is_no_job(colour: Colour, answer: Any) -> None:
    with (
        colour.make(SITE, transport=OtherSite(answer)) as client,
        pytest.raises(errors.UnexpectedResponse) as caught,
    ):
        client.get("jira-redaction:1")

    assert str(caught.value.ref) == "jira-redaction:1"


def test_a_job_without_results_is_complete(client: Client, simulator: Simulator) -> None:
    job = simulator.add("jira-redaction", overrides={"bulkRedactionResponse": ABSENT})

    assert client.wait(job.ref).result is None


def test_a_job_that_is_not_known_is_not_found(client: Client) -> None:
    with pytest.raises(errors.TaskNotFound, match="not visible to you"):
        client.get("jira-redaction:1")
