"""How the curated spec differs from upstream: guarded JSON patches and rules, each with a reason.

A rule changes a whole document at once, so that each schema is more forgiving than upstream's. A
deviation that upstream no longer needs, or that no longer fits, is refused by name.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import jsonpatch
import jsonpointer
from attrs import define, field, frozen

from scripts.merging import unify
from scripts.references import each_operation, each_schema, reached
from scripts.spec_files import Misfits, SpecError, read_form, touch

Json = dict[str, Any]
_NOTHING = object()
_COMPONENT = "/components/schemas/Name".count("/")


@define
class Fit:
    """The places of a deviation's steps, as JSON pointers, by what became of them.

    `fitting` can be changed as ever, `mended` is upstream by now as we would make it, and `failing`
    is neither: why not.
    """

    fitting: dict[str, None] = field(factory=dict)
    mended: dict[str, None] = field(factory=dict)
    failing: dict[str, str] = field(factory=dict)

    def __str__(self) -> str:
        told = [*self.failing.values()]
        for what, places in (
            ("upstream has by now what we want at", self.mended),
            ("it still fits at", self.fitting),
        ):
            told += [f"{what} {', '.join(places)}"] if places else []
        return "; ".join(told)

    @property
    def is_superfluous(self) -> bool:
        """Whether upstream does all of it."""
        return not self.fitting and not self.failing


@frozen
class Deviation:
    """One way in which we differ: a patch or a rule, where it holds, why, and since when."""

    name: str
    sources: tuple[str, ...]
    patch: tuple[Mapping[str, Any], ...]
    same: Mapping[str, str]
    rule: str | None

    def fit(self, document: Json) -> tuple[Json, Fit]:
        """The document with all of this deviation that fits, and what became of its steps.

        It is changed where it is.
        """
        fit = Fit()
        if self.rule:
            _rule(document, self.rule, fit)
        for part in _parts(self.patch):
            _take(document, part, fit)
        return _unified(document, self.same, fit), fit

    @property
    def places(self) -> tuple[str, ...]:
        """What a patch changes, as JSON pointers."""
        changed = [step["path"] for step in self.patch if step["op"] != "test"]
        named = [f"/components/schemas/{name}" for pair in self.same.items() for name in pair]
        return (*changed, *named)


def deviate(
    slices: Mapping[str, Json], deviations: Sequence[Deviation], dates: Mapping[str, str]
) -> dict[str, Json]:
    """Apply every deviation, in order, to the slices that it names.

    `dates` are those of the documents that the slices were taken from. Raises SpecError naming all
    that fail, but for those on a place where an earlier one did.
    """
    deviated = {key: copied(document) for key, document in slices.items()}
    misfits, places = Misfits(), list[str]()
    for deviation in deviations:
        follows = any(touch(one, other) for one in deviation.places for other in places)
        failed: dict[str, Fit] = {}
        for source in deviation.sources:
            deviated[source], fit = deviation.fit(deviated[source])
            if fit.failing or fit.mended:
                failed[source] = fit
            elif not fit.fitting:
                misfits.note(
                    f"deviation '{deviation.name}' on {source} is stale: it changes nothing; take "
                    f"{source} out of its `in`, or drop it"
                )
        places += deviation.places if failed else ()
        for source, fit in failed.items() if not follows else ():
            passing = [one for one in deviation.sources if one not in failed]
            misfits.note(_refusal(deviation, source, fit, passing, dates[source]))
    misfits.refuse()
    return deviated


def _refusal(deviation: Deviation, source: str, fit: Fit, passing: Sequence[str], date: str) -> str:
    """What does not fit, and what to do about it."""
    alone = f", in an entry for {source} alone, as {', '.join(passing)} still passes"
    return (
        f"deviation '{deviation.name}' on {source}: {fit}; renew what failed in "
        f"deviations.yaml and date it {date}, as the document{alone if passing else ''}; or, if "
        "upstream mended it, drop what failed with the change after it, and only that"
    )


def copied(document: Json) -> Json:
    """A document that can be changed; this is faster than copy.deepcopy."""
    copy: Json = json.loads(json.dumps(document))
    return copy


def _rule(document: Json, rule: str, fit: Fit) -> None:
    before = copied(document)
    try:
        RULES[rule](document)
        fit.fitting |= {rule: None} if document != before else {}
    except SpecError as error:
        fit.failing[rule] = str(error)


def _parts(steps: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Tests, and what is changed under them."""
    parts: list[list[Mapping[str, Any]]] = []
    for step in steps:
        if not parts or (step["op"] == "test" and parts[-1][-1]["op"] != "test"):
            parts.append([])
        parts[-1].append(step)
    return parts


def _take(document: Json, part: Sequence[Mapping[str, Any]], fit: Fit) -> None:
    """Change the document if all tests of a part hold; say what is done already."""
    missed = {
        step["path"]: miss
        for step in part
        if step["op"] == "test" and (miss := _miss(document, step))
    }
    for step in (one for one in part if one["op"] != "test"):
        place = step["path"]
        if _is_done(document, step):
            fit.mended[place] = None
        elif fit.failing and step["op"] == "remove" and place.count("/") == _COMPONENT:
            fit.fitting[place] = None  # and kept: what does not fit may still refer to it
        elif not missed:
            if miss := _miss(document, step):
                fit.failing[place] = miss
            else:
                fit.fitting[place] = None
    fit.failing |= {
        at: miss for at, miss in missed.items() if not any(touch(at, one) for one in fit.mended)
    }


def _miss(document: Json, step: Mapping[str, Any]) -> str | None:
    """Take a step, or say why not."""
    place = step["path"]
    try:
        here = jsonpointer.resolve_pointer(document, place, None)
        if step["op"] == "add" and here is not None:
            return f"upstream already has {place}"
        if step["op"] == "test" and _is_more(document, step, here):
            return None
        jsonpatch.apply_patch(document, [deepcopy(step)], in_place=True)
    except jsonpatch.JsonPatchTestFailed:
        told = "nothing" if here is None else json.dumps(here)
        wanted = json.dumps(step.get("value"))
        return f"the test of {place} failed: expected {wanted}, upstream has {told}"
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
        return str(error)
    return None


def _is_more(document: Json, step: Mapping[str, Any], here: Any) -> bool:
    """Whether answers only have more that is always there: a new field is no reason to stop."""
    parts, value = jsonpointer.JsonPointer(step["path"]).parts, step["value"]
    if parts[-1:] != ["required"] or not (isinstance(here, list) and isinstance(value, list)):
        return False
    bodies = [one.get("requestBody") for _, one in each_operation(document)]
    sent = reached(bodies, document["components"]["schemas"])
    return set(value) < set(here) and parts[2] not in sent


def _is_done(document: Json, step: Mapping[str, Any]) -> bool:
    """Whether the document is already as a step would make it."""
    found = jsonpointer.resolve_pointer(document, step["path"], _NOTHING)
    if step["op"] in ("add", "replace"):
        return bool(found == step["value"])
    parent = jsonpointer.resolve_pointer(document, step["path"].rpartition("/")[0], _NOTHING)
    return step["op"] == "remove" and found is _NOTHING and parent is not _NOTHING


def _unified(document: Json, same: Mapping[str, str], fit: Fit) -> Json:
    """With schemas that stand for others; where a step failed, that they differ follows from it."""
    try:
        document = unify(document, same)
        fit.fitting |= {f"/components/schemas/{name}": None for name in same}
    except SpecError as error:
        for name in () if fit.failing else same:
            why = "; ".join(one for one in error.sentences if name in one.split())
            fit.failing |= {f"/components/schemas/{name}": why} if why else {}
    return document


def read_deviations(path: Path, sources: set[str]) -> tuple[Deviation, ...]:
    """Read deviations.yaml; an entry without a guard or on no source is refused."""
    entries, misfits = read_form(path) or [], Misfits()
    read = [misfits.gather(partial(_deviation, entry, sources)) for entry in entries]
    deviations = tuple(one for one in read if one)
    names = [deviation.name for deviation in deviations]
    misfits.note(*(f"deviation '{one}' is written twice" for one in names if names.count(one) > 1))
    misfits.refuse()
    return deviations


def _deviation(entry: Json, sources: set[str]) -> Deviation:
    name = f"'{entry['name']}'"
    if strange := sorted(set(entry["in"]) - sources):
        raise SpecError(f"deviation {name} is on an unknown source: {', '.join(strange)}")
    patch, same, rule = tuple(entry.get("patch", ())), entry.get("same", {}), entry.get("rule")
    if bool(patch or same) == bool(rule) or (rule and rule not in RULES):
        raise SpecError(f"deviation {name} needs a patch or one of the rules {', '.join(RULES)}")
    tested: list[str] = []
    for step in patch:
        if step["op"] == "test":
            tested.append(step["path"])
        elif step["op"] != "add" and not any(touch(step["path"], one) for one in tested):
            raise SpecError(f"deviation {name} changes {step['path']} without a test of it")
    if patch and not tested:
        raise SpecError(f"deviation {name} has no test")
    return Deviation(entry["name"], tuple(entry["in"]), patch, same, rule)


def no_access(document: Json) -> None:
    """Security and scopes are said in prose."""
    for _, operation in each_operation(document):
        operation.pop("security", None)
        operation.pop("x-atlassian-oauth2-scopes", None)


def no_error_bodies(document: Json) -> None:
    """Answers other than a success are listed without content."""
    for _, operation in each_operation(document):
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                response.clear()


def no_start_answers(document: Json) -> None:
    """Whatever a request that starts or cancels is answered with is listed without content."""
    schemas = document["components"]["schemas"]
    known = reached(document["paths"], schemas)
    for place, operation in each_operation(document):
        if not place.endswith("/get"):
            for response in operation["responses"].values():
                response.clear()
    for name in known - reached(document["paths"], schemas):
        del schemas[name]


def nullable_properties(document: Json) -> None:
    """Every property of an answer may be null, so that the client tries and never insists."""
    schemas = document["components"]["schemas"]
    answers = [operation["responses"] for _, operation in each_operation(document)]
    for schema in (schemas[name] for name in reached(answers, schemas)):
        for name, value in schema.get("properties", {}).items():
            schema["properties"][name] = _nullable(value)


def open_objects(document: Json) -> None:
    """An object may gain properties."""
    for schema in each_schema(document):
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


def typed_objects(document: Json) -> None:
    """What has properties is an object, also where upstream does not say so."""
    for schema in each_schema(document):
        if "properties" in schema:
            schema.setdefault("type", "object")


def _drop(*keywords: str) -> Callable[[Json], None]:
    def rule(document: Json) -> None:
        for schema in each_schema(document):
            for keyword in keywords:
                schema.pop(keyword, None)

    return rule


def _nullable(schema: Any) -> Any:
    if not isinstance(schema, dict) or not schema:
        return schema
    if "$ref" in schema:
        return {"allOf": [schema], "nullable": True}
    return schema | {"nullable": True}


RULES: Mapping[str, Callable[[Json], None]] = {
    "no-access": no_access,
    "no-defaults": _drop("default"),  # it would be sent with every request
    "no-directions": _drop("readOnly", "writeOnly"),  # where a schema is used says as much
    "no-error-bodies": no_error_bodies,
    "no-start-answers": no_start_answers,
    "nullable-properties": nullable_properties,
    "open-objects": open_objects,
    "typed-objects": typed_objects,
}
