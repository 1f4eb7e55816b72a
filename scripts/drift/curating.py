"""What becomes of two documents with our deviations: which of those do not fit any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property

import jsonpointer
from attrs import frozen

from scripts.deviations import Deviation, Fit, copied
from scripts.drift import impacts
from scripts.drift.comparing import Change, compare
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import Outline, outline
from scripts.knowledge import Source
from scripts.references import Json, is_slice
from scripts.slicing import slice_there
from scripts.spec_files import SpecError, about
from scripts.texts import plain

_CHOICES = {"oneOf", "anyOf"}
_LONGEST = 500  # characters of why something does not fit
_PLACES = ("properties", "schemas", "paths", "responses")


@frozen
class Curated:
    """One document's slice with every deviation as far as it fits, and which do not wholly.

    Of what does not fit there is None where all that it lacks is a place.
    """

    document: Json
    misfits: dict[str, Fit | None]


def curate(one: Outline, deviations: Sequence[Deviation]) -> Curated | None:
    """Slice a document of one source, and deviate; a curated spec of several has that already."""
    if len(one.sources) != 1 or one.moved:
        return None
    (source,) = one.sources
    sliced = one.document if is_slice(one.document) else sliced_as_possible(one, source)
    if sliced is None:
        return None
    sliced, misfits = copied(sliced), dict[str, Fit | None]()
    for deviation in (one for one in deviations if source.key in one.sources):
        sliced, fit = deviation.fit(sliced)
        for place in (lost := [place for place in fit.failing if _is_lost(sliced, place)]):
            del fit.failing[place]
        if fit.failing or fit.mended or not (fit.fitting or lost):
            misfits[deviation.name] = fit
        elif lost:
            misfits[deviation.name] = None
    return Curated(sliced, misfits)


def _is_lost(document: Json, pointer: str) -> bool:
    """Whether what a step changes is in a place that the document does not have any more.

    That is told where the place is lost, and not of each deviation on it.
    """
    node, parent = document, ""
    for part in jsonpointer.JsonPointer(pointer).parts if pointer[:1] == "/" else ():
        if isinstance(node, dict) and part not in node:
            is_choice = not _CHOICES.isdisjoint(node)  # what was here is within an alternative
            return parent in _PLACES or part in _PLACES or is_choice
        node, parent = node[part] if isinstance(node, dict) else None, part
    return False


def sliced_as_possible(one: Outline, source: Source) -> Json:
    """The slice of what there is: older documents lack operations and schemas that we take."""
    with suppress(SpecError), about(source.key):
        return slice_there(one.document, source).document
    return None


class Pair:
    """What is curated of two documents of one source; of the older where that tells something."""

    def __init__(self, old: Outline, new: Outline, deviations: Sequence[Deviation]) -> None:
        self._sources = new.sources
        self._after = curate(new, deviations)
        is_one = old.sources == new.sources and self._after and any(self._after.misfits.values())
        self._before = curate(old, deviations) if is_one else None

    def has(self, schema: str, name: str) -> bool:
        """Whether our client has a property, where that can be known."""
        known = self._after.document["components"]["schemas"] if self._after else {}
        return self._after is None or name in known.get(schema, {}).get("properties", {})

    def stale(self) -> Iterator[Impact]:
        """Deviations that do not fit any more."""
        known = self._before.misfits if self._before else {}
        for name, fit in self._after.misfits.items() if self._before and self._after else ():
            if fit is None or name in known:
                continue
            key, todo = self._sources[0].key, impacts.PARTLY_SUPERFLUOUS
            what = f"does not fit `{key}` as a whole: {plain(str(fit)[:_LONGEST])}"
            if fit.is_superfluous:
                todo = impacts.SUPERFLUOUS
                what = f"superfluous in `{key}`: upstream mended what it is for"
            elif fit.failing:
                todo = impacts.RENEW
            yield Impact(Kind.STALE, what, todo, (), (name,))

    def keeps(self, change: Change) -> bool:
        """Whether deviations had mended what changed, so that for us it stays as it was."""
        if self._left is None or change.endpoint.source is None:
            return False
        return not any(_share(other, change) for other in self._left)

    @cached_property
    def _left(self) -> tuple[Change, ...] | None:
        """Every change of what is curated, where that can be known."""
        if self._before and self._after:
            with suppress(SpecError):  # half a deviation may leave a reference to nothing
                curated = (self._before.document, self._after.document)
                return tuple(compare(*(outline("", one, self._sources) for one in curated)))
        return None


def _share(other: Change, change: Change) -> bool:
    """Whether two changes are of the same thing, or one of something that holds the other's."""
    if (other.endpoint.label, other.message) != (change.endpoint.label, change.message):
        return False
    return all(one == its for one, its in zip(other.steps, change.steps, strict=False))
