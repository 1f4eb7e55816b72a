"""Texts of somebody else's, made harmless, and cut where they get long.

Whatever comes from a document passes `plain` on its way into a report. Reports put it between
backticks, so that no name of a field can be markup, a mention or a command; `harmless` sees to
what is outside of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from scripts.references import Json

_MOST, _LONGEST, _WIDEST = 8, 60, 200  # in a line, and of a value or a name in it
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


def code(name: str) -> str:
    """A text of somebody else's between backticks."""
    told = plain(name)[:_WIDEST] or '""'
    return f"`{told}`"


def listed(names: Iterable[str], between: str = ", ") -> str:
    """Names of somebody else's between backticks."""
    return between.join(map(code, names))


def some(names: Iterable[str]) -> str:
    """The first of somebody else's names between backticks."""
    return first(map(code, names), ", ")


def first(told: Iterable[str], between: str) -> str:
    """The first of many, and how many more there are."""
    known = list(told)
    more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return f"{between.join(known[:_MOST])}{more}"


def short(value: Json) -> str:
    """A value as it stands, cut where it gets long."""
    if value is None:
        return ""
    if value == "":
        return '""'
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    text = plain(text[: _LONGEST + 1])
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
