"""When the server allows the next request: `Retry-After` and its kin. An hour counts at most."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .values import LONGEST_HEADER, http_date, moment, observed_at

LONGEST_RETRY_AFTER = 3600.0  # seconds; a longer demand counts as this much
# Patterns are compiled when they are met: few answers have what they look for.
_POLICY = r"(?a);\s*([rt])=(\d+(?:\.\d+)?)"
_RETRY_IN = (
    r"(?ai)\b(?:retry|try again)[ -]?(?:after|in):? (\d{1,9}) ?"
    r"(s(?:ec(?:ond)?s?)?\b|m(?:in(?:ute)?s?)?\b|$)"
)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After` in seconds, from a number or a date; None if absent or rubbish."""
    value = (headers.get("retry-after") or "").strip()
    if re.fullmatch(r"\d+(\.\d*)?", value):
        seconds = float(value[:12])
    elif date := http_date(value):
        seconds = (date - observed_at(headers)).total_seconds()
    else:
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def until_reset(headers: Mapping[str, str], told: str) -> float | None:
    """Return the seconds until a spent quota is there again, where `Retry-After` does not tell.

    Also read from the server's words. A time that is past tells nothing.
    """
    told_reset = headers.get("x-ratelimit-reset", "")[:LONGEST_HEADER].strip()
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
    told = [dict(re.findall(_POLICY, policy)) for policy in policies[:LONGEST_HEADER].split(",")]
    timed = [policy for policy in told if "t" in policy]
    spent = [policy for policy in timed if float(policy.get("r", 1)) == 0]
    return max((float(policy["t"]) for policy in spent or timed), default=0.0)


def is_near_limit(headers: Mapping[str, str]) -> bool:
    """Whether the server warns that its rate limit is close."""
    return headers.get("x-ratelimit-nearlimit", "").strip().lower() == "true"
