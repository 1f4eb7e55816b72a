from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scripts import build_spec
from scripts.spec_files import ROOT
from tests.scripts.documents import spec_copy

if TYPE_CHECKING:
    from pathlib import Path

Json = Any


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return spec_copy(tmp_path)


def build(spec: Path, *options: str) -> int:
    return build_spec.main(["--spec", str(spec), *options])


def change_slice(spec: Path, key: str, change: Any) -> None:
    """Change a slice as a fetch would: with its lock."""
    path = spec / "upstream" / f"{key}.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    lock = yaml.safe_load((spec / "upstream.lock.yaml").read_text())
    lock[key]["slice"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (spec / "upstream.lock.yaml").write_text(yaml.safe_dump(lock))


def change_yaml(spec: Path, name: str, change: Any) -> None:
    content = yaml.safe_load((spec / name).read_text())
    change(content)
    (spec / name).write_text(yaml.safe_dump(content))


def deviation(deviations: list[Json], name: str) -> Json:
    return next(one for one in deviations if one["name"] == name)


def refusal(spec: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the build says when it refuses; it must not touch anything."""
    before = {path: path.read_bytes() for path in spec.rglob("*") if path.is_file()}
    assert build(spec) == 3
    assert before == {path: path.read_bytes() for path in spec.rglob("*") if path.is_file()}
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "Traceback" not in captured.err
    return captured.err


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


def test_a_failed_guard_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def mend(document: Json) -> None:
        properties = document["components"]["schemas"]["BulkProgress"]["properties"]
        properties["created"] = {"format": "int64", "type": "integer"}

    change_slice(spec, "jira-v3", mend)

    message = refusal(spec, capsys)
    assert "deviation 'bulk-timestamps' on jira-v3" in message
    assert "/components/schemas/BulkProgress/properties/created failed" in message
    assert 'upstream has {"format": "int64", "type": "integer"}' in message


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


def test_a_lost_operation_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_slice(
        spec,
        "confluence-dc",
        lambda document: document["paths"].pop("/rest/api/longtask/{id}"),
    )

    message = refusal(spec, capsys)
    assert "deviation 'data-center-expansion' on confluence-dc" in message
    assert "longtask~1{id}" in message


def test_versions_that_differ_are_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def grow(document: Json) -> None:
        properties = document["components"]["schemas"]["JiraTask"]["properties"]
        properties["queue"] = {"type": "string"}

    change_slice(spec, "jira-v3", grow)

    message = refusal(spec, capsys)
    assert "JiraTask differs between jira-v3 and jira-v2 at /properties/queue" in message


def test_a_listed_task_that_differs_is_named(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def grow(document: Json) -> None:
        document["components"]["schemas"]["LongTaskEntry"]["properties"]["owner"] = {}

    change_slice(spec, "confluence-v1", grow)

    message = refusal(spec, capsys)
    assert "'long-task-in-a-list' on confluence-v1" in message
    assert "LongTaskEntry differs from LongTask at /properties/owner" in message


def test_a_new_field_without_words_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def grow(document: Json) -> None:
        document["components"]["schemas"]["BulkProgress"]["properties"]["queue"] = {}

    change_slice(spec, "jira-v3", grow)

    message = refusal(spec, capsys)
    assert "prose.yaml has no words for schemas / BulkProgress / queue" in message


def test_a_stale_prose_entry_is_named(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_yaml(spec, "prose.yaml", lambda prose: prose["schemas"]["JiraTask"].update(eta="Soon."))

    assert "stale entries: schemas / JiraTask / eta" in refusal(spec, capsys)


def test_scopes_that_changed_upstream_are_named(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def widen(document: Json) -> None:
        operation = document["paths"]["/rest/api/3/task/{taskId}"]["get"]
        operation["security"].append({"OAuth2": ["read:task:jira"]})

    change_slice(spec, "jira-v3", widen)

    message = refusal(spec, capsys)
    assert "the scopes of getTask are upstream: read:jira-work read:task:jira" in message


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
    "a date of its own": (_with(date="last July"), "needs a quoted date, not 'last July'"),
    "no change": (_without("patch"), "'task-id' needs a patch or one of the rules"),
    "an unknown rule": (_with(patch=[], rule="shrink"), "needs a patch or one of the rules"),
    "an unknown word": (_with(patches=[]), "says something unknown: patches"),
    "an unknown source": (_with(**{"in": ["jira-v4"]}), "is on an unknown source: jira-v4"),
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
        "is no JSON patch",
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
    "no operations": (lambda raw: raw["jira-v2"].pop("operations"), "jira-v2 lacks a part"),
    "no method": (
        lambda raw: raw["jira-v2"]["operations"]["getTaskV2"].update(at="/rest/api/2/task"),
        "getTaskV2 is not at 'METHOD /path'",
    ),
    "same id": (
        lambda raw: raw["jira-v2"]["operations"].update(
            getTask={"tag": "jira_v2", "at": "GET /rest/api/2/x"}
        ),
        "names two operations getTask",
    ),
    "unknown place": (
        lambda raw: raw["jira-v2"]["schemas"].update(Other="getOther 200"),
        "binds Other to unknown getOther",
    ),
    "no status": (
        lambda raw: raw["jira-v2"]["schemas"].update(Other="getTaskV2"),
        "'getTaskV2' is not 'OPERATION STATUS [PATH]'",
    ),
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_a_misshapen_source_is_named(
    spec: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    change, message = BAD_SOURCES[name]
    change_yaml(spec, "sources.yaml", change)

    assert message in refusal(spec, capsys)
