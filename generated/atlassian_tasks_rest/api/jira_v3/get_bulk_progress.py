from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.bulk_progress import BulkProgress
from ...types import Response


def _get_kwargs(
    task_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rest/api/3/bulk/queue/{task_id}".format(
            task_id=quote(str(task_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | BulkProgress | None:
    if response.status_code == 200:
        response_200 = BulkProgress.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | BulkProgress]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | BulkProgress]:
    """Look at a bulk operation on issues.

     Answers its state, progress, and the issues that it changed or could not change. Progress is kept
    for 14 days. The id of a task that is no bulk operation is answered with 400.

    Who may: users with the global permission to make bulk changes.

    Scopes: `read:jira-work`, or `read:issue:jira`.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | BulkProgress]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | BulkProgress | None:
    """Look at a bulk operation on issues.

     Answers its state, progress, and the issues that it changed or could not change. Progress is kept
    for 14 days. The id of a task that is no bulk operation is answered with 400.

    Who may: users with the global permission to make bulk changes.

    Scopes: `read:jira-work`, or `read:issue:jira`.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | BulkProgress
    """

    return sync_detailed(
        task_id=task_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | BulkProgress]:
    """Look at a bulk operation on issues.

     Answers its state, progress, and the issues that it changed or could not change. Progress is kept
    for 14 days. The id of a task that is no bulk operation is answered with 400.

    Who may: users with the global permission to make bulk changes.

    Scopes: `read:jira-work`, or `read:issue:jira`.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | BulkProgress]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | BulkProgress | None:
    """Look at a bulk operation on issues.

     Answers its state, progress, and the issues that it changed or could not change. Progress is kept
    for 14 days. The id of a task that is no bulk operation is answered with 400.

    Who may: users with the global permission to make bulk changes.

    Scopes: `read:jira-work`, or `read:issue:jira`.

    Args:
        task_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | BulkProgress
    """

    return (
        await asyncio_detailed(
            task_id=task_id,
            client=client,
        )
    ).parsed
