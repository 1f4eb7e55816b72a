"""Operations that start a task, or look at one: taken, left out with a reason, or neither.

`python -m scripts.drift.starters DOCUMENT…` lists them.
"""

from __future__ import annotations

import argparse
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.drift.handover import HandOver, hand_over, look
from scripts.drift.outline import key_of, outline
from scripts.drift.reading import read_openapi
from scripts.drift.words import plain
from scripts.sources import read_sources
from scripts.spec_files import SPEC, SpecError, read_yaml, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.drift.outline import Endpoint, Outline
    from scripts.sources import Source

Json = Any


@frozen
class Silence:
    """Operations that we leave out, and why. `taken_as`: only where we take the same elsewhere."""

    at: str
    why: str
    taken_as: str = ""

    def covers(self, endpoint: Endpoint, taken: set[tuple[str, str]]) -> bool:
        """Whether this is why we do not take the operation."""
        if not self.names(endpoint):
            return False
        return not self.taken_as or key_of(endpoint.method, self.elsewhere(endpoint)) in taken

    def names(self, endpoint: Endpoint) -> bool:
        """Whether it is about the operation, which need not be taken elsewhere."""
        return fnmatchcase(endpoint.at, self.at.replace("[", "[[]"))

    def elsewhere(self, endpoint: Endpoint) -> str:
        """The path at which the same operation would cover this one."""
        root = self.at.partition(" ")[2].rstrip("*")
        return self.taken_as + endpoint.path.removeprefix(root)


@frozen
class Starter:
    """An operation that starts a task, or looks at one, and how.

    `silence` says why it is not taken, if somebody did; `uncovered_by` is the operation that would
    be the reason if we took it.
    """

    endpoint: Endpoint
    hand_over: HandOver
    silence: Silence | None = None
    uncovered_by: str = ""

    @property
    def is_look(self) -> bool:
        """Whether it only looks at a task."""
        return self.endpoint.method == "GET"

    @property
    def is_known(self) -> bool:
        """Whether we take it, or said why not."""
        return self.endpoint.ours is not None or self.silence is not None


def read_silences(path: Path) -> tuple[Silence, ...]:
    """Read starters.yaml; an entry without a place or a reason is refused."""
    entries = read_yaml(path) or []
    if not isinstance(entries, list):
        raise SpecError(f"{path.name} is not a list")
    return tuple(_silence(entry, path.name) for entry in entries)


def _silence(entry: Any, name: str) -> Silence:
    words = {"at", "why", "taken-as"}
    if not isinstance(entry, dict) or not {"at", "why"} <= set(entry) <= words:
        raise SpecError(
            f"{name}: an entry needs `at` and `why`, and may have `taken-as`: {entry!r}"
        )
    if not all(isinstance(value, str) and value.strip() for value in entry.values()):
        raise SpecError(f"{name}: {entry.get('at')!r} says something that is no text")
    return Silence(entry["at"], entry["why"], entry.get("taken-as", ""))


def starters(
    document: Outline, sources: Sequence[Source], silences: Sequence[Silence]
) -> Iterator[Starter]:
    """Every operation of a document that seems to start a task, or to look at one."""
    taken = {key_of(one.method, one.path) for source in sources for one in source.operations}
    for endpoint in document.endpoints.values():
        if way := hand_over(document, endpoint) or look(document, endpoint):
            silence = next((one for one in silences if one.covers(endpoint, taken)), None)
            if endpoint.ours or silence:
                yield Starter(endpoint, way, None if endpoint.ours else silence)
                continue
            lapsed = next((one for one in silences if one.names(endpoint)), None)
            instead = plain(f"{endpoint.method} {lapsed.elsewhere(endpoint)}") if lapsed else ""
            yield Starter(endpoint, way, None, instead)


def main(argv: Sequence[str] | None = None) -> int:
    """List the starters of documents; exit 0 all are known, 1 some are not, 3 trouble."""
    parser = argparse.ArgumentParser(prog="python -m scripts.drift.starters", description=__doc__)
    parser.add_argument("documents", nargs="+", type=Path)
    options = parser.parse_args(argv)
    return run(lambda: max(_list(path) for path in options.documents))


def _list(path: Path) -> int:
    sources, silences = read_sources(SPEC / "sources.yaml"), read_silences(SPEC / "starters.yaml")
    document = outline(path.name, read_openapi(path), sources)
    code = 0
    for one in starters(document, sources, silences):
        reason = one.silence.why if one.silence else "not taken"
        standing = f"taken: {one.endpoint.label}" if one.endpoint.ours else " ".join(reason.split())
        does = f"looks at a task, {one.hand_over}" if one.is_look else one.hand_over
        print(f"{one.endpoint.at}: {does} · {standing}")
        code = code if one.is_known else 1
    return code


if __name__ == "__main__":
    sys.exit(main())
