"""What other clients ask for on their way to a task: the little that they need of a site."""

from typing import Final

from ._http import Response, json_response, page_error
from ._visit import Route, Visit
from .families.jira import jira_error

# Jira Cloud has had this one for years.
_VERSION = (1001, 0, 0)


def _tenant_info(visit: Visit) -> Response:
    """Tell the cloud id to anybody."""
    return json_response(200, {"cloudId": visit.state.cloud_id})


def _server_info(visit: Visit) -> Response:
    """Describe the site; the package `jira` asks before anything else."""
    described = {
        "baseUrl": visit.state.url,
        "version": ".".join(map(str, _VERSION)) + "-SNAPSHOT",
        "versionNumbers": list(_VERSION),
        "deploymentType": "Cloud",
        "buildNumber": 100000,
        "serverTitle": "Simulated Jira",
    }
    return json_response(200, described)


def _myself(visit: Visit) -> Response:
    """Tell who signs in."""
    told = {"accountId": visit.user.account_id, "displayName": visit.user.name, "active": True}
    return json_response(200, told)


def _get_project(visit: Visit) -> Response:
    """Describe a project; there is one of every name."""
    told = {"id": visit.id, "key": visit.id, "name": visit.id}
    return json_response(200, {"self": visit.state.url + visit.request.path, **told})


def _delete_project(_visit: Visit) -> Response:
    """Delete a project while the caller waits: there is no task."""
    return Response(204)


_MANAGE, _READ = ("manage:jira-configuration",), ("read:jira-work",)
_PROJECT = "/rest/api/[23]/project/{id}"
ROUTES: Final = (
    Route("GET", "/_edge/tenant_info", "site", (), page_error, _tenant_info),
    Route("GET", "/rest/api/[23]/serverInfo", "jira", (), jira_error, _server_info),
    Route("GET", "/rest/api/[23]/myself", "jira", _READ, jira_error, _myself),
    Route("GET", _PROJECT, "jira", _READ, jira_error, _get_project),
    Route("DELETE", _PROJECT, "jira", _MANAGE, jira_error, _delete_project),
)
