"""A document and a source of one operation."""

from __future__ import annotations

from typing import Any

from scripts.documents import check
from scripts.knowledge import Operation, Place, Source
from scripts.slicing import slice_there
from scripts.spec_files import SpecError, about


def tree(node: dict[str, Any] | None = None, **schemas: Any) -> dict[str, Any]:
    """A document with one operation that answers `node`."""
    content = {"application/json": {"schema": node or {"$ref": "#/components/schemas/Node"}}}
    return {
        "openapi": "3.0.1",
        "paths": {"/tree": {"get": {"responses": {"200": {"content": content}}}}},
        "components": {"schemas": schemas},
    }


def source(**schemas: str) -> Source:
    names = {name: (Place.parse(place),) for name, place in schemas.items()}
    return Source("small", "", "", (Operation("getTree", "trees", "GET", "/tree"),), names)


def slice_document(document: Any, source: Source) -> dict[str, Any]:
    """The slice of a document that lacks nothing."""
    with about(source.key):
        check(document)
        sliced = slice_there(document, source)
    if sliced.lacking:
        raise SpecError(*(f"{source.key} {told}" for told in sliced.lacking.values()))
    return sliced.document
