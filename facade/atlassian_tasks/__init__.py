"""One handle for the long-running tasks of Jira and Confluence: look, watch, wait, cancel."""

from . import errors
from .aio import AsyncTaskClient
from .client import TaskClient, discover_cloud_id
from .model import Failure, Kind, Outcome, Status, Task, TaskRef

__all__ = [
    "AsyncTaskClient",
    "Failure",
    "Kind",
    "Outcome",
    "Status",
    "Task",
    "TaskClient",
    "TaskRef",
    "discover_cloud_id",
    "errors",
]
