"""Operations that start a task, or look at one: taken, left out with a reason, or neither.

`python -m scripts.drift.starters` holds spec/untaken.yaml, which `make upstream` writes, to the
reasons in spec/starters.yaml; with documents it lists what they have.
"""

from __future__ import annotations

import argparse
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift import todos
from scripts.drift.handover import HandOver, hand_over, look
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import key_of, outline
from scripts.drift.reading import read_loosely
from scripts.drift.words import plain
from scripts.sources import read_sources
from scripts.spec_files import SPEC, SpecError, read_yaml, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scripts.drift.outline import Endpoint, Key, Outline
    from scripts.sources import Source

Json = Any
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
            yield Impact(kind, what, todos.UNCOVERED, (at,), heading=heading)
        else:
            todo = todos.ADD_KIND if kind is Kind.LOOK else todos.TAKE
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
