"""What is in spec/ beside a document: which deviations fit it, what they had mended, our words."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jsonpointer
from attrs import frozen

from scripts.drift.comparing import compare
from scripts.drift.outline import outline
from scripts.drift.words import plain, short
from scripts.prose import check_scopes
from scripts.slicing import slice_there
from scripts.spec_files import Misfits, SpecError, touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scripts.deviations import Deviation, Fit, Miss
    from scripts.drift.comparing import Change
    from scripts.drift.outline import Endpoint, Outline
    from scripts.drift.words import Places
    from scripts.sources import Source

Json = Any
_CHOICES = {"oneOf", "anyOf"}
_PLACES = ("properties", "schemas", "paths", "responses")


@frozen
class Curated:
    """One document's slice with every deviation as far as it fits, and which do not wholly.

    `without` are those of which the document does not have some place.
    """

    document: Json
    misfits: dict[str, Fit]
    without: frozenset[str] = frozenset()

    @property
    def touched(self) -> set[str]:
        """Where upstream changed what deviations change, as JSON pointers."""
        return {place for fit in self.misfits.values() for place in (*fit.mended, *fit.failing)}

    def has(self, schema: str, name: str) -> bool:
        """Whether a property reaches the curated spec."""
        return name in self.document["components"]["schemas"].get(schema, {}).get("properties", {})


def curate(outline: Outline, source: Source, deviations: Sequence[Deviation]) -> Curated | None:
    """Slice a document, deviate, and keep going where a deviation does not fit."""
    sliced = outline.document if outline.is_slice else sliced_as_possible(outline, source)
    if sliced is None:
        return None
    misfits: dict[str, Fit] = {}
    without = set[str]()
    for deviation in deviations:
        if source.key in deviation.sources:
            deviated, fit = deviation.fit(sliced)
            lost = [one for one in fit.failing if _is_lost(sliced, one)]
            for place in lost:
                del fit.failing[place]
            without |= {deviation.name} if lost else set()
            if fit.failing or fit.mended or not (fit.fitting or lost):
                misfits[deviation.name] = fit
            sliced = deviated
    return Curated(sliced, misfits, frozenset(without))


def told(fit: Fit) -> str:
    """What became of a deviation's steps, in words."""
    parts = [f"`{plain(place)}` {plain(_told(miss))}" for place, miss in fit.failing.items()]
    if fit.mended:
        parts.append(f"upstream has by now what we want at {_listed(fit.mended)}")
    if fit.fitting:
        parts.append(f"fits as ever at {_listed(fit.fitting)}")
    return "; ".join(parts)


def _told(miss: Miss) -> str:
    has = "nothing" if miss.found is None else f"`{short(miss.found)}`"
    return miss.clause or f"does not fit, upstream has {has}"


def _listed(places: Iterable[str]) -> str:
    return ", ".join(f"`{plain(place)}`" for place in places)


def _is_lost(document: Json, pointer: str) -> bool:
    """Whether what a step changes is in a place that the document does not have any more.

    That is told where the place is lost, and not of each deviation on it.
    """
    if not pointer.startswith("/"):
        return False
    node, parent = document, ""
    for part in jsonpointer.JsonPointer(pointer).parts:
        if isinstance(node, dict) and part not in node:
            is_choice = not _CHOICES.isdisjoint(node)  # what was here is within an alternative
            return parent in _PLACES or part in _PLACES or is_choice
        node = node[part] if isinstance(node, dict) else None
        parent = part
    return False


def sliced_as_possible(outline: Outline, source: Source) -> Json:
    """The slice of what there is: older documents lack operations and schemas that we take."""
    try:
        return slice_there(outline.document, source).document
    except SpecError:
        return None


@frozen(slots=False)
class Mended:
    """What was curated of each source, and what will be without what has become superfluous."""

    before: Mapping[str, Curated]
    after: Mapping[str, Curated]
    sources: Sequence[Source]
    places: Places

    def explains(self, change: Change) -> bool:
        """Whether a deviation does not fit here any more, and what is curated stays as it was."""
        key = change.endpoint.source or ""
        if key not in self._left:
            return False
        come = self.after[key].touched - self.before[key].touched
        is_here = any(touch(one, place) for one in come for place in self._pointers(change))
        return is_here and not any(_share(other, change) for other in self._left[key])

    def _pointers(self, change: Change) -> Iterator[str]:
        """Where a change is in a slice: in the operation, and in our schema if it has a name."""
        path = change.endpoint.path.replace("~", "~0").replace("/", "~1")
        yield f"/paths/{path}/{change.endpoint.method.lower()}"
        if owner := self.places.schema(change):
            yield f"/components/schemas/{owner[0]}"

    @cached_property
    def _left(self) -> dict[str, tuple[Change, ...]]:
        """Every change of what is curated, by source, where that can be known."""
        left: dict[str, tuple[Change, ...]] = {}
        for key in self.before.keys() & self.after.keys():
            documents = self.before[key].document, self.after[key].document
            old, new = (outline(key, one, self.sources) for one in documents)
            with suppress(SpecError):  # half a deviation may leave a reference to nothing
                left[key] = tuple(compare(old, new))
        return left


def _share(other: Change, change: Change) -> bool:
    """Whether two changes are of the same thing, or one of something that holds the other's."""
    if (other.endpoint.label, other.message) != (change.endpoint.label, change.message):
        return False
    shared = min(len(other.steps), len(change.steps))
    return other.steps[:shared] == change.steps[:shared]


_SCOPES = "x-atlassian-oauth2-scopes"


@frozen
class Prose:
    """Our words, by what they are about."""

    entries: Json

    def has(self, *steps: str) -> bool:
        """Whether there are words at this place, such as `schemas`, `JiraTask`, `status`."""
        found = self.entries
        for step in steps:
            found = found.get(step) if isinstance(found, dict) else None
        return isinstance(found, str) and bool(found.strip())

    def has_scopes(self, document: Outline, endpoint: Endpoint) -> bool:
        """Whether the scopes of an operation are said as a document has them."""
        raw = endpoint.raw
        needs = {
            "operationId": endpoint.label,
            "security": raw.get("security", document.document.get("security")) or (),
            _SCOPES: raw.get(_SCOPES) or (),
        }
        misfits = Misfits()
        check_scopes({"paths": {"": {"": needs}}}, self.entries, misfits)
        try:
            misfits.refuse()
        except SpecError:
            return False
        return True
