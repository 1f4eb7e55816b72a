from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.workflow_updates import WorkflowUpdates
from ...types import Response


def _get_kwargs(
    *,
    body: WorkflowUpdates,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/rest/api/3/workflows/update",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if response.status_code == 200:
        return None

    if response.status_code == 400:
        return None

    if response.status_code == 401:
        return None

    if response.status_code == 409:
        return None

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: WorkflowUpdates,
) -> Response[Any]:
    """Change workflows and their statuses, and give issues other statuses as mapped.

     Answered with 200 and, where issues have to change, the id of the task inside the body.

    Starts a task of kind `jira`, unless no issue has to change.

    Who may: Jira administrators; for workflows of one project also the administrators of that project.

    Scopes: `manage:jira-configuration`, or `write:workflow:jira`.

    Args:
        body (WorkflowUpdates): The workflows to change, and the statuses that they use.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: WorkflowUpdates,
) -> Response[Any]:
    """Change workflows and their statuses, and give issues other statuses as mapped.

     Answered with 200 and, where issues have to change, the id of the task inside the body.

    Starts a task of kind `jira`, unless no issue has to change.

    Who may: Jira administrators; for workflows of one project also the administrators of that project.

    Scopes: `manage:jira-configuration`, or `write:workflow:jira`.

    Args:
        body (WorkflowUpdates): The workflows to change, and the statuses that they use.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
