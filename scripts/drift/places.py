"""How a field is called in a report: by our schema's name if sources.yaml has one for its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.words import plain, short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.deviations import Deviation
    from scripts.drift.comparing import Change
    from scripts.sources import Source

Steps = tuple[str, ...]
_OF_OWNERS = ("became-optional", "became-required", "became-required-with-default")


class Places:
    """Our names for schemas, by where they are reached.

    Of two schemas that a deviation makes one, the name that stays is told.
    """

    def __init__(self, sources: Iterable[Source], deviations: Iterable[Deviation] = ()) -> None:
        same = {name: other for one in deviations for name, other in one.same.items()}
        self._opaque: dict[tuple[str, str], list[Steps]] = {}
        self._bound: dict[tuple[str, str], list[tuple[Steps, str]]] = {}
        for source in sources:
            for name, places in source.schemas.items():
                for place in places:
                    if name in source.opaque:
                        at = place.operation, place.message
                        self._opaque.setdefault(at, []).append(place.steps)
                    known = self._bound.setdefault((place.operation, place.message), [])
                    known.append((place.steps, same.get(name, name)))

    def is_opaque(self, change: Change) -> bool:
        """Whether it is within what our client sends as a plain object."""
        bound = self._opaque.get((change.endpoint.label, change.message), ())
        return any(len(change.steps) > len(at) and change.steps[: len(at)] == at for at in bound)

    def schema(self, change: Change) -> tuple[str, Steps] | None:
        """Our schema that a change is in, and the steps from there; None if none is ours."""
        bound = self._bound.get((change.endpoint.label, change.message), ())
        steps = change.steps
        reach = len(steps) - 1 if _comes_or_goes(change) else len(steps)
        owners = [(start, name) for start, name in bound if steps[:reach][: len(start)] == start]
        if not owners:
            return None
        start, name = max(owners, key=lambda owner: len(owner[0]))
        return name, steps[len(start) :]

    def owner(self, change: Change) -> tuple[str, str] | None:
        """Our schema that has a property, and the property's name."""
        bound = self._bound.get((change.endpoint.label, change.message), ())
        names = [name for start, name in bound if start == change.steps[:-1]]
        return (names[0], change.steps[-1]) if names and change.steps else None

    def field(self, change: Change) -> str:
        """`JiraTask.status`, `202 links.status`, `query expand`, or the message alone."""
        if change.anchor:
            return joined(plain(change.anchor), change.steps)
        if owner := self.schema(change):
            return joined(*owner)
        return f"{plain(change.message)} {dotted(change.steps)}".strip()


def _comes_or_goes(change: Change) -> bool:
    """Whether it is a property of its owner, rather than what it holds, that changed."""
    kind = change.kind
    is_property = "property" in kind and kind.endswith(("-added", "-removed"))
    return is_property or kind.startswith("new-") or kind.endswith(_OF_OWNERS)


def dotted(steps: Steps) -> str:
    """`results[].name` for its steps."""
    told = "".join(step if step in ("[]", "{}") else f".{short(step)}" for step in steps)
    return told.lstrip(".")


def joined(name: str, steps: Steps) -> str:
    """A field below a name."""
    between = "." if steps and steps[0] not in ("[]", "{}") else ""
    return f"{name}{between}{dotted(steps)}"
