"""One handle for the long-running tasks of Jira and Confluence: look, watch, wait, cancel."""

from . import errors
from .aio import AsyncTaskClient
from .client import TaskClient, discover_cloud_id
from .kinds import Kind
from .kinds.refs import TaskRef
from .model import Failure, Outcome, Status, Task
from .starting.start import Start, StartOutcome

__all__ = [
    "AsyncTaskClient",
    "Failure",
    "Kind",
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
