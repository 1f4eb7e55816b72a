"""What a document lacks of what sources.yaml asks for, and names that do not fit what is there."""

from __future__ import annotations

import pytest

from scripts.knowledge import Operation, Place, Source
from scripts.slicing import slice_there
from scripts.spec_files import SpecError
from tests.scripts.small import slice_document, source, tree


def test_a_place_without_a_schema_is_named() -> None:
    document = tree({"type": "object", "properties": {"root": {"type": "string"}}})

    with pytest.raises(SpecError) as caught:
        slice_document(document, source(Leaf="getTree 200 root[]", Bark="getTree 200 bark"))
    leaf, bark = caught.value.sentences
    assert leaf.startswith("small has no schema at getTree 200 root[]: ")
    assert "say in sources.yaml where Bark is now" in bark


def test_one_name_for_two_shapes_is_refused() -> None:
    document = tree({"properties": {"a": {"type": "string"}, "b": {"type": "integer"}}})
    places = (Place.parse("getTree 200 a"), Place.parse("getTree 200 b"))
    two = Source("small", "", "", source().operations, {"Leaf": places})

    with pytest.raises(SpecError) as caught:
        slice_document(document, two)
    assert str(caught.value).startswith(
        'small has two shapes for Leaf, of getTree 200 a and of getTree 200 b: at /type: "string" '
        'against "integer". Let the name stay at getTree 200 a; give what is at getTree 200 b a '
    )


def test_what_is_there_is_sliced_and_what_is_not_is_told() -> None:
    """An operation and a name gone, and a place that has another shape than its name."""
    document = tree({"properties": {"a": {"type": "string"}, "b": {"type": "integer"}}})
    gone = Operation("getBark", "trees", "GET", "/bark")
    places = {"Leaf": ("getTree 200 a", "getTree 200 b"), "Root": ("getTree 200 root",)}
    places["Bark"] = ("getBark 200",)
    schemas = {name: tuple(map(Place.parse, texts)) for name, texts in places.items()}
    wanted = Source("small", "", "", (*source().operations, gone), schemas)

    sliced = slice_there(document, wanted)
    assert [*sliced.lacking] == ["getBark", "Root at getTree 200 root", "Leaf at getTree 200 b"]
    lost, root, leaf = sliced.lacking.values()
    assert lost.startswith("has lost the operation getBark (GET /bark): ")
    assert "or drop it there with Bark in `schemas`, drop what prose.yaml" in lost
    assert root.startswith("has no schema at getTree 200 root: ")
    assert leaf.startswith("has two shapes for Leaf, ")
    assert sliced.document["components"]["schemas"] == {"Leaf": {"type": "string"}}
    fitting = Source("small", "", "", source().operations, {"Leaf": schemas["Leaf"][:1]})
    assert slice_document(sliced.document, fitting) == sliced.document


def test_two_names_for_one_schema_are_refused() -> None:
    both = source(One="getTree 200", Two="getTree 200")

    with pytest.raises(SpecError, match="bound to two names: One and Two"):
        slice_document(tree({"type": "object"}), both)
