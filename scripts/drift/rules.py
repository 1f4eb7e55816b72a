"""How grave each change is, under oasdiff's rule ids where it has one.

https://github.com/oasdiff/oasdiff - its ERR is breaking here, WARN risky, INFO additive. What it
does not look at has an id after the same pattern; levels that differ are in DIFFERENT, with why.
"""

from __future__ import annotations

from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.drift.walk import Direction


class Level(IntEnum):
    """What a change does to somebody who uses the operation."""

    ADDITIVE = 0
    RISKY = 1
    BREAKING = 2

    def __str__(self) -> str:
        return self.name.lower()


def _table(text: str) -> dict[str, tuple[Level, Level]]:
    """Lines of `request response kind…`, a letter for each direction's level, or one for both."""
    letters = {"A": Level.ADDITIVE, "R": Level.RISKY, "B": Level.BREAKING}
    table: dict[str, tuple[Level, Level]] = {}
    for line in text.strip().splitlines():
        given = [letters[one] for one in line.split() if one in letters]
        kinds = [one for one in line.split() if one not in letters]
        table |= dict.fromkeys(kinds, (given[0], given[-1]))
    return table


# What happened to a value, and what that does to who sends it and to who receives it.
_VALUES: Mapping[str, tuple[Level, Level]] = MappingProxyType(
    _table("""
        B B type-changed
        A B type-generalized became-nullable became-optional
        B A became-required became-not-nullable type-specialized became-enum enum-value-removed
        B A pattern-added became-required-with-default
        A R enum-value-added enum-opened
        R A pattern-changed
        A A pattern-removed
        A B one-of-added any-of-added
        B A one-of-removed any-of-removed
        A A default-value-added default-value-removed default-value-changed
        A A deprecated reactivated
        A A discriminator-added discriminator-removed discriminator-property-name-changed
        A A write-only-became-required write-only-became-optional
        R A additional-properties-closed unique-items-set multiple-of-added multiple-of-changed
        A A additional-properties-opened unique-items-unset multiple-of-removed
        R R keyword-changed
        R A max-set exclusive-max-set max-length-set max-items-set max-properties-set
        R A min-set exclusive-min-set min-length-set min-items-set min-properties-set
        A B max-unset exclusive-max-unset max-length-unset max-items-unset max-properties-unset
        A B min-unset exclusive-min-unset min-length-unset min-items-unset min-properties-unset
        A B max-increased exclusive-max-increased max-length-increased max-items-increased
        A B max-properties-increased
        B A max-decreased exclusive-max-decreased max-length-decreased max-items-decreased
        B A max-properties-decreased
        B A min-increased exclusive-min-increased min-length-increased min-items-increased
        B A min-properties-increased
        A B min-decreased exclusive-min-decreased min-length-decreased min-items-decreased
        A B min-properties-decreased
        A A optional-property-became-read-only optional-property-became-not-read-only
        A A optional-property-became-write-only optional-property-became-not-write-only
        A A required-property-became-read-only required-property-became-not-read-only
        A A required-property-became-write-only
        A R required-property-became-not-write-only
        R R property-removed
        A B required-property-removed
        A R optional-property-removed
        A A required-property-added optional-property-added
        A A required-write-only-property-added optional-write-only-property-added
        A A required-write-only-property-removed optional-write-only-property-removed
        B A new-required-request-property new-required-request-property-with-default
        A A new-optional-request-property
    """)
)

# What happened to an operation, a parameter or a message as a whole.
_OPERATIONS: Mapping[str, Level] = MappingProxyType(
    {
        kind: level
        for kind, (level, _) in _table("""
        A api-path-removed-with-deprecation api-removed-with-deprecation endpoint-added
        A endpoint-deprecated endpoint-reactivated path-parameter-renamed api-security-added
        A api-security-removed api-security-scope-added api-security-scope-removed
        A new-optional-request-parameter request-parameter-removed-with-deprecation
        A request-parameter-became-optional request-body-added-optional
        A request-body-became-optional request-body-media-type-added
        A response-success-status-added response-non-success-status-added
        A response-non-success-status-removed response-media-type-added response-header-added
        A response-header-became-required
        B api-path-removed-without-deprecation api-removed-without-deprecation path-prefix-moved
        B new-required-request-parameter request-parameter-became-required
        B request-parameter-style-changed request-body-added-required request-body-removed
        B request-body-became-required request-body-media-type-removed
        B response-success-status-removed response-media-type-removed
        B required-response-header-removed response-header-became-optional
        R server-changed request-parameter-removed optional-response-header-removed
        """).items()
    }
)

_SURPRISING = "a new alternative surprises who receives it, in anyOf as much as in oneOf"
DIFFERENT: Mapping[str, str] = MappingProxyType(
    {
        "response-body-any-of-added": _SURPRISING,
        "response-property-any-of-added": _SURPRISING,
        "request-parameter-property-type-changed": "no less than the parameter's own type",
    }
)

_SPOTS: tuple[tuple[Direction, str, bool], ...] = (
    ("request", "body", False),
    ("request", "body", True),
    ("request", "parameter", False),
    ("request", "parameter", True),
    ("response", "body", False),
    ("response", "body", True),
    ("response", "header", False),
)


def rule_id(kind: str, direction: Direction, place: str, *, nested: bool) -> str:
    """The rule of a change of a value in a body, a parameter or a header."""
    if kind.startswith("new-"):
        return kind
    if kind.startswith(_OF_PROPERTIES):
        return f"{direction}-{kind}"
    if place == "parameter":
        return f"request-parameter-{'property-' if nested else ''}{kind}"
    if place == "header":
        return f"response-header-{kind}"
    where = "property" if nested else "body"
    if kind.startswith("write-only-"):
        return f"{direction}-write-only-property-{kind.removeprefix('write-only-')}"
    return f"{direction}-{where}-{kind}"


def value_level(kind: str, direction: Direction, *, is_parameter: bool) -> Level:
    """How grave a change of a value is."""
    if is_parameter and kind.startswith("default-value-"):
        return Level.BREAKING  # the server does something else with the same request
    return _VALUES[kind][0 if direction == "request" else 1]


_OF_PROPERTIES = (
    "property-",
    *("required-property-", "required-write-only-property-"),
    *("optional-property-", "optional-write-only-property-"),
)


def every_rule() -> Iterator[tuple[str, Level]]:
    """Every rule that a report can tell, with its level."""
    yield from _OPERATIONS.items()
    for kind in _VALUES:
        for direction, place, nested in _SPOTS:
            level = value_level(kind, direction, is_parameter=place == "parameter")
            if ("request" if kind.startswith("new-") else direction) == direction:
                yield rule_id(kind, direction, place, nested=nested), level


def operation_level(rule: str) -> Level:
    """How grave a change of an operation is."""
    return _OPERATIONS[rule]
