"""What is true of every task of a kind: where it is looked at, its ids, how it can end."""

import random
from collections.abc import Callable, Collection, Sequence

from attrs import frozen

from ._http import Errors
from ._visit import Route


@frozen(kw_only=True)
class Family:
    """The tasks of one kind; the module that has it also has their bodies, looks and errors."""

    kind: str
    path: str
    """Where one is looked at, up to its id."""
    product: str
    """Whose paths these are, as `Route.product` names it."""
    errors: Errors
    """How the operations that start one refuse to."""
    routes: Sequence[Route] = ()
    """The endpoints that only these tasks have."""
    ids: str
    """Kinds that say the same have their ids in common."""
    outcomes: Collection[str] = ("complete", "failed", "cancelled", "dead")
    """How one can end: those for which there is a word."""
    new_id: Callable[[int, random.Random], str] = lambda number, _dice: str(number)
    """An id, of a number that no other task has."""
    is_on_one_node: bool = True
    """Whether, of a cluster of Data Center, only the node that runs a task knows it."""
    kept: float | None = None
    """Seconds from the end of one until it is forgotten; None as long as the site keeps any."""
