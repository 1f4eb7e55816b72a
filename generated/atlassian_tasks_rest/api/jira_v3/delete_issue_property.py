from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.issue_property_deletion import IssuePropertyDeletion
from ...types import Response


def _get_kwargs(
    property_key: str,
    *,
    body: IssuePropertyDeletion,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/rest/api/3/issue/properties/{property_key}".format(
            property_key=quote(str(property_key), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | None:
    if response.status_code == 303:
        return None

    if response.status_code == 400:
        return None

    if response.status_code == 401:
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
    property_key: str,
    *,
    client: AuthenticatedClient | Client,
    body: IssuePropertyDeletion,
) -> Response[Any]:
    """Delete a property from many issues, from all of them or, if one fails, from none.

     Answered with 303 and no body.

    Starts a task of kind `jira`.

    Who may: users who may see and edit the issues.

    Scopes: `write:jira-work`, or `delete:issue.property:jira`.

    Args:
        property_key (str):
        body (IssuePropertyDeletion): From which issues a property is deleted; an issue has to
            meet everything that is said. Where nothing is said, from all that the user may see and
            edit.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        property_key=property_key,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    property_key: str,
    *,
    client: AuthenticatedClient | Client,
    body: IssuePropertyDeletion,
) -> Response[Any]:
    """Delete a property from many issues, from all of them or, if one fails, from none.

     Answered with 303 and no body.

    Starts a task of kind `jira`.

    Who may: users who may see and edit the issues.

    Scopes: `write:jira-work`, or `delete:issue.property:jira`.

    Args:
        property_key (str):
        body (IssuePropertyDeletion): From which issues a property is deleted; an issue has to
            meet everything that is said. Where nothing is said, from all that the user may see and
            edit.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        property_key=property_key,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
