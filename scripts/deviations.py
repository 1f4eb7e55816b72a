"""How the curated spec differs from upstream: guarded JSON patches and rules, each with a reason.

A deviation that upstream no longer needs, or that no longer fits, is refused by name.
"""

from __future__ import annotations

import datetime as dt
import json
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

import jsonpatch
import jsonpointer
from attrs import frozen

from scripts.merging import unify
from scripts.misfits import Misfits, touch
from scripts.spec_files import SpecError, read_yaml
from scripts.tolerance import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Json = dict[str, Any]
_SHAPES: Mapping[str, type] = {"in": list, "patch": list, "same": dict, "rule": str}
_WORDS = {"name", "in", "why", "evidence", "date"}


class StaleDeviation(SpecError):
    """A deviation that upstream has no need of."""


@frozen
class Deviation:
    """One way in which we differ: a patch or a rule, where it holds, why, and since when."""

    name: str
    sources: tuple[str, ...]
    patch: tuple[Mapping[str, Any], ...]
    same: Mapping[str, str]
    rule: str | None

    def apply(self, document: Json, source: str) -> Json:
        """The document with this deviation in it; the one given stays as it is."""
        place = f"deviation {self.name!r} on {source}"
        try:
            changed = self._changed(document)
        except SpecError as error:
            raise error.about(f"{place}:") from error
        if changed == document:
            raise StaleDeviation(f"{place} is stale: it changes nothing")
        return changed

    @property
    def places(self) -> tuple[str, ...]:
        """What a patch changes, as JSON pointers."""
        changed = [step["path"] for step in self.patch if step["op"] != "test"]
        named = [f"/components/schemas/{name}" for pair in self.same.items() for name in pair]
        return (*changed, *named)

    def _changed(self, document: Json) -> Json:
        if self.rule:
            changed: Json = json.loads(json.dumps(document))  # Faster than copy.deepcopy.
            RULES[self.rule](changed)
            return changed
        changed = _own(document, self.patch)
        if self.patch:
            _patch(changed, self.patch)
        return unify(changed, self.same)


def _own(document: Json, steps: Iterable[Mapping[str, Any]]) -> Json:
    """A copy along the way to each place, so that what is there can be changed."""
    owned = {**document}
    places = (step[key] for step in steps for key in ("path", "from") if key in step)
    for place in places:
        node: Any = owned
        for part in jsonpointer.JsonPointer(place).parts[:-1]:
            key = int(part) if isinstance(node, list) and part.isdigit() else part
            try:
                node[key] = copy(node[key])
                node = node[key]
            except (LookupError, TypeError):  # the step will say what is wrong there
                break
    return owned


def _patch(document: Json, steps: Iterable[Mapping[str, Any]]) -> None:
    """Take the steps, part by part: tests, and what is changed under them.

    Where parts fail, which do and which still fit is told: the others may still be needed.
    """
    failed, fitting = [], []
    for part in _parts(steps):
        if misfits := _misfits(document, part):
            failed += misfits
        else:
            fitting += [step["path"] for step in part if step["op"] != "test"]
    if failed:
        told = f"; it still fits at {', '.join(fitting)}" if fitting else ""
        raise SpecError(f"{'; '.join(failed)}{told}")


def _parts(steps: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    parts: list[list[Mapping[str, Any]]] = []
    for step in steps:
        if not parts or (step["op"] == "test" and parts[-1][-1]["op"] != "test"):
            parts.append([])
        parts[-1].append(step)
    return parts


def _misfits(document: Json, part: Sequence[Mapping[str, Any]]) -> list[str]:
    """Why the tests of a part fail, or else why its first change does; changes the document."""
    said = [why for step in part if step["op"] == "test" and (why := _misfit(document, step))]
    if said:
        return said
    changes = (_misfit(document, step) for step in part if step["op"] != "test")
    return [why for why in changes if why][:1]


def _misfit(document: Json, step: Mapping[str, Any]) -> str | None:
    try:
        here = jsonpointer.resolve_pointer(document, step["path"], None)
        if step["op"] == "add" and here is not None:
            return f"upstream already has {step['path']}"
        jsonpatch.apply_patch(document, [step], in_place=True)
    except jsonpatch.JsonPatchTestFailed:
        return _mismatch(document, step)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
        return str(error)
    return None


def read_deviations(path: Path, sources: set[str]) -> tuple[Deviation, ...]:
    """Read deviations.yaml; an entry without a reason, a guard or a source is refused."""
    entries = read_yaml(path) or []
    if not isinstance(entries, list):
        raise SpecError(f"{path.name} is not a list")
    misfits = Misfits()
    read = [misfits.gather(partial(_deviation, entry, sources)) for entry in entries]
    deviations = tuple(one for one in read if one)
    names = [deviation.name for deviation in deviations]
    misfits.note(*(f"deviation {one!r} is written twice" for one in names if names.count(one) > 1))
    misfits.refuse()
    return deviations


def _deviation(entry: Any, sources: set[str]) -> Deviation:
    if not isinstance(entry, dict):
        raise SpecError(f"a deviation is not a mapping: {entry!r}")
    name = str(entry.get("name"))
    if missing := sorted(word for word in _WORDS if not entry.get(word)):
        raise SpecError(f"deviation {name!r} does not say: {', '.join(missing)}")
    if unknown := sorted(set(entry) - _WORDS - set(_SHAPES)):
        raise SpecError(f"deviation {name!r} says something unknown: {', '.join(unknown)}")
    for word, shape in _SHAPES.items():
        if not isinstance(entry.get(word, shape()), shape):
            raise SpecError(f"deviation {name!r} has no {shape.__name__} for {word}")
    if strange := sorted(set(entry["in"]) - sources):
        raise SpecError(f"deviation {name!r} is on an unknown source: {', '.join(strange)}")
    _require_date(name, entry["date"])
    patch, same, rule = tuple(entry.get("patch", ())), entry.get("same", {}), entry.get("rule")
    if bool(patch or same) == bool(rule) or (rule and rule not in RULES):
        raise SpecError(f"deviation {name!r} needs a patch or one of the rules {', '.join(RULES)}")
    _require_guards(name, patch)
    return Deviation(name, tuple(entry["in"]), patch, same, rule)


def _require_date(name: str, date: Any) -> None:
    try:
        dt.date.fromisoformat(date)
    except (TypeError, ValueError) as error:
        raise SpecError(f"deviation {name!r} needs a quoted date, not {date!r}") from error


def _require_guards(name: str, patch: tuple[Any, ...]) -> None:
    tested: list[str] = []
    for step in patch:
        if not _is_step(step):
            raise SpecError(f"deviation {name!r} has a step that is no JSON patch: {step!r}")
        path = step["path"]
        if step["op"] == "test":
            tested.append(path)
        elif step["op"] != "add" and not any(touch(path, guard) for guard in tested):
            raise SpecError(f"deviation {name!r} changes {path} without a test of it")
    if patch and not tested:
        raise SpecError(f"deviation {name!r} has no test")


def _is_step(step: Any) -> bool:
    known = isinstance(step, dict) and step.get("op") in ("test", "add", "remove", "replace")
    return known and isinstance(step.get("path"), str)


def _mismatch(document: Json, step: Mapping[str, Any]) -> str:
    found = jsonpointer.resolve_pointer(document, step["path"], "nothing")
    return (
        f"the test of {step['path']} failed: expected {json.dumps(step.get('value'))}, "
        f"upstream has {json.dumps(found)}"
    )
