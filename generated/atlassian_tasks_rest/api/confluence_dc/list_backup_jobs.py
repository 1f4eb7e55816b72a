from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.backup_job import BackupJob
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    from_date: str | Unset = UNSET,
    job_operation: str | Unset = UNSET,
    job_scope: str | Unset = UNSET,
    job_states: list[str] | Unset = UNSET,
    limit: int | Unset = UNSET,
    owner: str | Unset = UNSET,
    space_key: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["fromDate"] = from_date

    params["jobOperation"] = job_operation

    params["jobScope"] = job_scope

    json_job_states: list[str] | Unset = UNSET
    if not isinstance(job_states, Unset):
        json_job_states = job_states

    params["jobStates"] = json_job_states

    params["limit"] = limit

    params["owner"] = owner

    params["spaceKey"] = space_key

    params["toDate"] = to_date

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/rest/api/backup-restore/jobs",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | list[BackupJob] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = BackupJob.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 400:
        response_400 = cast(Any, None)
        return response_400

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | list[BackupJob]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    from_date: str | Unset = UNSET,
    job_operation: str | Unset = UNSET,
    job_scope: str | Unset = UNSET,
    job_states: list[str] | Unset = UNSET,
    limit: int | Unset = UNSET,
    owner: str | Unset = UNSET,
    space_key: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> Response[Any | list[BackupJob]]:
    """List the backups and restores of a Confluence Data Center instance that the user may see, in one
    page.

     Without filters it lists those that have ended too.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        from_date (str | Unset):
        job_operation (str | Unset):
        job_scope (str | Unset):
        job_states (list[str] | Unset):
        limit (int | Unset):
        owner (str | Unset):
        space_key (str | Unset):
        to_date (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | list[BackupJob]]
    """

    kwargs = _get_kwargs(
        from_date=from_date,
        job_operation=job_operation,
        job_scope=job_scope,
        job_states=job_states,
        limit=limit,
        owner=owner,
        space_key=space_key,
        to_date=to_date,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    from_date: str | Unset = UNSET,
    job_operation: str | Unset = UNSET,
    job_scope: str | Unset = UNSET,
    job_states: list[str] | Unset = UNSET,
    limit: int | Unset = UNSET,
    owner: str | Unset = UNSET,
    space_key: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> Any | list[BackupJob] | None:
    """List the backups and restores of a Confluence Data Center instance that the user may see, in one
    page.

     Without filters it lists those that have ended too.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        from_date (str | Unset):
        job_operation (str | Unset):
        job_scope (str | Unset):
        job_states (list[str] | Unset):
        limit (int | Unset):
        owner (str | Unset):
        space_key (str | Unset):
        to_date (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | list[BackupJob]
    """

    return sync_detailed(
        client=client,
        from_date=from_date,
        job_operation=job_operation,
        job_scope=job_scope,
        job_states=job_states,
        limit=limit,
        owner=owner,
        space_key=space_key,
        to_date=to_date,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    from_date: str | Unset = UNSET,
    job_operation: str | Unset = UNSET,
    job_scope: str | Unset = UNSET,
    job_states: list[str] | Unset = UNSET,
    limit: int | Unset = UNSET,
    owner: str | Unset = UNSET,
    space_key: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> Response[Any | list[BackupJob]]:
    """List the backups and restores of a Confluence Data Center instance that the user may see, in one
    page.

     Without filters it lists those that have ended too.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        from_date (str | Unset):
        job_operation (str | Unset):
        job_scope (str | Unset):
        job_states (list[str] | Unset):
        limit (int | Unset):
        owner (str | Unset):
        space_key (str | Unset):
        to_date (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | list[BackupJob]]
    """

    kwargs = _get_kwargs(
        from_date=from_date,
        job_operation=job_operation,
        job_scope=job_scope,
        job_states=job_states,
        limit=limit,
        owner=owner,
        space_key=space_key,
        to_date=to_date,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    from_date: str | Unset = UNSET,
    job_operation: str | Unset = UNSET,
    job_scope: str | Unset = UNSET,
    job_states: list[str] | Unset = UNSET,
    limit: int | Unset = UNSET,
    owner: str | Unset = UNSET,
    space_key: str | Unset = UNSET,
    to_date: str | Unset = UNSET,
) -> Any | list[BackupJob] | None:
    """List the backups and restores of a Confluence Data Center instance that the user may see, in one
    page.

     Without filters it lists those that have ended too.

    Who may: users of the instance, with a personal access token as bearer token.

    Args:
        from_date (str | Unset):
        job_operation (str | Unset):
        job_scope (str | Unset):
        job_states (list[str] | Unset):
        limit (int | Unset):
        owner (str | Unset):
        space_key (str | Unset):
        to_date (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | list[BackupJob]
    """

    return (
        await asyncio_detailed(
            client=client,
            from_date=from_date,
            job_operation=job_operation,
            job_scope=job_scope,
            job_states=job_states,
            limit=limit,
            owner=owner,
            space_key=space_key,
            to_date=to_date,
        )
    ).parsed
