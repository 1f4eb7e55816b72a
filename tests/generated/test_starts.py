"""The start operations: documented as we use them, and sent as they are documented."""

from __future__ import annotations

import json
from typing import Any

import anyio
import attrs
import httpx
import pytest
from atlassian_tasks_rest import models
from atlassian_tasks_rest.client import Client
from atlassian_tasks_rest.types import UNSET

from scripts.spec_files import SPEC, read_json, read_yaml
from tests.generated.answers import transport
from tests.generated.payloads import PAYLOADS
from tests.generated.starts import JIRA_TASK, STARTS, WRITTEN, Start

Json = Any
SLICES = [read_json(path) for path in sorted((SPEC / "upstream").glob("*.json"))]
CURATED = read_yaml(SPEC / "openapi.yaml")
SITE = "https://acme.atlassian.net"
# Words of ATLASSIAN's answers that a client generated from its documents fails on, or follows.
BODIES = [b"", b"{}", b"null", b'"https://acme.atlassian.net/rest/api/3/task/1"', b"<html>", b"[1]"]

starts = pytest.mark.parametrize("start", STARTS, ids=lambda start: start.id)


def operation(document: Json, id_: str) -> Json:
    found = [
        raw
        for item in document["paths"].values()
        for raw in item.values()
        if raw["operationId"] == id_
    ]
    return found[0] if found else None


def documented(start: Start) -> tuple[Json, Json]:
    """A slice that has the operation, and the operation in it."""
    return next((one, raw) for one in SLICES if (raw := operation(one, start.id)))


def successes(raw: Json) -> list[str]:
    return [status for status in raw["responses"] if status < "4"]


def followed(document: Json, schema: Json, path: str) -> Json:
    """The schema at a path of properties, references written out."""
    for name in path.split("."):
        schema = resolved(document, schema)["properties"][name]
    return resolved(document, schema)


def resolved(document: Json, schema: Json) -> Json:
    if "$ref" not in schema:
        return schema
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]


@starts
def test_every_documented_success_is_curated_without_content(start: Start) -> None:
    _, upstream = documented(start)
    curated = operation(CURATED, start.id)

    assert successes(upstream) == successes(curated) == start.codes.split()
    assert set(curated["responses"]) == set(upstream["responses"])
    assert all(set(answer) == {"description"} for answer in curated["responses"].values())
    assert f"Starts a task of kind `{start.kind}`" in curated["description"]
    assert curated["tags"] == [start.tag]


@starts
def test_the_handover_is_the_documented_one(start: Start) -> None:
    document, raw = documented(start)
    answer = raw["responses"][start.codes.split()[-1]]
    schema = answer.get("content", {}).get("application/json", {}).get("schema")

    assert "headers" not in answer
    match start.handover:
        case "JiraTask":
            assert {"self", "id", "status"} <= set(resolved(document, schema)["properties"])
        case str(path):
            assert followed(document, schema, path).get("type") in ("string", "integer")
        case other:
            assert schema == other


@starts
def test_a_body_is_taken_where_one_is_documented(start: Start) -> None:
    content = documented(start)[1].get("requestBody", {}).get("content", {})

    assert list(content) == (["application/json"] if start.body else [])
    assert operation(CURATED, start.id).get("requestBody", {}).get("required") or not start.body
    assert start.body is None or start.body in WRITTEN


@starts
def test_a_start_sends_one_request_and_parses_nothing(start: Start) -> None:
    asked: list[httpx.Request] = []
    content, status = b"", 0

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, content=content, headers={"Location": "/task/1"})

    client = Client(base_url=SITE)
    with httpx.Client(base_url=SITE, transport=httpx.MockTransport(answer)) as http:
        client.set_httpx_client(http)
        for status in map(int, start.codes.split()):
            for content in BODIES:
                response = start.module.sync_detailed(client=client, **start.written)

                assert (response.status_code, response.content) == (status, content)
                assert response.headers["Location"] == "/task/1"
                assert response.parsed is None

    for request in asked:
        assert f"{request.method} {request.url.raw_path.decode()}" == start.line
        body = json.loads(request.content) if request.content else None
        assert body == (WRITTEN[start.body].to_dict() if start.body else None)


@starts
def test_a_start_in_async(start: Start) -> None:
    asked: list[str] = []
    client = Client(base_url=SITE)

    async def in_async() -> Any:
        mounted = transport({}, int(start.codes.split()[0]), asked)
        async with httpx.AsyncClient(base_url=SITE, transport=mounted) as http:
            client.set_async_httpx_client(http)
            return await start.module.asyncio_detailed(client=client, **start.written)

    assert anyio.run(in_async).parsed is None
    assert asked == [start.line]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412])
def test_an_error_is_not_parsed(status: int) -> None:
    client = Client(base_url=SITE)
    for start in STARTS:
        with httpx.Client(base_url=SITE, transport=transport(["no"], status, [])) as http:
            client.set_httpx_client(http)
            response = start.module.sync_detailed(client=client, **start.written)
        assert (response.status_code, response.parsed) == (status, None)


@pytest.mark.parametrize(
    ("payload", "body"), PAYLOADS, ids=[type(payload).__name__ for payload, _ in PAYLOADS]
)
def test_a_payload_is_sent_as_written(payload: Any, body: dict[str, Any]) -> None:
    assert payload.to_dict() == body
    assert type(payload).from_dict(body) == payload


def test_every_payload_of_a_start_is_tried() -> None:
    assert {start.body for start in STARTS if start.body} <= set(WRITTEN)


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_nothing_unsaid_is_sent(model: Any) -> None:
    required = [field for field in attrs.fields(model) if field.default is attrs.NOTHING]
    payload = model(**{field.name: getattr(WRITTEN[model], field.name) for field in required})

    assert len(payload.to_dict()) == len(required)


def test_a_field_that_is_new_upstream_can_be_sent() -> None:
    payload = models.BulkDelete(selected_issue_ids_or_keys=["A-1"])
    payload["reason"] = "late"

    assert payload.to_dict() == {"selectedIssueIdsOrKeys": ["A-1"], "reason": "late"}


def test_a_target_of_a_move_is_a_model_too() -> None:
    move = next(payload for payload, _ in PAYLOADS if isinstance(payload, models.BulkMove))
    target = move.target_to_sources_mapping["B,10001"]

    assert isinstance(target, models.BulkMoveTarget)
    assert target.target_status is UNSET


def test_starts_are_told_from_looks() -> None:
    told = {
        raw["operationId"]
        for item in CURATED["paths"].values()
        for raw in item.values()
        if "Starts a task of kind" in raw["description"]
    }

    assert told == {start.id for start in STARTS}
    assert JIRA_TASK in CURATED["components"]["schemas"]
