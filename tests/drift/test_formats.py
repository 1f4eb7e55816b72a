from __future__ import annotations

import json

import pytest

from tests.drift.running import Desk, Json, changed


def pause(new: Json) -> None:
    new["components"]["schemas"]["TaskStatus"]["enum"].append("PAUSED")


def told(desk: Desk, form: str) -> tuple[int, str]:
    old, new = changed("jira-v2", pause)
    code, out, err = desk.run(
        desk.write("old.json", old), desk.write("new.json", new), "--format", form
    )
    assert not err
    return code, out


def test_text_says_it_in_a_few_lines(desk: Desk) -> None:
    code, out = told(desk, "text")

    assert code == 1
    lines = out.splitlines()
    assert lines[0] == "Drift of jira-v2: old → new"
    assert lines[1] == "The contract: 1 risky. Us: needs mapping (1)."
    assert lines[2].startswith(
        "  needs mapping: TaskStatus: the facade does not know the word PAUSED"
    )
    assert lines[3].startswith(
        "    to do: Give the word a Status in facade/atlassian_tasks/_jira.py"
    )
    assert "`" not in out


def test_markdown_begins_with_what_to_do(desk: Desk) -> None:
    _, out = told(desk, "markdown")

    headings = [line for line in out.splitlines() if line.startswith("#")]
    assert headings == [
        "## Drift of jira-v2: `old` → `new`",
        "### To do",
        "### What it does to us",
        "### What changed",
    ]
    assert "- [ ] Give the word a Status" in out


def test_github_gets_an_annotation_for_each_thing_to_look_at(desk: Desk) -> None:
    _, out = told(desk, "github")

    lines = out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::warning title=needs mapping::`TaskStatus`: ")
    assert "%0AGive the word a Status" in lines[0]
    assert lines[1].startswith("::warning title=response-property-enum-value-added::")


def test_json_has_the_shape_that_is_documented(desk: Desk) -> None:
    code, out = told(desk, "json")

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
    old, _ = changed("jira-v2", pause)
    path = desk.write("one.json", old)

    code, out, _ = desk.run(path, path, "--format", form)
    assert code == 0
    if form == "json":
        assert json.loads(out)["changes"] == []
    else:
        assert out == "" if form == "github" else "Nothing changed that concerns us." in out


def test_all_counts_what_we_do_not_take(desk: Desk) -> None:
    def other(new: Json) -> None:
        new["paths"]["/rest/api/2/other"] = {"get": {"responses": {"200": {}}}}

    old, new = changed("jira-v2", other)

    few = desk.compare(old, new)
    assert (few.code, few.changes) == (0, [])
    assert [one["rule"] for one in few.elsewhere] == ["endpoint-added"]
    every = desk.compare(old, new, "--all")
    assert (every.code, every.elsewhere) == (1, [])
