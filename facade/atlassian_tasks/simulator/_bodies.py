"""What the site says about a task, and how each family of endpoints words its errors.

Timestamps are epoch milliseconds, durations milliseconds, percentages whole numbers.
"""

import json
from collections.abc import Mapping
from http.client import responses
from typing import Protocol

from ._http import HTML, Response, json_response, text_response
from ._site import Site
from ._task import ABSENT, Moment, Script, SimulatedTask

Json = dict[str, object]


class Errors(Protocol):
    """How a family of endpoints words an error; without a text, by the status's own phrase."""

    def __call__(self, status: int, text: str = "", /) -> Response:
        """Build the answer."""


def jira_task(site: Site, task: SimulatedTask, now: float, path: str) -> Json:
    """Build the body of `GET /rest/api/{2,3}/task/{id}`."""
    seen, script = task.at(now), task.script
    started = task.created + script.delay if seen.started is None else seen.started
    texts = [text for text in seen.messages if isinstance(text, str)]
    if not texts and task.kind == "jira-bulk":
        texts = ["bulk.operation.progress.percent.complete"]
    body: Json = {
        "self": site.url + path,
        "id": task.id,
        "description": script.name,
        "status": script.words.get(seen.state, seen.state),
        "message": texts[-1] if texts else None,
        "result": _result(task, seen),
        "submittedBy": site.submitter(task).number,
        "progress": seen.percent or 0,
        "elapsedRuntime": max(0, round((seen.updated - started) * 1000)),
        "submitted": site.millis(task.created),
        "started": None if seen.started is None else site.millis(seen.started),
        "finished": None if seen.ended is None else site.millis(seen.ended),
        "lastUpdate": site.millis(seen.updated),
    }
    return _with_overrides(body, task)


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


def bulk_operation(site: Site, task: SimulatedTask, now: float) -> Json:
    """Build the body of `GET /rest/api/3/bulk/queue/{id}`."""
    seen, script = task.at(now), task.script
    done, failed = _dealt_with(script, seen)
    body: Json = {
        "taskId": task.id,
        "status": script.words.get(seen.state, seen.state),
        "progressPercent": seen.percent,
        "submittedBy": {"accountId": site.submitter(task).account_id},
        "created": site.millis(task.created),
        "started": None if seen.started is None else site.millis(seen.started),
        "updated": site.millis(seen.updated),
        "totalIssueCount": len(script.issues) + len(script.failures) + script.inaccessible,
        "invalidOrInaccessibleIssueCount": script.inaccessible,
    }
    if done or failed or seen.ended is not None:
        body["processedAccessibleIssues"] = done
    if failed:
        body["failedAccessibleIssues"] = failed
    return _with_overrides(body, task)


def _dealt_with(script: Script, seen: Moment) -> tuple[list[int | str], dict[str, list[str]]]:
    """Return the issues that are done by now, and those that failed with their reasons."""
    done = (len(script.issues) + len(script.failures)) * (seen.percent or 0) // 100
    failed = list(script.failures.items())[: max(0, done - len(script.issues))]
    return list(script.issues[:done]), {str(issue): list(why) for issue, why in failed}


def redaction_job(task: SimulatedTask, now: float) -> Json:
    """Build the body of `GET /rest/api/3/redact/status/{id}`: each item's end, at the end."""
    script, state = task.script, task.at(now).state
    word = {"ENQUEUED": "PENDING", "RUNNING": "IN_PROGRESS", "COMPLETE": "COMPLETED"}[state]
    ended = [{"externalId": str(item), "successful": True} for item in script.issues]
    ended += [{"externalId": str(item), "successful": False} for item in script.failures]
    body: Json = {
        "jobStatus": script.words.get(state, word),
        "bulkRedactionResponse": {"results": ended} if state == "COMPLETE" else None,
    }
    return _with_overrides(body, task)


def long_task(task: SimulatedTask, now: float) -> Json:
    """Build an entry of Confluence's list of long tasks."""
    seen, script = task.at(now), task.script
    ended = seen.ended is not None
    messages = [_message(text) for text in seen.messages]
    started = seen.updated if seen.started is None else seen.started
    body: Json = {
        "id": task.id,
        "name": {"key": script.name or "longtask.simulated", "args": []},
        "elapsedTime": round((seen.updated - started) * 1000),
        "percentageComplete": seen.percent or 0,
        "successful": _is_successful(task, now),
        "finished": ended if task.has_finish_flag else None,
        "messages": messages,
    }
    if task.kind == "confluence-dc":
        body["messages"] = messages + _report(task, seen)
    else:
        body["status"] = script.words.get(seen.state)
        told = [{"translation": why, "args": [of]} for of, why in _failures(task, seen)]
        body["errors"] = told or None
        body["additionalDetails"] = script.result if ended else None
    return _with_overrides(body, task)


def _is_successful(task: SimulatedTask, now: float) -> bool:
    """Say what the flag says; in a body without `finished` it may be wrong for a while."""
    end, outcome = task.ends()
    is_good = outcome == "COMPLETE"
    if lag := 0.0 if task.has_finish_flag else task.script.flag_lag:
        return is_good is (now >= end + lag)
    return is_good and now >= end


def single_long_task(site: Site, task: SimulatedTask, now: float) -> Json:
    """Build the body of Confluence's look at one long task."""
    base = site.base(task.kind)
    links = {"base": base, "context": site.context, "self": task.url}
    if task.kind == "confluence":
        links |= {"base": base + "/wiki", "context": "/wiki"}
    return long_task(task, now) | {"_links": links}


def _failures(task: SimulatedTask, seen: Moment) -> list[tuple[str, str]]:
    if seen.ended is None:
        return []
    failures = task.script.failures.items()
    return [(str(of), why) for of, reasons in failures for why in reasons]


def _report(task: SimulatedTask, seen: Moment) -> list[Json]:
    """Say at the end, as JSON in a message, what Cloud has fields for."""
    result, failures = task.script.result, _failures(task, seen)
    if seen.ended is None or not (failures or result):
        return []
    told = {
        "status": {"key": task.script.words.get(seen.state, f"STATUS_{seen.state}"), "args": []},
        "errors": [
            {"key": why, "type": "WARN" if why.startswith("WARN_") else "ERROR", "args": [of]}
            for of, why in failures
        ],
    }
    return [_message(json.dumps(told | result if isinstance(result, dict) else told))]


def _message(text: str | Mapping[str, object]) -> Json:
    return {"translation": text, "args": []} if isinstance(text, str) else dict(text)


def _with_overrides(body: Json, task: SimulatedTask) -> Json:
    """Leave out what is not known, as the service does, then do as the script says."""
    known = {name: value for name, value in body.items() if value is not None}
    merged = known | dict(task.script.overrides)
    return {name: value for name, value in merged.items() if value is not ABSENT}


def phrase(status: int) -> str:
    """Return the reason phrase, also for a status that nobody registered."""
    return responses.get(status, f"Error {status}")


def jira_error(status: int, text: str = "") -> Response:
    """Word an error as Jira does."""
    return json_response(status, {"errorMessages": [text or phrase(status)], "errors": {}})


def task_error(status: int, text: str = "") -> Response:
    """Word an error as `GET task` does: 401, 403 and 404 have no body."""
    return Response(status) if status in (401, 403, 404) else jira_error(status, text)


def cancel_error(status: int, text: str = "") -> Response:
    """Word an error as `POST task/{id}/cancel` does: an array of strings."""
    return json_response(status, [text or phrase(status)])


def bulk_error(status: int, text: str = "") -> Response:
    """Word an error as the bulk endpoints' schema has it."""
    return json_response(status, {"errors": [{"message": text or phrase(status)}]})


def not_bulk() -> Response:
    """Word the refusal of a task that is not a bulk operation, as the document's example does."""
    text = "The task associated with this taskId is not a bulk operation task"
    presence = {"empty": False, "present": True}
    return json_response(400, {"errorMessages": [text], "errors": {}, "httpStatusCode": presence})


def confluence_error(status: int, text: str = "") -> Response:
    """Word an error as Confluence's first REST API does."""
    body = {"statusCode": status, "message": text or phrase(status), "reason": phrase(status)}
    return json_response(status, body)


def gateway_error(status: int, text: str = "") -> Response:
    """Word an error as the OAuth gateway does."""
    return json_response(status, {"code": status, "message": text or phrase(status)})


def page_error(status: int, text: str = "") -> Response:
    """Answer with a web page, as the site does where no endpoint is."""
    title = text or ("Oops, you've found a dead link." if status == 404 else phrase(status))
    return text_response(status, f"<html><title>{title}</title></html>", HTML)
