"""`make upstream` offline, on copies of spec/ and documents dressed up as Atlassian's."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import upstream
from scripts.knowledge import read_built
from tests.drift.publishing import contents, operation, publish, run
from tests.drift.running import Json
from tests.scripts.documents import ANOTHER


def test_nothing_new_changes_nothing(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(spec)

    assert run(spec, folder) == 0
    assert contents(spec) == before
    said = capsys.readouterr().out
    assert said == (
        "Nothing changed since the slices here; what changed since main: "
        "`.venv/bin/python -m scripts.drift.since main`.\n"
    )


def test_a_change_that_the_build_takes_is_built_and_told(
    spec: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def grow(document: Json) -> None:
        responses = operation(document, "/rest/api/3/task/{taskId}", "get")["responses"]
        responses["418"] = {"description": "Never"}

    publish(folder, "jira-v3", grow)
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 0
    assert "'418'" in (spec / "openapi.yaml").read_text()
    assert "`418`: new error status · `getTask`" in report.read_text()
    assert "review `git diff spec generated`" in capsys.readouterr().out


def test_a_change_that_stops_the_build_is_told_with_what_stopped_it(
    spec: Path, folder: Path, tmp_path: Path
) -> None:
    publish(
        folder,
        "confluence-v1",
        lambda document: operation(document, "/wiki/rest/api/longtask/{id}", "get").update(
            security=[{"basicAuth": []}, {"oAuth": ["read:never-a-scope"]}]
        ),
    )
    built = (spec / "openapi.yaml").read_bytes()
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 1
    text = report.read_text()
    first, _, rest = text.partition("## Drift of confluence-v1")
    assert first.startswith("To do first: the build stopped")
    assert "- [ ] prose.yaml says `read:confluence-space.summary" in first
    assert "`getLongTask`: scopes +`oAuth (Current) read:never-a-scope`" in rest
    assert "Next:" not in text
    assert (spec / "openapi.yaml").read_bytes() == built


def start(document: Json) -> None:
    document["paths"]["/api/3/never/{id}"] = {"delete": {"responses": {"303": {}}}}
    document["paths"]["/api/3/never/{taskId}"] = {"get": {"responses": {"200": {}}}}


def test_a_starter_that_nobody_takes_is_kept_where_git_sees_it_until_somebody_says_why(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v3", start)

    assert run(spec, folder) == 1
    said = capsys.readouterr().out
    started = "DELETE /rest/api/3/never/{id}: is not taken, and starts a task, 303 to its address"
    assert f"a new operation starts a task: {started}" in said
    looked = "GET /rest/api/3/never/{taskId}: is not taken, and looks at a task, by its path"
    assert f"a new operation looks at a task: {looked}" in said
    assert "to do: If users can start such tasks, add the kind as CONTRIBUTING.md says" in said
    kept = read_built(spec / "untaken.yaml")
    assert kept == {
        "jira-v3": {
            "DELETE /rest/api/3/never/{id}": "starts a task, 303 to its address",
            "GET /rest/api/3/never/{taskId}": "looks at a task, by its path",
        }
    }

    before = contents(spec)
    assert run(spec, folder) == 1, "it is asked for until somebody answers"
    assert contents(spec) == before
    (spec / "starters.yaml").write_text(
        "jira-v3:\n"
        "- {at: 'DELETE /rest/api/3/never/{id}', why: so}\n"
        "- {at: 'GET /rest/api/3/never/{taskId}', why: so}\n"
    )
    assert run(spec, folder) == 0
    assert contents(spec).keys() == before.keys()


def test_a_starter_of_a_document_that_is_only_looked_through_is_told(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def twice(document: Json) -> None:
        """Two operations of one name, which such a document may have."""
        for path in ("/rest/api/2/never", "/rest/api/2/ever"):
            responses = {"202": {}}
            document["paths"][path] = {"post": {"operationId": "same", "responses": responses}}

    publish(folder, ANOTHER, twice)

    assert run(spec, folder) == 1
    assert "POST /rest/api/2/never: is not taken, and starts a task" in capsys.readouterr().out
    assert not (spec / "upstream" / f"{ANOTHER}.json").exists()
    assert read_built(spec / "untaken.yaml")[ANOTHER].keys() == {
        "POST /rest/api/2/ever",
        "POST /rest/api/2/never",
    }


def test_two_operations_of_one_name_that_we_do_not_take_are_no_trouble(
    spec: Path, folder: Path
) -> None:
    def twice(document: Json) -> None:
        for path in ("/rest/api/3/a", "/rest/api/3/b"):
            responses = {"200": {"description": "Never"}}
            document["paths"][path] = {"get": {"operationId": "same", "responses": responses}}

    publish(folder, "jira-v3", twice)
    before = contents(spec)

    assert run(spec, folder) == 0
    assert contents(spec).keys() == before.keys()


def test_two_operations_of_one_name_are_trouble_where_we_take_some(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def repeat(document: Json) -> None:
        for item in document["paths"].values():
            for one in item.values():
                if isinstance(one, dict):
                    one["operationId"] = "same"

    publish(folder, "jira-v3", repeat)
    before = contents(spec)

    assert run(spec, folder) == 3
    assert "has two operations named same" in capsys.readouterr().out
    assert contents(spec) == before


def test_what_a_document_says_is_data_where_it_is_trouble(
    spec: Path, folder: Path, tmp_path: Path
) -> None:
    word = "@team\n- [ ] <b>[x](https://a.example)`"
    publish(folder, "jira-v3", lambda document: document.update(swagger=word))
    told, report = tmp_path / "trouble.md", tmp_path / "report.md"

    assert run(spec, folder, "--trouble", str(told), "--report", str(report)) == 3
    for path, bullet in ((told, "- "), (report, "- [ ] ")):
        (line,) = [one for one in path.read_text().splitlines() if "team" in one]
        dead = "jira-v3 is Swagger &#64;team - [ ] &lt;b>[x] (https:&#47;/a.example)`, not"
        assert line.startswith(f"{bullet}{dead}")


def test_what_a_document_that_is_trouble_had_stays(spec: Path, folder: Path) -> None:
    publish(folder, "jira-v3", start)
    run(spec, folder)
    kept = (spec / "untaken.yaml").read_bytes()
    publish(folder, "jira-v3", lambda document: document.update(swagger="2.0"), "2026-09-02")

    assert run(spec, folder) == 3
    assert (spec / "untaken.yaml").read_bytes() == kept


def test_a_document_that_differs_in_its_date_only_writes_nothing(spec: Path, folder: Path) -> None:
    before = contents(spec)
    publish(folder, "jira-v3", lambda document: document["info"].update(version="2"), "2026-10-01")

    assert run(spec, folder) == 0
    assert contents(spec) == before


def test_a_report_too_long_for_a_pull_request_is_cut(
    spec: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "_LONGEST", 20)
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 0
    assert "The report is cut here" in report.read_text()
