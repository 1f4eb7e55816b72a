"""The operations that look at tasks, list them and ask for their end, with an answer to each."""

from __future__ import annotations

from typing import Any

from atlassian_tasks_rest import models

from tests.generated.answers import (
    BACKUP,
    BULK,
    CONVERSION,
    DATA_CENTER_TASK,
    LONG_TASK,
    PAGE,
    REDACTION,
    REINDEX,
    REINDEX_REQUEST,
    TASK,
    TRANSITION,
)
from tests.operations import OPERATIONS

# What is answered, and what the generated code makes of it.
BODIES: dict[str, tuple[Any, Any]] = {
    "getTask": (TASK, models.JiraTask),
    "getTaskV2": (TASK, models.JiraTask),
    "cancelTask": (None, None),
    "cancelTaskV2": (None, None),
    "getBulkProgress": (BULK, models.BulkProgress),
    "getRedactionStatus": (REDACTION, models.RedactionJob),
    "listLongTasks": (PAGE, models.LongTaskPage),
    "getLongTask": (LONG_TASK, models.LongTask),
    "getConversion": (CONVERSION, models.Conversion),
    "getPermissionTransition": (TRANSITION, models.PermissionTransition),
    "listDataCenterLongTasks": (PAGE | {"totalCount": 1}, models.DataCenterLongTaskPage),
    "getDataCenterLongTask": (DATA_CENTER_TASK, models.DataCenterLongTask),
    "listBackupJobs": ([BACKUP], list),
    "getBackupJob": (BACKUP, models.BackupJob),
    "cancelBackupJob": (None, None),
    "getReindex": (REINDEX, models.Reindex),
    "getReindexRequest": (REINDEX_REQUEST, models.ReindexRequest),
    "listReindexRequests": ([REINDEX_REQUEST], list),
}
LOOKS = [(one, *BODIES[one.id]) for one in OPERATIONS.values() if not one.kind]
