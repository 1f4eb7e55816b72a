"""Operations that start a task, or look at one, and how: taken, left out with a reason, or neither.

Rules, because no document says it. A start is a 202, a 303, a 200 with a bare number, or a success
whose body is a task or has one, its id or the address of its status. Cancelling and reading are not
starting, unless reading answers 202 or a task's id. A look is a GET that answers a task or the
address of one, or whose path ends in the id of a task or a job.

`python -m scripts.drift.starters` holds spec/untaken.yaml, which `make upstream` writes, to the
reasons in spec/starters.yaml; with documents it lists what they have.
"""

from __future__ import annotations

import argparse
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift import impacts
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import key_of, outline
from scripts.drift.reading import read_loosely
from scripts.drift.words import plain
from scripts.references import follow
from scripts.sources import read_sources
from scripts.spec_files import SPEC, SpecError, read_yaml, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scripts.drift.facts import Facts, Schemas
    from scripts.drift.outline import Endpoint, Key, Outline
    from scripts.sources import Source

Json = Any
_TASK_ID = re.compile(
    r"((long)?(running)?task|job|async|operation)_?(ids?|urls?)|(status|progress)_?(url|path)",
    re.IGNORECASE,
)
_TASK = re.compile(r"(long)?(running)?tasks?", re.IGNORECASE)
_WORD = re.compile(r"(task|job|request|operation)?_?(status|state)", re.IGNORECASE)
_LOOK = re.compile(r"/((long)?(running)?task/\{[^{}]*\}|\{(task|job)_?id\})$", re.IGNORECASE)
_SUCCESS = re.compile(r"[23](\d\d|XX)")
_HOLDER = re.compile(r"[\w-]+")  # any other name is shown as … only
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
        (str(status), _way(outline, str(status), follow(outline.document, node), reads))
        for status, node in endpoint.raw["responses"].items()
        if _SUCCESS.fullmatch(str(status))
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
    shown = name if _HOLDER.fullmatch(name) else "…"
    return shown if told == _WHOLE else f"{shown}.{told}" if told else ""


def _properties(schemas: Schemas, facts: Facts, depth: int) -> Iterator[tuple[str, Json]]:
    yield from facts.properties.items()
    if depth < 3:
        for one in facts.alternatives:
            yield from _properties(schemas, schemas.facts(one), depth + 1)


UNTAKEN = "untaken.yaml"
_LOOKS, _STARTS = "looks at a task", "starts a task"


@frozen
class Silence:
    """Operations of a source that we leave out, and why.

    `at` names one operation; only with `taken_as`, where we take the same elsewhere, many.
    """

    source: str
    at: str
    why: str
    taken_as: str = ""

    def covers(self, at: str, taken: set[Key]) -> bool:
        """Whether this is why we do not take the operation."""
        if not self.names(at):
            return False
        return not self.taken_as or key_of(*self.elsewhere(at).split(" ", 1)) in taken

    def names(self, at: str) -> bool:
        """Whether it is about the operation, which need not be taken elsewhere."""
        many = self.taken_as and fnmatchcase(at, self.at.replace("[", "[[]"))
        return at == self.at or bool(many)

    def elsewhere(self, at: str) -> str:
        """Where the same operation would cover this one."""
        method, _, path = at.partition(" ")
        root = self.at.partition(" ")[2].rstrip("*")
        return f"{method} {self.taken_as}{path.removeprefix(root)}"


@frozen
class Starter:
    """An operation that starts a task, or only looks at one, and how.

    `silence` says why it is not taken, if somebody did; `uncovered_by` is the operation that would
    be the reason if we took it.
    """

    endpoint: Endpoint
    hand_over: HandOver
    is_look: bool
    silence: Silence | None = None
    uncovered_by: str = ""

    @property
    def is_known(self) -> bool:
        """Whether we take it, or said why not."""
        return self.endpoint.ours is not None or self.silence is not None

    @property
    def does(self) -> str:
        """What it does, as spec/untaken.yaml says it."""
        return f"{_LOOKS if self.is_look else _STARTS}, {self.hand_over}"


def read_silences(path: Path) -> tuple[Silence, ...]:
    """Read starters.yaml; an entry without a place or a reason is refused."""
    entries = read_yaml(path) or {}
    if not isinstance(entries, dict) or not all(isinstance(one, list) for one in entries.values()):
        raise SpecError(f"{path.name} is not a mapping of sources to lists")
    return tuple(_silence(key, one, path.name) for key, many in entries.items() for one in many)


def _silence(source: str, entry: Json, name: str) -> Silence:
    words = {"at", "why", "taken-as"}
    if not isinstance(entry, dict) or not {"at", "why"} <= set(entry) <= words:
        raise SpecError(
            f"{name}: an entry of {source} needs `at` and `why`, and may have `taken-as`"
        )
    if not all(isinstance(value, str) and value.strip() for value in entry.values()):
        raise SpecError(f"{name}: {entry.get('at')} says something that is no text")
    if "*" in entry["at"] and "taken-as" not in entry:
        raise SpecError(f"{name}: {entry['at']} would silence what nobody has seen: name each")
    return Silence(source, entry["at"], " ".join(entry["why"].split()), entry.get("taken-as", ""))


def starters(
    document: Outline, sources: Sequence[Source], silences: Sequence[Silence]
) -> Iterator[Starter]:
    """Every operation of a document that seems to start a task, or to look at one."""
    taken, keys = _taken(sources), {document.name, *(one.key for one in document.sources)}
    ours = [one for one in silences if one.source in keys]
    for endpoint in document.endpoints.values():
        seen = look(document, endpoint)
        if way := seen or hand_over(document, endpoint):
            silence, uncovered_by = _reason(endpoint.at, ours, taken)
            known = (None, "") if endpoint.ours else (silence, uncovered_by)
            yield Starter(endpoint, way, bool(seen), *known)


def _taken(sources: Iterable[Source]) -> set[Key]:
    return {key_of(one.method, one.path) for source in sources for one in source.operations}


def _reason(at: str, silences: Iterable[Silence], taken: set[Key]) -> tuple[Silence | None, str]:
    """Why an operation is not taken; or else what would cover it if it were taken itself."""
    named = [one for one in silences if one.names(at)]
    covering = next((one for one in named if one.covers(at, taken)), None)
    return covering, plain(named[0].elsewhere(at)) if named and not covering else ""


def untaken(
    document: Outline, sources: Sequence[Source], silences: Sequence[Silence]
) -> dict[str, str]:
    """What spec/untaken.yaml says of a source: where each operation is, and what it does."""
    found = starters(document, sources, silences)
    return dict(sorted((one.endpoint.at, one.does) for one in found if not one.endpoint.ours))


def read_untaken(path: Path) -> dict[str, dict[str, str]]:
    """Read spec/untaken.yaml, or nothing if there is none yet."""
    content = read_yaml(path) if path.exists() else {}
    if not isinstance(content, dict) or not all(isinstance(one, dict) for one in content.values()):
        raise SpecError(f"{path.name} is not a mapping of sources: `make upstream`")
    return content


def news(
    source: str, now: Mapping[str, str], sources: Sequence[Source], silences: Sequence[Silence]
) -> Iterator[Impact]:
    """What to tell of a source's operations that are not taken, and to do where nobody said why."""
    taken, ours = _taken(sources), [one for one in silences if one.source == source]
    for at, does in now.items():
        silence, uncovered_by = _reason(at, ours, taken)
        kind = Kind.LOOK if does.startswith(_LOOKS) else Kind.STARTER
        if silence:
            yield Impact(kind, f"{does}; not taken: {silence.why}", "", (at,))
        elif uncovered_by:
            what = f"`{uncovered_by}`, which would cover it, is lost or not taken: {does}"
            heading = f"an operation that {does.partition(',')[0]} is not covered, or no longer"
            yield Impact(kind, what, impacts.UNCOVERED, (at,), heading=heading)
        else:
            todo = impacts.ADD_KIND if kind is Kind.LOOK else impacts.TAKE
            yield Impact(kind, f"is not taken, and {does}", todo, (at,))


def main(argv: Sequence[str] | None = None) -> int:
    """Say what has no reason, or list documents; exit 0 all is known, 1 some is not, 3 trouble."""
    parser = argparse.ArgumentParser(prog="python -m scripts.drift.starters", description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(
        lambda: (
            max(_list(path, options.spec) for path in options.documents)
            if options.documents
            else _hold(options.spec)
        )
    )


def _hold(spec: Path) -> int:
    """Hold what is not taken to the reasons, and each reason to what is not taken."""
    sources, silences = read_sources(spec / "sources.yaml"), read_silences(spec / "starters.yaml")
    kept = read_untaken(spec / UNTAKEN)
    told = [
        f"{one.operations[0]} of {key}: {one.what}. {one.todo}"
        for key, now in kept.items()
        for one in news(key, now, sources, silences)
        if one.todo
    ]
    told += [
        f"starters.yaml silences {one.at} of {one.source}, which is not in {UNTAKEN}: drop that"
        for one in silences
        if not any(map(one.names, kept.get(one.source, ())))
    ]
    for line in told:
        print(line, file=sys.stderr)
    return 1 if told else 0


def _list(path: Path, spec: Path) -> int:
    sources, silences = read_sources(spec / "sources.yaml"), read_silences(spec / "starters.yaml")
    key = path.resolve().parent.name
    name = key if any(one.key == key for one in sources) else path.name.partition(".")[0]
    code = 0
    for one in starters(outline(name, read_loosely(path), sources), sources, silences):
        reason = one.silence.why if one.silence else "not taken"
        standing = f"taken: {one.endpoint.label}" if one.endpoint.ours else reason
        print(f"{one.endpoint.at}: {one.does} · {standing}")
        code = code if one.is_known else 1
    return code


if __name__ == "__main__":
    sys.exit(main())
