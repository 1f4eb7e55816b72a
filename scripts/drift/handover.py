"""How an operation hands over the task that it starts, or looks at one, if it does.

Rules, because no document says it. A start is a 303, a 202 with a bare string or a `Location`
alone, or a success whose body has a task, a task's id, or the address of a status; reading is not
starting. A look is a GET that answers a task, or whose path ends in the id of a task or a job.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.words import plain
from scripts.references import follow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.facts import Facts, Schemas
    from scripts.drift.outline import Endpoint, Outline

Json = Any
_TASK_ID = re.compile(
    r"((long)?(running)?task|job|async)(ids?|urls?)|(status|progress)(url|path)", re.IGNORECASE
)
_TASK = re.compile(r"(long)?(running)?tasks?", re.IGNORECASE)
_LOOK = re.compile(
    r"/((long)?(running)?task/\{[^{}]*\}|async/\{id\}|\{(task|job)_?id\})$", re.IGNORECASE
)
_PROGRESS = {"progress", "percentageComplete", "progressPercent", "elapsedRuntime"}
_WHOLE = "the task"
_CREATED = ("201", "202")


@frozen
class HandOver:
    """What an operation answers with, for each success: how it names a task, empty if not."""

    ways: tuple[tuple[str, str], ...]

    @property
    def names_task(self) -> bool:
        """Whether any success leads to a task."""
        return any(way for _, way in self.ways)

    @property
    def names(self) -> frozenset[str]:
        """The fields of a body that lead to the task."""
        told = [way.strip("{}").partition(".")[0] for _, way in self.ways if way.startswith("{")]
        return frozenset(told)

    def __str__(self) -> str:
        return ", ".join(f"{status} {way}".strip() for status, way in self.ways) or "no success"


def hand_over(outline: Outline, endpoint: Endpoint) -> HandOver | None:
    """How this operation hands over a task; None if it does not look as if it started one."""
    if endpoint.method in ("GET", "HEAD", "OPTIONS"):
        return None
    found = answers(outline, endpoint)
    return found if found.names_task else None


def look(outline: Outline, endpoint: Endpoint) -> HandOver | None:
    """How this operation looks at a task; None if it does not look as if it did."""
    if endpoint.method != "GET":
        return None
    found = answers(outline, endpoint)
    if any(way == _WHOLE for _, way in found.ways):
        return found
    return HandOver((("by", "its path"),)) if _LOOK.search(endpoint.path) else None


def answers(outline: Outline, endpoint: Endpoint) -> HandOver:
    """What an operation answers with, whether that leads to a task or not."""
    ways = [
        (plain(str(status)), _way(outline.schemas, str(status), follow(outline.document, node)))
        for status, node in endpoint.raw["responses"].items()
        if str(status)[:1] in ("2", "3")
    ]
    return HandOver(tuple(sorted(ways)))


def _way(schemas: Schemas, status: str, response: Json) -> str:
    bodies = [
        schemas.facts(media["schema"])
        for media in (response.get("content") or {}).values()
        if "schema" in media
    ]
    told = next(filter(None, (_body(schemas, body) for body in bodies)), "")
    if status == "303":
        return "to its address"
    if not told and status == "202" and any(body.types == {"string"} for body in bodies):
        return "with a bare string"
    located = any(name.lower() == "location" for name in response.get("headers") or ())
    return told or (
        "with a Location alone" if status in _CREATED and located and not bodies else ""
    )


def _body(schemas: Schemas, body: Facts) -> str:
    properties = dict(_properties(schemas, body, 0))
    if "status" in properties and not _PROGRESS.isdisjoint(properties) and "id" in properties:
        return _WHOLE
    for name, node in properties.items():
        if _TASK_ID.fullmatch(name):
            return f"{{{name}}}"
        facts = schemas.facts(node)
        inner = dict(_properties(schemas, facts, 0))
        if _TASK.fullmatch(name) and (
            "status" in inner or "id" in inner or facts.types == {"string"}
        ):
            return f"{{{name}}}"
        if name.strip("_") == "links" and "status" in inner:
            return f"{{{name}.status}}"
    return ""


def _properties(schemas: Schemas, facts: Facts, depth: int) -> Iterator[tuple[str, Json]]:
    yield from facts.properties.items()
    if depth < 3:
        for one in facts.alternatives:
            yield from _properties(schemas, schemas.facts(one), depth + 1)
