"""A document and a source of one operation."""

from __future__ import annotations

from typing import Any

from scripts.sources import Operation, Place, Source


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
