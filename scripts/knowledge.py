"""What spec/ says of ourselves: what we take, how we deviate, what we leave out, and our words."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from attrs import Factory, frozen

from scripts.deviations import Deviation, read_deviations
from scripts.prose import check_scopes
from scripts.references import Json
from scripts.sources import Source, read_sources
from scripts.spec_files import Misfits, read_form, read_yaml

UNTAKEN = "untaken.yaml"


@frozen
class Prose:
    """What is said in prose.yaml."""

    entries: Json

    def has(self, *steps: str) -> bool:
        """Whether there are words at this place, such as `schemas`, `JiraTask`, `status`."""
        found = self.entries
        for step in steps:
            found = found.get(step) if isinstance(found, dict) else None
        return isinstance(found, str) and bool(found.strip())

    def has_scopes(self, operation: Json) -> bool:
        """Whether the scopes of an operation are said as it asks for them."""
        misfits = Misfits()
        check_scopes({"paths": {"": {"": operation}}}, self.entries, misfits)
        return not misfits.sentences


@frozen
class Silence:
    """Operations of a source that we leave out, and why.

    `at` names one operation; only with `taken_as`, where we take the same elsewhere, many.
    """

    source: str
    at: str
    why: str
    taken_as: str = ""

    def names(self, at: str) -> bool:
        """Whether it is about the operation, which need not be taken elsewhere."""
        many = self.taken_as and fnmatchcase(at, self.at.replace("[", "[[]"))
        return at == self.at or bool(many)

    def elsewhere(self, at: str) -> str:
        """Where the same operation would cover this one."""
        method, _, path = at.partition(" ")
        root = self.at.partition(" ")[2].rstrip("*")
        return f"{method} {self.taken_as}{path.removeprefix(root)}"


def read_silences(path: Path) -> tuple[Silence, ...]:
    """Read starters.yaml."""
    return tuple(
        Silence(key, one["at"], " ".join(one["why"].split()), one.get("taken-as", ""))
        for key, entries in (read_form(path) or {}).items()
        for one in entries
    )


def read_untaken(path: Path) -> dict[str, dict[str, str]]:
    """Read spec/untaken.yaml, or nothing if there is none yet."""
    return (read_form(path) or {}) if path.exists() else {}


@frozen
class Knowledge:
    """What we know about ourselves: sources.yaml, deviations.yaml, starters.yaml, prose.yaml.

    `deviations_then` are those that the older document was curated with, if they were others.
    """

    sources: tuple[Source, ...]
    deviations: tuple[Deviation, ...]
    silences: tuple[Silence, ...]
    prose: Prose
    deviations_then: tuple[Deviation, ...] = Factory(lambda it: it.deviations, takes_self=True)


def read_knowledge(spec: Path) -> Knowledge:
    """Read all of it from where it is kept."""
    sources = read_sources(spec / "sources.yaml")
    deviations = read_deviations(spec / "deviations.yaml", {source.key for source in sources})
    silences = read_silences(spec / "starters.yaml")
    return Knowledge(sources, deviations, silences, Prose(read_yaml(spec / "prose.yaml")))
