"""Answers as the services give them, written down by hand; sections refer to the oddity shown."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import httpx
from atlassian_tasks_rest.client import Client

TASK: dict[str, Any] = {
    "self": "https://acme.atlassian.net/rest/api/3/task/10641",
    "id": "10641",
    "description": "Remove option 3",
    "status": "COMPLETE",
    "message": "Done.",
    "result": {"modifiedIssues": [10001], "unmodifiedIssues": [10002], "errors": {}},
    "submittedBy": 10000,
    "progress": 100,
    "elapsedRuntime": 156,
    "submitted": 1751708132800,
    "started": 1751708132900,
    "finished": 1751708133000,
    "lastUpdate": 1751708133000,
}
BULK: dict[str, Any] = {
    "taskId": "10779",
    "status": "COMPLETE",
    "progressPercent": 100,
    "submittedBy": {"accountId": "5b10"},
    "created": 1750180055963,
    "started": 1750180056206,
    "updated": 1750180058290,
    "totalIssueCount": 3,
    "processedAccessibleIssues": [10001],
    "failedAccessibleIssues": {"10002": ["No permission."]},
    "invalidOrInaccessibleIssueCount": 1,
}
REDACTION: dict[str, Any] = {
    "jobStatus": "COMPLETED",
    "bulkRedactionResponse": {
        "results": [
            {"externalId": "5F0C277E-0000-4000-8000-000000000001", "successful": True},
            {"externalId": "5f0c277e-0000-4000-8000-000000000002", "successful": False},
        ]
    },
}
LONG_TASK: dict[str, Any] = {
    "ari": "arn:1",
    "id": "4077",
    "name": {"key": "copy.page.hierarchy", "args": []},
    "elapsedTime": 12040,
    "percentageComplete": 100,
    "successful": True,
    "finished": True,
    "status": "FINISH_SUCCESS",
    "messages": [{"translation": "Copied 2 pages.", "args": []}],
    "errors": [],
    "additionalDetails": {
        "destinationId": "98305",
        "destinationUrl": "/wiki/spaces/A/pages/98305",
        "totalPageNeedToCopy": 2,
    },
    "_links": {"base": "https://acme.atlassian.net/wiki", "self": "/rest/api/longtask/4077"},
}
DATA_CENTER_TASK: dict[str, Any] = {
    "id": "2c918",
    "name": {"key": "com.atlassian.export", "args": []},
    "elapsedTime": 5000,
    "percentageComplete": 40,
    "successful": True,
    "messages": [{"key": "export.running", "args": ["A"], "translation": "Exporting A"}],
    "_links": {"self": "https://wiki.example.com/rest/api/longtask/2c918"},
    "_expandable": {},
}
CONVERSION: dict[str, Any] = {
    "status": "COMPLETED",
    "renderTaskId": "7a1b",
    "value": "<p>Hello</p>",
    "representation": "view",
    "embeddedContent": [],
    "webresource": {"keys": ["a"], "uris": {"css": "/a.css"}},
    "mediaToken": {"token": "t"},
    "_links": {"base": "https://acme.atlassian.net/wiki"},
}
BACKUP: dict[str, Any] = {
    "id": 12,
    "jobOperation": "BACKUP",
    "jobScope": "SPACE",
    "jobState": "COMPLETING",
    "createTime": "2026-08-11T08:00:00.000Z",
    "startProcessingTime": "2026-08-11T08:00:01.000Z",
    "owner": "admin",
    "fileName": "spaces.zip",
    "spaceKeys": "A,B",
    "fileExists": False,
}
REINDEX: dict[str, Any] = {
    "progressUrl": "/secure/admin/jira/IndexProgress.jspa?taskId=3",
    "currentProgress": 42,
    "currentSubTask": "Issues",
    "type": "BACKGROUND_PREFFERED",
    "submittedTime": "2026-08-06T08:00:00.000+0000",
    "startTime": "2026-08-06T08:00:01.000+0000",
    "success": False,
}
REINDEX_REQUEST: dict[str, Any] = {
    "id": 7,
    "status": "ACTIVE",
    "type": "DELAYED",
    "requestTime": "2026-08-06T08:00:00.000+0000",
}
TRANSITION: dict[str, Any] = {"taskId": "7", "status": "FAILED", "errorMessage": "No such role."}
PAGE: dict[str, Any] = {"results": [LONG_TASK], "start": 0, "limit": 100, "size": 1, "_links": {}}


def transport(body: Any, status: int, asked: list[str]) -> httpx.MockTransport:
    content = b"" if body is None else json.dumps(body).encode()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.raw_path.decode()}")
        return httpx.Response(status, content=content)

    return httpx.MockTransport(answer)


def ask(operation: ModuleType, body: Any, status: int = 200, **arguments: Any) -> Any:
    """What an operation makes of an answer."""
    client = Client(base_url="https://acme.atlassian.net")
    with httpx.Client(base_url=client._base_url, transport=transport(body, status, [])) as http:
        client.set_httpx_client(http)
        return operation.sync_detailed(client=client, **arguments).parsed
