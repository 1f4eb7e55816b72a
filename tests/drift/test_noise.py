"""What upstream changes without changing anything is not told."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache

import pytest

from scripts.drift.outline import outline
from scripts.drift.report import Report, report
from scripts.knowledge import Knowledge, read_knowledge
from scripts.spec_files import SPEC
from tests.drift.pairs import BASE
from tests.drift.running import Json, newest
from tests.scripts.documents import NOISE, SOURCES


@cache
def known() -> Knowledge:
    return read_knowledge(SPEC)


def told(old: Json, new: Json) -> Report:
    documents = (outline("noise", one, known().sources) for one in (old, new))
    return report(*documents, known())


@pytest.mark.parametrize("key", SOURCES)
def test_noise_of_published_documents_is_not_told(key: str) -> None:
    old, new = newest(key), newest(key)
    for make in NOISE:
        make(new)

    found = told(old, new)
    assert (found.code, found.findings, found.elsewhere, found.impacts) == (0, (), (), ())
    assert told(new, old).code == 0


def inline(document: Json) -> None:
    """Schemas written where they are used, instead of by name."""
    schemas = document["components"]["schemas"]

    def written(node: Json) -> Json:
        if isinstance(node, dict):
            if "$ref" in node:
                return written(schemas[node["$ref"].rpartition("/")[2]])
            return {key: written(value) for key, value in node.items()}
        return [written(one) for one in node] if isinstance(node, list) else node

    document["paths"] = written(document["paths"])


def rename_schemas(document: Json) -> None:
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        text = text.replace(f'"{name}"', f'"{name}Bean"').replace(f'/{name}"', f'/{name}Bean"')
    document.update(json.loads(text))


def to_3_1(document: Json) -> None:
    def said(node: Json) -> Json:
        if isinstance(node, list):
            return [said(one) for one in node]
        if not isinstance(node, dict):
            return node
        made = {key: said(value) for key, value in node.items() if key != "nullable"}
        if node.get("nullable") is True:
            made["type"] = [node["type"], "null"]
        return made

    document.update(said(document))
    document["openapi"] = "3.1.0"


def wrap_in_all_of(document: Json) -> None:
    schemas = document["components"]["schemas"]
    for name in list(schemas):
        schemas[f"{name}Base"] = schemas[name]
        schemas[name] = {"allOf": [{"$ref": f"#/components/schemas/{name}Base"}]}


def split_with_all_of(document: Json) -> None:
    thing = document["components"]["schemas"]["Thing"]
    owner = {"type": "object", "properties": {"owner": thing["properties"].pop("owner")}}
    document["components"]["schemas"]["Thing"] = {"allOf": [thing, owner]}


def turn_alternatives(document: Json) -> None:
    document["components"]["schemas"]["Thing"]["properties"]["either"]["oneOf"].reverse()


def name_media_otherwise(document: Json) -> None:
    for item in document["paths"].values():
        content = item["get"]["responses"]["200"].get("content", {})
        if "application/json" in content:
            content["application/json;charset=UTF-8"] = content.pop("application/json")


@pytest.mark.parametrize(
    "make",
    [
        inline,
        rename_schemas,
        to_3_1,
        wrap_in_all_of,
        split_with_all_of,
        turn_alternatives,
        name_media_otherwise,
    ],
)
def test_another_way_to_say_the_same_is_not_told(make: Callable[[Json], None]) -> None:
    new = copy.deepcopy(BASE)
    make(new)

    assert new != BASE
    for old, other in ((BASE, new), (new, BASE)):
        found = told(old, other)
        assert (found.code, found.findings) == (0, ())


def recursive(inner: Json) -> Json:
    document = copy.deepcopy(BASE)
    owner = document["components"]["schemas"]["Owner"]
    owner["properties"] |= {"boss": {"$ref": "#/components/schemas/Owner"}, "rank": inner}
    return document


def test_schemas_that_contain_themselves_end() -> None:
    old, new = recursive({"type": "string"}), recursive({"type": "integer"})

    assert told(old, copy.deepcopy(old)).code == 0
    found = told(old, new)
    assert [one.fields for one in found.findings] == [("Owner.rank",)]


def test_what_two_answers_hold_of_each_other_is_told_of_both() -> None:
    def document(kind: str) -> Json:
        made = copy.deepcopy(BASE)
        for name, other in (("Left", "Right"), ("Right", "Left")):
            node = {"$ref": f"#/components/schemas/{name}"}
            shown = {"200": {"content": {"application/json": {"schema": node}}}}
            made["paths"][f"/{name}"] = {"get": {"responses": shown}}
            inner = {"other": {"$ref": f"#/components/schemas/{other}"}}
            made["components"]["schemas"][name] = {"type": "object", "properties": inner}
        made["components"]["schemas"]["Left"]["properties"]["key"] = {"type": kind}
        return made

    (found,) = told(document("string"), document("integer")).findings
    assert found.fields == ("Left.key",)
    assert found.operations == ("GET /v1/Left", "GET /v1/Right")


def test_names_that_are_equal_do_not_hide_what_differs_behind_them() -> None:
    old, new = copy.deepcopy(BASE), copy.deepcopy(BASE)
    for document, kind in ((old, "string"), (new, "integer")):
        schemas = document["components"]["schemas"]
        schemas["Key"] = {"type": kind}
        schemas["Owner"]["properties"]["key"] = {"$ref": "#/components/schemas/Key"}

    found = told(old, new)
    assert [(one.rule, one.fields) for one in found.findings] == [
        ("response-property-type-changed", ("Key",))
    ]
