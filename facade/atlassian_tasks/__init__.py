"""One handle for the long-running tasks of Jira and Confluence: look, watch, wait, cancel."""

from typing import TYPE_CHECKING, Any

from . import errors
from .aio import AsyncTaskClient
from .client import TaskClient, discover_cloud_id
from .kinds import Kind
from .kinds.refs import TaskRef
from .model import Failure, Outcome, Status, Task
from .starting.start import Start, StartOutcome

if TYPE_CHECKING:
    from .starting.ledger import Ledger

__all__ = [
    "AsyncTaskClient",
    "Failure",
    "Kind",
    "Ledger",
    "Outcome",
    "Start",
    "StartOutcome",
    "Status",
    "Task",
    "TaskClient",
    "TaskRef",
    "discover_cloud_id",
    "errors",
]


def __getattr__(name: str) -> Any:
    """Load the ledger, and sqlite3 with it, for those who ask for it."""
    if name != "Ledger":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .starting.ledger import Ledger

    return Ledger
