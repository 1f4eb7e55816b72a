from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.body_to_convert import BodyToConvert
from ...types import UNSET, Response, Unset


def _get_kwargs(
    to: str,
    *,
    body: BodyToConvert,
    allow_cache: bool | Unset = UNSET,
    content_id_context: str | Unset = UNSET,
    embedded_content_render: str | Unset = UNSET,
    expand: str | Unset = UNSET,
    space_key_context: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["allowCache"] = allow_cache

    params["contentIdContext"] = content_id_context

    params["embeddedContentRender"] = embedded_content_render

    params["expand"] = expand

    params["spaceKeyContext"] = space_key_context

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/wiki/rest/api/contentbody/convert/async/{to}".format(
            to=quote(str(to), safe=""),
        ),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if response.status_code == 200:
        return None

    if response.status_code == 400:
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
    to: str,
    *,
    client: AuthenticatedClient | Client,
    body: BodyToConvert,
    allow_cache: bool | Unset = UNSET,
    content_id_context: str | Unset = UNSET,
    embedded_content_render: str | Unset = UNSET,
    expand: str | Unset = UNSET,
    space_key_context: str | Unset = UNSET,
) -> Response[Any]:
    """Convert a body of content from one format to another.

     Answered with 200 and the id of the conversion.

    Starts a task of kind `confluence-conversion`.

    Who may: users who may see the content that is named as the context, if one is.

    Scopes: `read:confluence-content.all`, or `read:content.metadata:confluence`.

    Args:
        to (str):
        allow_cache (bool | Unset):
        content_id_context (str | Unset):
        embedded_content_render (str | Unset):
        expand (str | Unset):
        space_key_context (str | Unset):
        body (BodyToConvert): A body of content.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        to=to,
        body=body,
        allow_cache=allow_cache,
        content_id_context=content_id_context,
        embedded_content_render=embedded_content_render,
        expand=expand,
        space_key_context=space_key_context,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    to: str,
    *,
    client: AuthenticatedClient | Client,
    body: BodyToConvert,
    allow_cache: bool | Unset = UNSET,
    content_id_context: str | Unset = UNSET,
    embedded_content_render: str | Unset = UNSET,
    expand: str | Unset = UNSET,
    space_key_context: str | Unset = UNSET,
) -> Response[Any]:
    """Convert a body of content from one format to another.

     Answered with 200 and the id of the conversion.

    Starts a task of kind `confluence-conversion`.

    Who may: users who may see the content that is named as the context, if one is.

    Scopes: `read:confluence-content.all`, or `read:content.metadata:confluence`.

    Args:
        to (str):
        allow_cache (bool | Unset):
        content_id_context (str | Unset):
        embedded_content_render (str | Unset):
        expand (str | Unset):
        space_key_context (str | Unset):
        body (BodyToConvert): A body of content.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        to=to,
        body=body,
        allow_cache=allow_cache,
        content_id_context=content_id_context,
        embedded_content_render=embedded_content_render,
        expand=expand,
        space_key_context=space_key_context,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
