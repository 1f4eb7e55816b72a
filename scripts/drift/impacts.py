"""What a change does to us: kinds of impact, and what a maintainer has to do about each."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain

from attrs import evolve, frozen


class Kind(StrEnum):
    """Axis two, the gravest first."""

    BREAKS = "breaks the facade"
    LOST = "upstream lost an operation"
    CALLERS = "callers have to change"
    HAND_OVER = "a hand-over changed"
    STARTER = "a new operation starts a task"
    LOOK = "a new operation looks at a task"
    MAPPING = "needs mapping"
    STALE = "a deviation went stale"
    ADDITIVE = "additive"

    @property
    def is_breaking(self) -> bool:
        """Whether somebody who has an installed client of ours cannot go on as before."""
        return self in (Kind.BREAKS, Kind.LOST, Kind.CALLERS)


@frozen
class Impact:
    """One thing that somebody has to know or do, and every name that it concerns.

    `heading` is said in the place of the kind, where that would say too much.
    """

    kind: Kind
    what: str
    todo: str = ""
    operations: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    facade: tuple[str, ...] = ()
    heading: str = ""

    @property
    def title(self) -> str:
        """What people read first."""
        return self.heading or str(self.kind)

    @property
    def change(self) -> tuple[object, ...]:
        """What tells it from others: two changes never share what is to do about them."""
        whose = self.operations if self.kind in (Kind.STARTER, Kind.LOOK) else ()
        where = (self.fields, whose) if self.todo else ()
        return self.kind, self.heading, self.what, self.todo, where


def gathered(impacts: Iterable[Impact]) -> tuple[Impact, ...]:
    """Impacts of one change become one, the gravest kinds first."""
    found: dict[tuple[object, ...], list[Impact]] = {}
    for one in impacts:
        found.setdefault(one.change, []).append(one)
    order = list(Kind)
    told = [
        evolve(
            same[0],
            operations=joined(one.operations for one in same),
            fields=joined(one.fields for one in same),
            facade=joined(one.facade for one in same),
        )
        for same in found.values()
    ]
    return tuple(sorted(told, key=lambda one: order.index(one.kind)))


def joined(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All names, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(names)))
