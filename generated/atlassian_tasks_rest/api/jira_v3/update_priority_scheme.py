from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.priority_scheme_update import PrioritySchemeUpdate
from ...types import Response


def _get_kwargs(
    scheme_id: int,
    *,
    body: PrioritySchemeUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/rest/api/3/priorityscheme/{scheme_id}".format(
            scheme_id=quote(str(scheme_id), safe=""),
        ),
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

    if response.status_code == 403:
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
    scheme_id: int,
    *,
    client: AuthenticatedClient | Client,
    body: PrioritySchemeUpdate,
) -> Response[Any]:
    """Change a priority scheme, its priorities and its projects, and give issues other priorities as
    mapped.

     Answered with 202 and, where issues have to change, the task inside the body.

    Starts a task of kind `jira`, unless no issue has to change.

    Who may: Jira administrators.

    Scopes: `manage:jira-configuration`, or `write:priority-scheme:jira`.

    Args:
        scheme_id (int):
        body (PrioritySchemeUpdate): What is to change in a priority scheme; what is not said
            stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        scheme_id=scheme_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    scheme_id: int,
    *,
    client: AuthenticatedClient | Client,
    body: PrioritySchemeUpdate,
) -> Response[Any]:
    """Change a priority scheme, its priorities and its projects, and give issues other priorities as
    mapped.

     Answered with 202 and, where issues have to change, the task inside the body.

    Starts a task of kind `jira`, unless no issue has to change.

    Who may: Jira administrators.

    Scopes: `manage:jira-configuration`, or `write:priority-scheme:jira`.

    Args:
        scheme_id (int):
        body (PrioritySchemeUpdate): What is to change in a priority scheme; what is not said
            stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        scheme_id=scheme_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
