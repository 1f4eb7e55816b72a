"""What other clients ask for on their way to a task: the little that they need of a site."""

from ._call import Call
from ._http import Response, json_response

# Jira Cloud has had this one for years.
_VERSION = (1001, 0, 0)


def tenant_info(call: Call) -> Response:
    """Tell the cloud id to anybody."""
    return json_response(200, {"cloudId": call.site.cloud_id})


def server_info(call: Call) -> Response:
    """Describe the site; the package `jira` asks before anything else."""
    described = {
        "baseUrl": call.site.url,
        "version": ".".join(map(str, _VERSION)) + "-SNAPSHOT",
        "versionNumbers": list(_VERSION),
        "deploymentType": "Cloud",
        "buildNumber": 100000,
        "serverTitle": "Simulated Jira",
    }
    return json_response(200, described)


def myself(call: Call) -> Response:
    """Tell who signs in."""
    told = {"accountId": call.user.account_id, "displayName": call.user.name, "active": True}
    return json_response(200, told)


def get_project(call: Call) -> Response:
    """Describe a project; there is one of every name."""
    told = {"id": call.id, "key": call.id, "name": call.id}
    return json_response(200, {"self": call.site.url + call.request.path, **told})


def delete_project(_call: Call) -> Response:
    """Delete a project while the caller waits: there is no task."""
    return Response(204)
