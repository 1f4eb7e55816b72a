"""Backups and restores of Confluence Data Center, which every node of a cluster knows."""

from datetime import UTC, datetime
from typing import Final

from atlassian_tasks.simulator._family import Family
from atlassian_tasks.simulator._http import Json, Response, json_response
from atlassian_tasks.simulator._state import State
from atlassian_tasks.simulator._task import SimulatedTask, told
from atlassian_tasks.simulator._visit import Route, Visit

from .confluence import confluence_error

_WORDS = {
    "ENQUEUED": "QUEUED",
    "RUNNING": "PROCESSING",
    "CANCEL_REQUESTED": "CANCELLING",
    "COMPLETE": "FINISHED",
}
_MOST = 25
"""Listed where no limit is asked for."""


def job_body(state: State, task: SimulatedTask, now: float) -> Json:
    """Build the body of a look, which is also the answer to a start."""
    seen, script = task.at(now), task.script
    is_cancelled = seen.state == "CANCELLED"
    body: Json = {
        "id": int(task.id) if task.id.isdecimal() else task.id,
        "jobOperation": "BACKUP",
        "jobScope": "SITE",
        "jobState": script.words.get(seen.state, _WORDS.get(seen.state, seen.state)),
        "createTime": _date(state, task.created),
        "startProcessingTime": _date(state, seen.started),
        "finishProcessingTime": None if is_cancelled else _date(state, seen.ended),
        "cancelTime": _date(state, seen.ended) if is_cancelled else None,
        "cancelledBy": state.submitter(task).name if is_cancelled else None,
        "errorMessage": _last(task, now) if seen.state == "FAILED" else None,
        "owner": state.submitter(task).name,
        "fileName": f"{script.name or 'Confluence-site-backup'}-{task.id}.zip",
        "fileExists": seen.state == "COMPLETE",
    }
    if isinstance(script.result, dict):
        body |= script.result
    return told(body, task)


def _date(state: State, at: float | None) -> str | None:
    if at is None:
        return None
    return datetime.fromtimestamp(state.timestamp(at), UTC).isoformat(timespec="milliseconds")


def _last(task: SimulatedTask, now: float) -> str | None:
    texts = [text for text in task.at(now).messages if isinstance(text, str)]
    return texts[-1] if texts else None


def _look(visit: Visit) -> Response:
    task = visit.state.look("confluence-dc-backup", visit.id, visit.now)
    if task is None or not visit.state.may_see(visit.user, task):
        return confluence_error(403, f"Job {visit.id} is not there, or not for you.")
    return json_response(200, job_body(visit.state, task, visit.now))


def _cancel(visit: Visit) -> Response:
    """Ask for its end; nothing happens to a job that has ended."""
    task = visit.state.find("confluence-dc-backup", visit.id, visit.now)
    if task is None or not visit.state.may_see(visit.user, task):
        return confluence_error(404, f"Job {visit.id} is not there, or not for you.")
    if task.cancel_requested is None and visit.now < task.ends()[0]:
        task.cancel_requested = visit.now
    return json_response(200, job_body(visit.state, task, visit.now))


def _list(visit: Visit) -> Response:
    limit = visit.query.get("limit", str(_MOST))
    if not limit.isdecimal():
        return confluence_error(400, "limit must be a whole number.")
    words = visit.all("jobStates")
    tasks = visit.state.listed("confluence-dc-backup", visit.user, visit.now)
    jobs = [job_body(visit.state, task, visit.now) for task in tasks]
    found = [job for job in jobs if not words or job["jobState"] in words]
    return json_response(200, found[: int(limit)])


BACKUP: Final = Family(
    kind="confluence-dc-backup",
    path="/rest/api/backup-restore/jobs/",
    product="confluence-dc",
    errors=confluence_error,
    ids="confluence-dc-backup",
    outcomes=("complete", "failed", "cancelled"),
    is_on_one_node=False,
    routes=(
        Route("GET", "/rest/api/backup-restore/jobs", "confluence-dc", (), confluence_error, _list),
        Route(
            "GET",
            "/rest/api/backup-restore/jobs/{id}",
            "confluence-dc",
            (),
            confluence_error,
            _look,
        ),
        Route(
            "PUT",
            "/rest/api/backup-restore/jobs/{id}/cancel",
            "confluence-dc",
            (),
            confluence_error,
            _cancel,
        ),
    ),
)

FAMILIES: Final = (BACKUP,)
