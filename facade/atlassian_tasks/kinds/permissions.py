"""Confluence's transitions of space permissions to roles: how a body becomes a `Task`.

https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space-permissions/
"""

from __future__ import annotations

from atlassian_tasks_rest.api.confluence_v2 import get_permission_transition

from atlassian_tasks.model import Status

from . import Kind
from .dialect import Dialect

_WORDS = {
    "IN_PROGRESS": Status.RUNNING,
    "COMPLETED": Status.COMPLETE,
    "FAILED": Status.FAILED,
}
CONFLUENCE_PERMISSIONS = Dialect(
    kind=Kind.CONFLUENCE_PERMISSIONS,
    get=get_permission_transition,
    noun="transition of permissions: it has no status",
    id="taskId",
    words=_WORDS,
    fields={"message": "errorMessage"},
)
