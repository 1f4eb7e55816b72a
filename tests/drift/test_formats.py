from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.drift.running import Desk, Json, changed
from tests.drift.test_judge import LONG_TASKS, TASK, becomes, needs, schema, sends

Told: TypeAlias = Callable[[str], tuple[int, str]]
NAMES = ("old", "new")


def grow(new: Json) -> None:
    new["components"]["schemas"]["TaskStatus"]["enum"].append("NEVER_A_WORD")


@pytest.fixture
def told(desk: Desk, undeviated: Path) -> Told:
    """What the command says of a new word, in a format; no deviation has a part in it."""

    def tell(form: str) -> tuple[int, str]:
        paths = [
            desk.write(f"{n}.json", one)
            for n, one in zip(NAMES, changed("jira-v2", grow), strict=True)
        ]
        code, out, err = desk.run(*paths, "--spec", undeviated, "--format", form)
        assert not err
        return code, out

    return tell


def test_text_says_it_in_a_few_lines(told: Told) -> None:
    code, out = told("text")

    assert code == 1
    lines = out.splitlines()
    assert lines[0] == "Drift of jira-v2: old → new"
    assert lines[1] == "The contract: 1 risky. Us: needs mapping (1)."
    assert lines[2].startswith(
        "  needs mapping: TaskStatus: the facade does not know the word NEVER_A_WORD"
    )
    assert lines[3].startswith(
        "    to do: Give NEVER_A_WORD a Status in _WORDS of facade/atlassian_tasks/kinds/jira.py"
    )
    assert "`" not in out


def test_markdown_begins_with_what_to_do(told: Told) -> None:
    _, out = told("markdown")

    headings = [line for line in out.splitlines() if line.startswith("#")]
    assert headings == [
        "## Drift of jira-v2: `old` → `new`",
        "### To do",
        "### What changed",
    ]
    assert "- [ ] **needs mapping** — `TaskStatus`: the facade does not know the word" in out
    assert ". Give `NEVER_A_WORD` a Status in `_WORDS`" in out


def test_github_gets_an_annotation_for_each_thing_to_look_at(told: Told) -> None:
    _, out = told("github")

    lines = out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::warning title=needs mapping::`TaskStatus`: ")
    assert "%0AGive `NEVER_A_WORD` a Status in `_WORDS`" in lines[0]
    assert lines[1].startswith("::warning title=response-property-enum-value-added::")


def test_json_has_the_shape_that_is_documented(told: Told) -> None:
    code, out = told("json")

    report = json.loads(out)
    assert report.keys() == {"old", "new", "code", "impacts", "changes", "elsewhere"}
    assert report["code"] == code
    names = {"operations", "fields", "facade"}
    for impact in report["impacts"]:
        assert impact.keys() == {"kind", "what", "todo"} | names
    for change in [*report["changes"], *report["elsewhere"]]:
        assert change.keys() == {"rule", "level", "old", "new"} | names


@pytest.mark.parametrize("form", ["text", "markdown", "github", "json"])
def test_nothing_is_said_where_nothing_changed(desk: Desk, form: str) -> None:
    old, _ = changed("jira-v2", grow)
    path = desk.write("one.json", old)

    code, out, _ = desk.run(path, path, "--format", form)
    assert code == 0
    if form == "json":
        assert json.loads(out)["changes"] == []
    else:
        assert out == "" if form == "github" else "Nothing changed that concerns us." in out


def test_all_counts_what_we_do_not_take(desk: Desk) -> None:
    def other(new: Json) -> None:
        new["paths"]["/rest/api/2/never"] = {"get": {"responses": {"200": {}}}}

    old, new = changed("jira-v2", other)

    few = desk.compare(old, new)
    assert (few.code, few.changes) == (0, [])
    assert [one["rule"] for one in few.elsewhere] == ["endpoint-added"]
    every = desk.compare(old, new, "--all")
    assert (every.code, every.elsewhere) == (1, [])


LINES = {
    "a default that is empty": (
        "confluence-v1",
        sends((LONG_TASKS, "get"), "key", schema={"default": ""}),
        'sent `query key`: default `""` added · `listLongTasks`',
    ),
    "a bound": (
        "confluence-v1",
        sends((LONG_TASKS, "get"), "limit", schema={"maximum": 10_000}),
        "sent `query limit`: max set, `10000` · `listLongTasks`",
    ),
    "a type that is sent": (
        "jira-v3",
        becomes("IssuePropertyChange", "expression", {"type": "integer"}),
        "sent `IssuePropertyChange.expression`: another type, `string` → `integer`",
    ),
    "a type that is answered": (
        "jira-v3",
        becomes("JiraTask", "description", {"type": "integer"}),
        "answered `JiraTask.description`: another type, `string` → `integer`",
    ),
    "an empty word": (
        "jira-v3",
        lambda new: schema(new, "TaskStatus")["enum"].append(""),
        'answered `TaskStatus`: new word, `""`',
    ),
    "values of a map": (
        "confluence-dc",
        lambda new: schema(new, "DataCenterLongTask").update(
            additionalProperties={"type": "string"}
        ),
        "answered `DataCenterLongTask{}`: narrower type, `anything` → `string`",
    ),
    "a scope with its scheme and state": (
        "jira-v3",
        needs(
            (TASK, "get"),
            [{"basicAuth": []}, {"OAuth2": ["read:jira-work"]}],
            [{"scheme": "OAuth2", "state": "Beta", "scopes": ["a:b"]}],
        ),
        "new scope, `a:b` at `OAuth2 (Beta)`",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_each_line_says_the_value_and_who_sends_it(desk: Desk, undeviated: Path, name: str) -> None:
    key, change, line = LINES[name]
    paths = [
        desk.write(f"{n}.json", one) for n, one in zip(NAMES, changed(key, change), strict=True)
    ]

    _, out, err = desk.run(*paths, "--spec", undeviated, "--format", "markdown")
    assert not err
    assert line in out, out


def test_two_changes_are_two_things_to_do(desk: Desk, undeviated: Path) -> None:
    def change(new: Json) -> None:
        for name in ("IssuePropertyChange", "BulkDelete"):
            properties = schema(new, name)["properties"]
            properties["never"] = {"type": "string"}
            schema(new, name)["required"] = ["never"]
        for name in ("one", "other"):
            new["paths"][f"/rest/api/3/never/{name}"] = {"post": {"responses": {"303": {}}}}

    drift = desk.compare(*changed("jira-v3", change), "--spec", str(undeviated))
    todo = [one for one in drift.impacts if one["todo"]]
    assert len(todo) == 4
    assert all(len(one["fields"] or one["operations"]) == 1 for one in todo)
