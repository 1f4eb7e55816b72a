"""The operations that start a task, by the shape in which they hand it over."""

from __future__ import annotations

import importlib
import re
from types import ModuleType
from typing import Any

from atlassian_tasks_rest import models
from attrs import frozen

from tests.generated.payloads import PAYLOADS

# By the model alone: its first payload.
WRITTEN = {type(payload): payload for payload, _ in reversed(PAYLOADS)}
JIRA_TASK = "JiraTask"
"""A body that is the task itself."""


@frozen
class Start:
    """A start operation: where it is, what it takes, and how it says what it started."""

    id: str
    tag: str
    kind: str
    codes: str
    """The documented successes; those that always or never start a task too."""
    handover: Any
    """Documented for the last of the codes: JIRA_TASK, a property's path, a JSON type, or None."""
    arguments: dict[str, Any]
    body: type[Any] | None
    line: str
    """The request that it makes of these arguments."""

    @property
    def written(self) -> dict[str, Any]:
        """The arguments, and a payload where it takes one."""
        return self.arguments | ({"body": WRITTEN[self.body]} if self.body else {})

    @property
    def module(self) -> ModuleType:
        """The generated module."""
        return module_of(self.tag, self.id)


def module_of(tag: str, id_: str) -> ModuleType:
    """The generated module of an operation."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", id_).lower()
    return importlib.import_module(f"atlassian_tasks_rest.api.{tag}.{name}")


def _jira(id_: str, codes: str, handover: Any, line: str, **arguments: Any) -> Start:
    kind, body = arguments.pop("kind", "jira"), arguments.pop("body", None)
    tag = "jira_v2" if kind == "jira-v2" else "jira_v3"
    version = "2" if kind == "jira-v2" else "3"
    line = line.replace(" ", f" /rest/api/{version}/", 1)
    return Start(id_, tag, kind, codes, handover, arguments, body, line)


def _bulk(id_: str, line: str, body: type[Any]) -> Start:
    return _jira(id_, "201", "taskId", f"POST bulk/issues/{line}", kind="jira-bulk", body=body)


def _confluence(id_: str, line: str, body: type[Any] | None = None, **arguments: Any) -> Start:
    line = line.replace(" ", " /wiki/rest/api/", 1)
    return Start(id_, "confluence", "confluence", "202", "links.status", arguments, body, line)


STARTS = [
    _jira("deleteField", "303", JIRA_TASK, "DELETE field/customfield_1", id="customfield_1"),
    _jira(
        "replaceCustomFieldOption",
        "303",
        JIRA_TASK,
        "DELETE field/f/context/1/option/2/issue?jql=key+%3D+A-1&replaceWith=3",
        field_id="f",
        context_id=1,
        option_id=2,
        replace_with=3,
        jql="key = A-1",
    ),
    _jira(
        "replaceAppFieldOption",
        "303",
        JIRA_TASK,
        "DELETE field/a__b/option/2/issue?overrideEditableFlag=false",
        field_key="a__b",
        option_id=2,
        override_editable_flag=False,
    ),
    _jira("deletePriority", "303", JIRA_TASK, "DELETE priority/1", id="1"),
    _jira(
        "deleteResolution",
        "303",
        JIRA_TASK,
        "DELETE resolution/1?replaceWith=2",
        id="1",
        replace_with="2",
    ),
    _jira("deleteProject", "303", JIRA_TASK, "POST project/A/delete", project_id_or_key="A"),
    _jira(
        "assignIssueSecurityScheme",
        "303",
        JIRA_TASK,
        "PUT issuesecurityschemes/project",
        body=models.SecuritySchemeAssignment,
    ),
    _jira(
        "deleteIssueSecurityLevel",
        "303",
        JIRA_TASK,
        "DELETE issuesecurityschemes/1/level/2",
        scheme_id="1",
        level_id="2",
    ),
    _jira(
        "switchWorkflowScheme",
        "303",
        JIRA_TASK,
        "POST workflowscheme/project/switch",
        body=models.WorkflowSchemeSwitch,
    ),
    _jira(
        "updateWorkflowScheme",
        "200 303",
        JIRA_TASK,
        "POST workflowscheme/update",
        body=models.WorkflowSchemeUpdate,
    ),
    _jira(
        "publishDraftWorkflowScheme",
        "204 303",
        JIRA_TASK,
        "POST workflowscheme/1/draft/publish?validateOnly=false",
        id=1,
        validate_only=False,
        body=models.WorkflowSchemePublication,
    ),
    _jira("setIssueProperties", "303", None, "POST issue/properties", body=models.IssueProperties),
    _jira(
        "setIssuePropertiesByIssue",
        "303",
        None,
        "POST issue/properties/multi",
        body=models.IssuePropertiesByIssue,
    ),
    _jira(
        "setIssueProperty",
        "303",
        None,
        "PUT issue/properties/k",
        property_key="k",
        body=models.IssuePropertyChange,
    ),
    _jira(
        "deleteIssueProperty",
        "303",
        None,
        "DELETE issue/properties/k",
        property_key="k",
        body=models.IssuePropertyDeletion,
    ),
    _jira(
        "createProjectFromTemplate", "303", {}, "POST project-template", body=models.ProjectTemplate
    ),
    _bulk("bulkDelete", "delete", models.BulkDelete),
    _bulk("bulkEdit", "fields", models.BulkEdit),
    _bulk("bulkMove", "move", models.BulkMove),
    _bulk("bulkTransition", "transition", models.BulkTransition),
    _bulk("bulkWatch", "watch", models.BulkWatch),
    _bulk("bulkUnwatch", "unwatch", models.BulkWatch),
    _jira(
        "exportArchivedIssues",
        "202",
        "taskId",
        "PUT issues/archive/export",
        body=models.ArchivedIssuesFilter,
    ),
    _jira(
        "pinForgePanel",
        "202",
        "taskId",
        "POST forge/panel/action/bulk/async",
        body=models.PanelPins,
    ),
    _jira(
        "archiveIssues",
        "202",
        {"type": "string"},
        "POST issue/archive",
        body=models.IssuesToArchive,
    ),
    _jira(
        "redact",
        "202",
        {"format": "uuid", "type": "string"},
        "POST redact",
        kind="jira-redaction",
        body=models.RedactionRequest,
    ),
    _jira(
        "createPriorityScheme",
        "201 202",
        "task.self",
        "POST priorityscheme",
        body=models.PrioritySchemeCreation,
    ),
    _jira(
        "updatePriorityScheme",
        "202",
        "task.self",
        "PUT priorityscheme/1",
        scheme_id=1,
        body=models.PrioritySchemeUpdate,
    ),
    _jira("updateWorkflows", "200", "taskId", "POST workflows/update", body=models.WorkflowUpdates),
    _jira(
        "deleteProjectV2",
        "303",
        JIRA_TASK,
        "POST project/A/delete",
        kind="jira-v2",
        project_id_or_key="A",
    ),
    _jira(
        "setIssuePropertyV2",
        "303",
        None,
        "PUT issue/properties/k",
        kind="jira-v2",
        property_key="k",
        body=models.IssuePropertyChange,
    ),
    _confluence("archivePages", "POST content/archive", models.PagesToArchive),
    _confluence("deletePageTree", "DELETE content/1/pageTree", id="1"),
    _confluence(
        "copyPageHierarchy",
        "POST content/1/pagehierarchy/copy",
        models.PageHierarchyCopy,
        id="1",
    ),
    _confluence("deleteSpace", "DELETE space/A", space_key="A"),
    Start(
        "deleteDataCenterSpace",
        "confluence_dc",
        "confluence-dc",
        "202",
        "statusPath",
        {"space_key": "A"},
        None,
        "DELETE /rest/api/space/A",
    ),
]
