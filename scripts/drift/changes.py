"""One change of one operation, with its rule and how grave it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.rules import Level, operation_level, rule_id, value_level

if TYPE_CHECKING:
    from scripts.drift.outline import Endpoint
    from scripts.drift.values import Direction, Event


@frozen
class Change:
    """What changed, and where.

    `message` is a status, `body` for what is sent, or a parameter as `query expand`; `steps`
    lead from there to a field, or from the component `anchor`. `kind` is the rule without the
    words that say where.
    """

    rule: str
    kind: str
    level: Level
    endpoint: Endpoint
    message: str = ""
    steps: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    anchor: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it concerns an operation that we take."""
        return self.endpoint.ours is not None

    @property
    def is_success(self) -> bool:
        """Whether it concerns an answer that is a success or a redirect."""
        return self.message[:1] in ("2", "3")


def whole(
    rule: str, endpoint: Endpoint, old: str = "", new: str = "", *, message: str = ""
) -> Change:
    """A change of an operation, a parameter or a message as a whole."""
    level = operation_level(rule)
    return Change(rule, rule, level, endpoint, message, (), old, new)


def within(
    event: Event, endpoint: Endpoint, message: str, direction: Direction, place: str
) -> Change:
    """A change of a value in a body, a parameter or a header."""
    rule = rule_id(event.kind, direction, place, nested=event.nested)
    level = value_level(event.kind, direction, is_parameter=place == "parameter")
    told = (event.steps, event.old, event.new, event.anchor)
    return Change(rule, event.kind, level, endpoint, message, *told)
