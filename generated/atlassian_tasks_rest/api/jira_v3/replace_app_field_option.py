from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...types import UNSET, Response, Unset


def _get_kwargs(
    field_key: str,
    option_id: int,
    *,
    jql: str | Unset = UNSET,
    override_editable_flag: bool | Unset = UNSET,
    override_screen_security: bool | Unset = UNSET,
    replace_with: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["jql"] = jql

    params["overrideEditableFlag"] = override_editable_flag

    params["overrideScreenSecurity"] = override_screen_security

    params["replaceWith"] = replace_with

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/rest/api/3/field/{field_key}/option/{option_id}/issue".format(
            field_key=quote(str(field_key), safe=""),
            option_id=quote(str(option_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if response.status_code == 303:
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
    field_key: str,
    option_id: int,
    *,
    client: AuthenticatedClient | Client,
    jql: str | Unset = UNSET,
    override_editable_flag: bool | Unset = UNSET,
    override_screen_security: bool | Unset = UNSET,
    replace_with: int | Unset = UNSET,
) -> Response[Any]:
    """Take an option of an app's issue field off all issues that have it, and set another one instead if
    one is given.

     For options made by an app, not in Jira. Answered with 303. A completed task may have left issues as
    they were; its result names them.

    Starts a task of kind `jira`.

    Who may: Jira administrators, and the app that the field belongs to.

    Scopes: `manage:jira-configuration`, or `delete:field.option:jira` and `write:field.option:jira`.

    Args:
        field_key (str):
        option_id (int):
        jql (str | Unset):
        override_editable_flag (bool | Unset):
        override_screen_security (bool | Unset):
        replace_with (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        field_key=field_key,
        option_id=option_id,
        jql=jql,
        override_editable_flag=override_editable_flag,
        override_screen_security=override_screen_security,
        replace_with=replace_with,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    field_key: str,
    option_id: int,
    *,
    client: AuthenticatedClient | Client,
    jql: str | Unset = UNSET,
    override_editable_flag: bool | Unset = UNSET,
    override_screen_security: bool | Unset = UNSET,
    replace_with: int | Unset = UNSET,
) -> Response[Any]:
    """Take an option of an app's issue field off all issues that have it, and set another one instead if
    one is given.

     For options made by an app, not in Jira. Answered with 303. A completed task may have left issues as
    they were; its result names them.

    Starts a task of kind `jira`.

    Who may: Jira administrators, and the app that the field belongs to.

    Scopes: `manage:jira-configuration`, or `delete:field.option:jira` and `write:field.option:jira`.

    Args:
        field_key (str):
        option_id (int):
        jql (str | Unset):
        override_editable_flag (bool | Unset):
        override_screen_security (bool | Unset):
        replace_with (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        field_key=field_key,
        option_id=option_id,
        jql=jql,
        override_editable_flag=override_editable_flag,
        override_screen_security=override_screen_security,
        replace_with=replace_with,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
