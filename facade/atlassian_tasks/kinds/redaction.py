"""Jira's redaction jobs: which endpoint, and how its body becomes a `Task`.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-redaction/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from atlassian_tasks_rest.api.jira_v3 import get_redaction_status

from atlassian_tasks.model import Failure, Status

from . import Kind
from .dialect import Dialect
from .refs import TaskRef
from .values import bounded, listed, mapping, text

_WORDS = {
    "PENDING": Status.ENQUEUED,
    "IN_PROGRESS": Status.RUNNING,
    "COMPLETED": Status.COMPLETE,
}


class JiraRedaction(Dialect):
    """Redaction jobs; COMPLETED says nothing about the single items."""

    def more(self, ref: TaskRef, raw: Mapping[str, Any], status: Status) -> Mapping[str, Any]:
        result = raw.get("bulkRedactionResponse")
        return {"result": result, "failures": bounded(_failures(mapping(result).get("results")))}


def _failures(results: object) -> Iterator[Failure]:
    undone = (item for item in map(mapping, listed(results)) if item.get("successful") is False)
    return (Failure(text(item.get("externalId"))) for item in undone)


JIRA_REDACTION = JiraRedaction(
    kind=Kind.JIRA_REDACTION,
    get=get_redaction_status,
    by="job_id",
    noun="redaction job: it has no status",
    word="jobStatus",
    id="jobId",  # none is documented
    words=_WORDS,
)
