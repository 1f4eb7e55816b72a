"""Long-running tasks of Confluence, in Cloud and in Data Center: two families, alike in most."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Final

from atlassian_tasks.simulator._family import Family
from atlassian_tasks.simulator._http import Json, Response, file_response, json_response, phrase
from atlassian_tasks.simulator._state import State
from atlassian_tasks.simulator._task import Moment, SimulatedTask, told
from atlassian_tasks.simulator._visit import Route, Visit


def _entry(task: SimulatedTask, now: float) -> Json:
    """Build an entry of Confluence's list of long tasks."""
    seen, script = task.at(now), task.script
    ended = seen.ended is not None
    messages = [_message(text) for text in seen.messages]
    if script.file is not None and seen.state == "COMPLETE":
        messages.append(_message(f'<a href="{_file_path(task)}">Download the export</a>'))
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
        errors = [{"translation": why, "args": [of]} for of, why in _failures(task, seen)]
        body["errors"] = errors or None
        body["additionalDetails"] = script.result if ended else None
    return told(body, task)


def _file_path(task: SimulatedTask) -> str:
    """Where its file is, on the site; Data Center's context path stands in its own address."""
    base = task.url.partition("/rest/api/")[0]
    return f"{base}/download/temp/export-{task.id}.zip"


def _is_successful(task: SimulatedTask, now: float) -> bool:
    """Say what the flag says; in a body without `finished` it may be wrong for a while."""
    end, outcome = task.ends()
    is_good = outcome == "COMPLETE"
    if lag := 0.0 if task.has_finish_flag else task.script.flag_lag:
        return is_good is (now >= end + lag)
    return is_good and now >= end


def _links(state: State, kind: str) -> dict[str, str]:
    """Say where the site is, and under which path Confluence lives there."""
    context = "/wiki" if kind == "confluence" else state.context
    return {"base": state.url + context, "context": context}


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
    report = {
        "status": {"key": task.script.words.get(seen.state, f"STATUS_{seen.state}"), "args": []},
        "errors": [
            {"key": why, "type": "WARN" if why.startswith("WARN_") else "ERROR", "args": [of]}
            for of, why in failures
        ],
    }
    return [_message(json.dumps(report | result if isinstance(result, dict) else report))]


def _message(text: str | Mapping[str, object]) -> Json:
    return {"translation": text, "args": []} if isinstance(text, str) else dict(text)


def confluence_error(status: int, text: str = "") -> Response:
    """Word an error as Confluence's first REST API does."""
    body = {"statusCode": status, "message": text or phrase(status), "reason": phrase(status)}
    return json_response(status, body)


def _look(visit: Visit, kind: str) -> Response:
    """Look at a task; what one may not see does not exist."""
    task = visit.state.look(kind, visit.id, visit.now)
    if task is None or not visit.state.may_see(visit.user, task):
        return confluence_error(404, f"No task found with id: {visit.id}")
    links = _links(visit.state, kind) | {"self": task.url}
    return json_response(200, _entry(task, visit.now) | {"_links": links})


def _download(visit: Visit, kind: str) -> Response:
    """Send what a task made to whoever may see the task."""
    task = visit.state.look(kind, visit.id, visit.now)
    is_there = task is not None and visit.state.may_see(visit.user, task)
    if not task or not is_there or task.script.file is None:
        return confluence_error(404)
    return file_response(task.script.file, f"export-{task.id}.zip", visit.request.headers)


def _list(visit: Visit, kind: str) -> Response:
    """List the tasks that there are, a page at a time."""
    query = visit.query
    start, limit = query.get("start", "0"), query.get("limit", "100")
    if not (start.isdecimal() and limit.isdecimal()):
        return confluence_error(400, "start and limit must be whole numbers.")
    at, most = int(start), min(int(limit), visit.state.page_cap)
    tasks = visit.state.listed(kind, visit.user, visit.now)
    if "key" in query:
        tasks = [task for task in tasks if task.script.name == query["key"]]
    results = [_entry(task, visit.now) for task in tasks[at : at + most]]
    here, links = "/rest/api/longtask", _links(visit.state, kind)
    links["self"] = links["base"] + here
    if most and at + most < len(tasks):
        links["next"] = f"{here}?limit={most}&start={at + most}"
    page = {"results": results, "start": at, "limit": most, "size": len(results), "_links": links}
    if kind == "confluence-dc":
        page["totalCount"] = len(tasks)
    return json_response(200, page)


def _family(kind: str, path: str, look: tuple[str, ...], list_: tuple[str, ...]) -> Family:
    """A family with the scopes that looking and listing need."""
    one, all_ = partial(_look, kind=kind), partial(_list, kind=kind)
    file = path.partition("/rest/api/")[0] + r"/download/temp/export-{id}\.zip"
    return Family(
        kind=kind,
        path=path + "/",
        product=kind,
        errors=confluence_error,
        ids=kind,
        outcomes=("complete", "failed"),
        routes=(
            Route("GET", path, kind, list_, confluence_error, all_),
            Route("GET", path + "/{id}", kind, look, confluence_error, one),
            Route("GET", file, kind, (), confluence_error, partial(_download, kind=kind)),
        ),
    )


_LIST = ("read:content.metadata:confluence",)
_LOOK = ("read:confluence-space.summary", *_LIST)
CLOUD: Final = _family("confluence", "/wiki/rest/api/longtask", _LOOK, _LIST)
DATA_CENTER: Final = _family("confluence-dc", "/rest/api/longtask", (), ())

FAMILIES: Final = (CLOUD, DATA_CENTER)
