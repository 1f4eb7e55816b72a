"""Which endpoints there are: one table, and what answers each line of it."""

from typing import Final

from . import _bodies as bodies
from . import _looks as looks
from . import _starts as starts
from . import _surroundings as around
from ._call import Route

_READ = ("read:jira-work",)
_WRITE = ("write:jira-work",)
_CANCELS = (*_WRITE, "delete:async-task:jira")
_QUEUE = (*_READ, "read:issue:jira")
_MANAGE = ("manage:jira-configuration",)
_REDACT = ("redact:issue:jira",)
_LIST = ("read:content.metadata:confluence",)
_LOOK = ("read:confluence-space.summary", *_LIST)

_CLOUD, _DC = "confluence", "confluence-dc"
_TASK, _CANCEL = bodies.task_error, bodies.cancel_error
_BULK, _JIRA, _WIKI = bodies.bulk_error, bodies.jira_error, bodies.confluence_error

# fmt: off
_LOOKS = (
    # method, path, product, scopes, errors, answer
    ("GET",    "/rest/api/[23]/task/{id}",          "jira", _READ, _TASK, looks.get_task),
    ("POST",   "/rest/api/[23]/task/{id}/cancel",   "jira", _CANCELS, _CANCEL, looks.cancel_task),
    ("GET",    "/rest/api/3/bulk/queue/{id}",       "jira", _QUEUE, _BULK, looks.get_bulk),
    ("GET",    "/rest/api/[23]/redact/status/{id}", "jira", _REDACT, _JIRA, looks.get_redaction),
    ("GET",    "/wiki/rest/api/longtask",           _CLOUD, _LIST, _WIKI, looks.list_long_tasks),
    ("GET",    "/wiki/rest/api/longtask/{id}",      _CLOUD, _LOOK, _WIKI, looks.get_long_task),
    ("GET",    "/rest/api/longtask",                _DC, (), _WIKI, looks.list_dc_tasks),
    ("GET",    "/rest/api/longtask/{id}",           _DC, (), _WIKI, looks.get_dc_task),
)
_STARTS = (
    # method, path, what it starts
    # 303 with the task
    ("DELETE", "/rest/api/[23]/field/{id}",                          starts.delete_field),
    ("DELETE", "/rest/api/[23]/field/{id}(/context/.+)?/option/.+/issue", starts.replace_option),
    ("DELETE", "/rest/api/[23]/priority/{id}",                       starts.delete_priority),
    ("DELETE", "/rest/api/[23]/resolution/{id}",                     starts.delete_resolution),
    ("POST",   "/rest/api/[23]/project/{id}/delete",                 starts.delete_project),
    ("PUT",    "/rest/api/[23]/issuesecurityschemes/project",        starts.set_security_scheme),
    ("DELETE", "/rest/api/[23]/issuesecurityschemes/{id}/level/.+",  starts.remove_security_level),
    ("POST",   "/rest/api/3/workflowscheme/project/switch",          starts.switch_workflow_scheme),
    ("POST",   "/rest/api/[23]/workflowscheme/update",               starts.update_workflow_scheme),
    ("POST",   "/rest/api/[23]/workflowscheme/{id}/draft/publish",   starts.publish_draft),
    # 303 with nothing, or {}
    ("POST",   "/rest/api/[23]/issue/properties",                    starts.set_properties),
    ("POST",   "/rest/api/[23]/issue/properties/multi",              starts.set_each_property),
    ("PUT",    "/rest/api/[23]/issue/properties/{id}",               starts.set_property),
    ("DELETE", "/rest/api/[23]/issue/properties/{id}",               starts.delete_property),
    ("POST",   "/rest/api/[23]/project-template",                    starts.create_project),
    # 201 or 202 with an id
    ("POST",   "/rest/api/3/bulk/issues/(delete|watch|unwatch)",     starts.bulk_change),
    ("POST",   "/rest/api/3/bulk/issues/fields",                     starts.bulk_edit),
    ("POST",   "/rest/api/3/bulk/issues/move",                       starts.bulk_move),
    ("POST",   "/rest/api/3/bulk/issues/transition",                 starts.bulk_transition),
    ("PUT",    "/rest/api/[23]/issues/archive/export",               starts.export_archived),
    ("POST",   "/rest/api/3/forge/panel/action/bulk/async",          starts.pin_panels),
    # 202 with a bare string
    ("POST",   "/rest/api/[23]/issue/archive",                       starts.archive_issues),
    ("POST",   "/rest/api/[23]/redact",                              starts.redact),
    # the task within something else
    ("POST",   "/rest/api/[23]/priorityscheme",                      starts.create_priority_scheme),
    ("PUT",    "/rest/api/[23]/priorityscheme/{id}",                 starts.update_priority_scheme),
    ("POST",   "/rest/api/[23]/workflows/update",                    starts.update_workflows),
    # Confluence: 202 with an id and links
    ("POST",   "/wiki/rest/api/content/archive",                     starts.archive_pages),
    ("DELETE", "/wiki/rest/api/content/{id}/pageTree",               starts.delete_pages),
    ("POST",   "/wiki/rest/api/content/{id}/pagehierarchy/copy",     starts.copy_pages),
    ("DELETE", "/wiki/rest/api/space/{id}",                          starts.delete_space),
    ("DELETE", "/rest/api/space/{id}",                               starts.delete_dc_space),
)
_AROUND = (
    ("GET",    "/_edge/tenant_info",          "site", (), bodies.page_error, around.tenant_info),
    ("GET",    "/rest/api/[23]/serverInfo",   "jira", (), _JIRA, around.server_info),
    ("GET",    "/rest/api/[23]/myself",       "jira", _READ, _JIRA, around.myself),
    ("GET",    "/rest/api/[23]/project/{id}", "jira", _READ, _JIRA, around.get_project),
    ("DELETE", "/rest/api/[23]/project/{id}", "jira", _MANAGE, _JIRA, around.delete_project),
)
# fmt: on

ROUTES: Final = (
    *(Route(*row) for row in _LOOKS),
    *(
        Route(method, path, start.product, start.scopes, start.errors, start)
        for method, path, start in _STARTS
    ),
    *(Route(*row) for row in _AROUND),
)
