"""What is in spec/ beside a document: which deviations fit it, what they had mended, our words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property

import jsonpointer
from attrs import frozen

from scripts.deviations import Deviation, Fit, Miss
from scripts.drift import impacts
from scripts.drift.comparing import SCOPES, Change, compare
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import Endpoint, Outline, outline
from scripts.drift.words import listed, plain, short
from scripts.misfits import Misfits
from scripts.prose import check_scopes
from scripts.references import Json
from scripts.slicing import slice_there
from scripts.sources import Source
from scripts.spec_files import SpecError

_CHOICES = {"oneOf", "anyOf"}
_PLACES = ("properties", "schemas", "paths", "responses")


@frozen
class Curated:
    """One document's slice with every deviation as far as it fits, and which do not wholly.

    `without` are those of which the document does not have some place.
    """

    document: Json
    misfits: dict[str, Fit]
    without: frozenset[str]


def curate(one: Outline, deviations: Sequence[Deviation]) -> Curated | None:
    """Slice a document of one source, and deviate; a curated spec of several has that already."""
    if len(one.sources) != 1 or one.is_moved:
        return None
    (source,) = one.sources
    sliced = one.document if one.is_slice else sliced_as_possible(one, source)
    misfits: dict[str, Fit] = {}
    without = set[str]()
    for deviation in deviations if sliced else ():
        if source.key in deviation.sources:
            deviated, fit = deviation.fit(sliced)
            lost = [place for place in fit.failing if _is_lost(sliced, place)]
            for place in lost:
                del fit.failing[place]
            without |= {deviation.name} if lost else set()
            if fit.failing or fit.mended or not (fit.fitting or lost):
                misfits[deviation.name] = fit
            sliced = deviated
    return Curated(sliced, misfits, frozenset(without)) if sliced else None


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


def sliced_as_possible(one: Outline, source: Source) -> Json:
    """The slice of what there is: older documents lack operations and schemas that we take."""
    try:
        return slice_there(one.document, source).document
    except SpecError:
        return None


class Pair:
    """What is curated of two documents of one source; of the older where that tells something."""

    def __init__(self, old: Outline, new: Outline, deviations: Sequence[Deviation]) -> None:
        self._sources = new.sources
        self.after = curate(new, deviations)
        is_one = old.sources == new.sources and self.after and self.after.misfits
        self.before = curate(old, deviations) if is_one else None

    def has(self, schema: str, name: str) -> bool:
        known = self.after.document["components"]["schemas"] if self.after else {}
        return self.after is None or name in known.get(schema, {}).get("properties", {})

    def stale(self) -> Iterator[Impact]:
        if self.before is None or self.after is None:
            return
        (source,) = self._sources
        known = self.before.misfits.keys() | self.before.without
        for name, fit in self.after.misfits.items():
            if name in known:
                continue
            todo = impacts.RENEW if fit.failing else impacts.PARTLY_SUPERFLUOUS
            what = f"does not fit `{source.key}` as a whole: {_told(fit)}"
            if fit.is_superfluous:
                todo = impacts.SUPERFLUOUS
                what = f"superfluous in `{source.key}`: upstream mended what it is for"
            yield Impact(Kind.STALE, what, todo, (), (name,))

    def keeps(self, change: Change) -> bool:
        """Whether deviations had mended what changed, so that for us it stays as it was."""
        if self._left is None or change.endpoint.source is None:
            return False
        return not any(_share(other, change) for other in self._left)

    @cached_property
    def _left(self) -> tuple[Change, ...] | None:
        """Every change of what is curated, where that can be known."""
        if self.before and self.after:
            documents = self.before.document, self.after.document
            with suppress(SpecError):  # half a deviation may leave a reference to nothing
                return tuple(compare(*(outline("", one, self._sources) for one in documents)))
        return None


def _told(fit: Fit) -> str:
    parts = [f"`{plain(place)}` {plain(_why(miss))}" for place, miss in fit.failing.items()]
    if fit.mended:
        parts.append(f"upstream has by now what we want at {listed(fit.mended)}")
    if fit.fitting:
        parts.append(f"fits as ever at {listed(fit.fitting)}")
    return "; ".join(parts)


def _why(miss: Miss) -> str:
    has = "nothing" if miss.found is None else f"`{short(miss.found)}`"
    return miss.clause or f"does not fit, upstream has {has}"


def _share(other: Change, change: Change) -> bool:
    """Whether two changes are of the same thing, or one of something that holds the other's."""
    if (other.endpoint.label, other.message) != (change.endpoint.label, change.message):
        return False
    shared = min(len(other.steps), len(change.steps))
    return other.steps[:shared] == change.steps[:shared]


@frozen
class Prose:
    entries: Json

    def has(self, *steps: str) -> bool:
        """Whether there are words at this place, such as `schemas`, `JiraTask`, `status`."""
        found = self.entries
        for step in steps:
            found = found.get(step) if isinstance(found, dict) else None
        return isinstance(found, str) and bool(found.strip())

    def has_scopes(self, document: Outline, endpoint: Endpoint) -> bool:
        """Whether the scopes of an operation are said as a document has them."""
        security = endpoint.raw.get("security", document.document.get("security")) or ()
        needs = {"operationId": endpoint.label, "security": security}
        needs[SCOPES] = endpoint.raw.get(SCOPES) or ()
        misfits = Misfits()
        check_scopes({"paths": {"": {"": needs}}}, self.entries, misfits)
        return not misfits.sentences
