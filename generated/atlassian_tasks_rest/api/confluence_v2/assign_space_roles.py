from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.space_role_assignments import SpaceRoleAssignments
from ...types import Response


def _get_kwargs(
    *,
    body: SpaceRoleAssignments,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/wiki/api/v2/space-permissions/transition/role-assignments",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if response.status_code == 202:
        return None

    if response.status_code == 400:
        return None

    if response.status_code == 401:
        return None

    if response.status_code == 404:
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
    body: SpaceRoleAssignments,
) -> Response[Any]:
    """Give those who have certain combinations of space permissions roles instead.

     Answered with 202.

    Starts a task of kind `confluence-permissions`.

    Who may: Confluence administrators; anyone else gets 404.

    Scopes: `write:configuration:confluence`.

    Args:
        body (SpaceRoleAssignments): Which combinations of permissions become which roles, and
            where.

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
    body: SpaceRoleAssignments,
) -> Response[Any]:
    """Give those who have certain combinations of space permissions roles instead.

     Answered with 202.

    Starts a task of kind `confluence-permissions`.

    Who may: Confluence administrators; anyone else gets 404.

    Scopes: `write:configuration:confluence`.

    Args:
        body (SpaceRoleAssignments): Which combinations of permissions become which roles, and
            where.

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
