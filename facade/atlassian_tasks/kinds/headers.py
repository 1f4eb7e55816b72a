"""What an answer's headers say: its date, when to come back, and what is announced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from .values import moment

if TYPE_CHECKING:
    import httpx

LONGEST_RETRY_AFTER = 3600.0  # seconds; a longer demand counts as this much
_LONGEST_HEADER = 2000  # characters
# Patterns are compiled when they are met: few answers have what they look for.
_POLICY = r"(?a);\s*([rt])=(\d+(?:\.\d+)?)"
_RETRY_IN = (
    r"(?ai)\b(?:retry|try again)[ -]?(?:after|in):? (\d{1,9}) ?"
    r"(s(?:ec(?:ond)?s?)?\b|m(?:in(?:ute)?s?)?\b|$)"
)


def observed_at(headers: Mapping[str, str]) -> datetime:
    """When the server answered, by its `Date`; by the system clock only where that is missing."""
    return _date(headers.get("date")) or datetime.now(UTC)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After` in seconds, from a number or a date; None if absent or rubbish."""
    value = (headers.get("retry-after") or "").strip()
    if re.fullmatch(r"\d+(\.\d*)?", value):
        seconds = float(value[:12])
    elif date := _date(value):
        seconds = (date - observed_at(headers)).total_seconds()
    else:
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def until_reset(headers: Mapping[str, str], told: str) -> float | None:
    """Return the seconds until a spent quota is there again, where `Retry-After` does not tell.

    Also read from the server's words. A time that is past tells nothing.
    """
    told_reset = headers.get("x-ratelimit-reset", "")[:_LONGEST_HEADER].strip()
    if re.fullmatch(r"\d{9,10}", told_reset, re.ASCII):  # seconds since 1970
        told_reset += "000"
    reset = moment(told_reset)
    words = re.search(_RETRY_IN, told)
    for seconds in (
        _of_spent(headers.get("ratelimit", "")),
        _of_spent(headers.get("beta-ratelimit", "")),
        (reset - observed_at(headers)).total_seconds() if reset else 0.0,
        float(words[1]) * (60 if words[2][:1].lower() == "m" else 1) if words else 0.0,
    ):
        if seconds > 0:
            return min(seconds, LONGEST_RETRY_AFTER)
    return None


def _of_spent(policies: str) -> float:
    """Read `t` of `"name";r=0;t=1800`: of several the spent ones' longest, else the longest."""
    told = [dict(re.findall(_POLICY, policy)) for policy in policies[:_LONGEST_HEADER].split(",")]
    timed = [policy for policy in told if "t" in policy]
    spent = [policy for policy in timed if float(policy.get("r", 1)) == 0]
    return max((float(policy["t"]) for policy in spent or timed), default=0.0)


def is_near_limit(headers: Mapping[str, str]) -> bool:
    """Whether the server warns that its rate limit is close."""
    return headers.get("x-ratelimit-nearlimit", "").strip().lower() == "true"


@lru_cache(maxsize=16)
def _date(value: str | None) -> datetime | None:
    try:
        told = parsedate_to_datetime(value or "")
        return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


# What an answer announces: `Deprecation` is `@1688169599`, seconds since 1970 (RFC 9745), or a date
# or "true" as drafts of it had; `Sunset` is an HTTP date (RFC 8594); `Warning: 299` holds words
# (RFC 7234).
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
    for warning in re.findall(_WARNINGS, headers.get("warning", "")[:_LONGEST_HEADER]):
        code, _, words = warning.strip().partition(" ")
        if code == "299":
            said.append(f"comes with a warning: {_clean(words) or 'it has no words'}")
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
    shown = "".join(sign if sign.isprintable() else " " for sign in value[:_LONGEST_NOTICE])
    return " ".join(shown.split())
