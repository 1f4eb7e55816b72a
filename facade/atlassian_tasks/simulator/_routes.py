"""What there is: families of tasks, operations that start them, and what is around."""

from typing import Final

from . import _surroundings as surroundings
from ._confluence import CLOUD, DATA_CENTER
from ._jira import BULK, JIRA, JIRA_V2
from ._redaction import REDACTION
from ._starts import STARTS

_FAMILIES = (JIRA, JIRA_V2, BULK, REDACTION, CLOUD, DATA_CENTER)

FAMILIES: Final = {family.kind: family for family in _FAMILIES}
ROUTES: Final = (
    *(route for family in _FAMILIES for route in family.routes),
    *(start.route for start in STARTS),
    *surroundings.ROUTES,
)
