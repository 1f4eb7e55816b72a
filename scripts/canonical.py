"""Schemas in the one form that slices, guards and drift share.

References are followed and `allOf` is folded in; null is said by `nullable`, a single word by
`enum`, and a choice of one by that one.
"""

from __future__ import annotations

from typing import Any

from scripts.references import follow
from scripts.spec_files import SpecError

Json = Any
CHOICES = ("oneOf", "anyOf")
_DEEPEST = 200


class Canonical:
    """The schemas of one document; each is folded once, however it is reached."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._folded: dict[int, dict[str, Json]] = {}
        self._known: list[Json] = []  # kept, so that ids stay theirs

    def fold(self, node: Json, within: tuple[int, ...] = ()) -> dict[str, Json]:
        """One schema of all that hold together."""
        target = follow(self._document, node)
        if target is None or target is True or id(target) in within:
            return {}
        if target is False:
            return {"not": {}}
        if not isinstance(target, dict) or len(within) > _DEEPEST:
            raise SpecError(f"has a schema that is none: {str(target)[:60]}")
        if id(target) not in self._folded:
            self._known.append(target)
            inside = (*within, id(target))
            folded = {key: value for key, value in target.items() if key != "allOf"}
            for part in target.get("allOf") or ():
                folded = both(folded, self.fold(part, inside))
            self._folded[id(target)] = _plain(self._without_null(folded, inside))
        return self._folded[id(target)]

    def _without_null(self, schema: dict[str, Json], within: tuple[int, ...]) -> dict[str, Json]:
        """`anyOf: [X, {type: null}]` is a nullable X, and a choice of one is no choice."""
        for choice in CHOICES:
            given = schema.get(choice)
            if not isinstance(given, list):
                continue
            kept = [one for one in given if not _is_null(follow(self._document, one))]
            if len(kept) < len(given):
                schema = schema | {choice: kept, "nullable": True}
            if len(kept) == 1:
                rest = {key: value for key, value in schema.items() if key != choice}
                schema = both(rest, self.fold(kept[0], within))
        return schema


def _is_null(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("type") in ("null", ["null"])


def both(left: dict[str, Json], right: dict[str, Json]) -> dict[str, Json]:
    """What two schemas say together."""
    together = {**right, **left}
    if "properties" in left and "properties" in right:
        mine, theirs = left["properties"], right["properties"]
        shared = {
            name: mine[name]
            if mine[name] == theirs[name]
            else {"allOf": [mine[name], theirs[name]]}
            for name in mine
            if name in theirs
        }
        together["properties"] = {**theirs, **mine, **shared}
    if "required" in left and "required" in right:
        together["required"] = list(dict.fromkeys([*left["required"], *right["required"]]))
    if left.get("nullable") or right.get("nullable"):
        together["nullable"] = True
    return together


def _plain(schema: dict[str, Json]) -> dict[str, Json]:
    """One way to say a type, a word and null."""
    if "const" in schema:
        rest = {key: value for key, value in schema.items() if key != "const"}
        schema = rest | {"enum": [schema["const"]]}
    types, words = schema.get("type"), schema.get("enum")
    if isinstance(types, list):
        kept = sorted(str(one) for one in types if one != "null")
        schema = schema | {"type": kept[0] if len(kept) == 1 else kept}
        schema |= {"nullable": True} if "null" in types else {}
    if words and None in words:
        schema = schema | {"enum": [one for one in words if one is not None], "nullable": True}
    return schema
