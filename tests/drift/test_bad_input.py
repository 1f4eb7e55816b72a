from __future__ import annotations

import copy
import gzip
import json
import sys
import time
from collections.abc import Callable

import pytest
import yaml

from scripts.spec_files import LARGEST
from tests.drift.pairs import BASE
from tests.drift.running import Desk, Json, newest


def spoilt(change: Callable[[Json], object]) -> Json:
    document = copy.deepcopy(BASE)
    change(document)
    return document


def _twice(document: Json) -> None:
    document["paths"]["/old"]["get"]["operationId"] = "getThing"


def _dangling(document: Json) -> None:
    document["components"]["schemas"]["Owner"]["properties"]["boss"] = {"$ref": "#/components/x"}


def _outside(document: Json) -> None:
    document["components"]["schemas"]["Owner"] = {"$ref": "other.yaml#/Owner"}


def _circle(document: Json) -> None:
    document["components"]["schemas"]["Owner"] = {"$ref": "#/components/schemas/Owner"}


def _no_responses(document: Json) -> None:
    del document["paths"]["/old"]["get"]["responses"]


BAD: dict[str, tuple[Json, str]] = {
    "swagger": ({"swagger": "2.0", "paths": {}}, "is Swagger 2.0, not OpenAPI 3; convert it"),
    "no openapi": ({"paths": {}}, "is not an OpenAPI 3 document"),
    "a list": ([], "is not an OpenAPI document"),
    "no paths": ({"openapi": "3.0.3"}, "it has no paths"),
    "a name twice": (spoilt(_twice), "has two operations named getThing"),
    "a dangling reference": (spoilt(_dangling), "has a dangling reference: #/components/x"),
    "a reference outside": (
        spoilt(_outside),
        "a reference that leads out of it: other.yaml#/Owner",
    ),
    "a circle": (spoilt(_circle), "a reference that leads back to itself"),
    "no responses": (spoilt(_no_responses), "GET /old has no responses"),
    "no JSON": (b"<!doctype html>", "is not JSON"),
    "no UTF-8": (b'"\xff"', "is not JSON"),
    "nested too deep": (b"[" * 100_000, "is not JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_one_sentence_and_code_3(desk: Desk, name: str) -> None:
    content, message = BAD[name]

    for first, second in ((BASE, content), (content, BASE)):
        paths = desk.write("good.json", first), desk.write("bad.json", second)
        code, out, err = desk.run(*paths)
        assert (code, out) == (3, "")
        assert message in err
        assert "Traceback" not in err
        assert len(err.splitlines()) == 1


def test_a_missing_file_is_trouble(desk: Desk) -> None:
    code, out, err = desk.run("nowhere.json", desk.write("a.json", BASE))

    assert (code, out) == (3, "")
    assert "cannot read nowhere.json" in err


@pytest.mark.parametrize("arguments", [(), ("a",), ("a", "b", "--format", "xml"), ("--what",)])
def test_wrong_usage_is_trouble_too(desk: Desk, arguments: tuple[str, ...]) -> None:
    code, out, err = desk.run(*arguments)

    assert (code, out) == (3, "")
    assert err.startswith("usage: python -m scripts.drift")


def test_a_huge_document_is_refused_unread(desk: Desk) -> None:
    blanks = gzip.compress(b" " * (100 * 1024 * 1024), compresslevel=1)
    huge = desk.write("huge.json.gz", blanks)

    started = time.perf_counter()
    code, _, err = desk.run(huge, huge)
    assert code == 3
    assert f"huge.json.gz is larger than {LARGEST >> 20} MB" in err
    assert time.perf_counter() - started < 2


def test_half_a_gzip_file_is_refused(desk: Desk) -> None:
    whole = gzip.compress(json.dumps(BASE).encode())
    half = desk.write("half.json.gz", whole[: len(whole) // 2])

    assert desk.run(half, half)[0] == 3


def test_every_kind_of_file_is_taken(desk: Desk) -> None:
    text = yaml.dump(BASE, Dumper=yaml.CSafeDumper)
    plain = text.replace("'200':", "200:").encode()  # as people write it
    files = [
        desk.write("a.json", BASE),
        desk.write("b.json.gz", gzip.compress(json.dumps(BASE).encode())),
        desk.write("c.yaml", text.encode()),
        desk.write("d.yml", plain),
        desk.write("e.yaml.gz", gzip.compress(text.encode())),
    ]

    assert plain != text.encode()
    for path in files:
        assert desk.run(files[0], path)[0] == 0


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "on: 1\n", "a: 1\n1: 2\n1: 3\n"])
def test_yaml_that_would_be_misread_is_refused(desk: Desk, text: str) -> None:
    path = desk.write("bad.yaml", text.encode())

    code, _, err = desk.run(path, path)
    assert code == 3
    assert "bad.yaml is not YAML that can be read" in err


def test_yaml_that_refers_to_itself_many_times_ends(desk: Desk) -> None:
    lines = ["a0: &a0 {type: string}"]
    lines += [
        f"a{n}: &a{n} {{type: object, properties: {{x: *a{n - 1}, y: *a{n - 1}}}}}"
        for n in range(1, 40)
    ]
    schema = "{get: {responses: {'200': {content: {application/json: {schema: *a39}}}}}}"
    text = "\n".join(["openapi: 3.0.3", *lines, f"paths: {{/x: {schema}}}"])
    path = desk.write("bomb.yaml", text.encode())
    other = desk.write("other.yaml", text.replace("string", "integer").encode())

    for pair in ((path, path), (path, other)):
        code, _, err = desk.run(*pair)
        assert code == 3
        assert "its aliases unfold to more than" in err


def branching(document: Json, owner: str, kind: str) -> Json:
    schemas = document["components"]["schemas"]
    schemas["S0"] = {"type": kind}
    for number in range(1, 40):
        below = {"$ref": f"#/components/schemas/S{number - 1}"}
        schemas[f"S{number}"] = {"type": "object", "properties": {"x": below, "y": below}}
    schemas[owner]["properties"]["deep"] = {"$ref": "#/components/schemas/S39"}
    return document


def test_schemas_that_refer_to_each_other_many_times_end(desk: Desk) -> None:
    kinds = ("string", "integer")

    drift = desk.compare(*(branching(copy.deepcopy(BASE), "Owner", kind) for kind in kinds))
    assert [one["fields"] for one in drift.changes] == [["S0"]]


def test_differences_without_end_are_one_sentence(desk: Desk) -> None:
    old, new = (
        desk.write(f"{kind}.json", branching(newest("jira-v2"), "JiraTask", kind))
        for kind in ("string", "integer")
    )

    code, _, err = desk.run(old, new)
    assert code == 3
    assert "has a schema that differs in more than" in err


def test_3_1_is_taken_where_it_says_what_3_0_can(desk: Desk) -> None:
    document = copy.deepcopy(BASE)
    document["openapi"] = "3.1.0"
    properties = document["components"]["schemas"]["Thing"]["properties"]
    properties["name"] = {"type": ["string", "null"], "maxLength": 20}

    drift = desk.compare(BASE, document)
    assert drift.rules == {"response-property-became-nullable": "breaking"}


def test_nesting_beyond_reason_is_one_sentence(desk: Desk) -> None:
    depth = sys.getrecursionlimit()
    schema: Json = {"type": "string"}
    for _ in range(depth // 4):
        schema = {"type": "object", "properties": {"x": schema}}
    old, new = copy.deepcopy(BASE), copy.deepcopy(BASE)
    old["components"]["schemas"]["Owner"]["properties"]["deep"] = schema
    new["components"]["schemas"]["Owner"]["properties"]["deep"] = {"items": schema}
    code, _, err = desk.run(desk.write("old.json", old), desk.write("new.json", new))

    assert code in (2, 3)
    assert "Traceback" not in err
