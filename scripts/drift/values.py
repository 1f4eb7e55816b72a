"""What happened to one value: its type, its words, its bounds, whether it has to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from scripts.drift.facts import LIMITS
from scripts.drift.words import short, type_name, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.facts import Facts

Json = Any
Direction: TypeAlias = Literal["request", "response"]
_VALUES = {
    "const": "const",
    "default": "default-value",
    "pattern": "pattern",
    "multipleOf": "multiple-of",
}


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


def compare_type(old: Facts, new: Facts, direction: Direction) -> Iterator[Event]:
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


def compare_here(old: Facts, new: Facts) -> Iterator[Event]:
    """Everything else that is said of this value itself."""
    if old.nullable != new.nullable:
        yield Event("became-nullable" if new.nullable else "became-not-nullable")
    yield from _enum(old, new)
    for name, word in _VALUES.items():
        before, after = old.values.get(name), new.values.get(name)
        if before != after:
            happened = _happened(before, after, "changed")
            yield Event(f"{word}-{happened}", (), short(before), short(after))
    for name, word in LIMITS.items():
        lower, upper = old.limits.get(name), new.limits.get(name)
        if lower != upper:
            yield Event(f"{word}-{_bound(lower, upper)}", (), short(lower), short(upper))
    yield from _flags(old, new)
    if old.discriminator != new.discriminator:
        happened = _happened(old.discriminator, new.discriminator, "property-name-changed")
        kind = f"discriminator-{happened}"
        yield Event(kind, (), old.discriminator or "", new.discriminator or "")


def _happened(old: Json, new: Json, otherwise: str) -> str:
    if old is None:
        return "added"
    return "removed" if new is None else otherwise


def _bound(old: float | None, new: float | None) -> str:
    if old is None:
        return "set"
    if new is None:
        return "unset"
    return "increased" if new > old else "decreased"


def _enum(old: Facts, new: Facts) -> Iterator[Event]:
    if not old.enum and not new.enum:
        return
    if not old.enum or not new.enum:
        kind = "became-enum" if new.enum else "enum-opened"
        yield Event(kind, (), words_of(old.enum), words_of(new.enum))
        return
    for word in new.enum:
        if word not in old.enum:
            yield Event("enum-value-added", (), "", short(word))
    for word in old.enum:
        if word not in new.enum:
            yield Event("enum-value-removed", (), short(word))


def _flags(old: Facts, new: Facts) -> Iterator[Event]:
    changed = old.flags ^ new.flags
    if "deprecated" in changed:
        yield Event("deprecated" if "deprecated" in new.flags else "reactivated")
    if "uniqueItems" in changed:
        yield Event("unique-items-set" if "uniqueItems" in new.flags else "unique-items-unset")


def added(facts: Facts, direction: Direction, *, is_required: bool) -> str:
    """The kind of event of a new property."""
    word = "required" if is_required else "optional"
    if direction == "request":
        default = "-with-default" if is_required and "default" in facts.values else ""
        return f"new-{word}-request-property{default}"
    return f"{word}{'-write-only' if 'writeOnly' in facts.flags else ''}-property-added"


def removed(facts: Facts, direction: Direction, *, is_required: bool) -> str:
    """The kind of event of a property that is gone."""
    if direction == "request":
        return "property-removed"
    word = "required" if is_required else "optional"
    return f"{word}{'-write-only' if 'writeOnly' in facts.flags else ''}-property-removed"


def if_written_only(kind: str, facts: Facts, direction: Direction) -> str:
    """A response does not hold what can only be written."""
    return f"write-only-{kind}" if direction == "response" and "writeOnly" in facts.flags else kind
