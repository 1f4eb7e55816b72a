from __future__ import annotations

from typing import Any

import pytest

from scripts.merging import difference, merge, unify
from scripts.spec_files import SpecError


def part(path: str, **schemas: Any) -> dict[str, Any]:
    """A slice with one operation that answers the first of its schemas."""
    reference = {"$ref": f"#/components/schemas/{next(iter(schemas), 'Lost')}"}
    operation = {"responses": {"200": {"content": {"application/json": {"schema": reference}}}}}
    return {"paths": {path: {"get": operation}}, "components": {"schemas": schemas}}


def test_equal_schemas_become_one() -> None:
    merged = merge(
        {"a": part("/a", Leaf={"type": "string"}), "b": part("/b", Leaf={"type": "string"})}
    )

    assert list(merged["paths"]) == ["/a", "/b"]
    assert merged["components"]["schemas"] == {"Leaf": {"type": "string"}}


@pytest.mark.parametrize(
    ("slices", "message"),
    [
        (
            {"a": part("/a", Leaf={"type": "string"}), "b": part("/b", Leaf={"type": "integer"})},
            'Leaf differs between a and b at /type: "string" against "integer"',
        ),
        (
            {"a": part("/a", Leaf={}), "b": part("/a", Leaf={})},
            "b has GET /a, which another source has",
        ),
        ({"a": part("/a", Leaf={}, Spare={}, Other={})}, "no operation reaches Other, Spare"),
        ({"a": part("/a")}, "the curated spec refers to Lost, which does not exist"),
    ],
)
def test_what_does_not_fit_is_named(slices: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=f"^{message}$"):
        merge(slices)


@pytest.mark.parametrize(
    ("left", "right", "where"),
    [
        ({"a": 1}, {"a": 1}, None),
        ({"a": {"b": 1}}, {"a": {}}, " at /a/b: only one of them has it"),
        ({"a": [1]}, {"a": [2]}, " at /a: [1] against [2]"),
        (1, 2, " at /: 1 against 2"),
    ],
)
def test_the_first_difference_is_found(left: Any, right: Any, where: str | None) -> None:
    assert difference(left, right) == where


def test_only_a_schema_that_is_there_can_stand_for_another() -> None:
    with pytest.raises(SpecError, match="there are no Leaf and Twig to unify"):
        unify(part("/a", Leaf={}), {"Leaf": "Twig"})
