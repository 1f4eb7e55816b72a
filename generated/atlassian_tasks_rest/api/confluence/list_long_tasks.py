from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.long_task_page import LongTaskPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    key: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["key"] = key

    params["limit"] = limit

    params["start"] = start

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/wiki/rest/api/longtask",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | LongTaskPage | None:
    if response.status_code == 200:
        response_200 = LongTaskPage.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | LongTaskPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    key: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> Response[Any | LongTaskPage]:
    """List the active tasks of a Confluence Cloud site, a page at a time.

     A task that has ended may be missing from the list; asked for by id it may still be there.

    Who may: everyone who can use Confluence; the list holds the tasks that the user may see.

    Scopes: `read:content.metadata:confluence`.

    Args:
        key (str | Unset):
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | LongTaskPage]
    """

    kwargs = _get_kwargs(
        key=key,
        limit=limit,
        start=start,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    key: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> Any | LongTaskPage | None:
    """List the active tasks of a Confluence Cloud site, a page at a time.

     A task that has ended may be missing from the list; asked for by id it may still be there.

    Who may: everyone who can use Confluence; the list holds the tasks that the user may see.

    Scopes: `read:content.metadata:confluence`.

    Args:
        key (str | Unset):
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | LongTaskPage
    """

    return sync_detailed(
        client=client,
        key=key,
        limit=limit,
        start=start,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    key: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> Response[Any | LongTaskPage]:
    """List the active tasks of a Confluence Cloud site, a page at a time.

     A task that has ended may be missing from the list; asked for by id it may still be there.

    Who may: everyone who can use Confluence; the list holds the tasks that the user may see.

    Scopes: `read:content.metadata:confluence`.

    Args:
        key (str | Unset):
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | LongTaskPage]
    """

    kwargs = _get_kwargs(
        key=key,
        limit=limit,
        start=start,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    key: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> Any | LongTaskPage | None:
    """List the active tasks of a Confluence Cloud site, a page at a time.

     A task that has ended may be missing from the list; asked for by id it may still be there.

    Who may: everyone who can use Confluence; the list holds the tasks that the user may see.

    Scopes: `read:content.metadata:confluence`.

    Args:
        key (str | Unset):
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | LongTaskPage
    """

    return (
        await asyncio_detailed(
            client=client,
            key=key,
            limit=limit,
            start=start,
        )
    ).parsed
