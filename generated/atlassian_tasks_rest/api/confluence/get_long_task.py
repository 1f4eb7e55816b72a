from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.long_task import LongTask
from ...types import Response


def _get_kwargs(
    id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/wiki/rest/api/longtask/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | LongTask | None:
    if response.status_code == 200:
        response_200 = LongTask.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if response.status_code == 404:
        response_404 = cast(Any, None)
        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | LongTask]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | LongTask]:
    """Look at a task of a Confluence Cloud site.

     Answers its progress and, once it has finished, whether it was successful. An unknown task, or one
    that the user may not see, is answered with 404. How long a finished task can be seen is not
    documented.

    Who may: everyone who can use Confluence and may see the task.

    Scopes: `read:confluence-space.summary`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | LongTask]
    """

    kwargs = _get_kwargs(
        id=id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | LongTask | None:
    """Look at a task of a Confluence Cloud site.

     Answers its progress and, once it has finished, whether it was successful. An unknown task, or one
    that the user may not see, is answered with 404. How long a finished task can be seen is not
    documented.

    Who may: everyone who can use Confluence and may see the task.

    Scopes: `read:confluence-space.summary`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | LongTask
    """

    return sync_detailed(
        id=id,
        client=client,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | LongTask]:
    """Look at a task of a Confluence Cloud site.

     Answers its progress and, once it has finished, whether it was successful. An unknown task, or one
    that the user may not see, is answered with 404. How long a finished task can be seen is not
    documented.

    Who may: everyone who can use Confluence and may see the task.

    Scopes: `read:confluence-space.summary`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | LongTask]
    """

    kwargs = _get_kwargs(
        id=id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | LongTask | None:
    """Look at a task of a Confluence Cloud site.

     Answers its progress and, once it has finished, whether it was successful. An unknown task, or one
    that the user may not see, is answered with 404. How long a finished task can be seen is not
    documented.

    Who may: everyone who can use Confluence and may see the task.

    Scopes: `read:confluence-space.summary`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | LongTask
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
        )
    ).parsed
