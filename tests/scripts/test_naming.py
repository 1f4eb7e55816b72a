"""Each object and each set of words has a name of ours, or the build says where to write one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.knowledge import Operation, Place, Source
from scripts.naming import note_unnamed
from scripts.spec_files import Misfits, SpecError
from tests.scripts.spoiling import build, change_slice

Json = Any
TEXT = {"type": "string"}
OBJECT = {"type": "object", "properties": {"a": TEXT}}
WORDS = {"type": "string", "enum": ["ONE", "TWO"]}


def tree(schema: Json, **more: Json) -> Json:
    """A slice with one operation that answers `schema`, and the named Leaf."""
    look = {
        "operationId": "getTree",
        "responses": {"200": {"content": {"application/json": {"schema": schema}}}},
    }
    schemas = {"Leaf": {"type": "object"}} | more.pop("schemas", {})
    return {"paths": {"/tree": {"get": look | more}}, "components": {"schemas": schemas}}


def source(key: str = "small") -> Source:
    operation = Operation("getTree", "trees", "GET", "/tree")
    return Source(key, "", "", (operation,), {"Leaf": (Place.parse("getTree 200 leaf"),)})


def unnamed(deviated: Json) -> list[str]:
    misfits = Misfits()
    note_unnamed([source()], {"small": deviated}, misfits, {})
    try:
        misfits.refuse()
    except SpecError as error:
        return [one.partition(" has no name")[0] for one in error.sentences]
    return []


LEAF = {"$ref": "#/components/schemas/Leaf"}
PLACES: dict[str, tuple[Json, list[str]]] = {
    "an answer": (tree(OBJECT), ["getTree 200"]),
    "a list of objects": (tree({"items": OBJECT}), ["getTree 200 []"]),
    "a map of words": (tree({"additionalProperties": {"items": WORDS}}), ["getTree 200 {}[]"]),
    "below a named one": (
        tree(
            LEAF, schemas={"Leaf": {"properties": {"bud": {"allOf": [OBJECT], "nullable": True}}}}
        ),
        ["getTree 200 leaf.bud"],
    ),
    "one in another": (
        tree({"items": {"properties": {"bud": {"type": "object"}}}}),
        ["getTree 200 []", "getTree 200 [].bud"],
    ),
    "what is sent": (
        tree(LEAF, requestBody={"content": {"application/json": {"schema": WORDS}}}),
        ["getTree body"],
    ),
    "named, or simple": (tree({"anyOf": [LEAF, TEXT]}), []),
}


@pytest.mark.parametrize("name", PLACES)
def test_what_has_no_name_is_found(name: str) -> None:
    document, places = PLACES[name]

    assert unnamed(document) == places


@pytest.mark.parametrize(
    "document",
    [
        tree({"oneOf": [OBJECT, TEXT]}),
        tree({"items": {"anyOf": [WORDS, TEXT]}}),
        tree(LEAF, parameters=[{"name": "kind", "schema": WORDS}]),
        tree(LEAF, schemas={"Leaf": {"properties": {"a.b": WORDS}}}),
    ],
)
def test_what_no_place_can_name_needs_a_deviation(document: Json) -> None:
    (line,) = unnamed(document)
    assert line.endswith("that no place can name: put something simpler there by a deviation")


def test_what_a_deviation_adds_is_named_by_it() -> None:
    bud = {"$ref": "#/components/schemas/Bud"}

    assert unnamed(tree(bud, schemas={"Bud": OBJECT})) == []


def test_versions_that_share_it_are_told_in_one_line(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def grow(document: Json) -> None:
        properties = document["components"]["schemas"]["JiraTask"]["properties"]
        properties["neverAField"] = OBJECT

    for key in ("jira-v3", "jira-v2"):
        change_slice(spec, key, grow)

    assert build(spec) == 0
    unnamed_line, wordless = capsys.readouterr().err.splitlines()
    assert 'NAME: "getTask 200 neverAField"` under jira-v3 / schemas and ' in unnamed_line
    assert 'NAME: "getTaskV2 200 neverAField"` under jira-v2 / schemas' in unnamed_line
    assert "no words for schemas / JiraTask / neverAField" in wordless
