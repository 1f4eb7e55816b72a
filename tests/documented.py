"""What each start operation is documented to answer, and with whose task: a row each."""

from __future__ import annotations

import json
import re

from attrs import frozen

from tests.answers import backup, jira, reindex
from tests.operations import Operation

SITE = "https://acme.atlassian.net"
DATA_CENTER = "https://wiki.example.com"
JIRA_GATEWAY = "https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555"
WIKI_GATEWAY = JIRA_GATEWAY.replace("jira", "confluence")
JOB = "6d4f3c2a-0b1e-4f5a-9c8d-7e6f5a4b3c2d"
TASK = f"{SITE}/rest/api/3/task/10641"
V2_TASK = f"{SITE}/rest/api/2/task/10641"


@frozen
class Reply:
    status: int
    body: object = b""
    location: str | None = None

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.location is None else {"Location": self.location}


def long_task(**fields: object) -> dict[str, object]:
    return {"id": "10641", "links": {"status": "/rest/api/longtask/10641"}} | fields


def dc_long_task(path: str = "/rest/api/longtask/10641") -> dict[str, object]:
    links = {"status": path, "result": f"{path}/result"}
    return {"id": "10641", "links": links, "statusPath": path, "resultPath": f"{path}/result"}


def transition() -> dict[str, object]:
    url = "/wiki/api/v2/space-permissions/transition/tasks/10641"
    return {"taskId": "10641", "status": "IN_PROGRESS", "statusUrl": url}


SEE_TASK = Reply(303, jira(self=TASK), TASK)
SEE_OTHER = Reply(303, b"", TASK)
SEE_EMPTY = Reply(303, {}, TASK)
LONG_TASK = Reply(202, long_task(ari="ari:cloud:confluence:1:longtask/10641"))
V3, WIKI = "/rest/api/3", "/wiki/rest/api"

# method, path, answer, the task
ROWS = [
    # 1: 303, where the task is, and the task
    ("DELETE", f"{V3}/field/customfield_1", SEE_TASK, "jira:10641"),
    ("DELETE", f"{V3}/field/customfield_1/context/2/option/3/issue", SEE_TASK, "jira:10641"),
    ("DELETE", f"{V3}/field/app__f/option/3/issue", SEE_TASK, "jira:10641"),
    ("DELETE", f"{V3}/priority/3", SEE_TASK, "jira:10641"),
    ("DELETE", f"{V3}/resolution/3?replaceWith=4", SEE_TASK, "jira:10641"),
    ("POST", f"{V3}/project/OLD/delete", SEE_TASK, "jira:10641"),
    ("PUT", f"{V3}/issuesecurityschemes/project", SEE_TASK, "jira:10641"),
    ("DELETE", f"{V3}/issuesecurityschemes/1/level/2", SEE_TASK, "jira:10641"),
    ("POST", f"{V3}/workflowscheme/project/switch", SEE_TASK, "jira:10641"),
    ("POST", f"{V3}/workflowscheme/update", SEE_TASK, "jira:10641"),
    ("POST", f"{V3}/workflowscheme/1/draft/publish", SEE_TASK, "jira:10641"),
    # 2: 303 and where the task is
    ("POST", f"{V3}/issue/properties", SEE_OTHER, "jira:10641"),
    ("POST", f"{V3}/issue/properties/multi", SEE_OTHER, "jira:10641"),
    ("PUT", f"{V3}/issue/properties/key", SEE_OTHER, "jira:10641"),
    ("DELETE", f"{V3}/issue/properties/key", SEE_OTHER, "jira:10641"),
    # 3: the same with an empty object
    ("POST", f"{V3}/project-template", SEE_EMPTY, "jira:10641"),
    # 4: an id
    ("POST", f"{V3}/bulk/issues/delete", Reply(201, {"taskId": "10641"}), "jira-bulk:10641"),
    ("POST", f"{V3}/bulk/issues/fields", Reply(201, {"taskId": "10641"}), "jira-bulk:10641"),
    ("POST", f"{V3}/bulk/issues/move", Reply(201, {"taskId": 10641}), "jira-bulk:10641"),
    ("POST", f"{V3}/bulk/issues/transition", Reply(201, {"taskId": "10641"}), "jira-bulk:10641"),
    ("POST", f"{V3}/bulk/issues/watch", Reply(201, {"taskId": "10641"}), "jira-bulk:10641"),
    ("POST", f"{V3}/bulk/issues/unwatch", Reply(201, {"taskId": "10641"}), "jira-bulk:10641"),
    (
        "PUT",
        f"{V3}/issues/archive/export",
        Reply(202, {"payload": "{}", "progress": 0, "status": "ENQUEUED", "taskId": "10641"}),
        "jira:10641",
    ),
    ("POST", f"{V3}/forge/panel/action/bulk/async", Reply(202, {"taskId": "10641"}), "jira:10641"),
    # 5: a bare string
    ("POST", f"{V3}/issue/archive", Reply(202, TASK), "jira:10641"),
    ("POST", f"{V3}/redact", Reply(202, JOB), f"jira-redaction:{JOB}"),
    # 6: within something else
    ("POST", f"{V3}/priorityscheme", Reply(202, {"id": "1", "task": jira()}), "jira:10641"),
    (
        "PUT",
        f"{V3}/priorityscheme/1",
        Reply(202, {"priorityScheme": {"id": "1", "self": f"{SITE}{V3}/p/1"}, "task": jira()}),
        "jira:10641",
    ),
    (
        "POST",
        f"{V3}/workflows/update",
        Reply(200, {"statuses": [], "workflows": [], "taskId": "10641"}),
        "jira:10641",
    ),
    # 7: Confluence
    ("POST", f"{WIKI}/content/archive", LONG_TASK, "confluence:10641"),
    ("DELETE", f"{WIKI}/content/7/pageTree", LONG_TASK, "confluence:10641"),
    ("POST", f"{WIKI}/content/7/pagehierarchy/copy", LONG_TASK, "confluence:10641"),
    ("DELETE", f"{WIKI}/space/OLD", Reply(202, long_task()), "confluence:10641"),
    *(
        (
            "POST",
            f"/wiki/api/v2/space-permissions/transition/{what}",
            Reply(202, transition()),
            "confluence-permissions:10641",
        )
        for what in ("combinations", "role-assignments", "access-removals")
    ),
    *(
        (method, path, Reply(200, {"asyncId": "10641"}), "confluence-conversion:10641")
        for method, path in (
            ("POST", f"{WIKI}/contentbody/convert/async/export_view"),
            ("GET", f"{WIKI}/content/1/history/2/macro/id/3/convert/async/view"),
        )
    ),
]
DATA_CENTER_ROW = (
    "DELETE",
    "/rest/api/space/OLD",
    Reply(202, dc_long_task()),
    "confluence-dc:10641",
)
_BACKUP = "/rest/api/backup-restore"
_JOB = Reply(200, backup(jobState="QUEUED"))
REINDEX_ROWS = [
    (
        "POST",
        "/rest/api/2/reindex?type=FOREGROUND",
        Reply(202, reindex(finishTime=None, success=False)),
        "jira-dc-reindex:10641",
    ),
    ("POST", "/rest/api/2/reindex/request", Reply(200, 10641), "jira-dc-reindex-request:10641"),
]
BACKUP_ROWS = [
    ("POST", f"{_BACKUP}/{operation}/{scope}", _JOB, "confluence-dc-backup:10641")
    for operation in ("backup", "restore")
    for scope in ("site", "space")
]


def answer_of(operation: Operation) -> tuple[Reply, str]:
    """The documented answer that has the task, and its id; version 2 answers as version 3 does."""
    template = operation.template
    if operation.tag == "jira_v2":
        template = template.replace("/rest/api/2/", "/rest/api/3/")
    pattern = re.sub(r"\{\w+\}", "[^/]+", template)
    for method, path, reply, ref in (*ROWS, DATA_CENTER_ROW, *BACKUP_ROWS, *REINDEX_ROWS):
        if method == operation.method and re.fullmatch(pattern, path.partition("?")[0]):
            return reply, ref.partition(":")[2]
    raise AssertionError(f"Write what {operation.id} answers into ROWS of tests/documented.py.")


def places(body: object, task_id: str, at: str = "") -> dict[str, str]:
    """Where in a body the task is named, by id or address: paths of properties, "" for itself."""
    if isinstance(body, dict):
        parts = [places(value, task_id, f"{at}.{name}") for name, value in body.items()]
        return {place: text for part in parts for place, text in part.items()}
    is_named = re.search(rf"(^|/|=){task_id}(/|$)", str(body))
    return {at.removeprefix("."): str(body)} if is_named else {}
