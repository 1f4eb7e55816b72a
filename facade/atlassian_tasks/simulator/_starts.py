"""The operations that begin a task: what they refuse, what they keep busy, how they answer.

Projects, fields and pages are not simulated: whatever is named exists and may be used.
"""

import re
from collections.abc import Callable
from typing import Final

from . import _checks as checks
from . import _handover as answers
from ._bodies import bulk_error, confluence_error
from ._call import Call
from ._http import Response
from ._starting import Start
from ._task import ScriptOptions

MOST_BULK_OPERATIONS: Final = 5
"""At a time, whoever started them."""

_READ = ("read:jira-work",)
_WRITE = ("write:jira-work",)
_PAGES = ("write:confluence-content",)


def _may_start_bulk(call: Call) -> Response | None:
    if not call.user.may_bulk_change:
        return bulk_error(403, "You do not have the global bulk change permission.")
    if call.site.running("jira-bulk", call.now) >= MOST_BULK_OPERATIONS:
        return bulk_error(400, f"At most {MOST_BULK_OPERATIONS} bulk operations at a time.")
    return None


def _validates_only(call: Call) -> Response | None:
    only = call.query.get("validateOnly", "").lower() == "true"
    return answers.done(call) if only else None


def _sends(*names: str) -> Callable[[Call], bool]:
    """Tell whether any of these is in the payload, at the top or in a workflow."""

    def needs_task(call: Call) -> bool:
        flows = call.payload.get("workflows")
        parts = [call.payload, *(flows if isinstance(flows, list) else [])]
        return any(part.get(name) for part in parts if isinstance(part, dict) for name in names)

    return needs_task


def _issues(call: Call) -> ScriptOptions:
    """Number the issues: an id is a number, and the issue ABC-7 has the id 10007."""
    named = checks.issues_in(call.payload)
    numbers = [int(text.rpartition("-")[2]) + 10_000 * ("-" in text) for text in named]
    return {"issues": list(dict.fromkeys(numbers))}


def _redactions(call: Call) -> ScriptOptions:
    return {"issues": checks.redactions_in(call.payload)}


def _the_path(call: Call) -> set[str]:
    """Keep busy what the path names; the version is all the same."""
    return {re.sub(r"^/rest/api/\d", "", call.request.path)}


def _the_project(call: Call) -> set[str]:
    """Keep busy what the path does to the project, not the project altogether."""
    return {f"{call.request.path} of {call.payload.get('projectId')}"}


def _the_issues(call: Call) -> set[str]:
    return {f"properties of {issue}" for issue in checks.entities_in(call.payload)}


def _bulk(check: checks.Check) -> Start:
    return Start(
        kind="jira-bulk",
        scopes=_WRITE,
        errors=bulk_error,
        permits=_may_start_bulk,
        check=check,
        script=_issues,
        answer=answers.created_id,
        at_once=answers.created_nothing,
    )


def _confluence(
    check: checks.Check = checks.nothing,
    busy: Callable[[Call], set[str]] = lambda _call: set(),
    scopes: tuple[str, ...] = _PAGES,
) -> Start:
    return Start(
        kind="confluence",
        scopes=scopes,
        errors=confluence_error,
        check=check,
        busy=busy,
        conflict=answers.is_archiving,
        answer=answers.long_task,
    )


delete_field = Start(answer=answers.see_task, check=checks.custom_field, busy=_the_path)
replace_option = Start(answer=answers.see_task)
delete_priority = Start(answer=answers.see_task, busy=_the_path)
delete_resolution = Start(
    answer=answers.see_task, check=checks.parameter("replaceWith"), busy=_the_path
)
delete_project = Start(answer=answers.see_task)
set_security_scheme = Start(
    answer=answers.see_task, check=checks.fields("projectId", or_null="schemeId"), busy=_the_project
)
remove_security_level = Start(answer=answers.see_task, busy=_the_path)
switch_workflow_scheme = Start(
    answer=answers.see_task,
    check=checks.fields("projectId", "targetSchemeId"),
    busy=_the_project,
    conflict=answers.names_running,
)
update_workflow_scheme = Start(
    answer=answers.see_task,
    at_once=answers.updated_workflow_scheme,
    needs_task=_sends("statusMappingsByWorkflows", "statusMappingsByIssueTypeOverride"),
    check=checks.fields("id", "name", "version"),
    busy=lambda _call: {"workflow configuration"},
)
publish_draft = Start(
    answer=answers.see_task,
    at_once=answers.done,
    rehearse=_validates_only,
    check=checks.json_object,
)

set_properties = Start(
    scopes=_WRITE,
    answer=answers.see_other,
    check=checks.fields("entitiesIds", "properties"),
    busy=_the_issues,
)
set_each_property = Start(
    scopes=_WRITE, answer=answers.see_other, check=checks.fields("issues"), busy=_the_issues
)
set_property = Start(scopes=_WRITE, answer=answers.see_other, check=checks.json_object)
delete_property = Start(scopes=_WRITE, answer=answers.see_other, check=checks.json_object)

create_project = Start(answer=answers.see_empty, check=checks.fields("details", "template"))

bulk_change = _bulk(checks.issues("selectedIssueIdsOrKeys"))
bulk_edit = _bulk(checks.issues("editedFieldsInput", "selectedActions", "selectedIssueIdsOrKeys"))
bulk_move = _bulk(checks.issues("targetToSourcesMapping"))
bulk_transition = _bulk(checks.issues("bulkTransitionInputs"))
export_archived = Start(
    scopes=_READ,
    answer=answers.accepted_export,
    at_once=answers.accepted_nothing,
    check=checks.json_object,
    busy=lambda _call: {"export of archived issues"},
    conflict=answers.mentions_running,
)
pin_panels = Start(
    scopes=("manage:jira-project",),
    answer=answers.accepted_id,
    at_once=answers.accepted_nothing,
    check=checks.fields("moduleId", "projectList"),
)

archive_issues = Start(
    scopes=_WRITE,
    answer=answers.accepted_address,
    check=checks.fields("jql"),
    busy=lambda _call: {"archiving of issues"},
    conflict=answers.mentions_running,
)
redact = Start(
    scopes=("redact:issue:jira",),
    kind="jira-redaction",
    check=checks.redactions,
    script=_redactions,
    answer=answers.accepted_job,
)

create_priority_scheme = Start(
    answer=answers.accepted_scheme,
    at_once=answers.created_scheme,
    needs_task=_sends("projectIds"),
    check=checks.fields("name", "defaultPriorityId", "priorityIds"),
)
update_priority_scheme = Start(
    answer=answers.updating_scheme,
    at_once=answers.updated_scheme,
    needs_task=_sends("mappings", "priorities", "projects"),
    check=checks.json_object,
    busy=_the_path,
)
update_workflows = Start(
    answer=answers.updating_workflows,
    at_once=answers.updated_workflows,
    needs_task=_sends("statusMappings", "defaultStatusMappings"),
    check=checks.json_object,
    busy=lambda _call: {"workflow configuration"},
)

archive_pages = _confluence(checks.pages, lambda _call: {"archiving of pages"})
delete_pages = _confluence()
copy_pages = _confluence(checks.fields("destinationPageId"))
delete_space = _confluence(scopes=("write:confluence-space",))
delete_dc_space = Start(
    scopes=(), kind="confluence-dc", errors=confluence_error, answer=answers.dc_long_task
)
