"""A field, a word or a parameter that is new builds; what changes meaning stops the build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.drift.publishing import operation, publish, run
from tests.drift.running import Json
from tests.drift.test_losses import at

STRING = {"type": "string"}


def answer(document: Json, path: str, method: str = "get", status: str = "200") -> Json:
    """The schema of an answer, wherever it is written."""
    media = operation(document, path, method)["responses"][status]["content"]
    return at(document, next(iter(media.values()))["schema"])


def task(document: Json) -> Json:
    version = "2" if any("/2/" in path for path in document["paths"]) else "3"
    return answer(document, f"/rest/api/{version}/task/{{taskId}}")


def long_task(document: Json) -> Json:
    return answer(document, "/wiki/rest/api/longtask/{id}")


def gains(find: Callable[[Json], Json], schema: Json, *, required: bool = False) -> object:
    def gain(document: Json) -> None:
        one = find(document)
        one["properties"]["neverAField"] = schema
        if required:
            one["required"] = [*one["required"], "neverAField"]

    return gain


def grows_a_parameter(document: Json) -> None:
    more = {"name": "never", "in": "query", "schema": STRING}
    operation(document, "/wiki/rest/api/longtask", "get").setdefault("parameters", []).append(more)


def grows_a_word(document: Json) -> None:
    at(document, task(document)["properties"]["status"])["enum"].append("NEVER_A_WORD")


NEW = {
    "a text": (["jira-v3", "jira-v2"], gains(task, STRING), "JiraTask / neverAField"),
    "in one version": (["jira-v3"], gains(task, STRING), "only jira-v3 has it"),
    "always there": (["confluence-v1"], gains(long_task, STRING, required=True), "LongTask /"),
    "an object": (
        ["confluence-v1"],
        gains(long_task, {"type": "object", "properties": {"a": STRING}}),
        "getLongTask 200 neverAField has no name of ours",
    ),
    "a set of words": (
        ["confluence-v1"],
        gains(long_task, {"type": "string", "enum": ["A", "B"]}),
        "getLongTask 200 neverAField has no name of ours",
    ),
    "a list of objects": (
        ["confluence-v1"],
        gains(long_task, {"type": "array", "items": {"type": "object"}}),
        "getLongTask 200 neverAField[] has no name of ours",
    ),
    "a word in one version": (["jira-v3"], grows_a_word, 'only jira-v3 has "NEVER_A_WORD"'),
    "a parameter": (
        ["confluence-v1"],
        grows_a_parameter,
        "listLongTasks / parameters / never",
    ),
}


@pytest.mark.parametrize("name", NEW)
def test_what_is_new_builds_with_a_warning(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    keys, change, warning = NEW[name]
    for key in keys:
        publish(folder, key, change)

    assert run(spec, folder) == 0, capsys.readouterr().out
    said = capsys.readouterr()
    warned = [line for line in said.err.splitlines() if line.startswith("warning: ")]
    assert any(warning in line for line in warned), said.err
    assert "never" in (spec / "openapi.yaml").read_text().lower()


def test_a_field_without_words_is_in_the_client_undescribed(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "confluence-v1", gains(long_task, STRING))

    assert run(spec, folder) == 0
    built = yaml.load((spec / "openapi.yaml").read_text(), Loader=yaml.CSafeLoader)
    field = built["components"]["schemas"]["LongTask"]["properties"]["neverAField"]
    assert field == {"type": "string", "nullable": True}
    assert "Say in spec/prose.yaml what it means." in capsys.readouterr().out


def retypes(document: Json) -> None:
    task(document)["properties"]["progress"] = STRING


def insists(document: Json) -> None:
    body = operation(document, "/rest/api/3/bulk/issues/move", "post")["requestBody"]
    move = at(document, body["content"]["application/json"]["schema"])
    move["properties"]["neverAField"] = STRING
    move["required"] = [*move["required"], "neverAField"]


@pytest.mark.parametrize("change", [retypes, insists])
def test_what_changes_meaning_stops_the_build(
    spec: Path, folder: Path, change: Callable[[Json], object]
) -> None:
    publish(folder, "jira-v3", change)

    assert run(spec, folder) == 1
