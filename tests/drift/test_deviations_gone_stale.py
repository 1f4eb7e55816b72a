"""Upstream changes what a deviation changes: what is said of it, and what is not said to users.

The deviations are the tests' own, so that ours may come and go.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drift.running import Desk, Drift, Json, newest
from tests.drift.test_judge import schema

MOVE, TARGET = "BulkMove", "BulkMoveTarget"


def steps(pointer: str, was: Json, becomes: Json) -> list[Json]:
    path = pointer if pointer.startswith("/paths/") else f"/components/schemas/{pointer}"
    test = {"op": "test", "path": path, "value": was}
    if becomes is None:
        return [test, {"op": "remove", "path": path}]
    return [test, {"op": "replace", "path": path, "value": becomes}]


def deviation(*patches: list[Json], source: str = "jira-v3", **more: Json) -> Json:
    entry = {"name": "never", "in": [source], "why": "x", "evidence": "x", "date": "2026-01-01"}
    return entry | {"patch": [step for patch in patches for step in patch]} | more


def misspelt() -> Json:
    """A document in which two schemas require what they do not have."""
    document = newest("jira-v3")
    for name in (MOVE, TARGET):
        schema(document, name)["properties"]["never"] = {"type": "string", "default": ""}
        schema(document, name)["required"] = ["misspelt"]
    return document


SPELT = deviation(*(steps(f"{name}/required", ["misspelt"], ["never"]) for name in (MOVE, TARGET)))
SENT_ALWAYS = deviation() | {"name": "defaults", "rule": "no-defaults"}


def mend(document: Json) -> None:
    schema(document, MOVE)["required"] = ["never"]


def mend_all(document: Json) -> None:
    mend(document)
    schema(document, TARGET)["required"] = ["never"]


@pytest.fixture
def told(desk: Desk, undeviated: Path) -> Callable[..., Drift]:
    def told(old: Json, change: Callable[[Json], object], *deviations: Json) -> Drift:
        (undeviated / "deviations.yaml").write_text(json.dumps(deviations))
        new = copy.deepcopy(old)
        change(new)
        return desk.compare(old, new, "--spec", str(undeviated))

    return told


Told = Callable[..., Drift]


def test_what_a_deviation_has_mended_already_changes_nothing_for_users(told: Told) -> None:
    drift = told(misspelt(), mend, SPELT)

    assert drift.kinds == ["a deviation went stale"]
    stale = drift.impact("a deviation went stale")
    assert stale["fields"] == ["never"]
    assert stale["what"] == (
        "does not fit `jira-v3` as a whole: upstream has by now what we want at "
        "/components/schemas/BulkMove/required; it still fits at "
        "/components/schemas/BulkMoveTarget/required"
    )
    assert stale["todo"].startswith("Take the steps that upstream mended")


def test_without_the_deviation_callers_have_to_change(told: Told) -> None:
    drift = told(misspelt(), mend)

    assert drift.impact("callers have to change")["fields"] == ["BulkMove.never"]


def test_a_deviation_that_upstream_has_made_superfluous_can_be_dropped(told: Told) -> None:
    drift = told(misspelt(), mend_all, SPELT)

    assert drift.kinds == ["a deviation went stale"]
    stale = drift.impact("a deviation went stale")
    assert stale["what"] == "superfluous in `jira-v3`: upstream mended what it is for"
    assert stale["todo"].startswith("Drop the deviation from spec/deviations.yaml")


def test_what_upstream_asks_beside_a_mended_thing_is_told(told: Told) -> None:
    def insist(new: Json) -> None:
        schema(new, MOVE)["properties"]["also"] = {"type": "string", "default": ""}
        schema(new, MOVE)["required"] = ["also", "never"]

    old = misspelt()
    schema(old, MOVE)["properties"]["also"] = {"type": "string", "default": ""}

    drift = told(old, insist, SPELT, SENT_ALWAYS)

    assert drift.impact("callers have to change")["fields"] == ["BulkMove.also"]
    stale = drift.impact("a deviation went stale")
    assert (
        'the test of /components/schemas/BulkMove/required failed: expected ["misspelt"], upstream '
        'has ["also", "never"]; it still fits at /components/schemas/BulkMoveTarget/required'
    ) in stale["what"]
    assert stale["todo"].startswith("Renew the tests")


def test_what_a_deviation_leaves_out_is_not_mended_by_another_change_of_it(told: Told) -> None:
    def insist(new: Json) -> None:
        schema(new, "BulkTransition")["required"] = ["never"]
        schema(new, "BulkTransition")["type"] = "array"

    old = newest("jira-v3")
    schema(old, "BulkTransition")["properties"]["never"] = {"$ref": "#/components/schemas/Never"}
    old["components"]["schemas"]["Never"] = {"type": "object"}
    plain = {"type": "object"}
    apart = deviation(
        steps("BulkTransition/type", "object", "object")[:1],
        steps("BulkTransition", schema(old, "BulkTransition"), plain)[1:],
        steps("Never", plain, None),
    )
    answers = deviation() | {"name": "answers", "rule": "no-start-answers"}

    drift = told(old, insist, apart, answers)

    stale = drift.impact("a deviation went stale")
    assert "the test of /components/schemas/BulkTransition/type failed" in stale["what"]
    assert "it still fits at /components/schemas/Never" in stale["what"]
    impact = drift.impact("callers have to change")
    assert impact["fields"] == ["BulkTransition"]
    assert "`object` → `array`" in impact["what"]


def test_a_body_that_we_require_already_may_be_required(told: Told) -> None:
    path = "/rest/api/3/bulk/issues/move"
    old = newest("jira-v3")
    body = old["paths"][path]["post"]["requestBody"]
    body.pop("required", None)
    place = f"/paths/{path.replace('/', '~1')}/post/requestBody"
    patch = steps(place, copy.deepcopy(body), body | {"required": True})

    def insist(new: Json) -> None:
        new["paths"][path]["post"]["requestBody"]["required"] = True

    drift = told(old, insist, deviation(patch))
    assert drift.kinds == ["a deviation went stale"]


TWINS = {"NeverEntry": "Never"}


def twins() -> Json:
    """A document with two schemas of which one can stand for the other, when they are mended."""
    document = newest("confluence-v1")
    task = schema(document, "LongTask")["properties"]
    for name, kind in (("Never", "string"), ("NeverEntry", "integer")):
        task[name] = {"$ref": f"#/components/schemas/{name}"}
        made = {"type": "object", "properties": {"a": {"type": kind}}}
        document["components"]["schemas"][name] = made
    return document


ONE = deviation(
    steps("NeverEntry/properties/a", {"type": "integer"}, {"type": "string"}),
    source="confluence-v1",
    same=TWINS,
)


def test_two_schemas_that_were_one_are_told(told: Told) -> None:
    def differ(new: Json) -> None:
        for name, kind in (("Never", "string"), ("NeverEntry", "integer")):
            schema(new, name)["properties"]["b"] = {"type": kind}

    stale = told(twins(), differ, ONE).impact("a deviation went stale")
    assert "NeverEntry differs from Never at /properties/b/type: " in stale["what"]
    assert "it still fits at /components/schemas/NeverEntry/properties/a" in stale["what"]


def test_schemas_to_make_one_are_work_that_is_left(told: Told) -> None:
    def mend_steps(new: Json) -> None:
        schema(new, "NeverEntry")["properties"]["a"] = {"type": "string"}

    stale = told(twins(), mend_steps, ONE).impact("a deviation went stale")
    assert "it still fits at /components/schemas/NeverEntry" in stale["what"]
    assert stale["todo"].startswith("Take the steps that upstream mended")


def test_a_removal_that_upstream_made_is_superfluous(told: Told) -> None:
    old = newest("confluence-v1")
    schema(old, "LongTask")["properties"]["neverAField"] = {}
    patch = steps("LongTask/properties/neverAField", {}, None)

    drift = told(
        old,
        lambda new: schema(new, "LongTask")["properties"].pop("neverAField"),
        deviation(patch, source="confluence-v1"),
    )
    assert drift.impact("a deviation went stale")["what"].startswith("superfluous")
