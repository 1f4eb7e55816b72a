from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.data_center_long_task_page import DataCenterLongTaskPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["start"] = start

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rest/api/longtask",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DataCenterLongTaskPage | None:
    if response.status_code == 200:
        response_200 = DataCenterLongTaskPage.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[DataCenterLongTaskPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> Response[DataCenterLongTaskPage]:
    """List the tasks that a Confluence Data Center instance keeps track of, a page at a time.

     Who may: users of the instance, with a personal access token as bearer token.

    Args:
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DataCenterLongTaskPage]
    """

    kwargs = _get_kwargs(
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
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> DataCenterLongTaskPage | None:
    """List the tasks that a Confluence Data Center instance keeps track of, a page at a time.

     Who may: users of the instance, with a personal access token as bearer token.

    Args:
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DataCenterLongTaskPage
    """

    return sync_detailed(
        client=client,
        limit=limit,
        start=start,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> Response[DataCenterLongTaskPage]:
    """List the tasks that a Confluence Data Center instance keeps track of, a page at a time.

     Who may: users of the instance, with a personal access token as bearer token.

    Args:
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DataCenterLongTaskPage]
    """

    kwargs = _get_kwargs(
        limit=limit,
        start=start,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = UNSET,
    start: int | Unset = UNSET,
) -> DataCenterLongTaskPage | None:
    """List the tasks that a Confluence Data Center instance keeps track of, a page at a time.

     Who may: users of the instance, with a personal access token as bearer token.

    Args:
        limit (int | Unset):
        start (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DataCenterLongTaskPage
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            start=start,
        )
    ).parsed
