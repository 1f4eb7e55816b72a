"""What spec/ says of ourselves: what we take, how we deviate, what we leave out, and our words."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from attrs import Factory, frozen

from scripts.deviations import Deviation, read_deviations
from scripts.prose import check_scopes
from scripts.references import Json
from scripts.sources import Source, read_sources
from scripts.spec_files import Misfits, SpecError, about, read_yaml

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
    """Read starters.yaml; an entry without a place or a reason is refused."""
    entries = read_yaml(path) or {}
    if not isinstance(entries, dict) or not all(isinstance(one, list) for one in entries.values()):
        raise SpecError(f"{path.name} is not a mapping of sources to lists")
    with about(f"{path.name}:"):
        return tuple(_silence(key, one) for key, many in entries.items() for one in many)


def _silence(source: str, entry: Json) -> Silence:
    words = {"at", "why", "taken-as"}
    if not isinstance(entry, dict) or not {"at", "why"} <= set(entry) <= words:
        raise SpecError(f"an entry of {source} needs `at` and `why`, and may have `taken-as`")
    if not all(isinstance(value, str) and value.strip() for value in entry.values()):
        raise SpecError(f"{entry.get('at')} says something that is no text")
    if "*" in entry["at"] and "taken-as" not in entry:
        raise SpecError(f"{entry['at']} would silence what nobody has seen: name each")
    return Silence(source, entry["at"], " ".join(entry["why"].split()), entry.get("taken-as", ""))


def read_untaken(path: Path) -> dict[str, dict[str, str]]:
    """Read spec/untaken.yaml, or nothing if there is none yet."""
    content = read_yaml(path) if path.exists() else {}
    if not isinstance(content, dict) or not all(isinstance(one, dict) for one in content.values()):
        raise SpecError(f"{path.name} is not a mapping of sources: `make upstream`")
    return content


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
