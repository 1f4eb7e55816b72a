from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.page_hierarchy_copy import PageHierarchyCopy
from ...types import Response


def _get_kwargs(
    id: str,
    *,
    body: PageHierarchyCopy,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/wiki/rest/api/content/{id}/pagehierarchy/copy".format(
            id=quote(str(id), safe=""),
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

    if response.status_code == 403:
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
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: PageHierarchyCopy,
) -> Response[Any]:
    """Copy a page and everything below it to a place below another page.

     Answered with 202. Sent twice, it copies twice.

    Starts a task of kind `confluence`.

    Who may: users who may see the pages and create pages at the destination.

    Scopes: `write:confluence-content`, or `read:content.metadata:confluence` and
    `write:page:confluence`.

    Args:
        id (str):
        body (PageHierarchyCopy): Where a tree of pages is copied to, and what goes with it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: PageHierarchyCopy,
) -> Response[Any]:
    """Copy a page and everything below it to a place below another page.

     Answered with 202. Sent twice, it copies twice.

    Starts a task of kind `confluence`.

    Who may: users who may see the pages and create pages at the destination.

    Scopes: `write:confluence-content`, or `read:content.metadata:confluence` and
    `write:page:confluence`.

    Args:
        id (str):
        body (PageHierarchyCopy): Where a tree of pages is copied to, and what goes with it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
