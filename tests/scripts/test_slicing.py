from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from scripts.spec_files import SpecError, to_json
from tests.scripts.documents import NOISE, PROSE, SOURCES, committed, published
from tests.scripts.small import slice_document, source, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDLESS = {"description", "summary", "title", "example", "examples", "externalDocs", "xml"}


@pytest.mark.parametrize("key", SOURCES)
def test_a_slice_slices_to_itself(key: str) -> None:
    slice_ = committed(key)

    assert to_json(slice_document(slice_, SOURCES[key])) == to_json(slice_)


@pytest.mark.parametrize("noise", NOISE, ids=lambda noise: noise.__name__)
@pytest.mark.parametrize("key", SOURCES)
def test_noise_does_not_reach_a_slice(key: str, noise: Any) -> None:
    document = copy.deepcopy(committed(key))
    noise(document)

    assert json.dumps(document) != json.dumps(committed(key))
    assert slice_document(document, SOURCES[key]) == committed(key)


@pytest.mark.parametrize("key", SOURCES)
def test_all_noise_together_does_not_reach_a_slice(key: str) -> None:
    document = published(key)

    assert PROSE in json.dumps(document)
    assert to_json(slice_document(document, SOURCES[key])) == to_json(committed(key))


def _texts(node: Any, *, names: bool = False) -> Iterator[str]:
    """Every text in a slice, and every key that is not somebody's name for a thing."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from () if names else (key,)
            if key != "required" or names:
                named = key in ("properties", "schemas", "paths") and not names
                yield from _texts(value, names=named)
    elif isinstance(node, list):
        for part in node:
            yield from _texts(part)
    elif isinstance(node, str):
        yield node


@pytest.mark.parametrize("key", SOURCES)
def test_committed_slices_hold_no_prose_and_no_examples(key: str) -> None:
    slice_ = committed(key)
    assert slice_.pop("info") == {"title": f"What we use of {key}", "version": "structure"}
    texts = set(_texts(slice_))

    assert not texts & WORDLESS
    assert {text for text in texts if text.startswith("x-")} <= {"x-atlassian-oauth2-scopes"}
    assert not {text for text in texts if " " in text}


def test_a_real_change_shows() -> None:
    document = published("jira-v3")
    changed = copy.deepcopy(document)
    task = next(
        schema
        for schema in changed["components"]["schemas"].values()
        if "elapsedRuntime" in schema.get("properties", {})
    )
    task["properties"]["neverAField"] = {"type": "string"}

    sliced = slice_document(changed, SOURCES["jira-v3"])
    properties = sliced["components"]["schemas"]["JiraTask"]["properties"]
    assert properties.pop("neverAField") == {"type": "string"}
    assert sliced == committed("jira-v3")


def test_where_a_schema_without_a_name_contains_itself_anything_may_be() -> None:
    children = {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}
    document = tree(Node={"type": "object", "properties": {"children": children}})

    answer = slice_document(document, source())["paths"]["/tree"]["get"]["responses"]["200"]
    items = {"items": {}, "type": "array"}
    schema = {"type": "object", "properties": {"children": items}}
    assert answer["content"] == {"application/json": {"schema": schema}}


def test_a_named_schema_that_contains_itself_keeps_its_name() -> None:
    document = tree(Node={"properties": {"next": {"$ref": "#/components/schemas/Node"}}})

    schemas = slice_document(document, source(Tree="getTree 200"))["components"]["schemas"]
    assert schemas == {"Tree": {"properties": {"next": {"$ref": "#/components/schemas/Tree"}}}}


def test_of_a_parameter_declared_twice_the_later_facts_win() -> None:
    document = tree({"type": "string"})
    document["paths"]["/tree"]["get"]["parameters"] = [
        {"name": "limit", "in": "query", "description": PROSE, "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "schema": {"type": "integer", "format": "int32"}},
    ]

    operation = slice_document(document, source())["paths"]["/tree"]["get"]
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "format": "int32"}}
    assert operation["parameters"] == [limit]


def test_a_path_variable_may_have_another_name() -> None:
    document = committed("jira-v2")
    document["paths"] = {
        path.replace("{taskId}", "{id}"): item for path, item in document["paths"].items()
    }

    for raw in (one for item in document["paths"].values() for one in item.values()):
        for one in raw["parameters"]:
            one["name"] = "id" if one["name"] == "taskId" else one["name"]

    assert slice_document(document, SOURCES["jira-v2"]) == committed("jira-v2")


def test_a_context_path_is_not_part_of_a_path() -> None:
    document = committed("confluence-dc")
    document["paths"] = {
        path.removeprefix("/rest"): item for path, item in document["paths"].items()
    }
    document["servers"] = [{"url": "http://{baseurl}/confluence/rest/"}]

    assert slice_document(document, SOURCES["confluence-dc"]) == committed("confluence-dc")


def test_a_start_operation_keeps_its_body_its_headers_and_its_access() -> None:
    text = {"schema": {"type": "string", "description": PROSE}}
    document = tree() | {"security": [{"b": []}, {"a": ["z", "y"]}]}
    document["paths"]["/tree"]["get"] = {
        "requestBody": {"required": True, "description": PROSE, "content": {"text/plain": text}},
        "responses": {"303": {"description": PROSE, "headers": {"Location": text}}},
    }

    string = {"schema": {"type": "string"}}
    assert slice_document(document, source())["paths"]["/tree"]["get"] == {
        "operationId": "getTree",
        "tags": ["trees"],
        "requestBody": {"required": True, "content": {"text/plain": string}},
        "responses": {"303": {"headers": {"Location": string}}},
        "security": [{"a": ["y", "z"]}, {"b": []}],
    }


def _doubling() -> dict[str, Any]:
    """Thirty schemas, each of which holds the next one twice."""
    schemas: dict[str, Any] = {"S30": {"type": "string"}}
    for level in range(30):
        next_one = {"$ref": f"#/components/schemas/S{level + 1}"}
        schemas[f"S{level}"] = {"properties": {"left": next_one, "right": next_one}}
    return tree({"$ref": "#/components/schemas/S0"}, **schemas)


def _deep() -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(5000):
        schema = {"items": schema}
    return tree(schema)


TROUBLE: dict[str, tuple[Any, str]] = {
    "a list": ([], "not a JSON object"),
    "Swagger": ({"swagger": "2.0", "paths": {}}, r"Swagger 2.0.*swagger2openapi"),
    "no version": ({"paths": {}}, "not an OpenAPI 3 document"),
    "no paths": ({"openapi": "3.0.1"}, "has no paths"),
    "lost operation": (
        {"openapi": "3.0.1", "paths": {"/bush": {"get": {"responses": {}}}}},
        r"small has lost the operation getTree \(GET /tree\)",
    ),
    "other method": (
        {"openapi": "3.0.1", "paths": {"/tree": {"post": {"responses": {}}}}},
        r"lost the operation getTree",
    ),
    "dangling": (tree(), "dangling reference: #/components/schemas/Node"),
    "circular": (tree(Node={"$ref": "#/components/schemas/Node"}), "leads back to itself"),
    "outside": (tree({"$ref": "other.json#/Node"}), "leads out of it: other.json#/Node"),
    "list for a schema": (tree(Node=["string"]), "schemas/Node is a list, not an object"),
    "no responses": ({"openapi": "3.0.1", "paths": {"/tree": {"get": {}}}}, "not well-formed"),
    "text for a path": (
        {"openapi": "3.0.1", "paths": {"/tree": "get"}},
        "~1tree is text, not an object",
    ),
    "unfolding": (_doubling(), "unfolds to more than 20000 schemas"),
    "deep": (_deep(), "nests deeper than any real document"),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_a_bad_document_is_refused_with_its_key(name: str) -> None:
    document, message = TROUBLE[name]

    with pytest.raises(SpecError, match=message) as caught:
        slice_document(document, source())
    assert str(caught.value).startswith("small ")


WORD = {"type": "string", "enum": ["ONE"]}


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        ({"type": "string", "const": "ONE"}, WORD),
        ({"enum": ["ONE", None], "type": "string"}, WORD | {"nullable": True}),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        ({"oneOf": [WORD]}, WORD),
        (
            {"allOf": [{"properties": {"a": WORD}}, {"required": ["a"], "type": "object"}]},
            {"properties": {"a": WORD}, "required": ["a"], "type": "object"},
        ),
    ],
)
def test_two_ways_to_say_one_thing_are_one_in_a_slice(said: Any, otherwise: Any) -> None:
    slices = [
        slice_document(tree(Node={"type": "object", "properties": {"leaf": one}}), source())
        for one in (said, otherwise)
    ]

    assert slices[0] == slices[1]


def test_a_place_is_reached_through_what_holds_together() -> None:
    leaf = {"type": "object", "properties": {"a": WORD}}
    whole = {"type": "object", "properties": {"leaf": leaf}}
    parts = {"nullable": False, "allOf": [{"properties": {"leaf": leaf}}, {"type": "object"}]}
    one = source(Leaf="getTree 200 leaf")

    assert slice_document(tree(Node=parts), one) == slice_document(tree(Node=whole), one)


def test_of_an_opaque_schema_only_that_it_is_an_object_is_kept() -> None:
    node = {"type": "object", "properties": {"leaf": {"type": "object", "properties": {"a": WORD}}}}
    one = evolve(source(Leaf="getTree 200 leaf"), opaque=frozenset({"Leaf"}))

    sliced = slice_document(tree(Node=node), one)
    assert sliced["components"]["schemas"]["Leaf"] == {"type": "object"}
