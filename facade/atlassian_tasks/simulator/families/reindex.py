"""Jira Data Center's reindexing, and requests for it: two families with ids of their own."""

from datetime import UTC, datetime
from functools import partial
from typing import Final

from atlassian_tasks.simulator._family import Family
from atlassian_tasks.simulator._http import Json, Response, json_response
from atlassian_tasks.simulator._state import State
from atlassian_tasks.simulator._task import SimulatedTask, told
from atlassian_tasks.simulator._visit import Route, Visit

from .jira import jira_error

_WORDS = {"ENQUEUED": "PENDING"}


def reindex_body(state: State, task: SimulatedTask, now: float) -> Json:
    """Build the body of a look, which is also the answer to the start."""
    seen = task.at(now)
    texts = [text for text in seen.messages if isinstance(text, str)]
    body: Json = {
        "progressUrl": f"{state.context}/secure/admin/jira/IndexProgress.jspa?taskId={task.id}",
        "currentProgress": seen.percent or 0,
        "currentSubTask": texts[-1] if texts else "",
        "type": "FOREGROUND",
        "submittedTime": _date(state, task.created),
        "startTime": _date(state, seen.started),
        "finishTime": _date(state, seen.ended),
        "success": seen.state == "COMPLETE",
    }
    return told(body, task)


def _request_body(state: State, task: SimulatedTask, now: float) -> Json:
    seen, script = task.at(now), task.script
    body: Json = {
        "id": int(task.id) if task.id.isdecimal() else task.id,
        "status": script.words.get(seen.state, _WORDS.get(seen.state, seen.state)),
        "type": "IMMEDIATE",
        "requestTime": _date(state, task.created),
        "startTime": _date(state, seen.started),
        "completionTime": _date(state, seen.ended),
    }
    return told(body, task)


def _date(state: State, at: float | None) -> str | None:
    """Write a time as Jira Data Center does, its zone without a colon."""
    if at is None:
        return None
    date = datetime.fromtimestamp(state.timestamp(at), UTC)
    return date.strftime("%Y-%m-%dT%H:%M:%S.") + f"{date.microsecond // 1000:03}+0000"


def _look(visit: Visit) -> Response:
    """Look at one by its id; without, at the one that runs or else the latest."""
    kind, task_id = "jira-dc-reindex", visit.query.get("taskId")
    if task_id is None:
        known = [task for task in visit.state.tasks.values() if task.kind == kind]
        known.sort(key=lambda task: (visit.now < task.ends()[0], task.created))
        task_id = known[-1].id if known else ""
    task = visit.state.look(kind, task_id, visit.now)
    if task is None:
        return jira_error(404, "There is no such reindexing.")
    return json_response(200, reindex_body(visit.state, task, visit.now))


def _look_at_request(visit: Visit) -> Response:
    task = visit.state.look("jira-dc-reindex-request", visit.id, visit.now)
    if task is None:
        return jira_error(404, f"There is no request {visit.id}.")
    return json_response(200, _request_body(visit.state, task, visit.now))


def _look_at_requests(visit: Visit) -> Response:
    """Look at several; those that are not known are left out."""
    looks = [
        visit.state.look("jira-dc-reindex-request", one, visit.now)
        for one in visit.all("requestId")
    ]
    found = [_request_body(visit.state, task, visit.now) for task in looks if task]
    return json_response(200, found)


_PATH = "/rest/api/2/reindex/"
_route = partial(Route, "GET", product="jira-dc", scopes=(), errors=jira_error)
_family = partial(
    Family,
    product="jira-dc",
    errors=jira_error,
    outcomes=("complete", "failed"),
    is_on_one_node=False,
)
REINDEX: Final = _family(
    kind="jira-dc-reindex",
    path=_PATH + "progress?taskId=",
    ids="jira-dc-reindex",
    routes=(_route(path=_PATH + "progress", answer=_look),),
)
REQUEST: Final = _family(
    kind="jira-dc-reindex-request",
    path=_PATH + "request/",
    ids="jira-dc-reindex-request",
    routes=(
        _route(path=_PATH + "request/bulk", answer=_look_at_requests),
        _route(path=_PATH + "request/(?!bulk$){id}", answer=_look_at_request),
    ),
)

FAMILIES: Final = (REINDEX, REQUEST)
