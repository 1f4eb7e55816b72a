"""Conversions of content in Confluence Cloud, which are there for five minutes after their end."""

from typing import Final

from atlassian_tasks.simulator._family import Family
from atlassian_tasks.simulator._http import Json, Response, json_response
from atlassian_tasks.simulator._task import SimulatedTask, told
from atlassian_tasks.simulator._visit import Route, Visit

from .confluence import confluence_error

_WORDS = {"ENQUEUED": "QUEUED", "RUNNING": "WORKING", "COMPLETE": "COMPLETED"}


def _body(task: SimulatedTask, now: float) -> Json:
    seen, script = task.at(now), task.script
    is_done = seen.state == "COMPLETE"
    texts = [text for text in seen.messages if isinstance(text, str)]
    body: Json = {
        "status": script.words.get(seen.state, _WORDS.get(seen.state, seen.state)),
        "renderTaskId": f"render-{task.id}",
        "error": texts[-1] if texts and seen.state == "FAILED" else None,
        "value": ("<p></p>" if script.result is None else script.result) if is_done else None,
        "representation": "export_view" if is_done else None,
    }
    return told(body, task)


def _look(visit: Visit) -> Response:
    task = visit.state.look("confluence-conversion", visit.id, visit.now)
    if task is None:
        return confluence_error(404, f"There is no conversion {visit.id}.")
    if not visit.state.may_see(visit.user, task):
        return confluence_error(403, "This conversion is somebody else's.")
    return json_response(200, _body(task, visit.now))


SCOPES: Final = ("read:confluence-content.all", "read:content.metadata:confluence")
_PATH = "/wiki/rest/api/contentbody/convert/async/"
CONVERSION: Final = Family(
    kind="confluence-conversion",
    path=_PATH,
    product="confluence",
    errors=confluence_error,
    ids="confluence-conversion",
    outcomes=("complete", "failed"),
    kept=300.0,
    routes=(Route("GET", _PATH + "{id}", "confluence", SCOPES, confluence_error, _look),),
)

FAMILIES: Final = (CONVERSION,)
