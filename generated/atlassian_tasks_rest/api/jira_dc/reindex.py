from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    index_change_history: bool | Unset = UNSET,
    index_comments: bool | Unset = UNSET,
    index_worklogs: bool | Unset = UNSET,
    type_: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["indexChangeHistory"] = index_change_history

    params["indexComments"] = index_comments

    params["indexWorklogs"] = index_worklogs

    params["type"] = type_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/rest/api/2/reindex",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if response.status_code == 202:
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
    index_change_history: bool | Unset = UNSET,
    index_comments: bool | Unset = UNSET,
    index_worklogs: bool | Unset = UNSET,
    type_: str | Unset = UNSET,
) -> Response[Any]:
    """Reindex a Jira Data Center instance.

     Answered with 202 and the address of a page that names the task.

    Starts a task of kind `jira-dc-reindex`.

    Who may: Jira administrators.

    Args:
        index_change_history (bool | Unset):
        index_comments (bool | Unset):
        index_worklogs (bool | Unset):
        type_ (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        index_change_history=index_change_history,
        index_comments=index_comments,
        index_worklogs=index_worklogs,
        type_=type_,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    index_change_history: bool | Unset = UNSET,
    index_comments: bool | Unset = UNSET,
    index_worklogs: bool | Unset = UNSET,
    type_: str | Unset = UNSET,
) -> Response[Any]:
    """Reindex a Jira Data Center instance.

     Answered with 202 and the address of a page that names the task.

    Starts a task of kind `jira-dc-reindex`.

    Who may: Jira administrators.

    Args:
        index_change_history (bool | Unset):
        index_comments (bool | Unset):
        index_worklogs (bool | Unset):
        type_ (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        index_change_history=index_change_history,
        index_comments=index_comments,
        index_worklogs=index_worklogs,
        type_=type_,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
