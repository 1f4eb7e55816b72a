"""Documents from files: JSON or YAML, compressed or not, refused with a sentence if unsound."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.knowledge import Source
from scripts.references import (
    METHODS,
    Json,
    base_path,
    follow,
    is_slice,
    operations,
    plain_path,
    pointed,
)
from scripts.spec_files import Loader, SpecError, about, parse_json, read_content

_MOST_VALUES = 5_000_000


def read_openapi(path: Path) -> Json:
    """Read a document that can be compared; a SpecError names the file and what is wrong."""
    content = read_content(path)
    is_yaml = path.name.removesuffix(".gz").endswith((".yaml", ".yml"))
    document = _parse_yaml(content, path.name) if is_yaml else parse_json(content, path.name)
    with about(path.name):
        check(document)
        check_names(document)
    gc.freeze()  # it stays: nobody need look through it for what can go
    return document


class _Loader(Loader):
    takes_numbers = True


def _parse_yaml(content: bytes, name: str) -> Json:
    try:
        # A SafeLoader: S506 does not see through the subclass.
        document = yaml.load(content, Loader=_Loader)  # noqa: S506
        _unfolded(document, {})
    except (yaml.YAMLError, SpecError, RecursionError, ValueError) as error:
        raise SpecError(f"{name} is not YAML that can be read: {error}") from error
    return document


def _unfolded(node: Json, known: dict[int, int]) -> int:
    """How many values there are with every alias written out; too many are refused."""
    if not isinstance(node, dict | list):
        return 1
    if id(node) not in known:
        known[id(node)] = _MOST_VALUES  # what contains itself has no end
        parts = node.values() if isinstance(node, dict) else node
        known[id(node)] = 1 + sum(_unfolded(part, known) for part in parts)
    if known[id(node)] > _MOST_VALUES:
        raise SpecError(f"its aliases unfold to more than {_MOST_VALUES} values")
    return known[id(node)]


def check(document: Json) -> None:
    """Refuse what is no OpenAPI 3, has a part of another shape, or references to nothing."""
    _require_openapi(document)
    _check_shapes(document)
    for method, path, _, operation in operations(document, ""):
        if "responses" not in operation:
            raise SpecError(f"is not well-formed: {method} {path} has no responses")


def _require_openapi(document: Json) -> None:
    """Refuse what is not OpenAPI 3."""
    if not isinstance(document, dict):
        raise SpecError("is not an OpenAPI document: it is not a JSON object")
    if "swagger" in document:
        raise SpecError(
            f"is Swagger {document['swagger']}, not OpenAPI 3; convert it first, for example with "
            "`npx swagger2openapi`"
        )
    if not str(document.get("openapi", "")).startswith("3."):
        raise SpecError("is not an OpenAPI 3 document: it has no `openapi: 3.…`")
    if not isinstance(document.get("paths"), dict):
        raise SpecError("is not an OpenAPI document: it has no paths")
    items, names = document["paths"].values(), {*METHODS, "$ref"}
    is_stub = all(isinstance(one, dict) and names.isdisjoint(one) for one in items)
    if is_stub and not is_slice(document):
        raise SpecError("has no operations: it is a stub, and nothing is taken from it")


def check_names(document: Json, source: Source | None = None) -> None:
    """Refuse operations of one name; where a source is given, only if it takes one of them."""
    base = base_path(document, source.context) if source else ""
    taken = {(one.method, plain_path(one.path)) for one in (source.operations if source else ())}
    known: dict[str, tuple[str, str]] = {}
    for method, path, _, operation in operations(document, base):
        name, place = operation.get("operationId"), (method, path)
        other = place if name is None else known.setdefault(str(name), place)
        are_ours = not taken.isdisjoint((one, plain_path(at)) for one, at in (place, other))
        if other != place and (source is None or are_ours):
            raise SpecError(
                f"has two operations named {name}: {' '.join(other)} and {' '.join(place)}"
            )


def _table(text: str) -> dict[str, dict[str, str]]:
    """Lines of `what: key=what…`."""
    table: dict[str, dict[str, str]] = {}
    for line in text.strip().splitlines():
        what, _, parts = line.strip().partition(": ")
        table.setdefault(what, {}).update(one.partition("=")[::2] for one in parts.split())
    return table


# What may be where: `{x}` is an object of such, `[x]` a list; other words are rows of this table
# or plain types. What is not listed is not looked at.
_GRAMMAR = _table("""
    document: info=object servers=[server] paths={path} components=components security=[{[text]}]
    server: url=text
    components: schemas={schema}
    path: parameters=[parameter]
    operation: parameters=[parameter] requestBody=message responses={message} tags=[text]
    operation: security=[{[text]}] x-atlassian-oauth2-scopes=[scopes]
    scopes: scheme=text scopes=[text]
    parameter: name=text in=text schema=schema content={media}
    header: schema=schema content={media}
    message: content={media} headers={header}
    media: schema=schema
    schema: allOf=[schema] anyOf=[schema] oneOf=[schema] properties={schema} items=schema not=schema
    schema: additionalProperties=schema required=[text] enum=list type=type format=text
    schema: discriminator=object
""")
_GRAMMAR["path"] |= dict.fromkeys(METHODS, "operation")
_TYPES = {"text": (str,), "list": (list,), "object": (dict,), "type": (str, list)}
_SAID = {str: "text", list: "a list", dict: "an object", bool: "a boolean", type(None): "null"}


def _check_shapes(document: Json) -> None:
    """Go through the document once, without recursion: nesting is the document's choice."""
    seen: set[tuple[int, str]] = set()
    followed: set[str] = set()
    waiting = [(document, "document", "")]
    while waiting:
        node, word, place = waiting.pop()
        reference = node.get("$ref") if word in _GRAMMAR else None
        if not isinstance(reference, str):
            parts = _parts(node, word, place)
        elif reference not in followed:
            followed.add(reference)
            parts = [(reference.removeprefix("#"), follow(document, node), word)]
        else:
            continue
        for at, part, inner in parts:
            if not isinstance(part, _types(inner)):
                if inner != "schema" or not (part is None or isinstance(part, bool)):
                    raise SpecError(_misshapen(part, inner, at))
            elif inner not in _TYPES and (key := (id(part), inner)) not in seen:
                seen.add(key)
                waiting.append((part, inner, at))


@cache
def _types(word: str) -> tuple[Any, ...]:
    return _TYPES.get(word) or ((list,) if word[0] == "[" else (dict,))


def _parts(node: Json, word: str, place: str) -> Iterable[tuple[str, Json, str]]:
    """What a node holds as the grammar has it: its JSON pointer, itself, and the word for it."""
    inner = word[1:-1]
    if word[0] == "[":
        return ((f"{place}/{at}", one, inner) for at, one in enumerate(node))
    if word[0] == "{":
        names = [at for at in node if inner not in ("path", "message") or at[:2] != "x-"]
        return ((f"{place}/{pointed(at)}", node[at], inner) for at in names)
    if word == "parameter" and (lacking := [one for one in ("name", "in") if one not in node]):
        raise SpecError(f"is not well-formed: {place} has no {lacking[0]}")
    parts = _GRAMMAR[word]
    return ((f"{place}/{at}", node[at], parts[at]) for at in node if at in parts)


def _misshapen(node: Json, word: str, place: str) -> str:
    is_number = isinstance(node, int | float) and not isinstance(node, bool)
    given = "a number" if is_number else _SAID[type(node)]
    wanted = " or ".join(_SAID[one] for one in _types(word))
    return f"is not well-formed: {place} is {given}, not {wanted}"
