from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.workflow_scheme_publication import WorkflowSchemePublication
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: int,
    *,
    body: WorkflowSchemePublication,
    validate_only: bool | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["validateOnly"] = validate_only

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/rest/api/3/workflowscheme/{id}/draft/publish".format(
            id=quote(str(id), safe=""),
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
    if response.status_code == 204:
        return None

    if response.status_code == 303:
        return None

    if response.status_code == 400:
        return None

    if response.status_code == 401:
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
    id: int,
    *,
    client: AuthenticatedClient | Client,
    body: WorkflowSchemePublication,
    validate_only: bool | Unset = UNSET,
) -> Response[Any]:
    """Put the draft of a workflow scheme in its place, and give issues other statuses as mapped.

     Answered with 303, or with 204 where the draft is only validated.

    Starts a task of kind `jira`, unless the draft is only validated.

    Who may: Jira administrators.

    Scopes: `manage:jira-configuration`, or `write:workflow-scheme:jira`.

    Args:
        id (int):
        validate_only (bool | Unset):
        body (WorkflowSchemePublication): How issues follow when a draft is published.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        validate_only=validate_only,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


async def asyncio_detailed(
    id: int,
    *,
    client: AuthenticatedClient | Client,
    body: WorkflowSchemePublication,
    validate_only: bool | Unset = UNSET,
) -> Response[Any]:
    """Put the draft of a workflow scheme in its place, and give issues other statuses as mapped.

     Answered with 303, or with 204 where the draft is only validated.

    Starts a task of kind `jira`, unless the draft is only validated.

    Who may: Jira administrators.

    Scopes: `manage:jira-configuration`, or `write:workflow-scheme:jira`.

    Args:
        id (int):
        validate_only (bool | Unset):
        body (WorkflowSchemePublication): How issues follow when a draft is published.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        validate_only=validate_only,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)
