from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.conversion import Conversion
from ...types import Response


def _get_kwargs(
    id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/wiki/rest/api/contentbody/convert/async/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Conversion | None:
    if response.status_code == 200:
        response_200 = Conversion.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if response.status_code == 401:
        response_401 = cast(Any, None)
        return response_401

    if response.status_code == 403:
        response_403 = cast(Any, None)
        return response_403

    if response.status_code == 404:
        response_404 = cast(Any, None)
        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | Conversion]:
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
) -> Response[Any | Conversion]:
    """Look at the conversion of a body of content.

     Answers its state and, once it has completed, the converted body. Confluence keeps it for five
    minutes after its end, or until the same conversion is asked for without the cache; after that, and
    for an unknown id, it answers 404.

    Who may: the user who asked for the conversion; anyone else gets 403.

    Scopes: `read:confluence-content.all`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Conversion]
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
) -> Any | Conversion | None:
    """Look at the conversion of a body of content.

     Answers its state and, once it has completed, the converted body. Confluence keeps it for five
    minutes after its end, or until the same conversion is asked for without the cache; after that, and
    for an unknown id, it answers 404.

    Who may: the user who asked for the conversion; anyone else gets 403.

    Scopes: `read:confluence-content.all`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Conversion
    """

    return sync_detailed(
        id=id,
        client=client,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | Conversion]:
    """Look at the conversion of a body of content.

     Answers its state and, once it has completed, the converted body. Confluence keeps it for five
    minutes after its end, or until the same conversion is asked for without the cache; after that, and
    for an unknown id, it answers 404.

    Who may: the user who asked for the conversion; anyone else gets 403.

    Scopes: `read:confluence-content.all`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Conversion]
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
) -> Any | Conversion | None:
    """Look at the conversion of a body of content.

     Answers its state and, once it has completed, the converted body. Confluence keeps it for five
    minutes after its end, or until the same conversion is asked for without the cache; after that, and
    for an unknown id, it answers 404.

    Who may: the user who asked for the conversion; anyone else gets 403.

    Scopes: `read:confluence-content.all`, or `read:content.metadata:confluence`.

    Args:
        id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Conversion
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
        )
    ).parsed
