"""Confluence Data Center's backups and restores: which endpoint, how a body becomes a `Task`.

https://developer.atlassian.com/server/confluence/rest/ (Backup and restore)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atlassian_tasks_rest.api.confluence_dc import (
    cancel_backup_job,
    get_backup_job,
    list_backup_jobs,
)
from attrs import evolve

from atlassian_tasks.errors import UnexpectedResponse
from atlassian_tasks.model import Status

from . import ROWS, Kind
from .dialect import Answer, Call, Dialect, Page
from .refs import TaskRef, path_of
from .values import moment, text

_WORDS = {
    "QUEUED": Status.ENQUEUED,
    "PROCESSING": Status.RUNNING,
    "COMPLETING": Status.RUNNING,
    "FINISHED": Status.COMPLETE,
    "CANCELLING": Status.CANCEL_REQUESTED,
    "CANCELLED": Status.CANCELLED,
    "FAILED": Status.FAILED,
}
_RUNNING = [word for word, status in _WORDS.items() if not status.is_final]
_LIMIT = 1000  # of the list, which has one page; no highest one is documented
_RESULT = ("fileName", "fileExists", "fileDeleteTime", "spaceKeys")


class Backup(Dialect):
    """Backups and restores, of a site or of spaces."""

    def more(self, ref: TaskRef, raw: Mapping[str, Any], status: Status) -> Mapping[str, Any]:
        ended = raw.get("finishProcessingTime")
        if status is Status.CANCELLED:  # also from within the queue: it was never processed
            ended = ended or raw.get("cancelTime")
        what = [text(raw.get(name)) for name in ("jobScope", "jobOperation")]
        told = {name: raw[name] for name in _RESULT if name in raw}
        return {
            "name": " ".join(filter(None, what)).lower() or None,
            "links": _links(ref, raw) if status is Status.COMPLETE else (),
            "result": told if status.is_final else None,
            "finished": moment(ended),
        }

    def browse(self, start: int) -> Call:
        """Ask for all that run; those that have ended would never end."""
        return self.call(list_backup_jobs, {"job_states": _RUNNING, "limit": _LIMIT})

    def read_page(self, answer: Answer) -> Page:
        if not isinstance(answer.raw, list):
            raise UnexpectedResponse("the list of jobs is none", status_code=answer.status_code)
        page = self.page(answer.raw, answer)
        if (size := len(answer.raw)) < _LIMIT:
            return page
        odd = f"the list of jobs is full with {size:,}: there may be more that it leaves out"
        return evolve(page, odd=odd)


def _links(ref: TaskRef, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the file of a backup is; one that is restored from is none of its results."""
    is_there = text(raw.get("fileName")) and raw.get("fileExists") is not False
    if raw.get("jobOperation") != "BACKUP" or not is_there:
        return ()
    return (f"{path_of(ref)}{ROWS[ref.kind].file}",)


CONFLUENCE_DC_BACKUP = Backup(
    kind=Kind.CONFLUENCE_DC_BACKUP,
    get=get_backup_job,
    by="job_id",
    stop=cancel_backup_job,
    noun="backup or restore: it has no state",
    word="jobState",
    words=_WORDS,
    fields={
        "message": "errorMessage",
        "submitted_by": "owner",
        "submitted": "createTime",
        "started": "startProcessingTime",
    },
)
