from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import build_spec
from scripts.spec_files import ROOT, read_yaml
from tests.scripts.documents import spec_copy
from tests.scripts.spoiling import build, change_slice, change_yaml, refusal

Json = Any
SCOPES = "x-atlassian-oauth2-scopes"


def test_what_was_read_can_be_changed_and_is_read_again_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text("a: [1]")
    read_yaml(path)["a"].append(2)

    assert read_yaml(path) == {"a": [1]}
    path.write_text("a: [3]")
    assert read_yaml(path) == {"a": [3]}


def test_the_committed_spec_is_what_its_inputs_make() -> None:
    assert build_spec.main(["--check"]) == 0


def test_two_hash_seeds_and_two_folders_make_the_same_bytes(tmp_path: Path) -> None:
    built = []
    for seed in ("1", "2"):
        spec = spec_copy(tmp_path / seed)
        (spec / "openapi.yaml").unlink()
        command = [sys.executable, "-m", "scripts.build_spec", "--spec", str(spec)]
        subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed})
        built.append((spec / "openapi.yaml").read_bytes())

    assert built[0] == built[1] == (ROOT / "spec" / "openapi.yaml").read_bytes()


def test_check_says_what_differs_and_writes_nothing(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (spec / "openapi.yaml").write_text("openapi: 3.0.3\n")

    assert build(spec, "--check") == 1
    assert "openapi.yaml is not what its inputs make; run `make spec`" in capsys.readouterr().err
    assert (spec / "openapi.yaml").read_text() == "openapi: 3.0.3\n"
    assert build(spec) == 0
    assert build(spec, "--check") == 0


def test_a_lost_operation_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_slice(
        spec,
        "confluence-dc",
        lambda document: document["paths"].pop("/rest/api/longtask/{id}"),
    )

    message = refusal(spec, capsys)
    assert "getDataCenterLongTask" in message
    assert "the slice of confluence-dc" in message


def test_versions_that_differ_are_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def retype(document: Json) -> None:
        properties = document["components"]["schemas"]["JiraTask"]["properties"]
        properties["progress"] = {"type": "string"}

    change_slice(spec, "jira-v3", retype)

    message = refusal(spec, capsys)
    assert "JiraTask differs between jira-v3 and jira-v2 at /properties/progress/type" in message


def test_a_name_that_is_not_sliced_yet_is_named_alone(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def bind(raw: Json) -> None:
        raw["jira-v3"]["schemas"]["Never"] = "getTask 200 result"

    change_yaml(spec, "sources.yaml", bind)

    assert refusal(spec, capsys) == (
        "error: sources.yaml asks for Never, which the slice of jira-v3 does not have: run `make "
        "upstream`, which takes it or says what became of it\n"
    )


def test_a_stale_prose_entry_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_yaml(
        spec, "prose.yaml", lambda prose: prose["schemas"]["JiraTask"].update(neverAField="Never.")
    )

    assert "stale entries: schemas / JiraTask / neverAField" in refusal(spec, capsys)


def test_scopes_that_changed_upstream_are_named(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def widen(document: Json) -> None:
        operation = document["paths"]["/rest/api/3/task/{taskId}"]["get"]
        operation |= {"security": [{"OAuth2": ["read:never-a-scope"]}], SCOPES: []}

    change_slice(spec, "jira-v3", widen)

    message = refusal(spec, capsys)
    assert " for operations / getTask / scopes, but upstream asks for other scopes: " in message
    assert "write there `read:never-a-scope`" in message


def test_scopes_that_upstream_wants_together_are_told_together(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def part(document: Json) -> None:
        operation = document["paths"]["/rest/api/3/bulk/issues/move"]["post"]
        needs = [{"OAuth2": ["never:c"]}, {"OAuth2": ["never:b", "never:a"]}]
        operation |= {"security": needs, SCOPES: []}

    change_slice(spec, "jira-v3", part)

    assert "write there `never:a+never:b never:c`" in refusal(spec, capsys)


def test_a_task_of_a_look_is_told_too(spec: Path) -> None:
    """Whether an operation starts a task is ours to say: upstream has no word for it."""
    change_yaml(
        spec, "prose.yaml", lambda prose: prose["operations"]["getTask"].update(starts="x, if y")
    )

    assert build(spec) == 0
    assert "Starts a task of kind `x`, if y." in (spec / "openapi.yaml").read_text()


def test_a_slice_edited_by_hand_is_refused(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = spec / "upstream" / "jira-v2.json"
    path.write_bytes(path.read_bytes() + b" ")

    assert "upstream/jira-v2.json" in refusal(spec, capsys)


def test_a_slice_of_no_source_is_refused(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (spec / "upstream" / "bitbucket.json").write_text("{}")

    assert "what sources.yaml does not: bitbucket" in refusal(spec, capsys)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "a key is written twice in the mapping at line 1"),
        ("responses:\n  200: {}\n", "the key 200 in the mapping at line 2 needs quotes"),
        ("a: [", "prose.yaml: "),
    ],
)
def test_yaml_that_would_be_misread_is_refused(
    spec: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    (spec / "prose.yaml").write_text(text)

    assert message in refusal(spec, capsys)


@pytest.mark.parametrize("name", ["sources.yaml", "deviations.yaml", "prose.yaml"])
def test_a_missing_file_is_named(spec: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (spec / name).unlink()

    assert f"cannot read {name}" in refusal(spec, capsys)


BAD_SOURCES: dict[str, tuple[Any, str]] = {
    "no address": (
        lambda raw: raw["jira-v2"].pop("url"),
        "s.yaml: jira-v2 does not say: url",
    ),
    "a key of nobody's": (
        lambda raw: raw["jira-v2"].update(operation={}),
        "jira-v2 says what nobody reads: operation",
    ),
    "no method": (
        lambda raw: raw["jira-v2"]["operations"]["getTaskV2"].update(at="/rest/api/2/task"),
        "getTaskV2 / at needs 'METHOD /path'",
    ),
    "same id": (
        lambda raw: raw["jira-v2"]["operations"].update(
            getTask={"tag": "jira_v2", "at": "GET /rest/api/2/x"}
        ),
        "names two operations getTask",
    ),
    "unknown place": (
        lambda raw: raw["jira-v2"]["schemas"].update(Other="getOther 200"),
        "binds Other to getOther, which is not taken: drop this name, or bind it elsewhere",
    ),
    "no status": (
        lambda raw: raw["jira-v2"]["schemas"].update(Other="getTaskV2"),
        "schemas / Other needs 'OPERATION STATUS [PATH]', or a list of such",
    ),
}


def test_every_place_at_an_operation_that_is_not_taken_is_named(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def bind(raw: Json) -> None:
        raw["jira-v2"]["schemas"].update(One="getNothing 200", Two=["getTaskV2 200", "getIt 200"])

    change_yaml(spec, "sources.yaml", bind)

    name, place = refusal(spec, capsys).splitlines()
    assert "binds One to getNothing, which is not taken: drop this name, or bind it" in name
    assert "binds Two to getIt, which is not taken: drop this place, or bind it" in place


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_a_misshapen_source_is_named(
    spec: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    change, message = BAD_SOURCES[name]
    change_yaml(spec, "sources.yaml", change)

    assert message in refusal(spec, capsys)
