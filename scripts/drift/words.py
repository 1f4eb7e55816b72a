"""Every kind of change: how grave it is, and in words.

A rule has oasdiff's id where it has one, https://github.com/oasdiff/oasdiff - its ERR is breaking
here, WARN risky, INFO additive - and else one after the same pattern.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, TypeAlias

from attrs import frozen

from scripts.drift.facts import Facts, Schemas
from scripts.references import Json
from scripts.texts import plain, short

Direction: TypeAlias = Literal["request", "response"]


class Level(IntEnum):
    """What a change does to somebody who uses the operation."""

    ADDITIVE = 0
    RISKY = 1
    BREAKING = 2

    def __str__(self) -> str:
        return self.name.lower()


@frozen
class Sort:
    """How grave a kind of change is of what is sent and of what is answered; and in words.

    `brief` is for where its value, if it has one, says the rest.
    """

    levels: tuple[Level, Level]
    words: str
    brief: str


def _table(text: str) -> dict[str, Sort]:
    """Lines of `levels kind…: words | brief`, with one letter for both levels, or one each.

    `max*` stands for every upper bound.
    """
    letters = {"A": Level.ADDITIVE, "R": Level.RISKY, "B": Level.BREAKING}
    bounds = [("", ""), ("exclusive-", ""), ("", "-length"), ("", "-items"), ("", "-properties")]
    table: dict[str, Sort] = {}
    for line in text.strip().splitlines():
        first, _, said = line.partition(": ")
        levels = [letters[one] for one in first.split() if one in letters]
        words, _, brief = said.partition(" | ")
        for word in (one for one in first.split() if one not in letters):
            for start, end in bounds if "*" in word else bounds[:1]:
                kind = start + word.replace("*", end)
                table[kind] = Sort((levels[0], levels[-1]), words or kind.replace("-", " "), brief)
    return table


# What happened to a value.
_VALUES = _table("""
    B B type-changed: another type
    A B type-generalized: wider type
    B A type-specialized: narrower type
    A B became-nullable: may be null now | may be null
    A B became-optional: may be absent now | may be absent
    B A became-required: is required now | required now
    B A became-required-with-default: became required with default | required now
    B A became-not-nullable: is never null now
    B A became-enum: is an enumeration now
    B A enum-value-removed: word gone
    A R enum-value-added: new word
    A R enum-opened: no longer an enumeration
    A A pattern-removed
    R A pattern-changed
    B A pattern-added
    A B one-of-added any-of-added: new alternative
    B A one-of-removed any-of-removed: alternative gone
    A A default-value-added default-value-removed default-value-changed
    A A deprecated reactivated
    A A discriminator-added discriminator-removed discriminator-property-name-changed
    A A write-only-became-required write-only-became-optional
    R A additional-properties-closed: holds no other properties now
    A A additional-properties-opened: may hold other properties now
    R A unique-items-set multiple-of-added multiple-of-changed
    A A unique-items-unset multiple-of-removed
    R R keyword-changed
    R A max*-set min*-set
    A B max*-unset min*-unset max*-increased min*-decreased
    B A max*-decreased min*-increased
    A A optional-property-became-read-only optional-property-became-not-read-only
    A A optional-property-became-write-only optional-property-became-not-write-only
    A A required-property-became-read-only required-property-became-not-read-only
    A A required-property-became-write-only
    A R required-property-became-not-write-only
    R R property-removed: may not be sent any more | gone
    A B required-property-removed: gone, was always there | gone
    A R optional-property-removed: gone, was optional | gone
    A A required-property-added: new, always there
    A A optional-property-added: new, optional
    A A required-write-only-property-added optional-write-only-property-added
    A A required-write-only-property-removed optional-write-only-property-removed
    B A new-required-request-property: new and required | required now
    B A new-required-request-property-with-default
    A A new-optional-request-property: new and optional
""")

# What happened to an operation, a parameter or a message as a whole.
_OPERATIONS = _table("""
    A endpoint-added: new operation
    A endpoint-deprecated: deprecated
    A endpoint-reactivated: no longer deprecated
    A api-removed-with-deprecation: the deprecated operation is gone
    A api-path-removed-with-deprecation: the deprecated operation is gone
    B api-path-removed-without-deprecation api-removed-without-deprecation: the operation is gone
    B path-prefix-moved: moved as a whole
    R server-changed: another server
    A path-parameter-renamed: path variable renamed
    A api-security-added: new security scheme
    A api-security-removed: security scheme gone
    A api-security-scope-added: new scope
    A api-security-scope-removed: scope gone
    B new-required-request-parameter: new required parameter | required now
    A new-optional-request-parameter: new optional parameter
    B request-parameter-became-required: request parameter became required | required now
    A request-parameter-became-optional
    B request-parameter-style-changed
    R request-parameter-removed: parameter gone | gone
    A request-parameter-removed-with-deprecation: deprecated parameter gone
    A request-body-added-optional request-body-became-optional request-body-media-type-added
    B request-body-added-required: request body added required | required now
    B request-body-became-required: request body became required | required now
    B request-body-removed request-body-media-type-removed
    A response-success-status-added: new success status
    B response-success-status-removed: success status gone
    A response-non-success-status-added: new error status
    A response-non-success-status-removed: error status gone
    A response-media-type-added: new media type
    B response-media-type-removed: media type gone
    A response-header-added response-header-became-required
    B required-response-header-removed response-header-became-optional
    R optional-response-header-removed
""")


def rule_id(kind: str, direction: Direction, place: str, *, nested: bool) -> str:
    """The rule of a change of a value in a body, a parameter or a header."""
    if kind.startswith("new-"):
        return kind
    if kind.startswith(("property-", "required-", "optional-")):
        return f"{direction}-{kind}"
    if place == "parameter":
        return f"request-parameter-{'property-' if nested else ''}{kind}"
    if place == "header":
        return f"response-header-{kind}"
    where = "property" if nested else "body"
    if kind.startswith("write-only-"):
        return f"{direction}-write-only-property-{kind.removeprefix('write-only-')}"
    return f"{direction}-{where}-{kind}"


def direction(rule: str) -> str:
    """Whether a rule is about what is sent, what is answered or who may call; else empty."""
    if rule.startswith("api-security"):
        return "access"
    if rule.startswith(("request", "new-")):
        return "sent"
    return "answered" if rule.startswith("response") or "-response-" in rule else ""


def operation_level(rule: str) -> Level:
    return _OPERATIONS[rule].levels[0]


def value_level(kind: str, direction: Direction, *, is_parameter: bool) -> Level:
    if is_parameter and kind.startswith("default-value-"):
        return Level.BREAKING  # the server does something else with the same request
    return _VALUES[kind].levels[0 if direction == "request" else 1]


def happened(kind: str, old: str, new: str, *, brief: bool = True) -> str:
    """What happened to a value, with the value; in full where nothing beside it says more."""
    values = " → ".join(f"`{plain(value)}`" for value in (old, new) if value)
    if kind.startswith("default-value-"):
        word = "" if old and new else f" {kind.rpartition('-')[2]}"
        return f"default {values}{word}"
    sort = _VALUES.get(kind) or _OPERATIONS[kind]
    if not brief:
        return f"{sort.words}, {values}" if values else sort.words
    if sort.brief or kind.startswith("type-"):
        return sort.brief or values
    return f"{sort.words} {values}".strip()


def type_name(facts: Facts) -> str:
    types = " or ".join(sorted(facts.types)) or "anything"
    return plain(f"{types} ({facts.format})" if facts.format else types)


def summary(facts: Facts, schemas: Schemas, depth: int = 0) -> str:
    if facts.alternatives:
        parts = facts.alternatives[:4] if depth < 2 else []
        told = [summary(schemas.facts(one), schemas, depth + 1) for one in parts]
        return " or ".join(dict.fromkeys(told)) or "a choice"
    if facts.enum:
        return words_of(facts.enum)
    if facts.items is not None and depth < 2:
        return f"array of {summary(schemas.facts(facts.items), schemas, depth + 1)}"
    if facts.properties:
        names = [short(name) for name in facts.properties]
        return "{" + ", ".join(names[:5]) + (", …}" if len(names) > 5 else "}")
    return type_name(facts)


def words_of(words: tuple[Json, ...]) -> str:
    """An enumeration, at most eight words of it."""
    shown = " ".join(map(short, words[:8]))
    return f"{shown} …" if len(words) > 8 else shown or "any value"
