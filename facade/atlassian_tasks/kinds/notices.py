"""What an answer announces: that its operation is deprecated, ends, or comes with a warning.

`Deprecation` is `@1688169599`, seconds since 1970 (RFC 9745), or a date or "true" as drafts of it
had; `Sunset` is an HTTP date (RFC 8594); `Warning: 299` holds words (RFC 7234).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .values import LONGEST_HEADER, http_date, moment

if TYPE_CHECKING:
    import httpx

_NOTICES = {b"deprecation", b"sunset", b"warning"}
_WARNINGS = r'(?:[^",]|"[^"]*"?)+'  # commas within quotes part nothing
_LONGEST_NOTICE = 200  # characters of a value


def notices(headers: httpx.Headers) -> str:
    """Return what is announced, as "is deprecated as of 2023-06-30"; empty if nothing is."""
    if _NOTICES.isdisjoint([name.lower() for name, _ in headers.raw]):
        return ""
    said = []
    if (deprecated := headers.get("deprecation", "")) not in ("", "false", "?0"):
        said.append(f"is deprecated {_day('as of', deprecated)}")
    if sunset := headers.get("sunset"):
        said.append(f"ends {_day('on', sunset)}")
    for warning in re.findall(_WARNINGS, headers.get("warning", "")[:LONGEST_HEADER]):
        code, _, words = warning.strip().partition(" ")
        if code == "299":
            said.append(f"comes with a warning: {_clean(words) or 'it has no words'}")
    return ", ".join(said)


def _day(word: str, value: str) -> str:
    seconds = re.match(r"@(\d{1,11})\b", value)
    day = moment(f"{seconds[1]}000") if seconds else http_date(value)
    return f"{word} {day:%Y-%m-%d}" if day else f"({_clean(value)})"


def _clean(value: str) -> str:
    """Leave out what could forge or garble a line of a log."""
    shown = "".join(sign if sign.isprintable() else " " for sign in value[:_LONGEST_NOTICE])
    return " ".join(shown.split())
