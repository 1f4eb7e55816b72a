"""Redaction jobs of Jira Cloud: known by UUIDs of their own, and complete in the end."""

import random
import uuid
from typing import Final

from atlassian_tasks.simulator._family import Family
from atlassian_tasks.simulator._http import Json, Response, json_response
from atlassian_tasks.simulator._task import SimulatedTask, told
from atlassian_tasks.simulator._visit import Route, Visit

from .jira import jira_error


def _body(task: SimulatedTask, now: float) -> Json:
    """Tell each item's end, at the end."""
    script, state = task.script, task.at(now).state
    word = {"ENQUEUED": "PENDING", "RUNNING": "IN_PROGRESS", "COMPLETE": "COMPLETED"}[state]
    ended = [{"externalId": str(item), "successful": True} for item in script.issues]
    ended += [{"externalId": str(item), "successful": False} for item in script.failures]
    body: Json = {
        "jobStatus": script.words.get(state, word),
        "bulkRedactionResponse": {"results": ended} if state == "COMPLETE" else None,
    }
    return told(body, task)


def _look(visit: Visit) -> Response:
    task = visit.state.look("jira-redaction", visit.id, visit.now)
    if task is None:
        return jira_error(404, f"Redaction job {visit.id} was not found.")
    return json_response(200, _body(task, visit.now))


def _uuid(_number: int, dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


SCOPES: Final = ("redact:issue:jira",)
REDACTION: Final = Family(
    kind="jira-redaction",
    path="/rest/api/3/redact/status/",
    product="jira",
    errors=jira_error,
    ids="jira-redaction",
    outcomes=("complete",),
    new_id=_uuid,
    routes=(Route("GET", "/rest/api/[23]/redact/status/{id}", "jira", SCOPES, jira_error, _look),),
)

FAMILIES: Final = (REDACTION,)
