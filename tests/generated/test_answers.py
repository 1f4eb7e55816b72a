"""The generated client on answers that crash a client generated from Atlassian's own documents."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import anyio
import httpx
import pytest
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.confluence import get_long_task, list_long_tasks
from atlassian_tasks_rest.api.confluence_dc import (
    get_data_center_long_task,
    list_data_center_long_tasks,
)
from atlassian_tasks_rest.api.jira_v2 import cancel_task_v2, get_task_v2
from atlassian_tasks_rest.api.jira_v3 import (
    cancel_task,
    get_bulk_progress,
    get_redaction_status,
    get_task,
)
from atlassian_tasks_rest.client import Client
from atlassian_tasks_rest.models.redaction_status import RedactionStatus
from atlassian_tasks_rest.models.task_status import TaskStatus
from atlassian_tasks_rest.types import UNSET

from tests.generated.answers import (
    BULK,
    LONG_TASK,
    PAGE,
    REDACTION,
    TASK,
    ask,
    transport,
)
from tests.generated.looks import LOOKS
from tests.operations import Operation


def bulk(**changes: Any) -> models.BulkProgress:
    progress = ask(get_bulk_progress, BULK | changes, task_id="1")
    assert isinstance(progress, models.BulkProgress)
    return progress


def redaction(**changes: Any) -> models.RedactionJob:
    job = ask(get_redaction_status, REDACTION | changes, job_id="1")
    assert isinstance(job, models.RedactionJob)
    return job


def long_task(**changes: Any) -> models.LongTask:
    task = ask(get_long_task, LONG_TASK | changes, id="1")
    assert isinstance(task, models.LongTask)
    return task


def to_json(parsed: Any) -> Any:
    if isinstance(parsed, list):
        return [to_json(one) for one in parsed]
    return parsed.to_dict() if hasattr(parsed, "to_dict") else parsed


@pytest.mark.parametrize(("look", "body", "model"), LOOKS, ids=[look.id for look, *_ in LOOKS])
def test_every_operation_in_both_colours(look: Operation, body: Any, model: Any) -> None:
    asked: list[str] = []
    status = 202 if body is None else 200
    client = Client(base_url="https://acme.atlassian.net")

    async def in_async() -> Any:
        mounted = transport(body, status, asked)
        async with httpx.AsyncClient(base_url=client._base_url, transport=mounted) as http:
            client.set_async_httpx_client(http)
            return (await look.module.asyncio_detailed(client=client, **look.arguments)).parsed

    parsed = ask(look.module, body, status, **look.arguments)
    assert anyio.run(in_async) == parsed
    assert asked == [look.line]
    assert parsed is None or type(parsed) is model
    assert to_json(parsed) == body


def test_no_default_is_sent_and_an_id_cannot_leave_its_path() -> None:
    assert list_long_tasks._get_kwargs(limit=5)["params"] == {"limit": 5}
    assert list_data_center_long_tasks._get_kwargs()["params"] == {}
    assert get_task._get_kwargs("../1?x")["url"] == "/rest/api/3/task/..%2F1%3Fx"


def test_a_bulk_operation_with_epoch_milliseconds() -> None:
    progress = bulk()

    assert (progress.created, progress.started) == (1750180055963, 1750180056206)
    assert progress.updated == 1750180058290


def test_a_bulk_operation_with_dates_as_declared() -> None:
    assert bulk(created="2025-07-24T06:27:35.963Z").created == "2025-07-24T06:27:35.963Z"


def test_a_bulk_operation_with_an_integer_for_its_id() -> None:
    assert bulk(taskId=10779).task_id == 10779


def test_a_bulk_operation_that_says_next_to_nothing() -> None:
    progress = ask(get_bulk_progress, {"taskId": "1"}, task_id="1")

    assert progress.status is UNSET
    assert progress.failed_accessible_issues is UNSET


def test_a_bulk_operation_names_the_reasons_for_each_issue() -> None:
    failures = bulk().failed_accessible_issues

    assert isinstance(failures, models.BulkFailures)
    assert failures.additional_properties == {"10002": ["No permission."]}


def test_a_submitter_with_more_than_an_account_id() -> None:
    submitter = bulk(submittedBy={"accountId": "5b10", "groups": {"size": 1}}).submitted_by

    assert isinstance(submitter, models.BulkSubmitter)
    assert submitter.account_id == "5b10"


@pytest.mark.parametrize("word", list(TaskStatus))
def test_a_known_status_word(word: TaskStatus) -> None:
    assert ask(get_task, TASK | {"status": word.value}, task_id="1").status is word
    assert bulk(status=word.value).status == word


def test_an_unknown_status_word_stays_a_word() -> None:
    assert bulk(status="NEVER_A_WORD").status == "NEVER_A_WORD"
    assert ask(get_task, TASK | {"status": "NEVER_A_WORD"}, task_id="1").status == "NEVER_A_WORD"


@pytest.mark.parametrize("body", [{}, {"id": "1", "progress": 5}])
def test_a_jira_task_without_a_status_word_is_no_task(body: dict[str, Any]) -> None:
    with pytest.raises(KeyError, match="status"):
        ask(get_task, body, task_id="1")


def test_a_jira_task_with_only_a_status_word() -> None:
    task = ask(get_task, {"status": "ENQUEUED"}, task_id="1")

    assert (task.status, task.submitted, task.result) == (TaskStatus.ENQUEUED, UNSET, UNSET)


def test_a_jira_task_with_date_strings_and_an_integer_id() -> None:
    task = ask(get_task_v2, TASK | {"id": 7, "submitted": "2025-07-05T09:35:32Z"}, task_id="7")

    assert (task.id, task.submitted) == (7, "2025-07-05T09:35:32Z")


@pytest.mark.parametrize("result", [None, "text", 5, [1], {"a": None}])
def test_a_result_is_any_json(result: Any) -> None:
    assert ask(get_task, TASK | {"result": result}, task_id="1").result == result


@pytest.mark.parametrize("operation", [cancel_task, cancel_task_v2])
@pytest.mark.parametrize("status", [200, 202, 204])
@pytest.mark.parametrize("body", [None, {}, ["queued"], "queued"])
def test_a_cancel_with_any_success_and_any_body(
    operation: ModuleType, status: int, body: Any
) -> None:
    assert ask(operation, body, status, task_id="1") is None


@pytest.mark.parametrize("status", [400, 401, 403, 404])
@pytest.mark.parametrize("body", [None, {}, ["Task cannot be cancelled"]])
def test_error_bodies_are_not_parsed(status: int, body: Any) -> None:
    assert ask(cancel_task, body, status, task_id="1") is None
    assert ask(get_task, body, status, task_id="1") is None


def test_a_bulk_error_that_contradicts_its_schema_is_not_parsed() -> None:
    body = {"errorMessages": ["Not a bulk operation"], "errors": {}, "httpStatusCode": {}}

    assert ask(get_bulk_progress, body, 400, task_id="1") is None


@pytest.mark.parametrize("word", list(RedactionStatus))
def test_a_known_word_of_a_redaction_job(word: RedactionStatus) -> None:
    assert redaction(jobStatus=word.value).job_status is word


@pytest.mark.parametrize("word", ["FAILED", "completed", "", None, 3])
def test_an_unknown_word_of_a_redaction_job_stays_as_it_is(word: Any) -> None:
    assert redaction(jobStatus=word).job_status == word


def test_a_redaction_keeps_its_id_letter_for_letter() -> None:
    outcome = redaction().bulk_redaction_response

    assert isinstance(outcome, models.RedactionResults)
    assert isinstance(outcome.results, list)
    assert [(one.external_id, one.successful) for one in outcome.results] == [
        ("5F0C277E-0000-4000-8000-000000000001", True),
        ("5f0c277e-0000-4000-8000-000000000002", False),
    ]


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"externalId": "no UUID", "successful": True},
        {"externalId": 7, "successful": None},
        {"successful": False, "reason": "Gone"},
    ],
)
def test_a_redaction_that_says_little_or_more_costs_nothing(result: Any) -> None:
    job = redaction(bulkRedactionResponse={"results": [result]})

    assert isinstance(job.bulk_redaction_response, models.RedactionResults)
    assert job.to_dict()["bulkRedactionResponse"] == {"results": [result]}


@pytest.mark.parametrize("outcome", [None, {}, {"results": None}, {"results": "none"}, [], "none"])
def test_a_redaction_job_without_results_keeps_its_state(outcome: Any) -> None:
    job = redaction(jobStatus="IN_PROGRESS", bulkRedactionResponse=outcome)

    assert job.job_status is RedactionStatus.IN_PROGRESS
    assert job.to_dict()["bulkRedactionResponse"] == outcome


def test_a_redaction_job_that_has_not_begun() -> None:
    job = ask(get_redaction_status, {"jobStatus": "PENDING"}, job_id="1")

    assert (job.job_status, job.bulk_redaction_response) == (RedactionStatus.PENDING, UNSET)


def test_a_long_task_without_finished() -> None:
    body = {key: value for key, value in LONG_TASK.items() if key != "finished"}

    assert ask(get_long_task, body, id="1").finished is UNSET


def test_a_long_task_with_details() -> None:
    details = long_task().additional_details

    assert isinstance(details, models.LongTaskDetails)
    assert (details.destination_id, details.total_page_need_to_copy) == ("98305", 2)


def test_a_long_task_whose_destination_does_not_exist_yet() -> None:
    details = long_task(additionalDetails={"destinationId": None, "note": "n"}).additional_details

    assert isinstance(details, models.LongTaskDetails)
    assert details.destination_id is None
    assert details.additional_properties == {"note": "n"}


def test_details_with_a_property_of_the_name_that_could_not_be_constructed() -> None:
    details = long_task(additionalDetails={"additionalProperties": "x"}).additional_details

    assert isinstance(details, models.LongTaskDetails)
    assert details.additional_properties == {"additionalProperties": "x"}


def test_arguments_that_are_strings_objects_or_neither() -> None:
    args = ["A", {"html": "<b>"}, None, 3]
    message = {"translation": '<a href="/x">x</a>', "args": args}
    task = long_task(messages=[message], errors=[message], name={"key": "k", "args": args})

    assert isinstance(task.messages, list)
    assert isinstance(task.errors, list)
    assert isinstance(task.name, models.LongTaskName)
    assert [task.messages[0].args, task.errors[0].args, task.name.args] == [args] * 3
    assert task.messages[0].translation == '<a href="/x">x</a>'


def test_a_message_without_arguments() -> None:
    messages = long_task(messages=[{"translation": "Almost there"}]).messages

    assert isinstance(messages, list)
    assert messages[0].translation == "Almost there"


def test_links_that_are_strings_or_objects() -> None:
    links = long_task(_links={"self": "/a", "icon": {"path": "/b"}}).field_links

    assert isinstance(links, models.LongTaskLinks)
    assert links["icon"] == {"path": "/b"}


def test_a_listed_task_has_the_type_of_one_looked_at() -> None:
    page = ask(list_long_tasks, PAGE)

    assert page.results == [long_task()]


@pytest.mark.parametrize("operation", [list_long_tasks, list_data_center_long_tasks])
def test_what_is_not_a_page_does_not_pass_for_an_empty_one(operation: ModuleType) -> None:
    with pytest.raises(KeyError, match="results"):
        ask(operation, {"message": "Maintenance"})


def test_a_data_center_task_without_most_fields() -> None:
    body = {"id": 9, "percentageComplete": 3, "messages": [{"args": ["A"]}]}
    task = ask(get_data_center_long_task, body, id="9")

    assert (task.id, task.percentage_complete, task.successful) == (9, 3, UNSET)
