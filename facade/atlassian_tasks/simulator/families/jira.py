"""Tasks of Jira Cloud, bulk operations among them: they share ids, and one can be read as either.

Timestamps are epoch milliseconds, durations milliseconds, percentages whole numbers.
"""

from typing import Final

from attrs import evolve

from atlassian_tasks.simulator._family import Family
from atlassian_tasks.simulator._http import Json, Response, json_response, phrase
from atlassian_tasks.simulator._state import State
from atlassian_tasks.simulator._task import Moment, Script, SimulatedTask, told
from atlassian_tasks.simulator._visit import Route, Visit


def task_body(state: State, task: SimulatedTask, now: float, address: str) -> Json:
    """Build the body of a look at that address, bulk operation or not."""
    seen, script = task.at(now), task.script
    started = task.created + script.delay if seen.started is None else seen.started
    texts = [text for text in seen.messages if isinstance(text, str)]
    if not texts and task.kind == "jira-bulk":
        texts = ["bulk.operation.progress.percent.complete"]
    body: Json = {
        "self": address,
        "id": task.id,
        "description": script.name,
        "status": script.words.get(seen.state, seen.state),
        "message": texts[-1] if texts else None,
        "result": _result(task, seen),
        "submittedBy": state.submitter(task).number,
        "progress": seen.percent or 0,
        "elapsedRuntime": max(0, round((seen.updated - started) * 1000)),
        "submitted": state.millis(task.created),
        "started": None if seen.started is None else state.millis(seen.started),
        "finished": None if seen.ended is None else state.millis(seen.ended),
        "lastUpdate": state.millis(seen.updated),
    }
    return told(body, task)


def _result(task: SimulatedTask, seen: Moment) -> object:
    """Say what a bulk operation says, or replacing a custom-field option, with its issues."""
    script = task.script
    if seen.state != script.outcome.upper():
        return None
    if script.result is not None:
        return script.result
    if task.kind == "jira-bulk":
        done, failed = _dealt_with(script, seen)
        return {
            "successfulIssues": done,
            "failedIssues": failed,
            "totalIssueCount": len(script.issues) + len(script.failures) + script.inaccessible,
        }
    if not script.issues and not script.failures:
        return None
    return {
        "modifiedIssues": list(script.issues),
        "unmodifiedIssues": [int(issue) for issue in script.failures],
        "errors": {
            "errorMessages": [text for reasons in script.failures.values() for text in reasons],
            "errors": {},
        },
    }


def _bulk_body(state: State, task: SimulatedTask, now: float) -> Json:
    """Build the body of `GET /rest/api/3/bulk/queue/{id}`."""
    seen, script = task.at(now), task.script
    done, failed = _dealt_with(script, seen)
    body: Json = {
        "taskId": task.id,
        "status": script.words.get(seen.state, seen.state),
        "progressPercent": seen.percent,
        "submittedBy": {"accountId": state.submitter(task).account_id},
        "created": state.millis(task.created),
        "started": None if seen.started is None else state.millis(seen.started),
        "updated": state.millis(seen.updated),
        "totalIssueCount": len(script.issues) + len(script.failures) + script.inaccessible,
        "invalidOrInaccessibleIssueCount": script.inaccessible,
    }
    if done or failed or seen.ended is not None:
        body["processedAccessibleIssues"] = done
    if failed:
        body["failedAccessibleIssues"] = failed
    return told(body, task)


def _dealt_with(script: Script, seen: Moment) -> tuple[list[int | str], dict[str, list[str]]]:
    """Return the issues that are done by now, and those that failed with their reasons."""
    done = (len(script.issues) + len(script.failures)) * (seen.percent or 0) // 100
    failed = list(script.failures.items())[: max(0, done - len(script.issues))]
    return list(script.issues[:done]), {str(issue): list(why) for issue, why in failed}


def _get_task(visit: Visit) -> Response:
    """Look at a Jira task; a bulk operation is one too."""
    task = visit.state.look("jira", visit.id, visit.now)
    if task is None:
        return _task_error(404)
    if not visit.state.may_see(visit.user, task):
        return _task_error(403)
    address = visit.state.url + visit.request.path
    return json_response(200, task_body(visit.state, task, visit.now, address))


def _cancel_task(visit: Visit) -> Response:
    """Ask for the end of a Jira task: 202 says only that it was asked for."""
    task = visit.state.find("jira", visit.id, visit.now)
    if task is None:
        return _cancel_error(404, f"Task {visit.id} was not found.")
    if not visit.state.may_see(visit.user, task):
        return _cancel_error(403, "You are not allowed to cancel this task.")
    if task.script.cancel_takes is None or visit.now >= task.ends()[0]:
        return _cancel_error(400, f"Task {visit.id} cannot be cancelled.")
    if task.cancel_requested is None:
        task.cancel_requested = visit.now
    if task.script.cancel_body is None:
        return Response(task.script.cancel_status)
    return json_response(task.script.cancel_status, task.script.cancel_body)


def _get_bulk(visit: Visit) -> Response:
    """Look at a bulk operation; other tasks are refused, though they share its ids."""
    if not visit.user.may_bulk_change:
        return bulk_error(403, "You do not have the global bulk change permission.")
    task = visit.state.look("jira", visit.id, visit.now)
    if task is None:
        return bulk_error(404, f"Task {visit.id} was not found.")
    if task.kind != "jira-bulk":
        return _not_bulk()
    return json_response(200, _bulk_body(visit.state, task, visit.now))


def jira_error(status: int, text: str = "") -> Response:
    """Word an error as Jira does."""
    return json_response(status, {"errorMessages": [text or phrase(status)], "errors": {}})


def _task_error(status: int, text: str = "") -> Response:
    """Word an error as `GET task` does: 401, 403 and 404 have no body."""
    return Response(status) if status in (401, 403, 404) else jira_error(status, text)


def _cancel_error(status: int, text: str = "") -> Response:
    """Word an error as `POST task/{id}/cancel` does: an array of strings."""
    return json_response(status, [text or phrase(status)])


def bulk_error(status: int, text: str = "") -> Response:
    """Word an error as the bulk endpoints' schema has it."""
    return json_response(status, {"errors": [{"message": text or phrase(status)}]})


def _not_bulk() -> Response:
    """Word the refusal of a task that is not a bulk operation, as the document's example does."""
    text = "The task associated with this taskId is not a bulk operation task"
    presence = {"empty": False, "present": True}
    return json_response(400, {"errorMessages": [text], "errors": {}, "httpStatusCode": presence})


_READ, _WRITE = ("read:jira-work",), ("write:jira-work",)
_CANCELS = (*_WRITE, "delete:async-task:jira")
_QUEUE = (*_READ, "read:issue:jira")
_TASK = "/rest/api/[23]/task/{id}"
JIRA: Final = Family(
    kind="jira",
    path="/rest/api/3/task/",
    product="jira",
    errors=jira_error,
    ids="jira",
    routes=(
        Route("GET", _TASK, "jira", _READ, _task_error, _get_task),
        Route("POST", _TASK + "/cancel", "jira", _CANCELS, _cancel_error, _cancel_task),
    ),
)
JIRA_V2: Final = evolve(JIRA, kind="jira-v2", path="/rest/api/2/task/", routes=())
BULK: Final = evolve(
    JIRA,
    kind="jira-bulk",
    path="/rest/api/3/bulk/queue/",
    errors=bulk_error,
    routes=(Route("GET", "/rest/api/3/bulk/queue/{id}", "jira", _QUEUE, bulk_error, _get_bulk),),
)

FAMILIES: Final = (JIRA, JIRA_V2, BULK)
