"""One document, and for each family of rules one change of it, with the verdict that it gets."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from attrs import frozen

Json = Any
A, R, B = "additive", "risky", "breaking"

BASE: Json = {
    "openapi": "3.0.3",
    "info": {"title": "One change", "version": "1.0.0"},
    "servers": [{"url": "https://one.example/v1"}],
    "paths": {
        "/things/{id}": {
            "get": {
                "operationId": "getThing",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {
                        "name": "expand",
                        "in": "query",
                        "schema": {"type": "string", "enum": ["all", "none"]},
                    },
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}},
                ],
                "responses": {
                    "200": {
                        "description": "OK",
                        "headers": {"X-Rate": {"required": True, "schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        },
                    },
                    "404": {"description": "Not Found"},
                },
                "security": [{"oauth": ["read"]}],
            },
            "post": {
                "operationId": "changeThing",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Change"}}
                    }
                },
                "responses": {"204": {"description": "No Content"}},
            },
        },
        "/old": {
            "get": {"operationId": "getOld", "responses": {"200": {"description": "OK"}}},
        },
    },
    "components": {
        "securitySchemes": {
            "oauth": {
                "type": "oauth2",
                "flows": {
                    "implicit": {
                        "authorizationUrl": "https://one.example/auth",
                        "scopes": {"read": "r", "write": "w"},
                    }
                },
            }
        },
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id", "state"],
                "properties": {
                    "id": {"type": "string"},
                    "state": {"type": "string", "enum": ["ON", "OFF"]},
                    "count": {"type": "integer", "format": "int32", "minimum": 0},
                    "name": {"type": "string", "maxLength": 20},
                    "owner": {"$ref": "#/components/schemas/Owner"},
                    "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
                },
            },
            "Owner": {"type": "object", "properties": {"key": {"type": "string"}}},
            "Change": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "state": {"type": "string", "enum": ["ON", "OFF"]},
                    "count": {"type": "integer", "maximum": 10},
                    "name": {"type": "string", "maxLength": 20, "pattern": "^a"},
                    "note": {"type": "string", "default": "none", "nullable": True},
                },
            },
        },
    },
}


@frozen
class Pair:
    """One change: what is done to the document, and the rule that has to tell it."""

    rule: str
    level: str
    change: Callable[[Json], object]

    def documents(self) -> tuple[Json, Json]:
        new = copy.deepcopy(BASE)
        self.change(new)
        return BASE, new


def get(document: Json) -> Json:
    return document["paths"]["/things/{id}"]["get"]


def post(document: Json) -> Json:
    return document["paths"]["/things/{id}"]["post"]


def thing(document: Json, name: str = "Thing") -> Json:
    return document["components"]["schemas"][name]


def ok(document: Json) -> Json:
    return get(document)["responses"]["200"]


def parameter(document: Json, number: int) -> Json:
    return get(document)["parameters"][number]


def body(document: Json) -> Json:
    return post(document)["requestBody"]


def field(name: str, owner: str = "Thing") -> Callable[[Json], Json]:
    return lambda document: thing(document, owner)["properties"][name]


def put(place: Callable[[Json], Json], **facts: Any) -> Callable[[Json], object]:
    return lambda document: place(document).update(facts)


def drop(place: Callable[[Json], Json], name: str) -> Callable[[Json], object]:
    return lambda document: place(document).pop(name)


def _properties(owner: str) -> Callable[[Json], Json]:
    return lambda document: thing(document, owner)["properties"]


def _query(document: Json, **facts: Any) -> None:
    schema = {"type": "string"}
    get(document)["parameters"].append({"name": "q", "in": "query", "schema": schema} | facts)


def _moved(document: Json) -> None:
    responses = get(document)["responses"]
    responses["202"] = responses.pop("200")


KEY = field("key", "Owner")

PAIRS: dict[str, Pair] = {
    "operation added": Pair(
        "endpoint-added",
        A,
        lambda d: d["paths"].update(
            {"/new": {"get": {"responses": {"200": {"description": "OK"}}}}}
        ),
    ),
    "operation removed": Pair(
        "api-path-removed-without-deprecation", B, lambda d: d["paths"].pop("/old")
    ),
    "server moved": Pair(
        "server-changed", R, lambda d: d["servers"][0].update(url="https://two.example/v1")
    ),
    "operation deprecated": Pair("endpoint-deprecated", A, put(get, deprecated=True)),
    "required parameter added": Pair(
        "new-required-request-parameter", B, lambda d: _query(d, required=True)
    ),
    "optional parameter added": Pair("new-optional-request-parameter", A, _query),
    "parameter removed": Pair(
        "request-parameter-removed", R, lambda d: get(d)["parameters"].pop(2)
    ),
    "parameter became required": Pair(
        "request-parameter-became-required", B, lambda d: parameter(d, 1).update(required=True)
    ),
    "parameter type changed": Pair(
        "request-parameter-type-changed",
        B,
        lambda d: parameter(d, 2).update(schema={"type": "boolean", "maximum": 50}),
    ),
    "parameter word removed": Pair(
        "request-parameter-enum-value-removed", B, lambda d: parameter(d, 1)["schema"]["enum"].pop()
    ),
    "parameter word added": Pair(
        "request-parameter-enum-value-added",
        A,
        lambda d: parameter(d, 1)["schema"]["enum"].append("some"),
    ),
    "parameter bound lowered": Pair(
        "request-parameter-max-decreased", B, lambda d: parameter(d, 2)["schema"].update(maximum=9)
    ),
    "parameter default added": Pair(
        "request-parameter-default-value-added",
        B,
        lambda d: parameter(d, 2)["schema"].update(default=10),
    ),
    "body became required": Pair("request-body-became-required", B, put(body, required=True)),
    "body media type removed": Pair(
        "request-body-media-type-removed",
        B,
        lambda d: body(d).update(content={"text/plain": {"schema": {"type": "string"}}}),
    ),
    "body removed": Pair("request-body-removed", B, drop(post, "requestBody")),
    "required field to send added": Pair(
        "new-required-request-property",
        B,
        lambda d: (
            thing(d, "Change")["properties"].update(extra={"type": "string"}),
            thing(d, "Change")["required"].append("extra"),
        ),
    ),
    "optional field to send added": Pair(
        "new-optional-request-property", A, put(_properties("Change"), extra={"type": "string"})
    ),
    "field to send removed": Pair(
        "request-property-removed", R, drop(_properties("Change"), "count")
    ),
    "field to send became required": Pair(
        "request-property-became-required",
        B,
        lambda d: thing(d, "Change")["required"].append("name"),
    ),
    "word to send removed": Pair(
        "request-property-enum-value-removed",
        B,
        lambda d: field("state", "Change")(d)["enum"].pop(),
    ),
    "bound of what is sent lowered": Pair(
        "request-property-max-decreased", B, put(field("count", "Change"), maximum=5)
    ),
    "length of what is sent lowered": Pair(
        "request-property-max-length-decreased", B, put(field("name", "Change"), maxLength=5)
    ),
    "pattern of what is sent removed": Pair(
        "request-property-pattern-removed", A, drop(field("name", "Change"), "pattern")
    ),
    "null may not be sent": Pair(
        "request-property-became-not-nullable", B, drop(field("note", "Change"), "nullable")
    ),
    "default of what is sent changed": Pair(
        "request-property-default-value-changed", A, put(field("note", "Change"), default="some")
    ),
    "type of what is sent widened": Pair(
        "request-property-type-generalized", A, put(field("count", "Change"), type="number")
    ),
    "success moved": Pair("response-success-status-removed", B, _moved),
    "success added": Pair(
        "response-success-status-added",
        A,
        lambda d: get(d)["responses"].update({"202": {"description": "Accepted"}}),
    ),
    "error added": Pair(
        "response-non-success-status-added",
        A,
        lambda d: get(d)["responses"].update({"409": {"description": "Conflict"}}),
    ),
    "error removed": Pair(
        "response-non-success-status-removed", A, lambda d: get(d)["responses"].pop("404")
    ),
    "media type of an answer removed": Pair("response-media-type-removed", B, drop(ok, "content")),
    "header of an answer removed": Pair("required-response-header-removed", B, drop(ok, "headers")),
    "field of an answer added": Pair(
        "response-optional-property-added", A, put(_properties("Thing"), extra={"type": "string"})
    ),
    "optional field of an answer removed": Pair(
        "response-optional-property-removed", R, drop(_properties("Thing"), "count")
    ),
    "required field of an answer removed": Pair(
        "response-required-property-removed",
        B,
        lambda d: (thing(d)["properties"].pop("id"), thing(d)["required"].remove("id")),
    ),
    "field of an answer became optional": Pair(
        "response-property-became-optional", B, lambda d: thing(d)["required"].remove("id")
    ),
    "field of an answer became required": Pair(
        "response-property-became-required", A, lambda d: thing(d)["required"].append("count")
    ),
    "field of an answer became nullable": Pair(
        "response-property-became-nullable", B, put(field("name"), nullable=True)
    ),
    "type of an answer changed": Pair(
        "response-property-type-changed", B, put(field("name"), type="boolean")
    ),
    "format of an answer widened": Pair(
        "response-property-type-generalized", B, put(field("count"), format="int64")
    ),
    "word of an answer added": Pair(
        "response-property-enum-value-added", R, lambda d: field("state")(d)["enum"].append("LOST")
    ),
    "word of an answer removed": Pair(
        "response-property-enum-value-removed", A, lambda d: field("state")(d)["enum"].pop()
    ),
    "enumeration of an answer opened": Pair(
        "response-property-enum-opened", R, drop(field("state"), "enum")
    ),
    "bound of an answer lowered": Pair(
        "response-property-min-decreased", B, put(field("count"), minimum=-1)
    ),
    "length of an answer unbound": Pair(
        "response-property-max-length-unset", B, drop(field("name"), "maxLength")
    ),
    "alternative of an answer added": Pair(
        "response-property-one-of-added",
        B,
        lambda d: field("either")(d)["oneOf"].append({"type": "boolean"}),
    ),
    "alternative of an answer removed": Pair(
        "response-property-one-of-removed", A, lambda d: field("either")(d)["oneOf"].pop()
    ),
    "field behind two references changed": Pair(
        "response-property-type-changed", B, put(KEY, type="integer")
    ),
    "field deprecated": Pair("response-property-deprecated", A, put(KEY, deprecated=True)),
    "object closed": Pair(
        "response-property-additional-properties-closed",
        A,
        put(lambda d: thing(d, "Owner"), additionalProperties=False),
    ),
    "scope added": Pair(
        "api-security-scope-added", A, lambda d: get(d)["security"][0]["oauth"].append("write")
    ),
    "security removed": Pair("api-security-removed", A, put(get, security=[])),
}
