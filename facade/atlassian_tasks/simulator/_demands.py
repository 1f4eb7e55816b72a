"""What a test may ask for: each wrong value is refused in words, where it is said."""

import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from attrs import Attribute

Demand = Callable[[Any, "Attribute[Any]", Any], None]


def demand(is_right: Callable[[Any], bool], words: str) -> Demand:
    """Refuse a field's value unless it `is_right`, with `words` for what it is."""

    def check(_: object, field: "Attribute[Any]", value: object) -> None:
        if not is_right(value):
            raise ValueError(f"{field.alias} is {words}, not {value!r}.")

    return check


def or_none(check: Demand) -> Demand:
    """Take None, too."""
    return lambda it, field, value: None if value is None else check(it, field, value)


def _is_whole(value: object, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _is_json(value: object) -> bool:
    try:
        json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def one_of(words: Collection[str]) -> Demand:
    """Demand one of these words."""
    return demand(lambda value: value in words, f"one of {', '.join(words)}")


number: Final = demand(_is_number, "a number")
from_zero: Final = demand(lambda value: _is_number(value) and value >= 0, "a number from 0 up")
whole: Final = demand(_is_whole, "a whole number from 0 up")
positive: Final = demand(lambda value: _is_whole(value, 1), "a whole number from 1 up")
times: Final = demand(
    lambda value: value == math.inf or _is_whole(value), "a whole number from 0 up, or inf"
)
status: Final = demand(lambda value: _is_whole(value) and 100 <= value <= 599, "an HTTP status")
flag: Final = demand(lambda value: isinstance(value, bool), "True or False")
text: Final = demand(lambda value: isinstance(value, str), "text")
content: Final = demand(lambda value: isinstance(value, bytes), "bytes")
ids: Final = demand(
    lambda value: _is_list(value) and all(isinstance(it, int | str) for it in value),
    "a list of ids",
)
messages: Final = demand(
    lambda value: _is_list(value) and all(isinstance(it, str | Mapping) for it in value),
    "a list of texts or mappings",
)
a_mapping: Final = demand(lambda value: isinstance(value, Mapping), "a mapping")
words: Final = demand(
    lambda value: isinstance(value, Mapping) and all(isinstance(it, str) for it in value.values()),
    "a mapping to texts",
)
reasons: Final = demand(
    lambda value: (
        isinstance(value, Mapping)
        and all(isinstance(it, int | str) for it in value)
        and all(map(_is_list, value.values()))
    ),
    "a mapping to lists of reasons",
)
json_value: Final = demand(_is_json, "JSON")
error: Final = demand(lambda value: isinstance(value, Exception), "an exception")
