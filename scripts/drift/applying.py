"""How far a deviation still fits a document: step by step, where the build takes all or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonpatch
import jsonpointer
from attrs import define, field

from scripts.deviations import StaleDeviation
from scripts.drift.words import plain, short
from scripts.merging import unify
from scripts.misfits import touch
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.deviations import Deviation

Json = Any
_NOTHING = object()
_COMPONENT = "/components/schemas/Name".count("/")


@define
class Fit:
    """The places of a deviation's steps, as JSON pointers, by what became of them.

    `fitting` can be changed as ever, `mended` is upstream by now as we would make it, and
    `failing`, with what there is to say of it, is neither.
    """

    fitting: dict[str, None] = field(factory=dict)
    mended: dict[str, None] = field(factory=dict)
    failing: dict[str, str] = field(factory=dict)

    @property
    def is_superfluous(self) -> bool:
        """Whether upstream does all of it."""
        return not self.fitting and not self.failing

    def __str__(self) -> str:
        told = [f"`{plain(place)}` {why}" for place, why in self.failing.items()]
        if self.mended:
            told.append(f"upstream has by now what we want at {_listed(self.mended)}")
        if self.fitting:
            told.append(f"fits as ever at {_listed(self.fitting)}")
        return "; ".join(told)


def _listed(places: Iterable[str]) -> str:
    return ", ".join(f"`{plain(place)}`" for place in places)


def apply_what_fits(deviation: Deviation, document: Json, source: str) -> tuple[Json, Fit | None]:
    """The document with every step that fits, and what became of the steps if not all do."""
    try:
        return deviation.apply(document, source), None
    except StaleDeviation:
        return document, Fit(mended=dict.fromkeys(deviation.places))
    except SpecError as error:
        if deviation.rule:
            return document, Fit(failing={deviation.rule: plain(str(error))})
    changed, fit = json.loads(json.dumps(document)), Fit()
    for step in deviation.patch:
        changed = _tried(changed, step, fit)
    for place in [one for one in fit.failing if any(touch(one, other) for other in fit.mended)]:
        del fit.failing[place]
    return _unified(changed, deviation.same, fit), fit


def _unified(document: Json, same: Mapping[str, str], fit: Fit) -> Json:
    """With schemas that stand for others; where a step failed, that they differ follows from it."""
    try:
        document = unify(document, same)
        fit.fitting |= {f"/components/schemas/{name}": None for name in same}
    except SpecError as error:
        for name in () if fit.failing else same:
            told = [one for one in error.sentences if name in one.split()]
            why = plain("; ".join(told).removeprefix(name))
            fit.failing |= {f"/components/schemas/{name}": why} if told else {}
    return document


def _tried(document: Json, step: Mapping[str, Any], fit: Fit) -> Json:
    place = step["path"]
    if step["op"] != "test" and _is_done(document, step):
        fit.mended[place] = None
        return document
    if step["op"] != "test" and any(touch(place, one) for one in fit.failing):
        return document
    if fit.failing and step["op"] == "remove" and place.count("/") == _COMPONENT:
        fit.fitting[place] = None
        return document  # what does not fit may still refer to it
    found = jsonpointer.resolve_pointer(document, place, _NOTHING)
    try:
        if step["op"] == "add" and found is not _NOTHING:
            raise jsonpatch.JsonPatchConflict
        document = jsonpatch.apply_patch(document, [step], in_place=True)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException):
        has = "nothing" if found is _NOTHING else f"`{short(found)}`"
        fit.failing[place] = f"does not fit, upstream has {has}"
        return document
    if step["op"] != "test":
        fit.fitting[place] = None
    return document


def _is_done(document: Json, step: Mapping[str, Any]) -> bool:
    """Whether the document is already as a step would make it."""
    found = jsonpointer.resolve_pointer(document, step["path"], _NOTHING)
    if step["op"] != "remove":
        return bool(found == step["value"])
    parent = step["path"].rpartition("/")[0]
    is_there = jsonpointer.resolve_pointer(document, parent, _NOTHING) is not _NOTHING
    return found is _NOTHING and is_there
