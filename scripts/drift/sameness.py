"""What two documents say with the very same words, so that nobody need be asked about it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from scripts.drift.outline import Endpoint, Outline
from scripts.references import Json, follow
from scripts.spec_files import SpecError


@frozen
class Same:
    """Compares parts of two documents, with all that they refer to."""

    old: Outline
    new: Outline
    _known: dict[str, tuple[str, ...] | None] = field(factory=dict, repr=False)

    def answers(self, before: Endpoint | None, after: Endpoint) -> bool:
        """Whether an operation is where it was and has the answers that it had."""
        if before is None or before.path != after.path:
            return False
        return self._has(before.raw["responses"], after.raw["responses"])

    def _has(self, before: Json, after: Json) -> bool:
        if before != after:
            return False
        waiting, seen = [*_references(before)], set[str]()
        while waiting:
            reference = waiting.pop()
            if reference not in seen:
                seen.add(reference)
                if (further := self._referred(reference)) is None:
                    return False
                waiting += further
        return True

    def _referred(self, reference: str) -> tuple[str, ...] | None:
        """What the same part of both documents refers to in turn; None if it differs."""
        if reference not in self._known:
            node = {"$ref": reference}
            try:
                mine, theirs = follow(self.old.document, node), follow(self.new.document, node)
                self._known[reference] = tuple(_references(mine)) if mine == theirs else None
            except SpecError:
                self._known[reference] = None  # whoever reads it says so
        return self._known[reference]


def _references(node: Json) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _references(part)
