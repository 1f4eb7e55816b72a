"""Operations that start a task, or look at one, and how: taken, left out with a reason, or neither.

Rules, because no document says it: of a sample `TaskRef.from_response` may say too often that a
task runs, as of any `self`, and it does not know the names that are still to come. A start is a
202, a 303, a 200 with a bare number, or a success whose body is a task or has one, its id or the
address of its status. Cancelling and reading are not starting, unless reading answers 202 or a
task's id. A look is a GET that answers a task or the address of one, or whose path ends in the id
of a task or a job.

`python -m scripts.drift.starters` holds spec/untaken.yaml, which `make upstream` writes, to the
reasons in spec/starters.yaml.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve

from scripts.drift import impacts
from scripts.drift.facts import Facts, Schemas
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import Endpoint, Outline, key_of
from scripts.knowledge import UNTAKEN, Knowledge, read_built, read_knowledge
from scripts.references import Json, follow, plain_path
from scripts.spec_files import SPEC, run
from scripts.texts import plain

_TASK_ID = re.compile(
    r"((long)?(running)?task|job|async|operation)_?(ids?|urls?)|(status|progress)_?(url|path)",
    re.IGNORECASE,
)
_TASK = re.compile(r"(long)?(running)?tasks?", re.IGNORECASE)
_WORD = re.compile(r"(task|job|request|operation)?_?(status|state)", re.IGNORECASE)
_LOOK = re.compile(r"/((long)?(running)?task/\{[^{}]*\}|\{(task|job)_?id\})$", re.IGNORECASE)
_HOLDER = re.compile(r"[\w-]+")  # any other name is shown as … only
_PROGRESS = {"progress", "percentageComplete", "progressPercent", "elapsedRuntime"}
_RUNNING = set("ENQUEUED QUEUED PENDING STARTED RUNNING IN_PROGRESS WORKING PROCESSING".split())
_TO_DO = set("TODO TO_DO OPEN INCOMPLETE UNRESOLVED".split())  # what people do, not the service
_WHOLE = "the task"
_LOOKS, _STARTS = "looks at a task", "starts a task"


def does(document: Outline, endpoint: Endpoint) -> str:
    """What an operation does to a task, as spec/untaken.yaml says it; empty if nothing."""
    found = answers(document, endpoint)
    ways = found.values()
    starts = any(ways) and endpoint.method not in ("HEAD", "OPTIONS") and not is_cancel(endpoint)
    if endpoint.method == "GET":
        if any(way == _WHOLE or way.endswith(("Url}", "Path}")) for way in ways):
            return f"{_LOOKS}, {told(found)}"
        if _LOOK.search(endpoint.path):
            return f"{_LOOKS}, by its path"
        starts = starts and ("202" in found or any(way.lower().endswith("id}") for way in ways))
    return f"{_STARTS}, {told(found)}" if starts else ""


def is_cancel(endpoint: Endpoint) -> bool:
    """Whether it ends a task; one is not handed over where it is named already."""
    return endpoint.path.endswith("/cancel")


def answers(document: Outline, endpoint: Endpoint) -> dict[str, str]:
    """How each success of an operation names a task, by its status; empty if it does not."""
    found = ((at, follow(document.document, one)) for at, one in sorted(endpoint.successes.items()))
    reads = endpoint.method == "GET"
    return {status: _way(document.schemas, status, answer, reads) for status, answer in found}


def told(found: Mapping[str, str]) -> str:
    return ", ".join(f"{status} {way}".strip() for status, way in found.items()) or "no success"


def names_in_answer(document: Outline, endpoint: Endpoint) -> set[str]:
    """The fields of a body that lead to the task; `[]` stands for the entries of a list."""
    there = document.endpoints.get(key_of(endpoint.method, endpoint.path))
    ways = answers(document, there).values() if there else ()
    names = {way.strip("{}").partition(".")[0] for way in ways if way[:1] in ("{", "[")}
    return {"[]" if name.startswith("[") else name for name in names}


def _way(schemas: Schemas, status: str, response: Json, reads: bool) -> str:
    if status == "303":
        return "to its address"
    content = (response.get("content") or {}).values()
    bodies = [schemas.facts(media["schema"]) for media in content if "schema" in media]
    named = next(filter(None, (_body(schemas, body, reads) for body in bodies)), "")
    if status == "200" and not reads and any(body.types == {"integer"} for body in bodies):
        return "with a bare number"
    if named or status != "202":
        return named
    if bodies:
        is_text = any(body.types == {"string"} for body in bodies)
        return "with a bare string" if is_text else "that names no task"
    located = any(name.lower() == "location" for name in response.get("headers") or ())
    return "with a Location alone" if located else "without a body"


def _body(schemas: Schemas, body: Facts, reads: bool, depth: int = 0) -> str:
    """How a body names a task: a list by its entries, an object by its fields or theirs.

    Who reads wants the task, who starts the way to it.
    """
    if body.items is not None:
        entry = "" if depth else _body(schemas, schemas.facts(body.items), reads, 1)
        return f"[{entry}]" if entry else ""
    fields = {name: schemas.facts(node) for name, node in _properties(schemas, body, 0)}
    names = sorted(fields, key=lambda name: (not name.lower().endswith("id"), name))
    field = next(filter(None, (_field(schemas, name, fields, depth) for name in names)), "")
    if _is_task(fields) and (reads or not field):
        return _WHOLE
    return f"{{{field}}}" if field else ""


def _is_task(fields: Mapping[str, Facts]) -> bool:
    if "status" in fields and "id" in fields and not _PROGRESS.isdisjoint(fields):
        return True
    said = [facts.enum for name, facts in fields.items() if _WORD.fullmatch(name)]
    words = [{re.sub("[ -]", "_", str(word).upper()) for word in enum} for enum in said]
    return any(not one.isdisjoint(_RUNNING) and one.isdisjoint(_TO_DO) for one in words)


def _field(schemas: Schemas, name: str, fields: Mapping[str, Facts], depth: int) -> str:
    """The field that leads to a task, if this one does, or one in what it holds."""
    facts = fields[name]
    if _TASK_ID.fullmatch(name) or (_TASK.fullmatch(name) and facts.types == {"string"}):
        return name
    if name == "requestId":  # alone it is for support
        return name if any(map(_WORD.fullmatch, fields)) else ""
    if depth or facts.items is not None:
        return ""
    if name.strip("_") == "links":
        return f"{name}.status" if "status" in dict(_properties(schemas, facts, 0)) else ""
    inner = _body(schemas, facts, False, depth + 1).strip("{}")
    shown = name if _HOLDER.fullmatch(name) else "…"
    return shown if inner == _WHOLE else f"{shown}.{inner}" if inner else ""


def _properties(schemas: Schemas, facts: Facts, depth: int) -> Iterator[tuple[str, Json]]:
    yield from facts.properties.items()
    if depth < 3:
        for one in facts.alternatives:
            yield from _properties(schemas, schemas.facts(one), depth + 1)


def untaken(document: Outline) -> dict[str, str]:
    """What spec/untaken.yaml says of a source: where each operation is, and what it does."""
    left = (one for one in document.endpoints.values() if not one.ours)
    return dict(sorted((one.at, did) for one in left if (did := does(document, one))))


def asked(old: Outline, new: Outline, known: Knowledge) -> Iterator[Impact]:
    """What a document has that is not taken, and that nobody said why."""
    keys = {new.name, *(one.key for one in new.sources)}
    for one in news(keys, untaken(new), known):
        before = old.endpoints.get(key_of(*one.operations[0].split(" ", 1)))
        as_before = ", as it did before" if before and does(old, before) else ""
        if one.todo:
            yield evolve(one, what=one.what + as_before)


def news(keys: Collection[str], now: Mapping[str, str], known: Knowledge) -> Iterator[Impact]:
    """What to tell of operations that are not taken, and to do where nobody said why.

    The reasons are those of the sources with these keys.
    """
    ours = [one for one in known.silences if one.source in keys]
    operations = (one for source in known.sources for one in source.operations)
    taken = {plain_path(f"{one.method} {one.path}") for one in operations}
    for at, did in now.items():
        is_look = did.startswith(_LOOKS)
        kind, todo = (Kind.LOOK, impacts.ADD_KIND) if is_look else (Kind.STARTER, impacts.TAKE)
        named = [one for one in ours if one.names(at)]
        covers = [
            one for one in named if not one.taken_as or plain_path(one.elsewhere(at)) in taken
        ]
        if covers:
            yield Impact(kind, f"{did}; not taken: {covers[0].why}", "", (at,))
        elif named:
            elsewhere = plain(named[0].elsewhere(at))
            what = f"`{elsewhere}`, which would cover it, is lost or not taken: {did}"
            title = f"an operation that {did.partition(',')[0]} is not covered, or no longer"
            yield Impact(kind, what, impacts.TAKE, (at,), title=title)
        else:
            yield Impact(kind, f"is not taken, and {did}", todo, (at,))


def main(argv: Sequence[str] | None = None) -> int:
    """Say what has no reason; exit 0 all is known, 1 something is not, 3 trouble."""
    parser = argparse.ArgumentParser(prog="python -m scripts.drift.starters", description=__doc__)
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _hold(options.spec))


def _hold(spec: Path) -> int:
    """Hold what is not taken to the reasons, and each reason to what is not taken."""
    known, kept = read_knowledge(spec), read_built(spec / UNTAKEN)
    lines = [
        f"{one.operations[0]} of {key}: {one.what}. {one.todo}"
        for key, now in kept.items()
        for one in news([key], now, known)
        if one.todo
    ]
    lines += [
        f"starters.yaml silences {one.at} of {one.source}, which is not in {UNTAKEN}: drop that"
        for one in known.silences
        if not any(map(one.names, kept.get(one.source, ())))
    ]
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
