"""Documents from files: JSON or YAML, compressed or not, refused with a sentence if unsound."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import yaml

from scripts.references import base_path, follow, operations, plain_path, require_openapi
from scripts.spec_files import SpecError, parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.sources import Source

Json = Any
LARGEST = 32 * 1024 * 1024
_MOST_VALUES = 5_000_000


def read_openapi(path: Path) -> Json:
    """Read a document that can be compared; a SpecError names the file and what is wrong."""
    document = read_loosely(path)
    try:
        check_names(document)
    except SpecError as error:
        raise SpecError(f"{path.name} {error}") from error
    return document


def read_loosely(path: Path) -> Json:
    """Read a document that can be looked through, whatever its operations are called."""
    content = read_content(path)
    is_yaml = path.name.removesuffix(".gz").endswith((".yaml", ".yml"))
    document = _parse_yaml(content, path.name) if is_yaml else parse_json(content, path.name)
    try:
        check(document)
    except SpecError as error:
        raise SpecError(f"{path.name} {error}") from error
    return document


def read_content(path: Path) -> bytes:
    """A file's bytes, decompressed, up to the size cap."""
    try:
        with _opened(path) as file:
            content = file.read(LARGEST + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SpecError(f"{path.name} is not a whole gzip file: {error}") from error
    except OSError as error:
        raise SpecError(f"cannot read {path.name}: {error.strerror or error}") from error
    if len(content) > LARGEST:
        raise SpecError(f"{path.name} is larger than {LARGEST >> 20} MB, as no real document is")
    return content


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(path)) if path.suffix == ".gz" else path.open("rb")


class _Loader(yaml.CSafeLoader):
    """Takes 200 for "200", as people write it, and refuses other keys that are no text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        line = node.start_mark.line + 1
        for key in [key for key in mapping if not isinstance(key, str)]:
            if type(key) is not int:
                raise SpecError(f"the key {key!r} in the mapping at line {line} needs quotes")
            mapping[str(key)] = mapping.pop(key)
        if len(mapping) != len(node.value):
            raise SpecError(f"a key is written twice in the mapping at line {line}")
        return mapping


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
    """Refuse what is no OpenAPI 3, or has references to nothing."""
    require_openapi(document)
    for method, path, _, operation in operations(document, ""):
        if not isinstance(operation.get("responses"), dict):
            raise SpecError(f"is not well-formed: {method} {path} has no responses")
    _check_references(document)


def check_names(document: Json, source: Source | None = None) -> None:
    """Refuse operations of one name; where a source is given, only if it takes one of them."""
    base = base_path(document, source.context) if source else ""
    taken = (
        {f"{one.method} {plain_path(one.path)}" for one in source.operations} if source else set()
    )
    places: dict[str, list[str]] = {}
    for method, path, _, operation in operations(document, base):
        if (name := operation.get("operationId")) is not None:
            places.setdefault(str(name), []).append(f"{method} {path}")
    for name, found in places.items():
        is_ours = source is None or not taken.isdisjoint(map(plain_path, found))
        if is_ours and len(found) > 1:
            raise SpecError(f"has two operations named {name}: {found[0]} and {found[1]}")


def _check_references(document: Json) -> None:
    """Follow every reference once, without recursion: nesting is the document's choice."""
    seen: set[int] = set()
    known: set[str] = set()
    waiting = [document.get("paths"), document.get("components")]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        if isinstance(node, dict):
            seen.add(id(node))
            if isinstance(reference := node.get("$ref"), str) and reference not in known:
                known.add(reference)
                follow(document, node)
            waiting += [node[key] for key in node if key not in ("example", "examples")]
        elif isinstance(node, list):
            seen.add(id(node))
            waiting += node
