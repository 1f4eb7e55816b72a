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

from scripts.references import each_operation, follow
from scripts.spec_files import SPEC
from tests.documented import answer_of, places
from tests.generated.answers import transport
from tests.generated.looks import BODIES as LOOKED_AT
from tests.operations import CURATED, OPERATIONS, PAYLOADS, SCHEMAS, STARTS, Operation, snake

Json = Any
SLICES = [json.loads(path.read_bytes()) for path in sorted((SPEC / "upstream").glob("*.json"))]
SITE = "https://acme.atlassian.net"
# Words of ATLASSIAN's answers that a client generated from its documents fails on, or follows.
BODIES = [b"", b"{}", b"null", b'"https://acme.atlassian.net/rest/api/3/task/1"', b"<html>", b"[1]"]

MODELS = {name: getattr(models, name) for name in PAYLOADS if "enum" not in SCHEMAS[name]}

ANY_JSON = [None, 0, "old", ["late"], {"weight": 3}, {"type": "doc", "content": []}]
PYTHON_NAMES = {"filter": "filter_", "from": "from_", "in": "in_", "type": "type_"}

starts = pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
each_model = pytest.mark.parametrize("name", MODELS)


def operation(document: Json, id_: str) -> Json:
    return next((raw for _, raw in each_operation(document) if raw["operationId"] == id_), None)


def documented(start: Operation) -> tuple[Json, Json]:
    """A slice that has the operation, and the operation in it."""
    return next((one, raw) for one in SLICES if (raw := operation(one, start.id)))


def followed(document: Json, schema: Json, path: str) -> Json:
    """The schema at a path of properties, references written out; None below an open object."""
    for name in path.split(".") if path else ():
        if (known := follow(document, schema)) == {"type": "object"}:
            return None
        schema = known["properties"][name]
    return follow(document, schema)


def successes(raw: Json) -> list[str]:
    return [status for status in raw["responses"] if status < "4"]


@starts
def test_every_documented_success_is_curated_without_content(start: Operation) -> None:
    (_, upstream), curated = documented(start), operation(CURATED, start.id)

    assert successes(upstream) == successes(curated)
    assert str(answer_of(start)[0].status) in successes(curated)
    assert set(curated["responses"]) == set(upstream["responses"])
    assert all(set(answer) == {"description"} for answer in curated["responses"].values())
    assert f"Starts a task of kind `{start.kind}`" in curated["description"]


@starts
def test_the_handover_is_the_documented_one(start: Operation) -> None:
    document, raw = documented(start)
    reply, task_id = answer_of(start)
    answer = raw["responses"][str(reply.status)]
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    named = places(reply.body, task_id)

    assert "headers" not in answer
    assert named or reply.location
    told = [one for place in named if (one := followed(document, schema, place))]
    assert told or not named
    assert all(one.get("type") in ("string", "integer") for one in told)
    if not isinstance(reply.body, dict):
        bare = {"type": "string"} if task_id.isdecimal() else {"type": "string", "format": "uuid"}
        bare = {"type": "integer", "format": "int64"} if isinstance(reply.body, int) else bare
        assert schema == (bare if named else None)
    elif not named:
        assert schema == reply.body


@starts
def test_a_body_is_taken_where_one_is_documented(start: Operation) -> None:
    content = documented(start)[1].get("requestBody", {}).get("content", {})

    assert list(content) == (["application/json"] if start.model else [])
    assert operation(CURATED, start.id).get("requestBody", {}).get("required") or not start.model


@starts
def test_a_start_sends_one_request_and_parses_nothing(start: Operation) -> None:
    asked: list[httpx.Request] = []
    content, status = b"", 0

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, content=content, headers={"Location": "/task/1"})

    client = Client(base_url=SITE)
    with httpx.Client(base_url=SITE, transport=httpx.MockTransport(answer)) as http:
        client.set_httpx_client(http)
        for status in map(int, start.codes):
            for content in BODIES:
                response = start.module.sync_detailed(client=client, **start.arguments)

                assert (response.status_code, response.content) == (status, content)
                assert response.headers["Location"] == "/task/1"
                assert response.parsed is None

    for request in asked:
        assert f"{request.method} {request.url.raw_path.decode()}" == start.line
        body = json.loads(request.content) if request.content else None
        assert body == start.payload


def test_starts_in_async() -> None:
    asked: list[str] = []
    client = Client(base_url=SITE)

    async def in_async() -> list[Any]:
        told = []
        for start in STARTS.values():
            mounted = transport({}, int(start.codes[0]), asked)
            async with httpx.AsyncClient(base_url=SITE, transport=mounted) as http:
                client.set_async_httpx_client(http)
                told.append(await start.module.asyncio_detailed(client=client, **start.arguments))
        return told

    assert {response.parsed for response in anyio.run(in_async)} == {None}
    assert asked == [start.line for start in STARTS.values()]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412])
def test_an_error_is_not_parsed(status: int) -> None:
    client = Client(base_url=SITE)
    for start in STARTS.values():
        with httpx.Client(base_url=SITE, transport=transport(["no"], status, [])) as http:
            client.set_httpx_client(http)
            response = start.module.sync_detailed(client=client, **start.arguments)
        assert (response.status_code, response.parsed) == (status, None)


@each_model
def test_a_payload_is_sent_as_written(name: str) -> None:
    model, body = MODELS[name], PAYLOADS[name]
    read = model.from_dict(body)
    properties = SCHEMAS[name].get("properties", {})
    names = [PYTHON_NAMES.get(key, snake(key)) for key in properties]
    written = model(**{key: getattr(read, key) for key in names})
    if not properties:
        written.additional_properties = read.additional_properties

    assert written.to_dict() == read.to_dict() == body
    assert written == read
    assert bool(read.additional_properties) is not bool(properties)


@each_model
def test_null_and_any_word_and_any_json_are_sent_where_they_may_be(name: str) -> None:
    model, body = MODELS[name], PAYLOADS[name]
    for key, schema in SCHEMAS[name].get("properties", {}).items():
        tried = [None] if schema.get("nullable") else []
        tried += ["A_NEW_WORD"] if "anyOf" in schema else []
        tried += ANY_JSON if set(schema) == {"description"} else []
        for value in tried:
            assert model.from_dict(body | {key: value}).to_dict() == body | {key: value}


@each_model
def test_nothing_unsaid_is_sent(name: str) -> None:
    model, read = MODELS[name], MODELS[name].from_dict(PAYLOADS[name])
    required = [field for field in attrs.fields(model) if field.default is attrs.NOTHING]
    payload = model(**{field.name: getattr(read, field.name) for field in required})

    assert len(payload.to_dict()) == len(required)
    assert len(required) == len(SCHEMAS[name].get("required", []))


def test_a_field_that_is_new_upstream_can_be_sent() -> None:
    payload = models.BulkDelete(selected_issue_ids_or_keys=["A-1"])
    payload["reason"] = "late"

    assert payload.to_dict() == {"selectedIssueIdsOrKeys": ["A-1"], "reason": "late"}


def test_a_target_of_a_move_is_a_model_too() -> None:
    targets = {"B,10001": PAYLOADS["BulkMoveTarget"]}
    move = models.BulkMove.from_dict({"targetToSourcesMapping": targets})
    target = move.target_to_sources_mapping["B,10001"]

    assert isinstance(target, models.BulkMoveTarget)
    assert target.target_status == [
        models.BulkMoveStatuses.from_dict({"statuses": {"key": ["text"]}})
    ]
    assert move.send_bulk_notification is UNSET


def test_starts_are_told_from_looks() -> None:
    told = {
        raw["operationId"]
        for _, raw in each_operation(CURATED)
        if "Starts a task of kind" in raw["description"]
    }

    assert told == STARTS.keys()
    assert OPERATIONS.keys() - told == LOOKED_AT.keys()
