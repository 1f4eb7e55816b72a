"""Two schemas side by side: every way in which what they say of a value differs.

Schemas are compared by what they say, never by name. A pair is compared once, however often it
is reached, so that recursive schemas end. With `by_name`, what is below a named component is told
of the component, once, and not of every place that leads to it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from scripts.drift.values import (
    Direction,
    Event,
    added,
    compare_here,
    compare_type,
    if_written_only,
    removed,
)
from scripts.drift.words import short, summary
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.facts import Facts, Schemas

Json = Any
_Pair: TypeAlias = tuple[int, int, str]
_MOST = 10_000
_MUTABILITY = (("readOnly", "read-only"), ("writeOnly", "write-only"))


class Walker:
    """Compares the schemas of two documents."""

    def __init__(self, old: Schemas, new: Schemas, *, by_name: bool) -> None:
        self._old = old
        self._new = new
        self._by_name = by_name
        self._known: dict[_Pair, tuple[Event, ...]] = {}
        self._open: set[_Pair] = set()

    def bodies(self, old: Json, new: Json, direction: Direction) -> tuple[Event, ...]:
        """Every difference of what two messages hold."""
        name = self._name(old, new)
        found = self.compare(old, new, direction)
        return tuple(one if one.anchor else one._replace(anchor=name) for one in found)

    def _name(self, old: Json, new: Json) -> str:
        return (self._new.name(new) or self._old.name(old) or "") if self._by_name else ""

    def compare(self, old: Json, new: Json, direction: Direction) -> tuple[Event, ...]:
        """Every difference of two schemas, and of those within them."""
        before, after = self._old.facts(old), self._new.facts(new)
        pair = id(before), id(after), direction
        if pair in self._known:
            return self._known[pair]
        if pair in self._open:
            return ()  # it contains itself: told of where it began
        self._open.add(pair)
        events = islice(self._events(before, after, direction), _MOST + 1)
        found = tuple(dict.fromkeys(events))
        if len(found) > _MOST:
            raise SpecError(f"has a schema that differs in more than {_MOST} places")
        self._open.discard(pair)
        self._known[pair] = found
        return found

    def _events(self, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        if not old.says_anything or not new.says_anything:
            yield from self._nothing_said(old, new, direction)
            return
        if old.choices or new.choices:
            yield from self._choices(old, new, direction)
        else:
            yield from compare_type(old, new, direction)
            yield from compare_here(old, new)
        for name in new.properties:
            if name in old.properties:
                yield from self._property(name, old, new, direction)
            else:
                yield self._come(name, new, direction)
        for name in old.properties:
            if name not in new.properties:
                yield self._gone(name, old, direction)
        yield from self._below(old, new, direction)

    def _nothing_said(self, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        """Where any value will do, what the other one has in it is neither new nor gone."""
        if old.says_anything or new.says_anything:
            is_wider = not new.says_anything
            kind = "type-generalized" if is_wider else "type-specialized"
            if direction == "request" and not is_wider:
                kind = "type-changed"
            yield Event(kind, (), summary(old, self._old), summary(new, self._new))

    def _come(self, name: str, owner: Facts, direction: Direction) -> Event:
        facts = self._new.facts(owner.properties[name])
        kind = added(facts, direction, is_required=name in owner.required)
        return Event(kind, (name,), "", summary(facts, self._new), nested=True)

    def _gone(self, name: str, owner: Facts, direction: Direction) -> Event:
        facts = self._old.facts(owner.properties[name])
        kind = removed(facts, direction, is_required=name in owner.required)
        return Event(kind, (name,), summary(facts, self._old), nested=True)

    def _property(self, name: str, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        before = self._old.facts(old.properties[name])
        after = self._new.facts(new.properties[name])
        if direction == "request" and "readOnly" in before.flags & after.flags:
            return  # nobody sends it
        is_required = name in new.required
        if (name in old.required) != is_required:
            kind = "became-required" if is_required else "became-optional"
            if is_required and direction == "request" and "default" in after.values:
                kind = "became-required-with-default"
            yield Event(if_written_only(kind, after, direction), (name,), nested=True)
        word = "required" if is_required else "optional"
        for flag, said in _MUTABILITY:
            if (flag in before.flags) != (flag in after.flags):
                became = f"became-{said}" if flag in after.flags else f"became-not-{said}"
                yield Event(f"{word}-property-{became}", (name,), nested=True)
        yield from self._part(name, old.properties[name], new.properties[name], direction)

    def _below(self, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        if old.items is not None and new.items is not None:
            yield from self._part("[]", old.items, new.items, direction)
        if isinstance(old.extra, dict) and isinstance(new.extra, dict):
            yield from self._part("{}", old.extra, new.extra, direction)
        elif (old.extra is False) != (new.extra is False):
            yield Event(f"additional-properties-{'closed' if new.extra is False else 'opened'}")
        for name in sorted({*old.others, *new.others}):
            before, after = old.others.get(name), new.others.get(name)
            if before != after:
                yield Event("keyword-changed", (), f"{name} {short(before)}", short(after))

    def _part(self, step: str, old: Json, new: Json, direction: Direction) -> Iterator[Event]:
        """What is within: told from here, or of the component that it belongs to."""
        found = self.compare(old, new, direction)
        if not found:
            return
        name = self._name(old, new)
        for event in found:
            if event.anchor:
                yield event
            elif name:
                yield event._replace(anchor=name, nested=True)
            else:
                yield event._replace(steps=(step, *event.steps), nested=True)

    def _choices(self, old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
        """Alternatives count by what they say; one that is left on each side has changed."""
        gone, come = _alternatives(old), _alternatives(new)
        for before in list(gone):
            same = next((one for one in come if not self.compare(before, one, direction)), None)
            if same is not None:
                gone.remove(before)
                come.remove(same)
        if len(gone) == len(come) == 1 and old.choices and new.choices:
            yield from self.compare(gone[0], come[0], direction)
            return
        word = "any-of" if "anyOf" in {**old.choices, **new.choices} else "one-of"
        was, now = summary(old, self._old), summary(new, self._new)
        if gone:
            yield Event(f"{word}-removed", (), was, now)
        if come:
            yield Event(f"{word}-added", (), was, now)


def _alternatives(facts: Facts) -> list[Json]:
    """The alternatives of a choice; of what is no choice, it alone."""
    return facts.alternatives or ([_alone(facts)] if facts.types or facts.enum else [])


def _alone(facts: Facts) -> Json:
    plain: dict[str, Json] = {"type": sorted(facts.types)} if facts.types else {}
    plain |= {"format": facts.format} if facts.format else {}
    plain |= {"enum": list(facts.enum)} if facts.enum else {}
    plain |= {"items": facts.items} if facts.items is not None else {}
    return plain | ({"properties": facts.properties} if facts.properties else {})
