"""Bodies as the services send them, to be changed by each test as it likes."""

from __future__ import annotations

from typing import Any

MILLISECONDS = 1767268800000  # 2026-01-01T12:00:00Z
NOON = "2026-01-01T12:00:00+00:00"
DATE = "Thu, 01 Jan 2026 12:00:05 GMT"  # five seconds later


def jira(**fields: Any) -> dict[str, Any]:
    return {
        "self": "https://example.atlassian.net/rest/api/3/task/10641",
        "id": "10641",
        "description": "Delete field",
        "status": "COMPLETE",
        "message": "Done.",
        "result": {"field": 1},
        "submittedBy": 10000,
        "progress": 100,
        "elapsedRuntime": 1500,
        "submitted": MILLISECONDS - 3000,
        "started": MILLISECONDS - 2000,
        "finished": MILLISECONDS,
        "lastUpdate": MILLISECONDS,
    } | fields


def bulk(**fields: Any) -> dict[str, Any]:
    return {
        "taskId": "10641",
        "status": "COMPLETE",
        "progressPercent": 100,
        "submittedBy": {"accountId": "5b10a2844c20165700ede21g"},
        "created": MILLISECONDS - 3000,
        "started": MILLISECONDS - 2000,
        "updated": MILLISECONDS,
        "totalIssueCount": 2,
        "processedAccessibleIssues": [10001, 10002],
        "invalidOrInaccessibleIssueCount": 0,
    } | fields


def confluence(**fields: Any) -> dict[str, Any]:
    return {
        "ari": "ari:cloud:confluence::long-task/10641",
        "id": "10641",
        "name": {"key": "com.atlassian.confluence.copy", "args": []},
        "elapsedTime": 1500,
        "percentageComplete": 100,
        "successful": True,
        "finished": True,
        "messages": [{"translation": "Copied 3 pages.", "args": []}],
        "status": "FINISH_SUCCESS",
        "errors": [],
        "additionalDetails": {
            "destinationId": "77",
            "destinationUrl": "/wiki/spaces/A/pages/77",
            "totalPageNeedToCopy": 3,
            "additionalProperties": "",
        },
        "_links": {"base": "https://example.atlassian.net/wiki", "context": "/wiki"},
    } | fields


def data_center(**fields: Any) -> dict[str, Any]:
    return {
        "id": "10641",
        "name": {"key": "com.atlassian.confluence.export", "args": []},
        "elapsedTime": 1500,
        "percentageComplete": 100,
        "successful": True,
        "messages": [{"translation": "Exported.", "args": []}],
        "_links": {"self": "https://wiki.example.com/rest/api/longtask/10641"},
    } | fields


def redaction(**fields: Any) -> dict[str, Any]:
    return {
        "jobStatus": "COMPLETED",
        "bulkRedactionResponse": {"results": [{"externalId": "first", "successful": True}]},
    } | fields


def conversion(**fields: Any) -> dict[str, Any]:
    return {
        "status": "COMPLETED",
        "renderTaskId": "render-1",
        "value": "<p>Hello</p>",
        "representation": "export_view",
    } | fields


def permissions(**fields: Any) -> dict[str, Any]:
    return {"taskId": "10641", "status": "COMPLETED", "errorMessage": None} | fields


def backup(**fields: Any) -> dict[str, Any]:
    return {
        "id": 10641,
        "jobOperation": "BACKUP",
        "jobScope": "SITE",
        "jobState": "FINISHED",
        "createTime": "2026-01-01T11:59:57.000Z",
        "startProcessingTime": "2026-01-01T11:59:58.000Z",
        "finishProcessingTime": "2026-01-01T12:00:00.000Z",
        "owner": "admin",
        "fileName": "site.zip",
        "fileExists": True,
    } | fields


def reindex(**fields: Any) -> dict[str, Any]:
    return {
        "progressUrl": "/secure/admin/jira/IndexProgress.jspa?taskId=10641",
        "currentProgress": 100,
        "currentSubTask": "",
        "type": "FOREGROUND",
        "submittedTime": "2026-01-01T11:59:57.000+0000",
        "startTime": "2026-01-01T11:59:58.000+0000",
        "finishTime": "2026-01-01T12:00:00.000+0000",
        "success": True,
    } | fields


def reindex_request(**fields: Any) -> dict[str, Any]:
    return {
        "id": 10641,
        "status": "COMPLETE",
        "type": "IMMEDIATE",
        "requestTime": "2026-01-01T11:59:57.000+0000",
        "startTime": "2026-01-01T11:59:58.000+0000",
        "completionTime": "2026-01-01T12:00:00.000+0000",
    } | fields


# Each kind is here, and so goes through every test that holds for all of them.
BODIES = {
    "jira": jira,
    "jira-v2": jira,
    "jira-bulk": bulk,
    "jira-redaction": redaction,
    "confluence": confluence,
    "confluence-conversion": conversion,
    "confluence-permissions": permissions,
    "confluence-dc": data_center,
    "confluence-dc-backup": backup,
    "jira-dc-reindex": reindex,
    "jira-dc-reindex-request": reindex_request,
}


def ends(kind: str) -> list[str]:
    """How a task of this kind can end, in the simulator's words."""
    if kind == "jira-redaction":
        return ["complete"]
    if kind == "confluence-dc-backup":
        return ["complete", "failed", "cancelled"]
    lost = [] if kind.startswith(("confluence", "jira-dc")) else ["cancelled", "dead"]
    return ["complete", "failed", *lost]


FAILING = [kind for kind in BODIES if "failed" in ends(kind)]
