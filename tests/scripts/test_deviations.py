from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from scripts.deviations import Deviation, deviate
from scripts.knowledge import LOCK, read_built
from tests.scripts.spoiling import change_slice, change_yaml, deviation, refusal

Json = Any


def test_a_listed_task_that_differs_is_named(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def grow(document: Json) -> None:
        for name, kind in (("LongTaskEntry", "string"), ("LongTask", "integer")):
            properties = document["components"]["schemas"][name]["properties"]
            properties["neverAField"] = {"type": kind}

    change_slice(spec, "confluence-v1", grow)

    message = refusal(spec, capsys)
    assert "'long-task-in-a-list' on confluence-v1" in message
    assert "differs from LongTask at /properties/neverAField/type: " in message


def test_a_failed_guard_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def mend(document: Json) -> None:
        properties = document["components"]["schemas"]["BulkProgress"]["properties"]
        properties["created"] = {"format": "int64", "type": "integer"}

    change_slice(spec, "jira-v3", mend)

    message = refusal(spec, capsys)
    assert "deviation 'bulk-timestamps' on jira-v3" in message
    assert "/components/schemas/BulkProgress/properties/created failed" in message
    assert 'upstream has {"format": "int64", "type": "integer"}' in message


def retype(name: str, *properties: str) -> Any:
    def change(document: Json) -> None:
        for one in properties:
            document["components"]["schemas"][name]["properties"][one] = {"type": "boolean"}

    return change


def test_what_fails_is_told_apart_from_what_still_fits(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_slice(spec, "jira-v3", retype("BulkProgress", "created", "updated"))

    message = refusal(spec, capsys)
    place = "/components/schemas/BulkProgress/properties"
    assert message.count("'bulk-timestamps'") == 1
    assert f"the test of {place}/created failed: " in message
    assert f"the test of {place}/updated failed: " in message
    assert f"; it still fits at {place}/started; renew what failed in deviations.yaml" in message
    assert (
        "; or, if upstream mended it, drop what failed with the change after it, and only that"
        in message
    )


def test_a_deviation_that_fails_in_one_source_is_renewed_for_that_one(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_slice(spec, "jira-v2", retype("JiraTask", "id"))

    message = refusal(spec, capsys)
    date = read_built(spec / LOCK)["jira-v2"]["date"]
    expected = f"date it {date}, as the document, in an entry for jira-v2 alone, as jira-v3 still"
    assert expected in message


def test_a_deviation_that_fails_in_all_its_sources_is_renewed_for_all(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in ("jira-v2", "jira-v3"):
        change_slice(spec, key, retype("JiraTask", "id"))

    message = refusal(spec, capsys)
    assert message.count("deviation 'task-id' on jira-v") == 2
    assert "alone" not in message
    assert "still fits" not in message


def test_a_guarded_property_that_upstream_removed_is_named(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_slice(
        spec,
        "jira-v3",
        lambda document: document["components"]["schemas"]["BulkProgress"]["properties"].pop(
            "taskId"
        ),
    )

    message = refusal(spec, capsys)
    assert "deviation 'bulk-task-id' on jira-v3" in message
    assert "taskId" in message


@pytest.mark.parametrize(
    ("name", "source"), [("open-objects", "confluence-v1"), ("error-bodies", "confluence-v1")]
)
def test_a_rule_that_changes_nothing_is_stale(
    spec: Path, capsys: pytest.CaptureFixture[str], name: str, source: str
) -> None:
    change_yaml(
        spec, "deviations.yaml", lambda entries: deviation(entries, name)["in"].append(source)
    )

    assert f"deviation '{name}' on {source} is stale" in refusal(spec, capsys)


def test_a_patch_that_changes_nothing_is_stale(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def empty(entries: list[Json]) -> None:
        entry = deviation(entries, "task-id")
        entry["patch"] = entry["patch"][:1]

    change_yaml(spec, "deviations.yaml", empty)

    assert "deviation 'task-id' on jira-v3 is stale" in refusal(spec, capsys)


def _without(word: str) -> Any:
    return lambda entries: deviation(entries, "task-id").pop(word)


def _with(**parts: Any) -> Any:
    return lambda entries: deviation(entries, "task-id").update(parts)


GROWN = [{"op": "test", "path": "/openapi", "value": "3.0.3"}]

MISSHAPEN: dict[str, tuple[Any, str]] = {
    "no reason": (_without("why"), "'task-id' does not say: why"),
    "no evidence": (_without("evidence"), "'task-id' does not say: evidence"),
    "no date": (_without("date"), "'task-id' does not say: date"),
    "a date of its own": (_with(date="last July"), 'needs a quoted date, not "last July"'),
    "a date without quotes": (_with(date=dt.date(2026, 1, 1)), "needs a quoted date, not "),
    "no change": (_without("patch"), "'task-id' needs a patch or one of the rules"),
    "an unknown rule": (_with(patch=[], rule="shrink"), "needs a patch or one of the rules"),
    "an unknown word": (_with(patches=[]), "says what nobody reads: patches"),
    "an unknown source": (_with(**{"in": ["jira-v4"]}), "is on an unknown source: jira-v4"),
    "a step that is none": (
        _with(patch=["test"]),
        "'task-id' / patch / 1 needs a step of a JSON patch, not \"test\"",
    ),
    "no test": (
        _with(patch=[{"op": "remove", "path": "/paths"}]),
        "'task-id' changes /paths without a test of it",
    ),
    "only an addition": (
        _with(patch=[{"op": "add", "path": "/tags", "value": []}]),
        "'task-id' has no test",
    ),
    "another operation": (
        _with(patch=[{"op": "move", "from": "/paths", "path": "/tags"}]),
        "'task-id' / patch / 1 / op needs test, add, remove or replace",
    ),
    "an addition over upstream's": (
        _with(patch=[*GROWN, {"op": "add", "path": "/openapi", "value": "3.1.0"}]),
        "upstream already has /openapi",
    ),
    "an addition nowhere": (
        _with(patch=[*GROWN, {"op": "add", "path": "/a/b", "value": 1}]),
        "deviation 'task-id' on jira-v3",
    ),
    "written twice": (
        lambda entries: entries.append(deviation(entries, "task-id")),
        "'task-id' is written twice",
    ),
}


@pytest.mark.parametrize("name", MISSHAPEN)
def test_a_misshapen_deviation_is_named(
    spec: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    change, message = MISSHAPEN[name]
    change_yaml(spec, "deviations.yaml", change)

    assert message in refusal(spec, capsys)


def test_slices_stay_as_they_are_and_each_gets_values_of_its_own() -> None:
    slices: dict[str, Any] = {key: {"components": {"schemas": {}}} for key in ("x", "y")}
    add = {"op": "add", "path": "/a", "value": {"b": 1}}
    change = {"op": "replace", "path": "/a/b", "value": 2}
    deviations = [
        Deviation("first", ("x", "y"), (add,), {}, None),
        Deviation("second", ("x",), (change,), {}, None),
    ]

    deviated = deviate(slices, deviations, {})
    assert [deviated[key]["a"] for key in slices] == [{"b": 2}, {"b": 1}]
    assert slices == {key: {"components": {"schemas": {}}} for key in ("x", "y")}
