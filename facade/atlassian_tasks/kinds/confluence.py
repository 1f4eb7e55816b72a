"""Confluence's long tasks, Cloud and Data Center: which endpoint, how a body becomes a `Task`.

https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-long-running-task/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from html import unescape
from http import HTTPStatus
from typing import Any

from atlassian_tasks_rest.api.confluence import get_long_task, list_long_tasks
from atlassian_tasks_rest.api.confluence_dc import (
    get_data_center_long_task,
    list_data_center_long_tasks,
)
from attrs import evolve, frozen

from atlassian_tasks.errors import UnexpectedResponse
from atlassian_tasks.model import Failure, Status, Task

from . import Kind
from .dialect import Answer, Call, Dialect, Endpoint, Page, verdict
from .refs import TaskRef
from .values import (
    LONGEST,
    MOST,
    bounded,
    cut,
    listed,
    mapping,
    number,
    percentage,
    readable,
    text,
    texts,
)

_DONE = 100
_RENAMED = "WARN_RENAME_PAGE"
# What makes a JSON object a report, and what in its errors is words.
_REPORT = ("status", "errors", "destinationUrl", "totalPageNeedToCopy")
_WORDS = ("key", "translation", "message", "title", "detail")
_JSON = re.compile(r"([^{\[]*+)([{\[].*[}\]])([^}\]]*)", re.DOTALL)
# Text that may hold HTML is read in one pass, in time that grows with its length only, whatever a
# server sends: no pattern tries a place in a second way.
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# A tag holds no "<" but in quotes; what is no tag, such as a declaration in a title, is text.
_TAG = re.compile(r"""<(/?[a-z][^\s<>"'/]*+)((?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![^\s"'/])([^\s"'=/]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"']++)))?"""
)
_ENTITY = re.compile(r"&#?\w{1,31};?")  # as long as any name is
_BREAKS = ("br", "p", "li", "div")
PAGE = 100  # what the documents name as the default; servers cap it as they like


@frozen(kw_only=True, eq=False)
class Confluence(Dialect):
    """Long tasks of `/wiki/rest/api/longtask` (Cloud) or `/rest/api/longtask` (Data Center)."""

    active: Endpoint

    def body(self, answer: Answer) -> Mapping[str, Any] | None:
        is_one = isinstance(answer.raw, dict) and answer.status_code == HTTPStatus.OK
        return answer.raw if is_one else None

    def status(self, raw: Mapping[str, Any]) -> Status:
        """Decide by the finish flag, without one by the percentage, never by the status word.

        `successful` says nothing before the end, and a failed task may end below 100 %.
        """
        has_ended, percent = raw.get("finished"), percentage(raw.get("percentageComplete"))
        if not isinstance(has_ended, bool):
            if percent is None:
                return Status.UNKNOWN
            has_ended = percent == _DONE
        if not has_ended:
            return Status.RUNNING
        return verdict(raw.get("successful"))

    def more(self, ref: TaskRef, raw: Mapping[str, Any], status: Status) -> Mapping[str, Any]:
        """Read its messages; without details of its own the newest report there is the result."""
        messages = _messages(raw.get("messages"))
        reports = [report for message in messages for report in message.reports]
        told = (entry for report in (raw, *reports) for entry in _entries(report.get("errors")))
        links = [link for message in messages for link in message.links]
        result = raw.get("additionalDetails")
        target = addresses([mapping(result).get("destinationUrl")])
        return {
            "name": _name(raw.get("name")),
            "message": "\n".join(message.words for message in messages if message.words) or None,
            "links": tuple(dict.fromkeys([*links, *target])),
            "result": reports[-1] if result is None and reports else result,
            "failures": bounded(_failures(told)),
        }

    def says_finished(self, task: Task) -> bool:
        """Whether the flag is set, or all is done, but not whether it went well."""
        return mapping(task.raw).get("finished") is True or task.percent == _DONE

    def is_flagged(self, task: Task) -> bool:
        """Whether it has `finished`; Data Center and older Clouds do without."""
        return isinstance(mapping(task.raw).get("finished"), bool)

    def browse(self, start: int) -> Call:
        return self.call(self.active, {"start": start, "limit": PAGE})

    def read_page(self, answer: Answer) -> Page:
        results = mapping(answer.raw).get("results")
        if not isinstance(results, list) or answer.status_code != HTTPStatus.OK:
            raise UnexpectedResponse("the list of tasks has none", status_code=answer.status_code)
        size, limit = len(results), number(answer.raw.get("limit"))
        links = mapping(answer.raw.get("_links"))
        more = "next" in links if links else limit is not None and size >= limit
        step = min(size, MOST) if more or size > MOST else 0
        return evolve(self.page(results, answer), step=step)


@frozen
class _Message:
    """What a message says: its words and links, or those of the reports that it is."""

    words: str | None
    links: Sequence[str] = ()
    reports: Sequence[Mapping[str, Any]] = ()


def _messages(value: object) -> list[_Message]:
    """Read each message, of very many the newest; one odd entry does not hide the others."""
    entries = _entries(value)
    messages = [_message(entry) for entry in entries[-MOST:]]
    if (earlier := len(entries) - MOST) > 0:
        messages.insert(0, _Message(f"({earlier:,} earlier messages are left out)"))
    return messages


def _message(entry: object) -> _Message:
    told = _translation(entry)
    if reports := _reports(_decoded(told) if told else entry):
        words = "\n".join(filter(None, map(_summary, reports)))
        return _Message(text(words), addresses(map(_destination, reports)), reports)
    if not told:
        return _Message(_summary({"status": entry}))
    words, links = plain(told)
    return _Message(readable(words), links)


def _decoded(told: str) -> object:
    """Decode a message that is JSON, which HTML may have escaped or surrounded with tags."""
    for written in (told, unescaped(told)):
        found = _JSON.fullmatch(written)
        if found and not plain(found[1] + found[3])[0].strip("\ufeff"):
            with suppress(ValueError, RecursionError):
                return json.loads(found[2])
    return None


def _reports(found: object) -> list[Mapping[str, Any]]:
    """Take objects that look like it for reports, and errors alone for those of one more.

    Objects of a list are errors if they say anything, one alone is by its key.
    """
    reports, errors = [], []
    for entry in map(mapping, listed(found)):
        key = str(entry.get("key"))
        if any(entry.get(name) is not None for name in _REPORT):
            reports.append(entry)
        elif isinstance(found, list) and key.startswith("STATUS_"):
            reports.append({"status": entry})
        elif isinstance(found, list) or key.startswith(("ERROR_", "WARN_")):
            errors += [entry] if any(_said(entry)) else []
    return [*reports, {"errors": errors}] if errors else reports


def _summary(report: Mapping[str, Any]) -> str | None:
    """Say in words what its status says, or else its first error, or else its address."""
    for entry in (report.get("status"), *_entries(report.get("errors"))[:1]):
        words, arguments = _said(entry)
        if told := ": ".join(filter(None, [" ".join(map(_spelled, words)), ", ".join(arguments)])):
            return cut(told)
    return next(iter(addresses([_destination(report)])), None)


def _destination(report: Mapping[str, Any]) -> object:
    return report.get("destinationUrl")


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
        first = words[0] if words else ""
        if _RENAMED in words or arguments == ("0",):
            continue
        if len(arguments) == 1 and arguments[0].isdecimal() and first.startswith("WARN_"):
            yield Failure(None, (*words, *arguments))
        else:
            yield Failure(arguments[0] if arguments else None, (*words, *arguments[1:]))


def _said(entry: object) -> tuple[list[str], tuple[str, ...]]:
    """Return what an entry says, by its key and in words, and its arguments."""
    fields = entry if isinstance(entry, dict) else {"translation": entry}
    words = dict.fromkeys(plain(_uncut(fields.get(name)) or "")[0] for name in _WORDS)
    return [word for word in words if word], texts(fields.get("args"))


def _name(value: object) -> str | None:
    """Its key, or else its words."""
    return text(mapping(value).get("key")) or plain(_translation(value) or "")[0] or None


def _entries(value: object) -> list[object]:
    """Take what stands alone for a list of one, if it says anything."""
    says = any(value.values()) if isinstance(value, dict) else value
    return [entry for entry in listed(value) if entry is not None] if says else []


def _translation(entry: object) -> str | None:
    return _uncut(entry.get("translation") if isinstance(entry, dict) else entry)


def _uncut(value: object) -> str | None:
    """Text of any length, as a report may have."""
    return value if isinstance(value, str) and value.strip() else text(value)


def unescaped(html: str) -> str:
    """Replace the entities of HTML; a number too long for a character is text."""
    return _ENTITY.sub(lambda found: unescape(found[0]), html)


def plain(html: str) -> tuple[str, list[str]]:
    """Split text that may hold HTML into its words and the addresses it links to."""
    html = cut(html)
    if "<" not in html and "&" not in html:
        return html.strip(), []
    head, end, tail = html.rpartition("-->")  # so that each comment that is looked for ends
    links: list[str] = []

    def replaced(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        links.extend(_addresses(tag[2]))
        return " " if name in _BREAKS else ""

    words = _TAG.sub(replaced, _COMMENT.sub("", head + end) + tail)
    return " ".join(unescaped(words).split()), links


def _addresses(attributes: str) -> list[str]:
    return addresses(
        unescaped("".join(value))
        for name, *value in _ATTRIBUTE.findall(attributes)
        if name.lower() == "href"
    )


def addresses(values: Iterable[object]) -> list[str]:
    """Keep the addresses of pages and files; a cut one would lead nowhere, so none is too long."""
    known = ("https://", "http://", "/")
    texts = (value for value in values if isinstance(value, str) and len(value) <= LONGEST)
    return [value for value in texts if value.startswith(known)]


CONFLUENCE = Confluence(
    kind=Kind.CONFLUENCE,
    get=get_long_task,
    by="id",
    active=list_long_tasks,
    noun="long task",
    fields={"percent": "percentageComplete", "elapsed": "elapsedTime"},
)
# Each node of a cluster knows its own tasks only, and a balancer may ask another one.
CONFLUENCE_DC = evolve(
    CONFLUENCE,
    kind=Kind.CONFLUENCE_DC,
    get=get_data_center_long_task,
    active=list_data_center_long_tasks,
    unseen=(0.5, 0.5, 1.0, 1.0, 2.0, 2.0, 3.0),
    gone=(1.0, 2.0, 6.0, 12.0, 18.0, 18.0, 18.0),
    lost="its record is no longer kept, or only by a node that no look came to (go through a "
    "balancer with sticky sessions)",
)
