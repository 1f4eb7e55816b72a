"""What became of hand-overs: who starts a task now, who no longer does, and if we understand it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
from atlassian_tasks import TaskRef
from atlassian_tasks.errors import AtlassianTasksError, NoTaskStarted

from scripts.drift import todos
from scripts.drift.handover import HandOver, answers, hand_over, is_cancel, look
from scripts.drift.impacts import Impact, Kind
from scripts.drift.outline import key_of
from scripts.drift.samples import sample
from scripts.references import follow, json_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.drift.outline import Endpoint, Outline
    from scripts.drift.starters import Starter

Json = Any
_SITE = "https://acme.atlassian.net"


def hand_over_impacts(old: Outline, new: Outline, found: Iterable[Starter]) -> Iterator[Impact]:
    """Starters that are new, or not taken, and operations of ours that answer otherwise."""
    for one in found:
        endpoint, known = one.endpoint, key_of(one.endpoint.method, one.endpoint.path)
        if not one.is_known:
            yield _not_taken(old, one)
        elif (
            endpoint.ours
            and not one.is_look
            and not (known in old.endpoints or old.named(endpoint.label))
        ):
            what = f"is taken already: {one.hand_over}"
            yield Impact(Kind.STARTER, what, "", (endpoint.label,), (), (started_by(endpoint),))
    for key, after in new.endpoints.items():
        if after.ours and after.method != "GET" and (before := old.endpoints.get(key)):
            yield from _changed(answers(old, before), answers(new, after), new, after)


def _not_taken(old: Outline, one: Starter) -> Impact:
    endpoint = one.endpoint
    kind, does = (Kind.LOOK, "looks at") if one.is_look else (Kind.STARTER, "starts")
    if one.uncovered_by:
        what = f"`{one.uncovered_by}`, which would cover it, is lost or not taken: {one.hand_over}"
        heading = f"an operation that {does} a task is not covered, or no longer"
        return Impact(kind, what, todos.UNCOVERED, (endpoint.at,), heading=heading)
    was = old.endpoints.get(key_of(endpoint.method, endpoint.path))
    is_same = was and (hand_over(old, was) or look(old, was))
    told = f"{', as it did before' if is_same else ''}, and is not taken: {one.hand_over}"
    todo = todos.ADD_KIND if one.is_look else todos.TAKE
    return Impact(kind, f"{does} a task{told}", todo, (endpoint.at,))


def _changed(was: HandOver, now: HandOver, new: Outline, endpoint: Endpoint) -> Iterator[Impact]:
    if was == now or is_cancel(endpoint):
        return
    what, named = f"{was} → {now}", ((endpoint.label,), (), (started_by(endpoint),))
    if was.names_task and not now.starts_task:
        told = f"{what}; it starts no task any more"
        yield Impact(Kind.HAND_OVER, told, todos.STARTS_NOTHING, *named)
    elif now.names_task:
        kind, told, todo = _understood(new, endpoint)
        yield Impact(kind, f"{what}; {told}", todo, *named)
    else:
        yield Impact(Kind.HAND_OVER, what, todos.UNTOLD, *named)


def started_by(endpoint: Endpoint) -> str:
    """How users call a start operation."""
    return f"start({endpoint.label})"


def _understood(new: Outline, endpoint: Endpoint) -> tuple[Kind, str, str]:
    """Give `TaskRef.from_response` an answer of the new shape, each success in turn."""
    refs: list[str] = []
    for status, node in endpoint.raw["responses"].items():
        if str(status)[:1] not in ("2", "3") or not str(status).isdigit():
            continue
        try:
            refs.append(str(TaskRef.from_response(_response(new, endpoint, str(status), node))))
        except NoTaskStarted:
            continue
        except AtlassianTasksError as error:
            told = f"`TaskRef.from_response` raises {type(error).__name__} on {status}"
            return Kind.BREAKS, told, todos.TEACH
    if refs:
        kinds = " and ".join(sorted({ref.partition(":")[0] for ref in refs}))
        return Kind.HAND_OVER, f"`TaskRef.from_response` reads it: {kinds}", todos.ANSWER
    return Kind.BREAKS, "`TaskRef.from_response` finds no task in it", todos.TEACH


def _response(new: Outline, endpoint: Endpoint, status: str, node: Json) -> httpx.Response:
    raw = follow(new.document, node)
    schema = json_schema(new.document, raw)
    body = None if schema is None else _addressed(sample(new.schemas, schema), endpoint)
    located = status == "303" or any(
        name.lower() == "location" for name in raw.get("headers") or ()
    )
    return httpx.Response(
        int(status),
        headers={"Location": _SITE + _address(endpoint)} if located else {},
        content=b"" if body is None else json.dumps(body).encode(),
        request=httpx.Request(endpoint.method, _SITE + endpoint.path),
    )


def _addressed(body: Json, endpoint: Endpoint) -> Json:
    """The body with addresses of a task where a schema says no more than string."""
    address = _address(endpoint)
    if isinstance(body, str):
        return _SITE + address if body.isdigit() else body
    if isinstance(body, dict):
        for name, value in body.items():
            if isinstance(value, dict) and name.strip("_") == "links" and "status" in value:
                value["status"] = address.removeprefix("/wiki")
            elif name == "self":
                body[name] = _SITE + address
            elif name.lower() in ("statuspath", "statusurl", "taskurl"):
                body[name] = address
    return body


def _address(endpoint: Endpoint) -> str:
    if endpoint.path.startswith("/wiki/"):
        return "/wiki/rest/api/longtask/10001"
    version = "2" if "/api/2/" in endpoint.path else "3"
    is_jira = "/api/2/" in endpoint.path or "/api/3/" in endpoint.path
    return f"/rest/api/{version}/task/10001" if is_jira else "/rest/api/longtask/10001"
