"""Single values as servers send them: what is absent or makes no sense is None, never an error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

_NUMBERS = (int, float)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(value: object) -> str | None:
    """Text that says something; a whole number counts as its digits, as ids come both ways."""
    if isinstance(value, str):
        return value if value.strip() else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def texts(value: object) -> tuple[str, ...]:
    """Every text of a list, or a text alone."""
    values = value if isinstance(value, list) else [value]
    return tuple(found for found in map(text, values) if found)


def number(value: object) -> float | None:
    """A finite number."""
    if isinstance(value, _NUMBERS) and not isinstance(value, bool):
        try:
            return float(value) if math.isfinite(value) else None
        except OverflowError:
            return None
    return None


def percentage(value: object) -> float | None:
    """A number from 0 to 100."""
    found = number(value)
    return found if found is not None and 0 <= found <= 100 else None


def milliseconds(value: object) -> timedelta | None:
    """A duration of at least zero."""
    found = number(value)
    try:
        return timedelta(milliseconds=found) if found is not None and found >= 0 else None
    except OverflowError:
        return None


def moment(value: object) -> datetime | None:
    """An aware UTC time, from epoch milliseconds or ISO 8601; without a zone it counts as UTC."""
    try:
        if isinstance(value, str) and not value.isdigit():
            told = datetime.fromisoformat(value)
            return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
        found = number(int(value) if isinstance(value, str) else value)
        return None if found is None else _EPOCH + timedelta(milliseconds=found)
    except (ValueError, OverflowError):
        return None


def mapping(value: object) -> Mapping[str, object]:
    """A JSON object, empty if it is none."""
    return value if isinstance(value, dict) else {}
