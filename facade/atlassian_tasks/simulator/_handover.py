"""How the site hands over a task that an operation has begun, or says that there is none.

Shapes and status codes are those of Atlassian's documents. The `Location` header is not in
them, but in the prose; it always names the site, for callers of the gateway too.
"""

import json
from collections.abc import Callable
from typing import Protocol

from ._http import Json, Response, json_response
from ._task import SimulatedTask
from ._visit import Visit
from .families.backup import job_body
from .families.confluence import CLOUD, DATA_CENTER, confluence_error
from .families.jira import jira_error, task_body
from .families.permissions import PERMISSIONS
from .families.reindex import reindex_body

HandOver = Callable[[Visit, SimulatedTask], Response]


class Answer(Protocol):
    """An answer that may be without a task: there was nothing to wait for."""

    def __call__(self, visit: Visit, task: SimulatedTask | None = None, /) -> Response:
        """Build it."""


def see_task(visit: Visit, task: SimulatedTask) -> Response:
    """Redirect to the task, and describe it."""
    return json_response(303, _described(visit, task), Location=task.url)


def see_other(_visit: Visit, task: SimulatedTask) -> Response:
    """Redirect to the task without a word."""
    return Response(303, {"Location": task.url})


def see_empty(_visit: Visit, task: SimulatedTask) -> Response:
    """Redirect to the task with an object that has nothing in it."""
    return json_response(303, {}, Location=task.url)


def named(status: int) -> Answer:
    """Name the task, which is not required in the documents' schemas."""
    return lambda _visit, task=None: json_response(status, {"taskId": task.id} if task else {})


def accepted_export(visit: Visit, task: SimulatedTask) -> Response:
    """Repeat what shall be exported, and name the task; the time is epoch milliseconds."""
    described = {
        "payload": json.dumps(visit.payload),
        "progress": 0,
        "status": "ENQUEUED",
        "submittedTime": visit.state.millis(visit.now),
        "taskId": task.id,
    }
    return json_response(202, described)


def accepted_address(_visit: Visit, task: SimulatedTask) -> Response:
    """Answer with the task's address, a bare JSON string."""
    return json_response(202, task.url)


def accepted_job(_visit: Visit, task: SimulatedTask) -> Response:
    """Answer with the job's id, a bare JSON string."""
    return json_response(202, task.id)


def created_scheme(visit: Visit, task: SimulatedTask | None = None) -> Response:
    """Create a priority scheme; issues are migrated by a task."""
    return _with_task(202 if task else 201, {"id": visit.state.new_id("jira")}, visit, task)


def updated_scheme(visit: Visit, task: SimulatedTask | None = None) -> Response:
    """Update a priority scheme; the status says "accepted" without a task too."""
    name = str(visit.payload.get("name") or f"Scheme {visit.id}")
    return _with_task(202, {"priorityScheme": {"id": visit.id, "name": name}}, visit, task)


def done(_visit: Visit) -> Response:
    """Say that it is done, or could be, without a word."""
    return Response(204)


def updated_workflows(visit: Visit, task: SimulatedTask | None = None) -> Response:
    """Update workflows; issues are migrated by a task."""
    sent = visit.payload.get("workflows")
    workflows = [flow for flow in sent if isinstance(flow, dict)] if isinstance(sent, list) else []
    told = {
        "statuses": [],
        "workflows": [{"id": str(flow.get("id"))} for flow in workflows],
        "taskId": task and task.id,
    }
    return json_response(200, told)


def long_task(visit: Visit, task: SimulatedTask) -> Response:
    """Name a task of Confluence Cloud; the address is without host and without `/wiki`."""
    described = {
        "ari": f"ari:cloud:confluence:{visit.state.cloud_id}:longtask/{task.id}",
        "id": task.id,
        "links": {"status": CLOUD.path.removeprefix("/wiki") + task.id},
    }
    return json_response(202, described)


def dc_long_task(_visit: Visit, task: SimulatedTask) -> Response:
    """Name a task of Confluence Data Center, twice with its address below the context path."""
    status = DATA_CENTER.path + task.id
    result = f"{status}/result"
    described = {
        "id": task.id,
        "links": {"status": status, "result": result},
        "statusPath": status,
        "resultPath": result,
    }
    return json_response(202, described)


def async_id(_visit: Visit, task: SimulatedTask) -> Response:
    """Name a conversion."""
    return json_response(200, {"asyncId": task.id})


def transition(_visit: Visit, task: SimulatedTask) -> Response:
    """Name a transition of permissions, with the address of its status."""
    told = {"taskId": task.id, "status": "IN_PROGRESS", "statusUrl": PERMISSIONS.path + task.id}
    return json_response(202, told)


def reindex(visit: Visit, task: SimulatedTask) -> Response:
    """Show the reindexing; only the address of its page has the id."""
    return json_response(202, reindex_body(visit.state, task, visit.now))


def request_ids(_visit: Visit, task: SimulatedTask | None = None) -> Response:
    """Name the request that is carried out now, a bare number; an empty list where none waits."""
    return json_response(200, int(task.id) if task else [])


def backup_job(visit: Visit, task: SimulatedTask) -> Response:
    """Answer with the job as it is now."""
    return json_response(200, job_body(visit.state, task, visit.now))


def is_running(_visit: Visit, _task: SimulatedTask) -> Response:
    """Refuse because such a task runs already, without saying which."""
    return jira_error(409, "Such a task is running. Try again when it has ended.")


def names_running(_visit: Visit, task: SimulatedTask) -> Response:
    """Refuse because of a task, and say which."""
    told = {
        "errorMessages": ["Another task is running. Try again when it has ended."],
        "errors": {"conflictingTaskId": task.id},
    }
    return json_response(409, told)


def mentions_running(_visit: Visit, task: SimulatedTask) -> Response:
    """Refuse with 412, as archiving issues does, and mention the task in the text."""
    text = f"Such a task is running already, with ID {task.id}. Cancel it or wait for its end."
    return jira_error(412, text)


def is_archiving(_visit: Visit, _task: SimulatedTask) -> Response:
    """Refuse because Confluence archives pages already; it is a plain 400."""
    return confluence_error(400, "Pages of this site are being archived already.")


def _with_task(status: int, body: Json, visit: Visit, task: SimulatedTask | None) -> Response:
    told = {"task": _described(visit, task)} if task else {}
    return json_response(status, body | told)


def _described(visit: Visit, task: SimulatedTask) -> Json:
    return task_body(visit.state, task, visit.now, task.url)
