"""The operations that look at tasks, list them and ask for their end, with an answer to each."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from atlassian_tasks_rest import models
from attrs import frozen

from tests.generated.answers import BULK, DATA_CENTER_TASK, LONG_TASK, PAGE, REDACTION, TASK
from tests.generated.starts import module_of


@frozen
class Look:
    """A generated operation: the request it makes of its arguments, and an answer written down."""

    tag: str
    id: str
    arguments: dict[str, Any]
    line: str
    body: Any = None
    model: Any = None

    @property
    def module(self) -> ModuleType:
        """The generated module."""
        return module_of(self.tag, self.id)


_TASK, _JOB, _ID = {"task_id": "1"}, {"job_id": "1"}, {"id": "1"}
_DC, _DC_PAGE = "confluence_dc", PAGE | {"totalCount": 1}
# fmt: off
LOOKS = [
    Look("jira_v3", "getTask", _TASK, "GET /rest/api/3/task/1", TASK, models.JiraTask),
    Look("jira_v3", "cancelTask", _TASK, "POST /rest/api/3/task/1/cancel"),
    Look("jira_v3", "getBulkProgress", _TASK, "GET /rest/api/3/bulk/queue/1", BULK,
         models.BulkProgress),
    Look("jira_v3", "getRedactionStatus", _JOB, "GET /rest/api/3/redact/status/1", REDACTION,
         models.RedactionJob),
    Look("jira_v2", "getTaskV2", _TASK, "GET /rest/api/2/task/1", TASK, models.JiraTask),
    Look("jira_v2", "cancelTaskV2", _TASK, "POST /rest/api/2/task/1/cancel"),
    Look("confluence", "listLongTasks", {}, "GET /wiki/rest/api/longtask", PAGE,
         models.LongTaskPage),
    Look("confluence", "getLongTask", _ID, "GET /wiki/rest/api/longtask/1", LONG_TASK,
         models.LongTask),
    Look(_DC, "listDataCenterLongTasks", {}, "GET /rest/api/longtask", _DC_PAGE,
         models.DataCenterLongTaskPage),
    Look(_DC, "getDataCenterLongTask", _ID, "GET /rest/api/longtask/1", DATA_CENTER_TASK,
         models.DataCenterLongTask),
]
# fmt: on
