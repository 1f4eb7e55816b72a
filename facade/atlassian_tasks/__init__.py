"""One handle for the long-running tasks of Jira and Confluence: look, watch, wait, cancel."""

from . import errors
from .aio import AsyncTaskClient
from .client import TaskClient
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
    "errors",
]
