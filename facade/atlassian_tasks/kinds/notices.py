"""What an answer says about the end of its operation, in one line for the log.

`Deprecation` is `@1688169599`, seconds since 1970 (RFC 9745), or a date or "true" as drafts of it
had; `Sunset` is an HTTP date (RFC 8594); `Warning: 299` holds words (RFC 7234, section 5.5).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

_NAMES = {b"deprecation", b"sunset", b"warning"}
_LONGEST = 200  # characters of a value


def notices(headers: httpx.Headers) -> str:
    """Return what is announced, as "is deprecated as of 2023-06-30"; empty if nothing is."""
    if _NAMES.isdisjoint([name.lower() for name, _ in headers.raw]):
        return ""
    said = []
    if deprecated := headers.get("deprecation"):
        said.append(f"is deprecated {_day('as of', deprecated)}")
    if sunset := headers.get("sunset"):
        said.append(f"ends {_day('on', sunset)}")
    if warned := re.search(r"(?:^|,)\s*299\b(.*)", headers.get("warning", ""), re.DOTALL):
        said.append(f"comes with a warning: {_clean(warned[1])}")
    return ", ".join(said)


def _day(word: str, value: str) -> str:
    try:
        if seconds := re.match(r"@(\d{1,11})\b", value):
            day = datetime.fromtimestamp(int(seconds[1]), UTC)
        else:
            day = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return f"({_clean(value)})"
    return f"{word} {day:%Y-%m-%d}"


def _clean(value: str) -> str:
    """Leave out what could forge or garble a line of a log."""
    shown = "".join(sign if sign.isprintable() else " " for sign in value[:_LONGEST])
    return " ".join(shown.split())
