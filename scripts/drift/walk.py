"""Two schemas side by side: every way in which what they say of a value differs.

Schemas are compared by what they say, never by name. A pair is compared once, however often it
is reached, so that recursive schemas end. With `by_name`, what is below a named component is told
of the component, once, and not of every place that leads to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple, TypeAlias

from attrs import define, field, frozen

from scripts.canonical import CHOICES
from scripts.drift.facts import Facts, Schemas
from scripts.drift.words import Direction, summary, type_name, words_of
from scripts.references import Json, each_reference, follow
from scripts.spec_files import SpecError
from scripts.texts import short

_Pair: TypeAlias = tuple[int, int, str]
_MOST = 10_000
_MUTABILITY = (("readOnly", "read-only"), ("writeOnly", "write-only"))
_VALUES = {
    "default": "default-value",
    "pattern": "pattern",
    "multipleOf": "multiple-of",
    "discriminator": "discriminator",
}
_LIMITS = {
    name: re.sub("(?=[A-Z])", "-", name).lower().replace("imum", "")
    for name in (
        *("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"),
        *("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"),
    )
}
# What is compared as it stands: too rare in these documents to be understood.
_OTHERS = (
    *("contains", "dependentRequired", "dependentSchemas", "else", "if", "not"),
    *("patternProperties", "prefixItems", "propertyNames", "then"),
    *("unevaluatedItems", "unevaluatedProperties"),
)


class Event(NamedTuple):
    """One difference: what happened, and where below the schema that was compared.

    `nested` tells a property from the body itself; `anchor` is the component that the steps
    start from, empty if they start where the comparison did.
    """

    kind: str
    steps: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    nested: bool = False
    anchor: str = ""


@frozen
class Same:
    """Finds what two documents say in the very same words, with all that it refers to."""

    _old: Json
    _new: Json
    _known: dict[str, list[str] | None] = field(factory=dict, repr=False)

    def has(self, before: Json, after: Json) -> bool:
        if before != after:
            return False
        waiting, seen = [*each_reference(before)], set[str]()
        while waiting:
            if (reference := waiting.pop()) not in seen:
                seen.add(reference)
                if (further := self._further(reference)) is None:
                    return False
                waiting += further
        return True

    def _further(self, reference: str) -> list[str] | None:
        """What the same part of both documents refers to in turn; None if it differs."""
        if reference not in self._known:
            self._known[reference] = None
            with suppress(SpecError):  # whoever reads it says so
                mine, theirs = (follow(one, {"$ref": reference}) for one in (self._old, self._new))
                self._known[reference] = [*each_reference(mine)] if mine == theirs else None
        return self._known[reference]


@define(eq=False)
class Walker:
    _old: Schemas
    _new: Schemas
    _same: Same
    _by_name: bool
    _known: dict[_Pair, tuple[Event, ...]] = field(factory=dict)
    _open: set[_Pair] = field(factory=set)
    _met: set[_Pair] = field(factory=set)
    """Pairs that are open and contain themselves: what is between is known in part until then."""
    _in_part: dict[_Pair, tuple[Event, ...]] = field(factory=dict)
    _left: int = _MOST
    """How many events may be found again for what is known in part; then that has to do."""

    def told(self, old: Json, new: Json, direction: Direction, *step: str) -> Iterator[Event]:
        """What differs: told from here, or of the component that it belongs to."""
        found = self.compare(old, new, direction)
        name = (self._new.name(new) or self._old.name(old)) if self._by_name and found else None
        for event in found:
            nested = event.nested or bool(step)
            if event.anchor:
                yield event
            elif name:
                yield event._replace(anchor=name, nested=nested)
            else:
                yield event._replace(steps=(*step, *event.steps), nested=nested)

    def compare(self, old: Json, new: Json, direction: Direction) -> tuple[Event, ...]:
        if self._same.has(old, new):
            return ()
        before, after = self._old.facts(old), self._new.facts(new)
        pair = id(before), id(after), direction
        if pair in self._open:
            self._met.add(pair)
            return ()  # it contains itself: told of where it began
        if pair in self._known or pair in self._in_part:
            return self._known.get(pair) or self._in_part.get(pair, ())
        self._open.add(pair)
        events = islice(self._events(before, after, direction), _MOST + 1)
        found = tuple(dict.fromkeys(events))
        if len(found) > _MOST:
            raise SpecError(f"has a schema that differs in more than {_MOST} places")
        self._open.discard(pair)
        self._met.discard(pair)
        if not self._met:
            self._in_part.clear()
        self._left -= len(found) if self._met else 0
        (self._in_part if self._met and self._left > 0 else self._known)[pair] = found
        return found

    def _events(self, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        is_open = not _says_anything(old), not _says_anything(new)
        if any(is_open):  # what the other one has in it is neither new nor gone
            narrowed = "type-changed" if direction == "request" else "type-specialized"
            kind = "type-generalized" if is_open[1] else narrowed
            if not all(is_open):
                yield Event(kind, (), summary(old, self._old), summary(new, self._new))
            return
        if old.has("nullable") != new.has("nullable"):
            yield Event("became-nullable" if new.has("nullable") else "became-not-nullable")
        if old.alternatives or new.alternatives:
            yield from self._choices(old, new, direction)
        else:
            yield from _compare_here(old, new, direction)
        if bool(old.alternatives) != bool(new.alternatives):
            return  # the alternatives hold what is beside them
        if old.types and new.types and old.types.isdisjoint(new.types) and not old.alternatives:
            return  # of another type, all is otherwise
        for name in {**new.properties, **old.properties}:
            if name in new.properties and name in old.properties:
                yield from self._property(name, old, new, direction)
            else:
                yield self._come_or_gone(name, old, new, direction)
        yield from self._below(old, new, direction)

    def _come_or_gone(self, name: str, old: Facts, new: Facts, direction: Direction) -> Event:
        """A property that only one of them has."""
        is_new = name in new.properties
        holder, schemas = (new, self._new) if is_new else (old, self._old)
        facts, happened = schemas.facts(holder.properties[name]), "added" if is_new else "removed"
        word = "required" if name in holder.required else "optional"
        if direction == "response":
            written = "-write-only" if facts.has("writeOnly") else ""
            kind = f"{word}{written}-property-{happened}"
        elif is_new:
            default = "-with-default" if word == "required" and "default" in facts.said else ""
            kind = f"new-{word}-request-property{default}"
        else:
            kind = "property-removed"
        told = summary(facts, schemas)
        return Event(kind, (name,), *(("", told) if is_new else (told, "")), nested=True)

    def _property(self, name: str, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        before = self._old.facts(old.properties[name])
        after = self._new.facts(new.properties[name])
        if direction == "request" and before.has("readOnly") and after.has("readOnly"):
            return  # nobody sends it
        is_required = name in new.required
        if (name in old.required) != is_required:
            kind = "became-required" if is_required else "became-optional"
            if is_required and direction == "request" and "default" in after.said:
                kind = "became-required-with-default"
            elif direction == "response" and after.has("writeOnly"):
                kind = f"write-only-{kind}"  # a response does not hold it
            yield Event(kind, (name,), nested=True)
        word = "required" if is_required else "optional"
        for flag, said in _MUTABILITY:
            if before.has(flag) != after.has(flag):
                became = f"became-{said}" if after.has(flag) else f"became-not-{said}"
                yield Event(f"{word}-property-{became}", (name,), nested=True)
        yield from self.told(old.properties[name], new.properties[name], direction, name)

    def _below(self, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        if old.items is not None and new.items is not None:
            yield from self.told(old.items, new.items, direction, "[]")
        if (old.extra is False) != (new.extra is False):
            yield Event(f"additional-properties-{'closed' if new.extra is False else 'opened'}")
        elif isinstance(old.extra, dict) or isinstance(new.extra, dict):
            was, now = (one if isinstance(one, dict) else {} for one in (old.extra, new.extra))
            yield from self.told(was, now, direction, "{}")
        for name in _OTHERS:
            before, after = old.said.get(name), new.said.get(name)
            if before != after:
                yield Event("keyword-changed", (), f"{name} {short(before)}", short(after))

    def _choices(self, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        """Alternatives count by what they say; two that have most in common have changed."""
        is_both = bool(old.alternatives and new.alternatives)
        gone, come = (_alternatives(one, alone=is_both) for one in (old, new))
        if len(gone) * len(come) > _MOST:
            mine, theirs = ({_raw(one) for one in some} for some in (gone, come))
            come = [one for one in come if _raw(one) not in mine]
            gone = [one for one in gone if _raw(one) not in theirs]
        is_few = len(gone) * len(come) <= _MOST
        for before in list(gone) if is_few else ():
            same = next((one for one in come if not self.compare(before, one, direction)), None)
            if same is not None:
                gone.remove(before)
                come.remove(same)
        for before in list(gone) if is_few else ():
            near = max(come, key=lambda one: self._shared(before, one), default=None)
            if near is not None and (
                len(gone) == len(come) == 1 if is_both else self._shared(before, near) > 0.5
            ):
                gone.remove(before)
                come.remove(near)
                yield from self.compare(before, near, direction)
        word = "any-of" if old.has("anyOf") or new.has("anyOf") else "one-of"
        was, now = summary(old, self._old), summary(new, self._new)
        if gone:
            yield Event(f"{word}-removed", (), was, now)
        if come:
            yield Event(f"{word}-added", (), was, now)

    def _shared(self, old: Json, new: Json) -> float:
        before, after = self._old.facts(old).properties, self._new.facts(new).properties
        return len(before.keys() & after.keys()) / (len({**before, **after}) or 1)


def _says_anything(facts: Facts) -> bool:
    is_said = facts.types or facts.enum or facts.alternatives or facts.properties
    return bool(is_said) or any(name in facts.said for name in _OTHERS)


def _alternatives(facts: Facts, *, alone: bool) -> list[Json]:
    """The alternatives of a choice, with what is said beside it if not `alone`; else it itself."""
    if not facts.alternatives:
        return [facts] if facts.types or facts.enum else []
    if alone or not facts.properties:
        return list(facts.alternatives)
    said = {name: one for name, one in facts.said.items() if name not in CHOICES}
    return [{"allOf": [said, one]} for one in facts.alternatives]


def _raw(node: Json) -> str:
    return node if isinstance(node, str) else json.dumps(node, sort_keys=True, default=str)


def _compare_type(old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
    """Whether another type is expected, a wider one, or a narrower one."""
    if (old.types, old.format) == (new.types, new.format):
        return
    kind = "type-changed"
    if _covers(new, old):
        kind = "type-generalized"
    elif direction == "response" and _covers(old, new):
        kind = "type-specialized"
    yield Event(kind, (), type_name(old), type_name(new))


def _covers(wide: Facts, narrow: Facts) -> bool:
    """Whether every value of one type is one of the other."""
    types = wide.types | ({"integer"} if "number" in wide.types else set())
    if wide.types and not (narrow.types and narrow.types <= types):
        return False
    formats = narrow.format, wide.format
    return wide.format in (None, narrow.format) or formats == ("int32", "int64")


def _compare_here(old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
    if old.said == new.said:
        return
    yield from _compare_type(old, new, direction)
    yield from _enum(old, new)
    for name, word in _VALUES.items():
        before, after = old.said.get(name), new.said.get(name)
        if before != after:
            otherwise = "property-name-changed" if name == "discriminator" else "changed"
            change = "added" if before is None else "removed" if after is None else otherwise
            yield Event(f"{word}-{change}", (), short(before), short(after))
    for name, word in _LIMITS.items():
        lower, upper = old.limit(name), new.limit(name)
        if lower != upper:
            moved = "increased" if (upper or 0) > (lower or 0) else "decreased"
            change = "set" if lower is None else "unset" if upper is None else moved
            yield Event(f"{word}-{change}", (), short(lower), short(upper))
    if old.has("deprecated") != new.has("deprecated"):
        yield Event("deprecated" if new.has("deprecated") else "reactivated")
    if old.has("uniqueItems") != new.has("uniqueItems"):
        yield Event("unique-items-set" if new.has("uniqueItems") else "unique-items-unset")


def _enum(old: Facts, new: Facts) -> Iterator[Event]:
    if bool(old.enum) != bool(new.enum):
        kind = "became-enum" if new.enum else "enum-opened"
        yield Event(kind, (), words_of(old.enum), words_of(new.enum))
        return
    for word in new.enum:
        if word not in old.enum:
            yield Event("enum-value-added", (), "", short(word))
    for word in old.enum:
        if word not in new.enum:
            yield Event("enum-value-removed", (), short(word))
