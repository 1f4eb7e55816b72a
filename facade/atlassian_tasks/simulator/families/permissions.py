"""Transitions of space permissions in Confluence Cloud, which only administrators see."""

from typing import Final

from atlassian_tasks.simulator._family import Family
from atlassian_tasks.simulator._http import Json, Response, json_response, phrase
from atlassian_tasks.simulator._task import SimulatedTask, told
from atlassian_tasks.simulator._visit import Route, Visit

_WORDS = {"ENQUEUED": "IN_PROGRESS", "RUNNING": "IN_PROGRESS", "COMPLETE": "COMPLETED"}


def transition_body(task: SimulatedTask, now: float) -> Json:
    """Build the body of a look."""
    seen, script = task.at(now), task.script
    texts = [text for text in seen.messages if isinstance(text, str)]
    body: Json = {
        "taskId": task.id,
        "status": script.words.get(seen.state, _WORDS.get(seen.state, seen.state)),
        "errorMessage": texts[-1] if texts and seen.state == "FAILED" else None,
    }
    return told(body, task)


def v2_error(status: int, text: str = "") -> Response:
    """Word an error as Confluence's second REST API does."""
    code = phrase(status).upper().replace(" ", "_")
    error = {"status": status, "code": code, "title": text or phrase(status), "detail": None}
    return json_response(status, {"errors": [error]})


def hidden(visit: Visit) -> Response | None:
    """Answer those who are no administrators as if there were nothing."""
    return None if visit.user.is_admin else v2_error(404)


def _look(visit: Visit) -> Response:
    task = visit.state.look("confluence-permissions", visit.id, visit.now)
    refusal = hidden(visit)
    if task is None or refusal:
        return refusal or v2_error(404, f"There is no task {visit.id}.")
    return json_response(200, transition_body(task, visit.now))


_PATH = "/wiki/api/v2/space-permissions/transition/tasks/"
_SCOPES = ("read:configuration:confluence",)
PERMISSIONS: Final = Family(
    kind="confluence-permissions",
    path=_PATH,
    product="confluence",
    errors=v2_error,
    ids="confluence-permissions",
    outcomes=("complete", "failed"),
    routes=(Route("GET", _PATH + "{id}", "confluence", _SCOPES, v2_error, _look),),
)

FAMILIES: Final = (PERMISSIONS,)
