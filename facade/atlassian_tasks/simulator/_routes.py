"""What there is: families of tasks, operations that start them, and what is around."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from . import _surroundings as surroundings
from . import families
from ._family import Family
from ._starts import STARTS


def _families() -> Iterator[Family]:
    for module in iter_modules(families.__path__):
        yield from import_module(f"{families.__name__}.{module.name}").FAMILIES


FAMILIES: Final = {family.kind: family for family in _families()}
ROUTES: Final = (
    *(route for family in FAMILIES.values() for route in family.routes),
    *(start.route for start in STARTS),
    *surroundings.ROUTES,
)
