from __future__ import annotations

import json
import re
from typing import Any

import jsonpatch
import pytest

from scripts.merging import differences, merge, unify
from scripts.misfits import Misfits
from scripts.spec_files import SpecError


def part(path: str, **schemas: Any) -> dict[str, Any]:
    """A slice with one operation that answers the first of its schemas."""
    reference = {"$ref": f"#/components/schemas/{next(iter(schemas), 'Lost')}"}
    operation = {"responses": {"200": {"content": {"application/json": {"schema": reference}}}}}
    return {"paths": {path: {"get": operation}}, "components": {"schemas": schemas}}


def merged(slices: dict[str, Any]) -> dict[str, Any]:
    misfits = Misfits()
    found = merge(slices, misfits)
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


def test_a_difference_comes_with_a_patch_that_ends_it() -> None:
    slices = {
        "a": part("/a", Leaf=leaf(a={"enum": ["A", "B"]}, c={})),
        "b": part("/b", Leaf=leaf(a={"enum": ["A"]}, **{"b/b": {}})),
    }

    with pytest.raises(SpecError) as caught:
        merged(slices)
    assert len(caught.value.sentences) == 3
    for sentence in caught.value.sentences:
        found = re.search(r"`in: \[(.)\]`, `patch: (.*)`", sentence)
        assert found
        steps = json.loads(found[2])
        assert steps[0]["op"] == "test"
        slices[found[1]] = jsonpatch.apply_patch(slices[found[1]], steps)
    assert merged(slices)["components"]["schemas"]["Leaf"]["properties"].keys() == {"a", "b/b", "c"}


def test_where_sources_disagree_what_either_has_is_kept_to_be_told() -> None:
    slices = {"a": part("/a", Leaf=leaf(a={})), "b": part("/b", Leaf=leaf(b={}))}

    found = merge(slices, Misfits())
    assert found["components"]["schemas"]["Leaf"] == leaf(a={}, b={})


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ({"a": 1}, {"a": 1}, []),
        (
            {"a": {"b": 1, "c": 1}},
            {"a": {"c": 2}},
            ["at /a/b: only L has it", "at /a/c: 1 against 2"],
        ),
        ({}, {"a/b": 0}, ["at /a~1b: only R has it"]),
        ({"a": [1]}, {"a": [2, 3]}, ["at /a: only L has 1, only R has 2, 3"]),
        ({"a": [1, 2]}, {"a": [2, 1]}, ["at /a: in another order"]),
        (1, 2, ["at /: 1 against 2"]),
    ],
)
def test_every_difference_is_found(left: Any, right: Any, told: list[str]) -> None:
    assert [one.told("L", "R") for one in differences(left, right)] == told


def test_only_a_schema_that_is_there_can_stand_for_another() -> None:
    with pytest.raises(SpecError, match="there are no Leaf and Twig to unify"):
        unify(part("/a", Leaf={}), {"Leaf": "Twig"})
