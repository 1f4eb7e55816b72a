"""Every operation that starts a task: a request that it accepts, and how it hands the task over."""

from typing import Any

import httpx
from attrs import frozen

MAPPING = {"oldStatusId": "1", "newStatusId": "2"}
REDACTION = {
    "externalId": "0b2d1c0e-51a5-4e0c-9a52-3a1f0c9a7f01",
    "reason": "A name",
    "contentItem": {"id": "10001", "entityId": "summary", "entityType": "issuefieldvalue"},
    "redactionPosition": {"expectedText": "x", "from": 0, "to": 4},
}
ISSUES = ["ABC-7", "10001"]
MOVE = {"ABC,10001": {"issueIdsOrKeys": ISSUES}}
UPDATE = {"id": "1", "name": "Flow", "description": "", "version": {"id": "1", "versionNumber": 1}}


@frozen
class Operation:
    """`shape` is a row of the document's ways to hand a task over."""

    method: str
    path: str
    shape: str
    payload: Any = None
    kind: str = "jira"

    def send(self, client: httpx.Client, **changes: Any) -> httpx.Response:
        """Send it, with another payload or to another path where one is given."""
        payload = changes.get("payload", self.payload)
        sent = {} if payload is None else {"json": payload}
        return client.request(self.method, changes.get("path", self.path), **sent)

    @property
    def has_v2(self) -> bool:
        """Whether the second version of the API has it too."""
        only_v3 = ("/bulk/", "/forge/", "/project/switch")
        return "/rest/api/3/" in self.path and not any(part in self.path for part in only_v3)


def _v3(method: str, path: str, shape: str, payload: Any = None, kind: str = "jira") -> Operation:
    return Operation(method, "/rest/api/3/" + path, shape, payload, kind)


def _bulk(change: str, payload: Any) -> Operation:
    return _v3("POST", f"bulk/issues/{change}", "created id", payload, "jira-bulk")


def _wiki(method: str, path: str, payload: Any = None) -> Operation:
    return Operation(method, "/wiki/rest/api/" + path, "long task", payload, "confluence")


SELECTED = {"selectedIssueIdsOrKeys": ISSUES}
TRANSITION = {"bulkTransitionInputs": [SELECTED | {"transitionId": "11"}]}
EDIT = SELECTED | {"selectedActions": ["labels"], "editedFieldsInput": {"labelsFields": [{}]}}

OPERATIONS = {
    "delete a field": _v3("DELETE", "field/customfield_10001", "see task"),
    "replace an option": _v3(
        "DELETE", "field/customfield_10001/context/2/option/3/issue", "see task"
    ),
    "replace an app's option": _v3("DELETE", "field/app__size/option/3/issue", "see task"),
    "delete a priority": _v3("DELETE", "priority/3", "see task"),
    "delete a resolution": _v3("DELETE", "resolution/3?replaceWith=4", "see task"),
    "delete a project": _v3("POST", "project/ABC/delete", "see task"),
    "set a security scheme": _v3(
        "PUT", "issuesecurityschemes/project", "see task", {"projectId": "1", "schemeId": "2"}
    ),
    "remove a security level": _v3("DELETE", "issuesecurityschemes/2/level/3", "see task"),
    "switch a workflow scheme": _v3(
        "POST", "workflowscheme/project/switch", "see task",
        {"projectId": "1", "targetSchemeId": "2"},
    ),
    "update a workflow scheme": _v3(
        "POST", "workflowscheme/update", "see task",
        UPDATE | {"statusMappingsByIssueTypeOverride": [{"statusMappings": [MAPPING]}]},
    ),
    "publish a draft": _v3(
        "POST", "workflowscheme/1/draft/publish", "see task", {"statusMappings": []}
    ),
    "set properties": _v3(
        "POST", "issue/properties", "see other",
        {"entitiesIds": [10001], "properties": {"color": "red"}},
    ),
    "set properties by issue": _v3(
        "POST", "issue/properties/multi", "see other",
        {"issues": [{"issueID": 10001, "properties": {"color": "red"}}]},
    ),
    "set a property": _v3("PUT", "issue/properties/color", "see other", {"value": "red"}),
    "delete a property": _v3(
        "DELETE", "issue/properties/color", "see other", {"entityIds": [10001]}
    ),
    "create a project": _v3(
        "POST", "project-template", "see empty", {"details": {"key": "ABC"}, "template": {"a": 1}}
    ),
    "bulk delete": _bulk("delete", SELECTED),
    "bulk edit": _bulk("fields", EDIT),
    "bulk move": _bulk("move", {"targetToSourcesMapping": MOVE}),
    "bulk transition": _bulk("transition", TRANSITION),
    "bulk watch": _bulk("watch", SELECTED),
    "bulk unwatch": _bulk("unwatch", SELECTED),
    "export archived issues": _v3(
        "PUT", "issues/archive/export", "accepted id", {"projects": ["ABC"]}
    ),
    "pin panels": _v3(
        "POST", "forge/panel/action/bulk/async", "accepted id",
        {"moduleId": "m", "projectList": [{"projectIdOrKey": "ABC", "action": "PIN"}]},
    ),
    "archive issues": _v3("POST", "issue/archive", "address", {"jql": "project = ABC"}),
    "redact": _v3("POST", "redact", "job", {"redactions": [REDACTION]}, "jira-redaction"),
    "create a priority scheme": _v3(
        "POST", "priorityscheme", "embedded task",
        {"name": "P", "defaultPriorityId": 1, "priorityIds": [1], "projectIds": [1]},
    ),
    "update a priority scheme": _v3(
        "PUT", "priorityscheme/1", "embedded task", {"priorities": {"add": {"ids": [2]}}}
    ),
    "update workflows": _v3(
        "POST", "workflows/update", "embedded id",
        {"workflows": [{"id": "w", "statusMappings": [{"statusMigrations": [MAPPING]}]}]},
    ),
    "archive pages": _wiki("POST", "content/archive", {"pages": [{"id": 1}]}),
    "delete pages": _wiki("DELETE", "content/1/pageTree"),
    "copy pages": _wiki("POST", "content/1/pagehierarchy/copy", {"destinationPageId": "2"}),
    "delete a space": _wiki("DELETE", "space/ABC"),
    "delete a space of Data Center": Operation(
        "DELETE", "/rest/api/space/ABC", "submission", None, "confluence-dc"
    ),
}  # fmt: skip
