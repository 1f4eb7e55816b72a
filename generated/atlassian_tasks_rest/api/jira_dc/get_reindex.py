from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.reindex import Reindex
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    task_id: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["taskId"] = task_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rest/api/2/reindex/progress",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Reindex | None:
    if response.status_code == 200:
        response_200 = Reindex.from_dict(response.json())

        return response_200

    if response.status_code == 404:
        response_404 = cast(Any, None)
        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Reindex]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    task_id: str | Unset = UNSET,
) -> Response[Any | Reindex]:
    """Look at a reindexing of a Jira Data Center instance.

     Answers its progress. Without an id it is the one that runs or else the latest one; 404 says that
    there never was one. One that runs may be answered with 303 to the same address.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        task_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Reindex]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    task_id: str | Unset = UNSET,
) -> Any | Reindex | None:
    """Look at a reindexing of a Jira Data Center instance.

     Answers its progress. Without an id it is the one that runs or else the latest one; 404 says that
    there never was one. One that runs may be answered with 303 to the same address.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        task_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Reindex
    """

    return sync_detailed(
        client=client,
        task_id=task_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    task_id: str | Unset = UNSET,
) -> Response[Any | Reindex]:
    """Look at a reindexing of a Jira Data Center instance.

     Answers its progress. Without an id it is the one that runs or else the latest one; 404 says that
    there never was one. One that runs may be answered with 303 to the same address.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        task_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Reindex]
    """

    kwargs = _get_kwargs(
        task_id=task_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    task_id: str | Unset = UNSET,
) -> Any | Reindex | None:
    """Look at a reindexing of a Jira Data Center instance.

     Answers its progress. Without an id it is the one that runs or else the latest one; 404 says that
    there never was one. One that runs may be answered with 303 to the same address.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        task_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Reindex
    """

    return (
        await asyncio_detailed(
            client=client,
            task_id=task_id,
        )
    ).parsed
