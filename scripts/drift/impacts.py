"""What a change does to us: kinds of impact, and what a maintainer has to do about each."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

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
    def about(self) -> tuple[str, ...]:
        """The fields; the operations too, where a field such as `query expand` could be of any."""
        is_clear = self.fields and not any(" " in name for name in self.fields)
        return self.fields if is_clear else (*self.fields, *self.operations)


def gathered(impacts: Iterable[Impact]) -> tuple[Impact, ...]:
    """Impacts that say the same become one, the gravest kinds first."""
    found: dict[tuple[Kind, str, str, str], Impact] = {}
    for one in impacts:
        key = one.kind, one.heading, one.what, one.todo
        known = found.get(key)
        found[key] = one if known is None else _both(known, one)
    order = list(Kind)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.kind)))


def _both(left: Impact, right: Impact) -> Impact:
    return evolve(
        left,
        operations=_union(left.operations, right.operations),
        fields=_union(left.fields, right.fields),
        facade=_union(left.facade, right.facade),
    )


def _union(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*left, *right]))
