"""Which deviations still fit a document, and what the curated schemas become with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonpointer
from attrs import evolve, frozen

from scripts.drift.outline import key_of
from scripts.drift.words import plain, short
from scripts.slicing import slice_document
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.deviations import Deviation, Fit, Miss
    from scripts.drift.outline import Outline
    from scripts.sources import Source

Json = Any
_PLACES = ("properties", "schemas", "paths", "responses")


@frozen
class Curated:
    """One document's slice with every deviation as far as it fits, and which do not wholly."""

    document: Json
    misfits: dict[str, Fit]

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
    for deviation in deviations:
        if source.key in deviation.sources:
            deviated, fit = deviation.fit(sliced)
            lost = [one for one in fit.failing if _is_lost(sliced, one)]
            for place in lost:
                del fit.failing[place]
            if fit.failing or fit.mended or not (fit.fitting or lost):
                misfits[deviation.name] = fit
            sliced = deviated
    return Curated(sliced, misfits)


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
            return parent in _PLACES
        node = node[part] if isinstance(node, dict) else None
        parent = part
    return False


def sliced_as_possible(outline: Outline, source: Source) -> Json:
    """The slice of what there is: older documents lack operations and schemas that we take."""
    taken = tuple(
        one for one in source.operations if key_of(one.method, one.path) in outline.endpoints
    )
    known = {one.id for one in taken}
    schemas = {
        name: tuple(place for place in places if place.operation in known)
        for name, places in source.schemas.items()
    }
    partial = evolve(source, operations=taken, schemas=schemas)
    try:
        return slice_document(outline.document, partial)
    except SpecError:
        return _slice_bit_by_bit(outline, partial)


def _slice_bit_by_bit(outline: Outline, source: Source) -> Json:
    kept: dict[str, Any] = {}
    for name, places in source.schemas.items():
        for place in places:
            operations = tuple(one for one in source.operations if one.id == place.operation)
            one = evolve(source, operations=operations, schemas={name: (place,)})
            if _slices(outline, one):
                kept[name] = (*kept.get(name, ()), place)
    whole = evolve(source, schemas=kept)
    return slice_document(outline.document, whole) if _slices(outline, whole) else None


def _slices(outline: Outline, source: Source) -> bool:
    try:
        slice_document(outline.document, source)
    except SpecError:
        return False
    return True
