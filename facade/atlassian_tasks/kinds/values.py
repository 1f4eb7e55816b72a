"""Single values as servers send them: what is absent or makes no sense is None, never an error."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import islice

from atlassian_tasks.model import Failure

MOST = 10_000  # of one task's failures, of its messages, and of a page's entries
LONGEST_HEADER = 2000  # characters that are read of one
LONGEST = 20_000  # characters of a text; `raw` has the rest
_KEY = re.compile(r"(?:[a-z][a-zA-Z0-9_-]*+\.){3,}([a-z][a-zA-Z_-]{3,})")
_ENDINGS = frozenset(  # of files and of hosts
    "avro conf docx epub gzip heic html jpeg json jsonl mpeg parquet pptx properties tiff toml "
    "webm webp xhtml xlsm xlsx yaml academy agency arpa asia blog cloud company coop corp digital "
    "email example global group home host info internal intranet invalid local localdomain "
    "localhost mobi museum name network online page shop site solutions space store systems team "
    "tech test tools work world zone".split()
)
_NUMBERS = (int, float)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(value: object) -> str | None:
    """Text that says something; a whole number counts as its digits, as ids come both ways."""
    if type(value) is int:
        try:
            value = str(value)
        except ValueError:  # it has more digits than Python writes
            return None
    return cut(value) if isinstance(value, str) and value.strip() else None


def cut(told: str) -> str:
    """Leave out what is longer than anybody reads."""
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def texts(value: object) -> tuple[str, ...]:
    """Every text alone, in a list, or in what it holds; of objects title and id come first."""
    return tuple(found for found in map(text, _inner(value)) if found)


def _inner(value: object) -> Iterator[object]:
    for item in listed(value):
        if isinstance(item, dict):
            for inner in ({"title": None, "id": None} | item).values():
                yield from listed(inner)
        else:
            yield from listed(item)


def listed(value: object) -> list[object]:
    """Take what stands alone for a list of one."""
    return value if isinstance(value, list) else [value]


def readable(key: str) -> str:
    """Read a key for translation, such as `bulk.operation.progress.percent.complete`, as words.

    A key is the whole text, of four parts or more, and ends in a word of four letters or more that
    is no usual ending of files or hosts. Whatever else may be one stays as it is.
    """
    found = _KEY.fullmatch(key)
    return re.sub(r"[._-]", " ", key) if found and found[1] not in _ENDINGS else key


def bounded(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Take the first `MOST`; if there are others, one more says so, and `raw` has them."""
    found = tuple(islice(failures, MOST + 1))
    if len(found) <= MOST:
        return found
    return (*found[:MOST], Failure(None, (f"these are the first {MOST:,}; raw has all",)))


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


def observed_at(headers: Mapping[str, str]) -> datetime:
    """When the server answered, by its `Date`; by the system clock only where that is missing."""
    return http_date(headers.get("date")) or datetime.now(UTC)


@lru_cache(maxsize=16)
def http_date(value: str | None) -> datetime | None:
    """An aware UTC time, from a header such as `Date`."""
    try:
        told = parsedate_to_datetime(value or "")
        return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def mapping(value: object) -> Mapping[str, object]:
    """A JSON object, empty if it is none."""
    return value if isinstance(value, dict) else {}
