"""Schemas and values in a few words, for people: one line, and nothing that acts.

Whatever comes from a document passes `plain` on its way into a report. Reports put it between
backticks, so that no name of a field can be markup, a mention or a command.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scripts.drift.facts import Facts, Schemas

Json = Any
_LONGEST = 60
_MOST = 8
_DEAD = {"<": "&lt;", "@": "&#64;", "#": "&#35;", "](": "] (", "://": ":&#47;/"}
_LIVE = re.compile("|".join(map(re.escape, _DEAD)))
# Controls, line and paragraph separators, and what turns the direction of text around.
_ACTING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


def quiet(text: str) -> str:
    """A text of somebody else's on one line, without what a terminal would act on."""
    return _ACTING.sub(" ", text).encode(errors="replace").decode().strip()


def plain(text: str) -> str:
    """The same, as it can stand between backticks."""
    return quiet(text).replace("`", "'")


def harmless(text: str) -> str:
    """A line of Markdown in which nothing acts but code: no mention, link, tag or number."""
    parts = re.sub("``+", "`", quiet(text)).split("`")
    last = len(parts) - 1
    return "`".join(
        part if at % 2 and at < last else _LIVE.sub(lambda found: _DEAD[found.group()], part)
        for at, part in enumerate(parts)
    )


def type_name(facts: Facts) -> str:
    """A type in words."""
    types = " or ".join(sorted(facts.types)) or "anything"
    return plain(f"{types} ({facts.format})" if facts.format else types)


def summary(facts: Facts, schemas: Schemas, depth: int = 0) -> str:
    """A schema in a few words."""
    if facts.choices:
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
    shown = " ".join(short(word) for word in words[:_MOST])
    return f"{shown} …" if len(words) > _MOST else shown or "any value"


def short(value: Json) -> str:
    """A value as it stands, cut where it gets long."""
    if value is None:
        return ""
    if value == "":
        return '""'
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    text = plain(text[: _LONGEST + 1])
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def happened(kind: str, old: str, new: str) -> str:
    """What happened to a value, with the value."""
    values = " → ".join(f"`{value}`" for value in (old, new) if value)
    if kind.startswith("default-value-"):
        word = "" if old and new else f" {kind.rpartition('-')[2]}"
        return f"default {values}{word}"
    return _HAPPENED.get(kind) or values or kind.replace("-", " ")


_HAPPENED = {
    "property-removed": "gone",
    "required-property-removed": "gone",
    "optional-property-removed": "gone",
    "request-parameter-removed": "gone",
    "new-required-request-property": "required now",
    "new-required-request-parameter": "required now",
    "request-parameter-became-required": "required now",
    "request-body-became-required": "required now",
    "request-body-added-required": "required now",
    "became-required": "required now",
    "became-required-with-default": "required now",
    "became-nullable": "may be null",
    "became-optional": "may be absent",
}
