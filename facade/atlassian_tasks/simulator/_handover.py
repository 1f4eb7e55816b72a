"""How the site hands over a task that an operation has begun, or says that there is none.

Shapes and status codes are those of Atlassian's documents. The `Location` header is not in
them, but in the prose; it always names the site, for callers of the gateway too.
"""

import json

from . import _bodies as bodies
from ._call import Call
from ._http import Response, json_response
from ._task import PATHS, SimulatedTask


def see_task(call: Call, task: SimulatedTask) -> Response:
    """Redirect to the task, and describe it."""
    return json_response(303, _described(call, task), Location=task.url)


def see_other(_call: Call, task: SimulatedTask) -> Response:
    """Redirect to the task without a word."""
    return Response(303, {"Location": task.url})


def see_empty(_call: Call, task: SimulatedTask) -> Response:
    """Redirect to the task with an object that has nothing in it."""
    return json_response(303, {}, Location=task.url)


def created_id(_call: Call, task: SimulatedTask) -> Response:
    """Name a bulk operation."""
    return json_response(201, {"taskId": task.id})


def created_nothing(_call: Call) -> Response:
    """Name no bulk operation: nothing in the document's schema is required."""
    return json_response(201, {})


def accepted_id(_call: Call, task: SimulatedTask) -> Response:
    """Name the task."""
    return json_response(202, {"taskId": task.id})


def accepted_nothing(_call: Call) -> Response:
    """Accept, and name no task."""
    return json_response(202, {})


def accepted_export(call: Call, task: SimulatedTask) -> Response:
    """Repeat what shall be exported, and name the task; the time is epoch milliseconds."""
    described = {
        "payload": json.dumps(call.payload),
        "progress": 0,
        "status": "ENQUEUED",
        "submittedTime": call.site.millis(call.now),
        "taskId": task.id,
    }
    return json_response(202, described)


def accepted_address(_call: Call, task: SimulatedTask) -> Response:
    """Answer with the task's address, a bare JSON string."""
    return json_response(202, task.url)


def accepted_job(_call: Call, task: SimulatedTask) -> Response:
    """Answer with the job's id, a bare JSON string."""
    return json_response(202, task.id)


def created_scheme(call: Call) -> Response:
    """Create a priority scheme at once."""
    return json_response(201, {"id": call.site.new_id("jira")})


def accepted_scheme(call: Call, task: SimulatedTask) -> Response:
    """Create a priority scheme; issues are migrated by a task."""
    return json_response(202, {"id": call.site.new_id("jira"), "task": _described(call, task)})


def updated_scheme(call: Call) -> Response:
    """Update a priority scheme at once; the status says "accepted" all the same."""
    return json_response(202, {"priorityScheme": _scheme(call)})


def updating_scheme(call: Call, task: SimulatedTask) -> Response:
    """Update a priority scheme; issues are migrated by a task."""
    return json_response(202, {"priorityScheme": _scheme(call), "task": _described(call, task)})


def updated_workflow_scheme(_call: Call) -> Response:
    """Update a workflow scheme at once."""
    return json_response(200, {})


def done(_call: Call) -> Response:
    """Say that it is done, or could be, without a word."""
    return Response(204)


def updated_workflows(call: Call) -> Response:
    """Update workflows at once."""
    return json_response(200, _workflows(call, None))


def updating_workflows(call: Call, task: SimulatedTask) -> Response:
    """Update workflows; issues are migrated by a task."""
    return json_response(200, _workflows(call, task.id))


def long_task(call: Call, task: SimulatedTask) -> Response:
    """Name a task of Confluence Cloud; the address is without host and without `/wiki`."""
    described = {
        "ari": f"ari:cloud:confluence:{call.site.cloud_id}:longtask/{task.id}",
        "id": task.id,
        "links": {"status": f"/rest/api/longtask/{task.id}"},
    }
    return json_response(202, described)


def dc_long_task(_call: Call, task: SimulatedTask) -> Response:
    """Name a task of Confluence Data Center, twice with its address below the context path."""
    status = PATHS[task.kind].format(task.id)
    result = f"{status}/result"
    described = {
        "id": task.id,
        "links": {"status": status, "result": result},
        "statusPath": status,
        "resultPath": result,
    }
    return json_response(202, described)


def is_running(_call: Call, _task: SimulatedTask) -> Response:
    """Refuse because such a task runs already, without saying which."""
    return bodies.jira_error(409, "Such a task is running. Try again when it has ended.")


def names_running(_call: Call, task: SimulatedTask) -> Response:
    """Refuse because of a task, and say which."""
    told = {
        "errorMessages": ["Another task is running. Try again when it has ended."],
        "errors": {"conflictingTaskId": task.id},
    }
    return json_response(409, told)


def mentions_running(_call: Call, task: SimulatedTask) -> Response:
    """Refuse with 412, as archiving issues does, and mention the task in the text."""
    text = f"Such a task is running already, with ID {task.id}. Cancel it or wait for its end."
    return bodies.jira_error(412, text)


def is_archiving(_call: Call, _task: SimulatedTask) -> Response:
    """Refuse because Confluence archives pages already; it is a plain 400."""
    return bodies.confluence_error(400, "Pages of this site are being archived already.")


def _described(call: Call, task: SimulatedTask) -> bodies.Json:
    path = PATHS[task.kind].format(task.id)
    return bodies.jira_task(call.site, task, call.now, path)


def _scheme(call: Call) -> bodies.Json:
    return {"id": call.id, "name": str(call.payload.get("name") or f"Scheme {call.id}")}


def _workflows(call: Call, task_id: str | None) -> bodies.Json:
    sent = call.payload.get("workflows")
    workflows = [flow for flow in sent if isinstance(flow, dict)] if isinstance(sent, list) else []
    return {
        "statuses": [],
        "workflows": [{"id": str(flow.get("id"))} for flow in workflows],
        "taskId": task_id,
    }
