"""What sources share is one; what differs is told, with a deviation that ends it."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonpatch
import pytest

from scripts.merging import Side, differences, merge, unify
from scripts.spec_files import Misfits, SpecError

Json = dict[str, Any]


def part(path: str, **schemas: Any) -> Json:
    """A slice with one operation that answers the first of its schemas."""
    reference = {"$ref": f"#/components/schemas/{next(iter(schemas), 'Lost')}"}
    operation = {"responses": {"200": {"content": {"application/json": {"schema": reference}}}}}
    return {"paths": {path: {"get": operation}}, "components": {"schemas": schemas}}


def merged(slices: Json) -> Json:
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
def test_what_does_not_fit_is_named(slices: Json, message: str) -> None:
    with pytest.raises(SpecError, match=f"^{message}"):
        merged(slices)


def leaf(**properties: Any) -> Json:
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


def proposed(left: Json, right: Json, dates: tuple[str, str] = ("", "")) -> tuple[Json, str]:
    """What both become if every proposal is followed, and the words around the patches."""
    ends = {"l": {"Leaf": left}, "r": {"Leaf": right}}
    sides = Side("l", left, dates[0]), Side("r", right, dates[1])
    told = [one.remedy("/Leaf", sides) for one in differences(left, right)]
    for key, patch in re.findall(r"`in: \[(.)\]`, `patch: (.*?)`", " ".join(told)):
        steps = json.loads(patch)
        assert steps[0]["op"] == "test"
        ends[key] = jsonpatch.apply_patch(ends[key], steps)
    assert ends["l"] == ends["r"]
    return ends["l"]["Leaf"], re.sub(r": `in: .*", "", told[0])


@pytest.mark.parametrize(
    ("dates", "kept", "told"),
    [
        (("2026-11-20", "2026-01-01"), 1, "bring r to l, whose document is of 2026-11-20"),
        (("2026-01-01", "2026-11-20"), 2, "bring l to r, whose document is of 2026-11-20"),
        (("2026-01-01", "2026-01-01"), 2, "bring l to r, whose document is of 2026-01-01"),
    ],
)
def test_of_two_values_the_newer_documents_is_kept(
    dates: tuple[str, str], kept: int, told: str
) -> None:
    ended, said = proposed({"maximum": 1}, {"maximum": 2}, dates)

    assert ended == {"maximum": kept}
    assert said == told


@pytest.mark.parametrize("dates", [("2026-11-20", "2026-01-01"), ("2026-01-01", "2026-11-20")])
@pytest.mark.parametrize(
    "more",
    [{"required": ["a"]}, {"enum": ["A"]}, {"properties": {"b/b": {}}}, {"properties": {"a": 1}}],
)
def test_what_only_one_side_has_both_have_or_neither(dates: tuple[str, str], more: Json) -> None:
    left, right = leaf(), leaf() | more

    assert proposed(left, right, dates)[0] == (left if dates[0] > dates[1] else right)


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        (("2026-11-20", "2026-01-01"), {"type": "integer", "format": "int64"}),
        (("2026-01-01", "2026-11-20"), {"type": "number"}),
    ],
)
def test_facts_that_belong_together_are_those_of_one_document(
    dates: tuple[str, str], kept: Json
) -> None:
    left, right = leaf(a={"type": "integer", "format": "int64"}), leaf(a={"type": "number"})

    assert proposed(left, right, dates)[0] == leaf(a=kept)
