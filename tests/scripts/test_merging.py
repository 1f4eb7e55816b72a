from __future__ import annotations

from typing import Any

import pytest

from scripts.merging import merge, unify
from scripts.spec_files import Misfits, SpecError


def part(path: str, **schemas: Any) -> dict[str, Any]:
    """A slice with one operation that answers the first of its schemas."""
    reference = {"$ref": f"#/components/schemas/{next(iter(schemas), 'Lost')}"}
    operation = {"responses": {"200": {"content": {"application/json": {"schema": reference}}}}}
    return {"paths": {path: {"get": operation}}, "components": {"schemas": schemas}}


def merged(slices: dict[str, Any]) -> dict[str, Any]:
    misfits = Misfits()
    found = merge(slices, misfits, {"a": "2026-01-01", "b": "2026-02-02"})
    misfits.refuse()
    return found


def test_equal_schemas_become_one() -> None:
    found = merged(
        {"a": part("/a", Leaf={"type": "string"}), "b": part("/b", Leaf={"type": "string"})}
    )

    assert list(found["paths"]) == ["/a", "/b"]
    assert found["components"]["schemas"] == {"Leaf": {"type": "string"}}


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
        ({"a": part("/a", Leaf={}, Spare={})}, "no operation reaches Spare: drop it"),
        ({"a": part("/a")}, "the curated spec refers to Lost, which does not exist"),
    ],
)
def test_what_does_not_fit_is_named(slices: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=f"^{message}"):
        merged(slices)


def leaf(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("left", "right"), [(["PAUSED"], []), ([], ["PAUSED"]), (["PAUSED"], ["HELD"])]
)
def test_words_that_only_one_has_are_kept_with_a_warning(left: list[str], right: list[str]) -> None:
    slices = {
        "a": part("/a", Leaf={"type": "string", "enum": ["DONE", *left]}),
        "b": part("/b", Leaf={"type": "string", "enum": ["DONE", *right]}),
    }
    misfits = Misfits()
    found = merge(slices, misfits, {"a": "2026-01-01", "b": "2026-02-02"})
    misfits.refuse()

    words = found["components"]["schemas"]["Leaf"]["enum"]
    assert words == sorted(["DONE", *left, *right])
    (warning,) = misfits.warnings
    assert warning.endswith("; what either has is in the client")


def test_where_sources_disagree_what_either_has_is_kept_to_be_told() -> None:
    slices = {"a": part("/a", Leaf=leaf(a={})), "b": part("/b", Leaf=leaf(b={}))}

    found = merge(slices, Misfits(), {"a": "", "b": ""})
    assert found["components"]["schemas"]["Leaf"] == leaf(a={}, b={})


def test_only_a_schema_that_is_there_can_stand_for_another() -> None:
    with pytest.raises(SpecError, match="there are no Leaf and Twig to unify"):
        unify(part("/a", Leaf={}), {"Leaf": "Twig"})
