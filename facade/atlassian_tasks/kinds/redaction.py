"""Jira's redaction jobs: which endpoint, and how its body becomes a `Task`.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-redaction/
"""

from __future__ import annotations

from collections.abc import Iterator

from atlassian_tasks_rest.api.jira_v3 import get_redaction_status
from atlassian_tasks_rest.models import RedactionJob

from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Failure, Status, Task

from .dialect import Answer, Call, Dialect
from .values import bounded, listed, mapping, text

_WORDS = {
    "PENDING": Status.ENQUEUED,
    "IN_PROGRESS": Status.RUNNING,
    "COMPLETED": Status.COMPLETE,
}


class JiraRedaction(Dialect):
    """Redaction jobs; COMPLETED says nothing about the single items."""

    def look(self, task_id: str) -> Call:
        return Call(get_redaction_status, "jira", {"job_id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        body = answer.parsed
        word = text(body.job_status) if isinstance(body, RedactionJob) else None
        if word is None:
            raise self.misread(ref, answer, "redaction job: it has no status")
        self.check_id(ref, answer, text(mapping(answer.raw).get("jobId")))  # none is documented
        result = mapping(answer.raw).get("bulkRedactionResponse")
        failures = bounded(_failures(mapping(result).get("results")))
        status = _WORDS.get(word, Status.UNKNOWN)
        return Task(
            ref=ref,
            status=Status.PARTIAL if status is Status.COMPLETE and failures else status,
            raw_status=word,
            result=result,
            failures=failures,
            observed=answer.observed,
            raw=answer.raw,
        )


def _failures(results: object) -> Iterator[Failure]:
    undone = (item for item in map(mapping, listed(results)) if item.get("successful") is False)
    return (Failure(text(item.get("externalId"))) for item in undone)


JIRA_REDACTION = JiraRedaction()
