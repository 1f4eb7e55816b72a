"""Contains all the data models used in inputs/outputs"""

from .bulk_failures import BulkFailures
from .bulk_progress import BulkProgress
from .bulk_submitter import BulkSubmitter
from .data_center_long_task import DataCenterLongTask
from .data_center_long_task_links import DataCenterLongTaskLinks
from .data_center_long_task_message import DataCenterLongTaskMessage
from .data_center_long_task_page import DataCenterLongTaskPage
from .data_center_long_task_page_links import DataCenterLongTaskPageLinks
from .jira_task import JiraTask
from .long_task import LongTask
from .long_task_details import LongTaskDetails
from .long_task_links import LongTaskLinks
from .long_task_message import LongTaskMessage
from .long_task_name import LongTaskName
from .long_task_page import LongTaskPage
from .task_status import TaskStatus

__all__ = (
    "BulkFailures",
    "BulkProgress",
    "BulkSubmitter",
    "DataCenterLongTask",
    "DataCenterLongTaskLinks",
    "DataCenterLongTaskMessage",
    "DataCenterLongTaskPage",
    "DataCenterLongTaskPageLinks",
    "JiraTask",
    "LongTask",
    "LongTaskDetails",
    "LongTaskLinks",
    "LongTaskMessage",
    "LongTaskName",
    "LongTaskPage",
    "TaskStatus",
)
