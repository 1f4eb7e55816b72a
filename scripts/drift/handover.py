"""How an operation hands over the task that it starts, or looks at one, if it does.

Rules, because no document says it. A start is a 202, a 303, a 200 with a bare number, or a success
whose body is a task or has one, its id or the address of its status. Cancelling and reading are not
starting, unless reading answers 202 or a task's id. A look is a GET that answers a task or the
address of one, or whose path ends in the id of a task or a job.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.words import plain
from scripts.references import follow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.drift.facts import Facts, Schemas
    from scripts.drift.outline import Endpoint, Outline

Json = Any
_TASK_ID = re.compile(
    r"((long)?(running)?task|job|async|operation)_?(ids?|urls?)|(status|progress)_?(url|path)",
    re.IGNORECASE,
)
_TASK = re.compile(r"(long)?(running)?tasks?", re.IGNORECASE)
_WORD = re.compile(r"(task|job|request|operation)?_?(status|state)", re.IGNORECASE)
_LOOK = re.compile(r"/((long)?(running)?task/\{[^{}]*\}|\{(task|job)_?id\})$", re.IGNORECASE)
_PROGRESS = {"progress", "percentageComplete", "progressPercent", "elapsedRuntime"}
_RUNNING = set("ENQUEUED QUEUED PENDING STARTED RUNNING IN_PROGRESS WORKING PROCESSING".split())
_TO_DO = set("TODO TO_DO OPEN INCOMPLETE UNRESOLVED".split())  # what people do, not the service
_WHOLE = "the task"
_UNTOLD = "without a body"
_UNNAMED = "that names no task"


@frozen
class HandOver:
    """What an operation answers with, for each success: how it names a task, empty if not."""

    ways: tuple[tuple[str, str], ...]

    @property
    def starts_task(self) -> bool:
        """Whether any success looks as if a task were running."""
        return any(way for _, way in self.ways)

    @property
    def names_task(self) -> bool:
        """Whether any success leads to one; without a body, no document says."""
        return any(way not in ("", _UNTOLD) for _, way in self.ways)

    @property
    def starts_by_reading(self) -> bool:
        """Whether even a GET that answers so starts one."""
        return any(status == "202" or way.lower().endswith("id}") for status, way in self.ways)

    @property
    def names(self) -> frozenset[str]:
        """The fields of a body that lead to the task; `[]` stands for the entries of a list."""
        told = [way.strip("{}").partition(".")[0] for _, way in self.ways if way[:1] in ("{", "[")]
        return frozenset("[]" if name.startswith("[") else name for name in told)

    def __str__(self) -> str:
        return ", ".join(f"{status} {way}".strip() for status, way in self.ways) or "no success"


def hand_over(outline: Outline, endpoint: Endpoint) -> HandOver | None:
    """How this operation hands over a task; None if it does not look as if it started one."""
    if endpoint.method in ("HEAD", "OPTIONS") or is_cancel(endpoint):
        return None
    found = answers(outline, endpoint)
    if endpoint.method == "GET" and (look(outline, endpoint) or not found.starts_by_reading):
        return None
    return found if found.starts_task else None


def is_cancel(endpoint: Endpoint) -> bool:
    """Whether it ends a task; one is not handed over where it is named already."""
    return endpoint.path.endswith("/cancel")


def look(outline: Outline, endpoint: Endpoint) -> HandOver | None:
    """How this operation looks at a task; None if it does not look as if it did."""
    if endpoint.method != "GET":
        return None
    found = answers(outline, endpoint)
    if any(way == _WHOLE or way.endswith(("Url}", "Path}")) for _, way in found.ways):
        return found
    return HandOver((("by", "its path"),)) if _LOOK.search(endpoint.path) else None


def answers(outline: Outline, endpoint: Endpoint) -> HandOver:
    """What an operation answers with, whether that leads to a task or not."""
    reads = endpoint.method == "GET"
    ways = [
        (plain(str(status)), _way(outline, str(status), follow(outline.document, node), reads))
        for status, node in endpoint.raw["responses"].items()
        if str(status)[:1] in ("2", "3")
    ]
    return HandOver(tuple(sorted(ways)))


def _way(outline: Outline, status: str, response: Json, reads: bool) -> str:
    if status == "303":
        return "to its address"
    schemas = outline.schemas
    bodies = [
        schemas.facts(media["schema"])
        for media in (response.get("content") or {}).values()
        if "schema" in media
    ]
    told = next(filter(None, (_body(schemas, body, reads) for body in bodies)), "")
    if status == "200" and not reads and any(body.types == {"integer"} for body in bodies):
        return "with a bare number"
    if told or status != "202":
        return told
    if any(body.types == {"string"} for body in bodies):
        return "with a bare string"
    if bodies:
        return _UNNAMED
    located = any(name.lower() == "location" for name in response.get("headers") or ())
    return "with a Location alone" if located else _UNTOLD


def _body(schemas: Schemas, body: Facts, reads: bool, depth: int = 0) -> str:
    """How a body names a task: a list by its entries, an object by its fields or theirs.

    Who reads wants the task, who starts the way to it.
    """
    if body.items is not None:
        told = "" if depth else _body(schemas, schemas.facts(body.items), reads, 1)
        return f"[{told}]" if told else ""
    fields = {name: schemas.facts(node) for name, node in _properties(schemas, body, 0)}
    names = sorted(fields, key=lambda name: (not name.lower().endswith("id"), name))
    told = next(filter(None, (_field(schemas, name, fields, depth) for name in names)), "")
    if _is_task(fields) and (reads or not told):
        return _WHOLE
    return f"{{{told}}}" if told else ""


def _is_task(fields: Mapping[str, Facts]) -> bool:
    if "status" in fields and "id" in fields and not _PROGRESS.isdisjoint(fields):
        return True
    words = [_words(facts) for name, facts in fields.items() if _WORD.fullmatch(name)]
    return any(not one.isdisjoint(_RUNNING) and one.isdisjoint(_TO_DO) for one in words)


def _words(facts: Facts) -> set[str]:
    return {re.sub("[ -]", "_", str(word).upper()) for word in facts.enum}


def _field(schemas: Schemas, name: str, fields: Mapping[str, Facts], depth: int) -> str:
    """The field that leads to a task, if this one does, or one in what it holds."""
    if _TASK_ID.fullmatch(name):
        return name
    if name == "requestId":  # alone it is for support
        return name if any(map(_WORD.fullmatch, fields)) else ""
    facts = fields[name]
    if _TASK.fullmatch(name) and facts.types == {"string"}:
        return name
    if depth or facts.items is not None:
        return ""
    inner = dict(_properties(schemas, facts, 0))
    if name.strip("_") == "links":
        return f"{name}.status" if "status" in inner else ""
    told = _body(schemas, facts, False, depth + 1).strip("{}")
    return name if told == _WHOLE else f"{name}.{told}" if told else ""


def _properties(schemas: Schemas, facts: Facts, depth: int) -> Iterator[tuple[str, Json]]:
    yield from facts.properties.items()
    if depth < 3:
        for one in facts.alternatives:
            yield from _properties(schemas, schemas.facts(one), depth + 1)
