from __future__ import annotations

from collections.abc import Callable

import pytest

from scripts.drift.comparing import compare
from scripts.drift.outline import outline
from scripts.drift.walk import Same
from tests.drift.running import Json
from tests.scripts.small import tree

STRING = {"type": "string"}


def points_to(name: str) -> Json:
    return {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/{name}"}}}


def document() -> Json:
    return tree(Node=points_to("Middle"), Middle=points_to("Last"), Last=STRING, Other=STRING)


def are_the_same(old: Json, new: Json) -> bool:
    return Same(old, new).has(old["paths"], new["paths"])


def test_what_an_answer_does_not_refer_to_makes_no_difference() -> None:
    new = document()
    new["components"]["schemas"]["Other"] = {"type": "integer"}

    assert are_the_same(document(), new)


def test_what_leads_back_to_itself_is_compared_once() -> None:
    old, new = document(), document()
    for one in (old, new):
        one["components"]["schemas"]["Last"] = points_to("Node")

    assert are_the_same(old, new)
    new["components"]["schemas"]["Middle"]["nullable"] = True
    assert not are_the_same(old, new)


def renames_the_path(new: Json) -> None:
    new["paths"]["/tree/"] = new["paths"].pop("/tree")


def adds_a_status(new: Json) -> None:
    new["paths"]["/tree"]["get"]["responses"]["204"] = {}


def retypes_far_away(new: Json) -> None:
    new["components"]["schemas"]["Last"] = {"type": "integer"}


def loses_far_away(new: Json) -> None:
    del new["components"]["schemas"]["Last"]


@pytest.mark.parametrize(
    "change", [renames_the_path, adds_a_status, retypes_far_away, loses_far_away]
)
def test_a_difference_is_seen_however_far_away(change: Callable[[Json], None]) -> None:
    new = document()
    change(new)

    assert not are_the_same(document(), new)
    assert not are_the_same(new, document())


def test_what_cannot_be_followed_is_left_to_those_who_read_it() -> None:
    new = document()
    loses_far_away(new)

    assert not are_the_same(new, new)


def signs_in(new: Json) -> None:
    new["security"] = [{"basicAuth": []}]


def shares_a_parameter(new: Json) -> None:
    shared = {"name": "never", "in": "query", "schema": STRING}
    new["paths"]["/tree"]["parameters"] = [shared]


@pytest.mark.parametrize("change", [signs_in, shares_a_parameter])
def test_what_is_said_of_many_operations_at_once_is_said_of_each(
    change: Callable[[Json], None],
) -> None:
    old, new = document(), document()
    assert not [*compare(outline("old", old, ()), outline("new", new, ()))]

    change(new)

    assert [*compare(outline("old", old, ()), outline("new", new, ()))]
