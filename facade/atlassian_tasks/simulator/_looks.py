"""Looking at tasks, listing them, and asking for their end."""

from . import _bodies as bodies
from ._call import Call
from ._http import Response, json_response
from ._task import SimulatedTask


def get_task(call: Call) -> Response:
    """Look at a Jira task; a bulk operation is one too."""
    task = call.site.look("jira", call.id, call.now)
    if task is None:
        return bodies.task_error(404)
    if not call.site.may_see(call.user, task):
        return bodies.task_error(403)
    return json_response(200, bodies.jira_task(call.site, task, call.now, call.request.path))


def cancel_task(call: Call) -> Response:
    """Ask for the end of a Jira task: 202 says only that it was asked for."""
    task = call.site.find("jira", call.id, call.now)
    if task is None:
        return bodies.cancel_error(404, f"Task {call.id} was not found.")
    if not call.site.may_see(call.user, task):
        return bodies.cancel_error(403, "You are not allowed to cancel this task.")
    if task.script.cancel_takes is None or call.now >= task.ends()[0]:
        return bodies.cancel_error(400, f"Task {call.id} cannot be cancelled.")
    if task.cancel_requested is None:
        task.cancel_requested = call.now
    if task.script.cancel_body is None:
        return Response(task.script.cancel_status)
    return json_response(task.script.cancel_status, task.script.cancel_body)


def get_bulk(call: Call) -> Response:
    """Look at a bulk operation; other tasks are refused, though they share its ids."""
    if not call.user.may_bulk_change:
        return bodies.bulk_error(403, "You do not have the global bulk change permission.")
    task = call.site.look("jira", call.id, call.now)
    if task is None:
        return bodies.bulk_error(404, f"Task {call.id} was not found.")
    if task.kind != "jira-bulk":
        return bodies.not_bulk()
    return json_response(200, bodies.bulk_operation(call.site, task, call.now))


def get_long_task(call: Call) -> Response:
    """Look at a Confluence task; what one may not see does not exist."""
    task = call.site.look("confluence", call.id, call.now)
    return _long_task(call, task)


def get_dc_task(call: Call) -> Response:
    """Look at a task of Confluence Data Center."""
    task = call.site.look("confluence-dc", call.id, call.now)
    return _long_task(call, task)


def get_redaction(call: Call) -> Response:
    """Look at a redaction job."""
    task = call.site.look("jira-redaction", call.id, call.now)
    if task is None:
        return bodies.jira_error(404, f"Redaction job {call.id} was not found.")
    return json_response(200, bodies.redaction_job(task, call.now))


def _long_task(call: Call, task: SimulatedTask | None) -> Response:
    if task is None or not call.site.may_see(call.user, task):
        return bodies.confluence_error(404, f"No task found with id: {call.id}")
    return json_response(200, bodies.single_long_task(call.site, task, call.now))


def list_long_tasks(call: Call) -> Response:
    """List the active tasks of Confluence Cloud."""
    base = {"base": call.site.url + "/wiki", "context": "/wiki"}
    return _page(call, "confluence", base)


def list_dc_tasks(call: Call) -> Response:
    """List the tasks of Confluence Data Center."""
    base = {"base": call.site.base("confluence-dc"), "context": call.site.context}
    return _page(call, "confluence-dc", base)


def _page(call: Call, space: str, links: dict[str, str]) -> Response:
    query = call.query
    start, limit = query.get("start", "0"), query.get("limit", "100")
    if not (start.isdecimal() and limit.isdecimal()):
        return bodies.confluence_error(400, "start and limit must be whole numbers.")
    at, most = int(start), min(int(limit), call.site.page_cap)
    tasks = call.site.listed(space, call.user, call.now)
    if "key" in query:
        tasks = [task for task in tasks if task.script.name == query["key"]]
    results = [bodies.long_task(task, call.now) for task in tasks[at : at + most]]
    here = "/rest/api/longtask"
    links["self"] = links["base"] + here
    if most and at + most < len(tasks):
        links["next"] = f"{here}?limit={most}&start={at + most}"
    page = {"results": results, "start": at, "limit": most, "size": len(results), "_links": links}
    if space == "confluence-dc":
        page["totalCount"] = len(tasks)
    return json_response(200, page)
