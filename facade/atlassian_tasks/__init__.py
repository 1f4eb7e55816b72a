"""One handle for the long-running tasks of Jira and Confluence: look, watch, wait, cancel."""

from typing import TYPE_CHECKING, Any

from . import errors
from .aio import AsyncTaskClient
from .client import TaskClient, discover_cloud_id
from .kinds import Kind
from .kinds.refs import TaskRef
from .model import Failure, Outcome, Status, Task

if TYPE_CHECKING:
    from .starting.ledger import Ledger
    from .starting.start import Start, StartOutcome

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
_LATER = {
    "Ledger": ".starting.ledger",
    "Start": ".starting.start",
    "StartOutcome": ".starting.start",
}

if not TYPE_CHECKING:  # which would believe that every name is there

    def __getattr__(name: str) -> Any:
        """Load what starts things, and sqlite3, for those who ask for it."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_LATER[name], __name__), name)
