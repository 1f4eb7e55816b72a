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

from atlassian_tasks.errors import InvalidRef, UnexpectedResponse
from atlassian_tasks.model import Status, Task

from . import ROWS, Kind
from .dialect import Answer, Call, Dialect, Page
from .refs import TaskRef
from .values import MOST, mapping, moment, text

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

    def look(self, task_id: str) -> Call:
        return Call(get_backup_job, "confluence-dc", {"job_id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        raw = mapping(answer.raw)
        if text(raw.get("jobState")) is None:
            raise self.misread(ref, answer, "backup or restore: it has no state")
        self.check_id(ref, answer, text(raw.get("id")))
        return _task(ref, raw, answer)

    def says_finished(self, task: Task) -> bool:
        return task.finished is not None

    def cancel(self, task_id: str) -> Call:
        return Call(cancel_backup_job, "confluence-dc", {"job_id": task_id})

    def browse(self, start: int) -> Call:
        """Ask for all that run; those that have ended would never end."""
        return Call(list_backup_jobs, "confluence-dc", {"job_states": _RUNNING, "limit": _LIMIT})

    def read_page(self, answer: Answer) -> Page:
        if not isinstance(answer.raw, list):
            raise UnexpectedResponse("the list of jobs is none", status_code=answer.status_code)
        tasks = []
        for raw in map(mapping, answer.raw[:MOST]):
            try:
                ref = TaskRef(Kind.CONFLUENCE_DC_BACKUP, raw.get("id"))
            except InvalidRef:
                continue
            tasks.append(_task(ref, raw, answer))
        odd = ""
        if (size := len(answer.raw)) >= _LIMIT:
            odd = f"the list of jobs is full with {size:,}: there may be more that it leaves out"
        elif len(tasks) < size:
            odd = f"skipped {size - len(tasks)} of {size} entries of the list of jobs: no id"
        return Page(tasks, odd=odd)


def _task(ref: TaskRef, raw: Mapping[str, Any], answer: Answer) -> Task:
    word = text(raw.get("jobState")) or ""
    status = _WORDS.get(word, Status.UNKNOWN)
    ended = raw.get("finishProcessingTime")
    if status is Status.CANCELLED:  # also from within the queue, and then it was never processed
        ended = ended or raw.get("cancelTime")
    what = [text(raw.get(name)) for name in ("jobScope", "jobOperation")]
    return Task(
        ref=ref,
        status=status,
        raw_status=word or None,
        name=" ".join(filter(None, what)).lower() or None,
        message=text(raw.get("errorMessage")),
        links=_links(ref, raw) if status is Status.COMPLETE else (),
        result={name: raw[name] for name in _RESULT if name in raw} if status.is_final else None,
        submitted_by=text(raw.get("owner")),
        submitted=moment(raw.get("createTime")),
        started=moment(raw.get("startProcessingTime")),
        finished=moment(ended),
        observed=answer.observed,
        raw=raw,
    )


def _links(ref: TaskRef, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the file of a backup is; one that is restored from is none of its results."""
    is_there = text(raw.get("fileName")) and raw.get("fileExists") is not False
    if raw.get("jobOperation") != "BACKUP" or not is_there:
        return ()
    return (f"{ROWS[ref.kind].root}/{ref.id}/download",)


CONFLUENCE_DC_BACKUP = Backup()
