"""Where two values differ, and the patch that brings the side that lags behind to the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.references import pointed

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
_ABSENT = object()
_WORDS = ("/enum", "/required")


@frozen
class Side:
    """One of two that differ: its name, its schema, and the date of its document if known."""

    name: str
    schema: Json
    date: str = ""

    def __str__(self) -> str:
        return self.name


@frozen
class Difference:
    """A place, as a JSON pointer, where two values differ; one of them may have nothing there."""

    place: str
    left: Any
    right: Any

    def told(self, left: str, right: str) -> str:
        """In words, with a name for either side."""
        if self._lacking is not None:
            return f"at {self.place}: only {right if self.left is _ABSENT else left} has it"
        place = self.place or "/"
        if isinstance(self.left, list) and isinstance(self.right, list):
            said = ((left, self._more(0)), (right, self._more(1)))
            told = (f"only {name} has {json.dumps(more)[1:-1]}" for name, more in said if more)
            return f"at {place}: {', '.join(told) or 'in another order'}"
        return f"at {place}: {json.dumps(self.left)} against {json.dumps(self.right)}"

    def remedy(self, pointer: str, sides: tuple[Side, Side]) -> str:
        """The deviations that end it: no property and no word is lost, else the newer one wins."""
        if self._is_words and self._more(0) and self._more(1):
            both = sorted([*self.left, *self._more(1)], key=json.dumps)
            told = " and ".join(self._entry(pointer, sides, side, both) for side in (0, 1))
            return f"give each what either has: {told}"
        behind, why = self._behind(sides)
        value = (self.left, self.right)[1 - behind]
        told = self._entry(pointer, sides, behind, value)
        return f"bring {sides[behind]} to {sides[1 - behind]}{why}: {told}"

    def _behind(self, sides: tuple[Side, Side]) -> tuple[int, str]:
        """The side to change, and why it is that one if it need not be."""
        lacking, dates = self._lacking, (sides[0].date, sides[1].date)
        if lacking is not None and (self._is_property or self.place.endswith(_WORDS)):
            return lacking, ""
        if self._is_words and (self._more(0) or self._more(1)):
            return (1 if self._more(0) else 0), ""
        if "" in dates or dates[0] == dates[1]:
            return 1 if lacking is None else lacking, ", or the other way round"
        return dates.index(min(dates)), f", which is newer ({max(dates)})"

    @property
    def is_addition(self) -> bool:
        """Whether it is only that a side has a property or words that the other lacks."""
        is_words = self.place.endswith("/enum") and self._is_words
        return (self._lacking is not None and self._is_property) or is_words

    @property
    def _lacking(self) -> int | None:
        """The side that has nothing here."""
        return next((n for n, one in enumerate((self.left, self.right)) if one is _ABSENT), None)

    @property
    def _is_property(self) -> bool:
        return self.place.rpartition("/")[0].endswith("/properties")

    @property
    def _is_words(self) -> bool:
        lists = isinstance(self.left, list) and isinstance(self.right, list)
        return lists and self.place.endswith(_WORDS)

    def _more(self, side: int) -> list[Any]:
        own, other = (self.left, self.right) if side == 0 else (self.right, self.left)
        return [one for one in own if one not in other]

    def _entry(self, pointer: str, sides: tuple[Side, Side], side: int, value: Any) -> str:
        """One side's patch: what it has here is tested, or else a fact of its schema."""
        place, here, schema = (
            pointer + self.place,
            (self.left, self.right)[side],
            sides[side].schema,
        )
        test = {"op": "test", "path": place, "value": here}
        if here is _ABSENT:
            known = "type" if "type" in schema else next(iter(schema))
            test = {"op": "test", "path": f"{pointer}/{known}", "value": schema[known]}
        change = {"op": "add" if here is _ABSENT else "replace", "path": place, "value": value}
        if value is _ABSENT:
            change = {"op": "remove", "path": place}
        return f"`in: [{sides[side]}]`, `patch: {json.dumps([test, change])}`"


def differences(left: Any, right: Any, place: str = "") -> Iterator[Difference]:
    """Every place where two values differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            there = f"{place}/{pointed(key)}"
            yield from differences(left.get(key, _ABSENT), right.get(key, _ABSENT), there)
    elif left != right:
        yield Difference(place, left, right)
