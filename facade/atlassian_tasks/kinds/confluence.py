"""Confluence's long tasks, Cloud and Data Center: which endpoint, how a body becomes a `Task`.

https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-long-running-task/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from atlassian_tasks_rest.api.confluence import get_long_task, list_long_tasks
from atlassian_tasks_rest.api.confluence_dc import (
    get_data_center_long_task,
    list_data_center_long_tasks,
)
from atlassian_tasks_rest.models import LongTask, LongTaskDetails
from attrs import frozen

from atlassian_tasks.errors import InvalidRef, UnexpectedResponse
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Failure, Status, Task

from . import Product
from .dialect import Answer, Call, Dialect, Endpoint, Page
from .html import plain, unescaped
from .values import (
    MOST,
    bounded,
    mapping,
    milliseconds,
    number,
    percentage,
    readable,
    text,
    texts,
)

_DONE = 100
_RENAMED = "WARN_RENAME_PAGE"
PAGE = 100  # what the documents name as the default; servers cap it as they like


@frozen
class Confluence(Dialect):
    """Long tasks of `/wiki/rest/api/longtask` (Cloud) or `/rest/api/longtask` (Data Center)."""

    kind: Kind
    product: Product
    get: Endpoint
    page: Endpoint

    def look(self, task_id: str) -> Call:
        return Call(self.get, self.product, {"id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        if not isinstance(answer.raw, dict) or answer.status_code != HTTPStatus.OK:
            raise self.misread(ref, answer, "long task")
        self.check_id(ref, answer, text(answer.raw.get("id")))
        return _task(ref, answer.raw, answer)

    def says_finished(self, task: Task) -> bool:
        """Whether the flag is set, or all is done, but not whether it went well."""
        return mapping(task.raw).get("finished") is True or task.percent == _DONE

    def is_flagged(self, task: Task) -> bool:
        """Whether it has `finished`; Data Center and older Clouds do without."""
        return isinstance(mapping(task.raw).get("finished"), bool)

    def browse(self, start: int) -> Call:
        return Call(self.page, self.product, {"start": start, "limit": PAGE})

    def read_page(self, answer: Answer) -> Page:
        results = mapping(answer.raw).get("results")
        if not isinstance(results, list) or answer.status_code != HTTPStatus.OK:
            raise UnexpectedResponse("the list of tasks has none", status_code=answer.status_code)
        size, limit = len(results), number(answer.raw.get("limit"))
        links = mapping(answer.raw.get("_links"))
        more = "next" in links if links else limit is not None and size >= limit
        tasks, skipped = [], []
        for raw in map(mapping, results[:MOST]):
            try:
                tasks.append(_task(TaskRef(self.kind, raw.get("id")), raw, answer))
            except InvalidRef as error:
                skipped.append(error)
        odd = (
            f"the task list has a page of {size:,} entries; {MOST} are read" if size > MOST else ""
        )
        if skipped:
            told = f"skipped {len(skipped)} of {min(size, MOST)} entries of the task list"
            odd = f"{odd}; {told}, first because {skipped[0]}".removeprefix("; ")
        return Page(tasks, min(size, MOST) if more or size > MOST else 0, odd)


def _task(ref: TaskRef, raw: Mapping[str, Any], answer: Answer) -> Task:
    """Read a body; without details of its own the result is the newest report in its messages."""
    # Cloud's fields are Data Center's and more, so one model reads both, but for the lists, which
    # may be of any length and hold anything.
    body = LongTask.from_dict({**raw, "messages": None, "errors": None})
    messages = _messages(raw.get("messages"))
    reports = [message.report for message in messages if message.report is not None]
    told = (entry for report in (raw, *reports) for entry in _entries(report.get("errors")))
    failures = bounded(_failures(told))
    details = body.additional_details
    target = text(details.destination_url) if isinstance(details, LongTaskDetails) else None
    links = [link for message in messages for link in message.links]
    result = raw.get("additionalDetails")
    return Task(
        ref=ref,
        status=_status(body, failures),
        raw_status=text(body.status),
        percent=percentage(body.percentage_complete),
        name=_name(raw.get("name")),
        message="\n".join(message.words for message in messages if message.words) or None,
        links=tuple(dict.fromkeys([*links, *([target] if target else [])])),
        result=reports[-1] if result is None and reports else result,
        failures=failures,
        observed=answer.observed,
        elapsed=milliseconds(body.elapsed_time),
        raw=raw,
    )


def _status(body: LongTask, failures: tuple[Failure, ...]) -> Status:
    """Decide by the finish flag, without one by the percentage, never by the status word.

    `successful` says nothing before the end, and a failed task may end below 100 %.
    """
    if isinstance(body.finished, bool):
        has_ended = body.finished
    elif (percent := percentage(body.percentage_complete)) is None:
        return Status.UNKNOWN
    else:
        has_ended = percent == _DONE
    if not has_ended:
        return Status.RUNNING
    match body.successful:
        case True:
            return Status.PARTIAL if failures else Status.COMPLETE
        case False:
            return Status.FAILED
        case _:
            return Status.UNKNOWN


@frozen
class _Message:
    """What a message says: its words and links, or those of the report that it is."""

    words: str | None
    links: Sequence[str] = ()
    report: Mapping[str, Any] | None = None


def _messages(value: object) -> list[_Message]:
    """Read each message, of very many the newest; one odd entry does not hide the others."""
    entries = _entries(value)
    messages = [_message(_translation(entry) or "") for entry in entries[-MOST:]]
    if (earlier := len(entries) - MOST) > 0:
        messages.insert(0, _Message(f"({earlier:,} earlier messages are left out)"))
    return messages


def _message(told: str) -> _Message:
    report = _report(told)
    if report is None:
        words, links = plain(told)
        return _Message(readable(words), links)
    target = text(report.get("destinationUrl"))
    return _Message(_summary(report) or target, [target] if target else [], report)


def _report(told: str) -> Mapping[str, Any] | None:
    """Decode a message of Data Center that is JSON, which HTML may have escaped.

    It has a status, the address of what was made, or errors; other JSON is text like any other.
    """
    if not told.lstrip().startswith("{"):
        return None
    for written in (told, unescaped(told)):
        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            continue
        kinds = (("status", dict), ("errors", list), ("destinationUrl", str))
        return found if any(isinstance(found.get(name), kind) for name, kind in kinds) else None
    return None


def _summary(report: Mapping[str, Any]) -> str | None:
    """Say in words what its status says, or else its first error."""
    for entry in (report.get("status"), *_entries(report.get("errors"))[:1]):
        words, arguments = _said(entry)
        if told := ": ".join(filter(None, [" ".join(map(_spelled, words)), ", ".join(arguments)])):
            return told
    return None


def _spelled(word: str) -> str:
    """Read a key such as STATUS_COPIED_PAGES as words."""
    if word.isupper():
        return word.removeprefix("STATUS_").replace("_", " ").lower()
    return readable(word)


def _failures(entries: Iterable[object]) -> Iterator[Failure]:
    """Every entry is a failure, also one without words, but for a page's new name or 0 of them.

    Its subject is the page, its title rather than its id, and all else that it says its reasons;
    but the lone number of a warning counts pages.
    """
    for entry in entries:
        words, arguments = _said(entry)
        if _RENAMED in words or arguments == ("0",):
            continue
        if len(arguments) == 1 and arguments[0].isdecimal() and "".join(words).startswith("WARN_"):
            yield Failure(None, (*words, *arguments))
        else:
            yield Failure(arguments[0] if arguments else None, (*words, *arguments[1:]))


def _said(entry: object) -> tuple[list[str], tuple[str, ...]]:
    """Return what an entry says, by its key and in words, and its arguments."""
    fields = mapping(entry)
    words = dict.fromkeys((text(fields.get("key")), plain(_translation(entry) or "")[0]))
    return [word for word in words if word], texts(fields.get("args"))


def _name(value: object) -> str | None:
    """Its key, or else its words."""
    return text(mapping(value).get("key")) or plain(_translation(value) or "")[0] or None


def _entries(value: object) -> list[object]:
    return [entry for entry in value if entry is not None] if isinstance(value, list) else []


def _translation(entry: object) -> str | None:
    return text(entry if isinstance(entry, str) else mapping(entry).get("translation"))


class DataCenter(Confluence):
    """Each node of a cluster knows its own tasks only, and a balancer may ask another one."""

    unseen = (0.5, 0.5, 1.0, 1.0, 2.0, 2.0, 3.0)
    gone = (1.0, 2.0, 6.0, 12.0, 18.0, 18.0, 18.0)
    lost = (
        "its record is no longer kept, or only by a node that no look came to (go through a "
        "balancer with sticky sessions)"
    )


CONFLUENCE = Confluence(Kind.CONFLUENCE, "confluence", get_long_task, list_long_tasks)
CONFLUENCE_DC = DataCenter(
    Kind.CONFLUENCE_DC, "confluence-dc", get_data_center_long_task, list_data_center_long_tasks
)
