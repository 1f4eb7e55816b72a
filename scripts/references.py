"""Finding one's way in an OpenAPI document: version, references, operations, paths.

A slice, and what is built of slices, has every operation and schema where it is looked for first:
those are walked by the functions at the end.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeAlias
from urllib.parse import unquote

from scripts.spec_files import SpecError

Json: TypeAlias = Any

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_AUTHORITY = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_CHOICES = ("oneOf", "anyOf", "allOf")
_INNER = {"items": "[]", "additionalProperties": "{}"}
_ASKED = 5  # of many operations that moved, those that are asked where to


def is_slice(document: Json) -> bool:
    """Whether it is what we made of a document, of which nothing need be left."""
    info = document.get("info")
    return isinstance(info, dict) and info.get("version") == "structure"


def follow(document: Json, node: Json) -> Json:
    """The object that a node stands for, however many references lead to it."""
    seen: set[str] = set()
    while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
        if reference in seen:
            raise SpecError(f"has a reference that leads back to itself: {reference}")
        seen.add(reference)
        node = _target(document, reference)
    return node


def _target(document: Json, reference: str) -> Json:
    if not reference.startswith("#/"):
        raise SpecError(f"has a reference that leads out of it: {reference}")
    node = document
    for part in reference[2:].split("/"):
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or name not in node:
            raise SpecError(f"has a dangling reference: {reference}")
        node = node[name]
    return node


def base_path(document: Json, context: str, wanted: Collection[str] = ()) -> str:
    """The path of the document's server, without the context path of somebody's site.

    Of several servers it is that of the first, or of the one with most of the `wanted` paths.
    """
    servers = document.get("servers")
    known = [one for one in servers if isinstance(one, dict)] if isinstance(servers, list) else []
    bases = [
        _AUTHORITY.sub("", str(one.get("url", ""))).rstrip("/").removeprefix(context)
        for one in known
    ] or [""]
    if len(bases) == 1 or not wanted:
        return bases[0]
    paths = [plain_path(path) for path in document["paths"]]
    return max(bases, key=lambda base: sum(base + path in wanted for path in paths))


def operations(document: Json, base: str) -> Iterator[tuple[str, str, Json, Json]]:
    """Every operation: method, path joined with the server's, path item, operation."""
    for path, reference in document["paths"].items():
        item = follow(document, reference)
        for method in METHODS:
            if method in item:
                yield method.upper(), base + path, item, item[method]


def declared(document: Json, item: Json, operation: Json) -> dict[tuple[str, str], Json]:
    """The parameters of an operation by place and name; of two declarations the later one counts.

    Confluence Data Center declares the same parameter by hand and from its code; the latter,
    which comes second, has the true type.
    """
    found: dict[tuple[str, str], Json] = {}
    for node in [*item.get("parameters", ()), *operation.get("parameters", ())]:
        raw = follow(document, node)
        known = found.setdefault((str(raw["in"]), str(raw["name"])), {})
        schemas = [one["schema"] for one in (raw, known) if "schema" in one]
        known.update({fact: value for fact, value in raw.items() if value or fact not in known})
        if len(schemas) == 2 and schemas[0] != schemas[1]:
            known["schema"] = {"allOf": schemas}
    return found


def pointed(name: str) -> str:
    """A name as a step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def plain_path(path: str) -> str:
    """One spelling of a path, whatever its variables are called."""
    return _VARIABLE.sub("{}", path)


def variables(path: str) -> list[str]:
    """The names of a path's variables, in order."""
    return _VARIABLE.findall(path)


def moved_prefix(
    gone: Sequence[tuple[str, str]], come: Collection[tuple[str, str]]
) -> tuple[str, str] | None:
    """The prefix that most of what is gone had, and the one that it has now; methods and paths."""
    found: Counter[tuple[str, str]] = Counter()
    for method, path in gone[:_ASKED]:
        last = path.rpartition("/")[2]
        there = (one for known, one in come if known == method and one.endswith(f"/{last}"))
        found.update({_prefixes(path, one) for one in there})
    for (was, now), _ in found.most_common(_ASKED):
        moved = [
            1
            for method, path in gone
            if path.startswith(f"{was}/") and (method, now + path.removeprefix(was)) in come
        ]
        if len(moved) > max(1, len(gone) // 2):
            return was, now
    return None


def _prefixes(left: str, right: str) -> tuple[str, str]:
    """What two paths have before the part that they share."""
    mine, theirs = left.split("/"), right.split("/")
    while mine and theirs and mine[-1] == theirs[-1]:
        mine.pop()
        theirs.pop()
    return "/".join(mine), "/".join(theirs)


def json_schema(document: Json, message: Json) -> Json:
    """The schema of a response's or a request's JSON, or None."""
    content: Json = follow(document, message).get("content") or {}
    media: Json = content.get("application/json") or next(iter(content.values()), {})
    return media.get("schema")


def unwrap(document: Json, schema: Json) -> Json:
    """The schema that a reference, or an `allOf` around a single one, stands for."""
    schema = follow(document, schema)
    while isinstance(schema, dict) and len(schema.get("allOf", ())) == 1 and _only_wraps(schema):
        schema = follow(document, schema["allOf"][0])
    return schema


def _only_wraps(schema: Json) -> bool:
    structure = {"type", "properties", "items", "enum", "oneOf", "anyOf", "required", "nullable"}
    return structure.isdisjoint(schema)


def each_operation(document: Json) -> Iterator[tuple[str, Json]]:
    """Where each operation is, as a JSON pointer, and what is written there."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"/paths/{pointed(path)}/{method}", operation


def messages(operation: Json) -> Iterator[tuple[str, str, Json]]:
    """What is sent and answered: `body` or a status, where that is, and each schema of it."""
    told = [("body", "requestBody", operation.get("requestBody", {}))]
    told += [(word, f"responses/{word}", one) for word, one in operation["responses"].items()]
    for word, where, message in told:
        for media in message.get("content", {}).values():
            yield word, where, media.get("schema", {})


def parts(schema: Json) -> Iterator[tuple[str, str, Json]]:
    """What a schema holds: a property's name, `[]`, `{}` or a choice's word; where; the schema."""
    for name, part in schema.get("properties", {}).items():
        yield name, f"properties/{name}", part
    for key, step in _INNER.items():
        if isinstance(schema.get(key), dict):
            yield step, key, schema[key]
    for choice in _CHOICES:
        for number, part in enumerate(schema.get(choice, ())):
            yield choice, f"{choice}/{number}", part


def each_schema(document: Json) -> Iterator[Json]:
    """Every schema, the nested ones too."""
    waiting = [*document["components"]["schemas"].values()]
    for _, operation in each_operation(document):
        waiting += [one.get("schema", {}) for one in operation.get("parameters", ())]
        waiting += [schema for *_, schema in messages(operation)]
    while waiting:
        yield (schema := waiting.pop())
        waiting += [part for *_, part in parts(schema)]


def reached(node: Any, schemas: Json) -> set[str]:
    """The names of all components that a part of a document refers to, however far away."""
    found: set[str] = set()
    waiting = list(each_reference(node))
    while waiting:
        name = waiting.pop().rpartition("/")[2]
        if name not in schemas:
            raise SpecError(
                f"the curated spec refers to {name}, which does not exist: see which deviation "
                "names it or takes it away"
            )
        if name not in found:
            found.add(name)
            waiting += each_reference(schemas[name])
    return found


def each_reference(node: Any) -> Iterator[str]:
    """Every reference in a part of a document, as it is written there."""
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from each_reference(part)
