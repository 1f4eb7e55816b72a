"""A field, a word or a parameter that is new builds; what changes meaning stops the build."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import yaml

from tests.drift.publishing import operation, publish, publish_unchanged, run
from tests.drift.running import Json
from tests.drift.test_losses import at
from tests.scripts.documents import spec_copy

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


def gains(
    find: Callable[[Json], Json], schema: Json, name: str = "neverAField", *, required: bool = False
) -> Callable[[Json], object]:
    def gain(document: Json) -> None:
        one = find(document)
        one["properties"][name] = schema
        if required:
            one["required"] = [*one["required"], name]

    return gain


def grows_a_parameter(document: Json) -> None:
    more = {"name": "never", "in": "query", "schema": STRING}
    operation(document, "/wiki/rest/api/longtask", "get").setdefault("parameters", []).append(more)


def grows_a_word(document: Json) -> None:
    at(document, task(document)["properties"]["status"])["enum"].append("NEVER_A_WORD")


OBJECT = {"type": "object", "properties": {"a": STRING}}
NEW = {
    "a text": (
        ["jira-v3", "jira-v2"],
        gains(task, STRING, "neverAText"),
        "JiraTask / neverAText",
    ),
    "in one version": (["jira-v3"], gains(task, STRING), "neverAField: only jira-v3 has it"),
    "always there": (
        ["confluence-v1"],
        gains(long_task, STRING, "neverAbsent", required=True),
        "LongTask / neverAbsent",
    ),
    "an object": (
        ["confluence-v1"],
        gains(long_task, OBJECT, "neverAnObject"),
        "getLongTask 200 neverAnObject has no name of ours",
    ),
    "a set of words": (
        ["confluence-v1"],
        gains(long_task, {"type": "string", "enum": ["A", "B"]}, "neverASet"),
        "getLongTask 200 neverASet has no name of ours",
    ),
    "a list of objects": (
        ["confluence-v1"],
        gains(long_task, {"type": "array", "items": {"type": "object"}}, "neverAList"),
        "getLongTask 200 neverAList[] has no name of ours",
    ),
    "a word in one version": (["jira-v3"], grows_a_word, 'only jira-v3 has "NEVER_A_WORD"'),
    "a parameter": (
        ["confluence-v1"],
        grows_a_parameter,
        "listLongTasks / parameters / never",
    ),
}


NAMES = ("neverAText", "neverAField", "neverAbsent", "neverAnObject", "neverASet", "neverAList")


@pytest.fixture(scope="module")
def warned(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is said of a spec to which all of that was new at once."""
    folder = publish_unchanged(tmp_path_factory.mktemp("new") / "published")
    spec = spec_copy(folder.parent / "copy")
    for key in {key for keys, _, _ in NEW.values() for key in keys}:
        mine = [change for keys, change, _ in NEW.values() if key in keys]
        publish(folder, key, lambda document, mine=mine: [change(document) for change in mine])
    with redirect_stderr(StringIO()) as said, redirect_stdout(StringIO()) as told:
        assert run(spec, folder) == 0, told.getvalue()
    built = (spec / "openapi.yaml").read_text()
    assert all(name in built for name in (*NAMES, "NEVER_A_WORD", "name: never\n"))
    return [line for line in said.getvalue().splitlines() if line.startswith("warning: ")]


@pytest.mark.parametrize("name", NEW)
def test_what_is_new_builds_with_a_warning(warned: list[str], name: str) -> None:
    assert any(NEW[name][2] in line for line in warned), warned


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
