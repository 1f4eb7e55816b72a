"""Upstream documents to test with: the committed slices dressed up as Atlassian publishes them.

A slice is an OpenAPI document too, so slicing what these functions make has to give it back.
"""

from __future__ import annotations

import copy
import gzip
import json
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import upstream
from scripts.knowledge import read_sources
from scripts.spec_files import ROOT, SPEC, to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = Any
_ALL = read_sources(SPEC / "sources.yaml")
SOURCES = {source.key: source for source in _ALL if source.operations}
ANOTHER = "another"
"""A source of which nothing is taken, in each copy of spec/."""
LOOKED_THROUGH = [*(source.key for source in _ALL if not source.operations), ANOTHER]
SHARED = ROOT.parent / "shared" / "upstream"
OBVIOUS = {"nullable": False, "uniqueItems": False, "required": [], "additionalProperties": True}
METHODS = ("get", "put", "post", "delete", "patch")
PROSE = "Words of somebody else. With `code`, and more."


def committed(key: str) -> Json:
    return json.loads((SPEC / "upstream" / f"{key}.json").read_text(encoding="utf-8"))


def operations(document: Json) -> Iterator[Json]:
    for item in document["paths"].values():
        yield from (item[method] for method in item if method in METHODS)


def schemas(node: Json) -> Iterator[Json]:
    """Every schema below a node, by the keywords that hold schemas."""
    yield node
    parts = [*node.get("properties", {}).values()]
    parts += [one for choice in ("oneOf", "anyOf", "allOf") for one in node.get(choice, ())]
    parts += [node[key] for key in ("items", "additionalProperties") if key in node]
    for part in parts:
        if isinstance(part, dict):
            yield from schemas(part)


def add_prose(document: Json) -> None:
    document["info"] = {"title": PROSE, "description": PROSE, "version": "1001.0.0-SNAPSHOT-1"}
    for operation in operations(document):
        operation |= {"summary": PROSE, "description": PROSE, "externalDocs": {"url": PROSE}}
        for part in (*operation.get("parameters", ()), *operation["responses"].values()):
            part["description"] = PROSE
    for schema in document["components"]["schemas"].values():
        for nested in schemas(schema):
            if "$ref" not in nested:
                nested |= {"description": PROSE, "title": PROSE, "xml": {"name": PROSE}}


def add_examples(document: Json) -> None:
    for operation in operations(document):
        for response in operation["responses"].values():
            for media in response.get("content", {}).values():
                media |= {"example": PROSE, "examples": {"one": {"value": PROSE}}}
    for schema in document["components"]["schemas"].values():
        schema["example"] = {"built": "2026-07-21T10:00:00Z"}


def add_extensions(document: Json) -> None:
    document["x-build"] = PROSE
    for operation in operations(document):
        operation |= {"x-experimental": True, "x-atlassian-connect-scope": "READ"}
        operation["responses"]["x-more"] = PROSE
    for schema in document["components"]["schemas"].values():
        schema["x-order"] = 1


def turn_around(document: Json) -> None:
    def turned(node: Json) -> Json:
        if isinstance(node, dict):
            return {key: turned(node[key]) for key in reversed(node)}
        return [turned(part) for part in node] if isinstance(node, list) else node

    for key in list(document):
        document[key] = turned(document.pop(key))
    for schema in document["components"]["schemas"].values():
        for name in ("required", "enum"):
            if name in schema:
                schema[name].reverse()


def rename_operations(document: Json) -> None:
    for number, operation in enumerate(operations(document)):
        operation["operationId"] = f"com.atlassian.rest.TaskResource.get_get.{number}"
        operation["tags"] = ["Tasks"]


def rename_schemas(document: Json) -> None:
    text = json.dumps(document["paths"]) + "\n" + json.dumps(document["components"])
    for number, name in enumerate(sorted(document["components"]["schemas"])):
        text = text.replace(f'/schemas/{name}"', f'/schemas/Bean{number}"')
        text = text.replace(f'"{name}": {{"', f'"Bean{number}": {{"')
    paths, components = text.split("\n")
    document |= {"paths": json.loads(paths), "components": json.loads(components)}


def move_the_root(document: Json) -> None:
    roots = ("/wiki/rest", "/wiki/api/v2", "/rest")
    prefix = next(
        root for root in roots if any(path.startswith(root) for path in document["paths"])
    )
    document["servers"] = [{"url": f"//your-domain.atlassian.net{prefix}"}]
    document["paths"] = {
        path.removeprefix(prefix): item for path, item in document["paths"].items()
    }


def say_the_obvious(document: Json) -> None:
    for operation in operations(document):
        operation["deprecated"] = operation.get("deprecated", False)
    for schema in document["components"]["schemas"].values():
        for name, obvious in OBVIOUS.items():
            schema.setdefault(name, obvious)


def share_parameters(document: Json) -> None:
    """Declare parameters once for a path, by reference, as some versions do."""
    shared: Json = document["components"].setdefault("parameters", {})
    for number, item in enumerate(document["paths"].values()):
        operation = next(item[method] for method in item)
        if parameters := operation.pop("parameters", None):
            shared |= {f"p{number}_{place}": one for place, one in enumerate(parameters)}
            item["parameters"] = [
                {"$ref": f"#/components/parameters/p{number}_{place}"}
                for place in range(len(parameters))
            ]


NOISE: tuple[Callable[[Json], None], ...] = (
    add_prose,
    add_examples,
    add_extensions,
    turn_around,
    rename_operations,
    rename_schemas,
    move_the_root,
    say_the_obvious,
    share_parameters,
)


def published(key: str) -> Json:
    """A committed slice with all the noise of a published document, to change at will."""
    return json.loads(_published(key))


@cache
def _published(key: str) -> str:
    if key in LOOKED_THROUGH:
        reads = {"get": {"responses": {"200": {"description": PROSE}}}}
        return json.dumps(
            {"openapi": "3.0.1", "info": {"version": "1"}, "paths": {"/thing": reads}}
        )
    document = copy.deepcopy(committed(key))
    for make in NOISE:
        make(document)
    return json.dumps(document)


@cache
def _packed(key: str) -> bytes:
    return gzip.compress(_published(key).encode(), compresslevel=1)


def publish_all(folder: Path, date: str = "2026-08-30") -> Path:
    """Lay out a folder of published documents, as `--from` takes it."""
    for key in (*SOURCES, *LOOKED_THROUGH):
        (folder / key).mkdir(parents=True, exist_ok=True)
        (folder / key / f"{date}.json.gz").write_bytes(_packed(key))
    return folder


def spec_copy(folder: Path) -> Path:
    """A copy of spec/ to spoil; what is not taken is not in documents made of slices."""
    spec = Path(shutil.copytree(SPEC, folder / "spec"))
    with (spec / "sources.yaml").open("a") as sources:
        sources.write(f"\n{ANOTHER}:\n  url: https://example.com/another.json\n")
    (spec / "untaken.yaml").write_bytes(to_yaml({}, upstream._LEFT))
    return spec
