"""The operations that begin a task, a row each: method, path, answer, what is wrong with a request.

Projects, fields and pages are not simulated: whatever is named exists and may be used. What all of
Jira shares only an administrator deletes.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from attrs import frozen

from . import _checks as checks
from . import _handover as answers
from ._family import Family
from ._http import Response
from ._task import ScriptOptions
from ._visit import Route, Visit
from .families.backup import BACKUP
from .families.confluence import CLOUD, DATA_CENTER
from .families.conversion import CONVERSION
from .families.conversion import SCOPES as READS
from .families.jira import BULK, JIRA, JIRA_V2, bulk_error
from .families.permissions import PERMISSIONS, hidden
from .families.redaction import REDACTION, SCOPES
from .families.reindex import REINDEX, REQUEST

MOST_BULK_OPERATIONS: Final = 5
"""At a time, whoever started them."""


@frozen
class Operation:
    """An operation that begins a task. Refusals come in the order of the fields."""

    method: str
    path: str
    """As in a `Route`."""
    answer: answers.HandOver
    check: checks.Check = checks.nothing
    """What is wrong with the request (400), once `permits` has let it pass."""
    family: Family = JIRA
    """`JIRA` where the path tells the version."""
    scopes: tuple[str, ...] = ("manage:jira-configuration",)
    """Any one of them will do."""
    permits: Callable[[Visit], Response | None] = lambda _visit: None
    """An answer to those who may not."""
    rehearse: Callable[[Visit], Response | None] = lambda _visit: None
    """An answer to those who only want to know whether it could be done."""
    busy: Callable[[Visit], set[str]] = lambda _visit: set()
    """What its task keeps busy until it ends."""
    conflict: answers.HandOver = answers.is_running
    """The answer when some of that is busy already."""
    needs_task: Callable[[Visit], bool] = lambda _visit: True
    """Whether this request means work for a task."""
    at_once: Callable[[Visit], Response] | None = None
    """The answer when there is nothing to wait for; None where there always is a task."""
    script: Callable[[Visit], ScriptOptions] = lambda _visit: {}
    """What its task does with what was sent."""

    @property
    def route(self) -> Route:
        """Its line in the table of endpoints."""
        family = self.family
        return Route(self.method, self.path, family.product, self.scopes, family.errors, self._run)

    def _run(self, visit: Visit) -> Response:
        """Answer; at most one task begins."""
        if refusal := self._refusal(visit):
            return refusal
        is_v2 = self.family is JIRA and visit.request.path.startswith("/rest/api/2/")
        family = JIRA_V2 if is_v2 else self.family
        plan = visit.state.next_plan(visit.request, family, self.at_once is not None)
        needs_task = self.needs_task(visit) if plan is None else plan.starts_task
        if self.at_once is not None and not needs_task:
            return self.at_once(visit)
        options: ScriptOptions = {"duration": visit.state.duration, "owner": visit.owner}
        options |= self.script(visit)
        if plan is not None:
            options |= plan.script
        task = visit.state.begin(family.kind, options, self.busy(visit), visit.now)
        return self.answer(visit, task)

    def _refusal(self, visit: Visit) -> Response | None:
        if refusal := self.permits(visit):
            return refusal
        if complaint := self.check(visit):
            return self.family.errors(400, complaint)
        if rehearsal := self.rehearse(visit):
            return rehearsal
        if self.family.product == "jira" and (
            blocker := visit.state.in_the_way(visit.request.path, visit.now)
        ):
            return answers.names_running(visit, blocker)
        running = visit.state.keeps_busy(self.busy(visit), visit.now)
        return self.conflict(visit, running) if running else None


def _may_start_bulk(visit: Visit) -> Response | None:
    if not visit.user.may_bulk_change:
        return bulk_error(403, "You do not have the global bulk change permission.")
    if visit.state.running("jira-bulk", visit.now) >= MOST_BULK_OPERATIONS:
        return bulk_error(400, f"At most {MOST_BULK_OPERATIONS} bulk operations at a time.")
    return None


def _administrators_only(visit: Visit, status: int = 403) -> Response | None:
    return None if visit.user.is_admin else JIRA.errors(status, "You are no administrator.")


def _validates_only(visit: Visit) -> Response | None:
    only = visit.query.get("validateOnly", "").lower() == "true"
    return answers.done(visit) if only else None


def _sends(*names: str) -> Callable[[Visit], bool]:
    """Tell whether any of these is in the payload, at the top or in a workflow."""

    def needs_task(visit: Visit) -> bool:
        flows = visit.payload.get("workflows")
        parts = [visit.payload, *(flows if isinstance(flows, list) else [])]
        return any(part.get(name) for part in parts if isinstance(part, dict) for name in names)

    return needs_task


def _issues(visit: Visit) -> ScriptOptions:
    """Number the issues: an id is a number, and the issue ABC-7 has the id 10007."""
    named = checks.found_in(visit.payload, checks.ISSUES)
    numbers = [int(text.rpartition("-")[2]) + 10_000 * ("-" in text) for text in named]
    return {"issues": list(dict.fromkeys(numbers))}


def _redactions(visit: Visit) -> ScriptOptions:
    return {"issues": checks.found_in(visit.payload, checks.REDACTIONS)}


def _backup(visit: Visit) -> ScriptOptions:
    """Say in the job what was sent; a file that is restored from is there."""
    operation, scope = visit.request.path.split("/")[-2:]
    keys = visit.payload.get("spaceKeys")
    told: dict[str, object] = {"jobOperation": operation.upper(), "jobScope": scope.upper()}
    if isinstance(keys, list):
        told["spaceKeys"] = ",".join(map(str, keys))
    if operation == "restore":
        told |= {"fileName": visit.payload.get("fileName"), "fileExists": True}
    return {"result": told}


def _the_path(visit: Visit) -> set[str]:
    """Keep busy what the path names; the version is all the same."""
    return {re.sub(r"^/rest/api/\d", "", visit.request.path)}


def _the_project(visit: Visit) -> set[str]:
    """Keep busy what the path does to the project, not the project altogether."""
    return {f"{visit.request.path} of {visit.payload.get('projectId')}"}


def _the_issues(visit: Visit) -> set[str]:
    issues = checks.found_in(visit.payload, checks.PROPERTIES)
    return {f"properties of {issue}" for issue in issues}


def _the(what: str) -> Callable[[Visit], set[str]]:
    """Keep busy what there is only one of."""
    return lambda _visit: {what}


_WRITE = ("write:jira-work",)
_PROJECTS = ("manage:jira-project",)
_writes = partial(Operation, scopes=_WRITE)
_bulk = partial(
    _writes,
    "POST",
    answer=answers.named(201),
    family=BULK,
    permits=_may_start_bulk,
    at_once=answers.named(201),
    script=_issues,
)
_pages = partial(
    Operation,
    answer=answers.long_task,
    family=CLOUD,
    scopes=("write:confluence-content",),
    conflict=answers.is_archiving,
)
_backs_up = partial(
    Operation, answer=answers.backup_job, check=checks.json_object, family=BACKUP, scopes=(),
    script=_backup,
)  # fmt: skip
_permissions = partial(
    Operation, "POST", answer=answers.transition, family=PERMISSIONS,
    scopes=("write:configuration:confluence",), permits=hidden,
)  # fmt: skip

_V3, _ANY, _WIKI = "/rest/api/3/", "/rest/api/[23]/", "/wiki/rest/api/"
_TRANSITION = "/wiki/api/v2/space-permissions/transition/"
_PROPERTIES = _ANY + "issue/properties"


def _deletes(path: str, **more: Any) -> Operation:
    """Delete what all of Jira shares, which takes an administrator."""
    return Operation("DELETE", _ANY + path, answers.see_task, permits=_administrators_only, **more)


_CONFIGURATION = _the("workflow configuration")

STARTS: Final = (
    # 303 with the task
    _deletes("field/{id}", check=checks.custom_field, busy=_the_path),
    _deletes("field/{id}(/context/.+)?/option/.+/issue"),
    _deletes("priority/{id}", busy=_the_path),
    _deletes("resolution/{id}", check=checks.parameter("replaceWith"), busy=_the_path),
    _deletes("issuesecurityschemes/{id}/level/.+", busy=_the_path),
    Operation(
        "POST", _ANY + "project/{id}/delete", answers.see_task,
        permits=partial(_administrators_only, status=404),
    ),
    Operation(
        "PUT", _ANY + "issuesecurityschemes/project", answers.see_task,
        checks.fields("projectId", or_null="schemeId"), busy=_the_project,
    ),
    Operation(
        "POST", _V3 + "workflowscheme/project/switch", answers.see_task,
        checks.fields("projectId", "targetSchemeId"),
        busy=_the_project, conflict=answers.names_running,
    ),
    Operation(
        "POST", _ANY + "workflowscheme/update", answers.see_task,
        checks.fields("id", "name", "version"), busy=_CONFIGURATION, at_once=answers.named(200),
        needs_task=_sends("statusMappingsByWorkflows", "statusMappingsByIssueTypeOverride"),
    ),
    Operation(
        "POST", _ANY + "workflowscheme/{id}/draft/publish", answers.see_task, checks.json_object,
        rehearse=_validates_only, at_once=answers.done,
    ),
    # 303 with nothing, or {}
    _writes(
        "POST", _PROPERTIES, answers.see_other, checks.fields("entitiesIds", "properties"),
        busy=_the_issues,
    ),
    _writes(
        "POST", _PROPERTIES + "/multi", answers.see_other, checks.fields("issues"),
        busy=_the_issues,
    ),
    _writes("PUT", _PROPERTIES + "/{id}", answers.see_other, checks.json_object),
    _writes("DELETE", _PROPERTIES + "/{id}", answers.see_other, checks.json_object),
    Operation(
        "POST", _ANY + "project-template", answers.see_empty, checks.fields("details", "template")
    ),
    # 201 or 202 with an id
    _bulk(
        _V3 + "bulk/issues/(delete|watch|unwatch)", check=checks.issues("selectedIssueIdsOrKeys")
    ),
    _bulk(
        _V3 + "bulk/issues/fields",
        check=checks.issues("editedFieldsInput", "selectedActions", "selectedIssueIdsOrKeys"),
    ),
    _bulk(_V3 + "bulk/issues/move", check=checks.issues("targetToSourcesMapping")),
    _bulk(_V3 + "bulk/issues/transition", check=checks.issues("bulkTransitionInputs")),
    Operation(
        "PUT", _ANY + "issues/archive/export", answers.accepted_export, checks.json_object,
        scopes=("read:jira-work",), busy=_the("export of archived issues"),
        conflict=answers.mentions_running, at_once=answers.named(202),
    ),
    Operation(
        "POST", _V3 + "forge/panel/action/bulk/async", answers.named(202),
        checks.fields("moduleId", "projectList"), scopes=_PROJECTS, at_once=answers.named(202),
    ),
    # 202 with a bare string
    _writes(
        "POST", _ANY + "issue/archive", answers.accepted_address, checks.fields("jql"),
        busy=_the("archiving of issues"), conflict=answers.mentions_running,
    ),
    Operation(
        "POST", _ANY + "redact", answers.accepted_job, checks.redactions,
        family=REDACTION, scopes=SCOPES, script=_redactions,
    ),
    # the task within something else
    Operation(
        "POST", _ANY + "priorityscheme", answers.created_scheme,
        checks.fields("name", "defaultPriorityId", "priorityIds"),
        needs_task=_sends("projectIds"), at_once=answers.created_scheme,
    ),
    Operation(
        "PUT", _ANY + "priorityscheme/{id}", answers.updated_scheme, checks.json_object,
        busy=_the_path, needs_task=_sends("mappings", "priorities", "projects"),
        at_once=answers.updated_scheme,
    ),
    Operation(
        "POST", _ANY + "workflows/update", answers.updated_workflows, checks.json_object,
        busy=_CONFIGURATION, needs_task=_sends("statusMappings", "defaultStatusMappings"),
        at_once=answers.updated_workflows,
    ),
    # Confluence: 202 with an id and links
    _pages(
        "POST", _WIKI + "content/archive", check=checks.pages, busy=_the("archiving of pages")
    ),
    _pages("DELETE", _WIKI + "content/{id}/pageTree"),
    _pages(
        "POST", _WIKI + "content/{id}/pagehierarchy/copy", check=checks.fields("destinationPageId")
    ),
    _pages("DELETE", _WIKI + "space/{id}", scopes=("write:confluence-space",)),
    # Confluence: 202 with an id and an address
    _permissions(_TRANSITION + "combinations"),
    _permissions(
        _TRANSITION + "role-assignments", check=checks.fields("assignments", "spaceSelection")
    ),
    _permissions(
        _TRANSITION + "access-removals",
        check=checks.fields("permissionCombinationIds", "spaceSelection"),
    ),
    # Confluence: 200 with an id
    _pages(
        "POST", _WIKI + "contentbody/convert/async/{id}", answer=answers.async_id,
        family=CONVERSION, scopes=READS, check=checks.fields("value", "representation"),
    ),
    _pages(
        "GET", _WIKI + "content/{id}/history/.+/macro/id/.+/convert/async/.+",
        answer=answers.async_id, family=CONVERSION, scopes=READS,
    ),
    Operation(
        "DELETE", "/rest/api/space/{id}", answers.dc_long_task, family=DATA_CENTER, scopes=()
    ),
    # Jira Data Center: the address of a page, or numbers
    Operation("POST", "/rest/api/2/reindex", answers.reindex, family=REINDEX, scopes=()),
    Operation(
        "POST", "/rest/api/2/reindex/request", answers.request_ids, family=REQUEST, scopes=(),
        at_once=answers.request_ids,
    ),
    # 200 with the job
    _backs_up("POST", "/rest/api/backup-restore/backup/site"),
    _backs_up("POST", "/rest/api/backup-restore/backup/space", check=checks.fields("spaceKeys")),
    _backs_up("POST", "/rest/api/backup-restore/restore/.+", check=checks.fields("fileName")),
)  # fmt: skip
