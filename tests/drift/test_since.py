from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from scripts.drift.since import main
from scripts.spec_files import SPEC
from tests.drift.running import Json
from tests.drift.test_deviations_gone_stale import SPELT, mend_all, misspelt


def git(folder: Path, *arguments: str) -> str:
    settings = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b.example",
        "-c",
        "init.defaultBranch=main",
    ]
    done = subprocess.run(
        ["git", "-C", str(folder), *settings, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(SPEC, tmp_path / "spec")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "before")
    return tmp_path


def edit(path: Path, change: Callable[[Json], object]) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def run(repository: Path, *arguments: str) -> int:
    return main(["--repository", str(repository), *arguments])


def test_nothing_changed_since(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(repository, "HEAD") == 0
    assert capsys.readouterr().out == "Nothing changed that concerns us.\n"


def test_a_changed_slice_is_told(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        repository / "spec" / "upstream" / "jira-v2.json",
        lambda new: new["components"]["schemas"]["TaskStatus"]["enum"].append("NEVER_A_WORD"),
    )

    assert run(repository, "HEAD") == 1
    out = capsys.readouterr().out
    assert out.startswith("## Drift of jira-v2\n")
    assert "`NEVER_A_WORD`" in out
    assert run(repository, "HEAD", "--format", "github") == 1
    assert capsys.readouterr().out.startswith("::warning title=needs mapping::")
    assert run(repository, "HEAD", "--format", "json") == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)] == [1]


def test_what_else_starts_a_task_by_now_is_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = repository / "spec" / "untaken.yaml"
    kept.write_text(
        kept.read_text()
        .replace("jira-v3:\n", "jira-v3:\n  DELETE /never: starts a task, 202 without a body\n")
        .replace("webhook: starts a task, 202 without a body", "webhook: starts a task, 303", 1)
    )

    assert run(repository, "HEAD") == 1
    out = capsys.readouterr().out
    assert out.startswith("## Drift of jira-v3\n")
    assert ". Take it as CONTRIBUTING.md says" in out
    assert "**a new operation starts a task** — `DELETE /never`: is not taken, and starts a" in out
    why = "Webhooks are removed in the background, and nothing names or shows the removal."
    assert f"`DELETE /rest/api/3/webhook`: starts a task, 303; not taken: {why}" in out
    assert "workflowscheme" not in out


def test_where_only_a_deviation_changed_the_curated_specs_are_compared(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    curated = repository / "spec" / "openapi.yaml"
    text = curated.read_text()
    lost = text.replace("      - CANCEL_REQUESTED\n", "", 1)
    assert lost != text
    curated.write_text(lost)

    assert run(repository, "HEAD") in (1, 2)
    assert "CANCEL_REQUESTED" in capsys.readouterr().out


@pytest.mark.parametrize("revision", ["nowhere", "--output=elsewhere"])
def test_a_revision_that_is_none_is_trouble(
    repository: Path, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    assert run(repository, "--", revision) == 3
    assert capsys.readouterr().err.startswith("error: ")


NEVER = "/rest/api/3/never"


def slice_of(repository: Path, source: str) -> Path:
    return repository / "spec" / "upstream" / f"{source}.json"


def take(repository: Path) -> None:
    """As if we had always taken an operation that starts tasks."""
    path = repository / "spec" / "sources.yaml"
    sources = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    taken = {"neverStart": {"tag": "jira_v3", "at": f"POST {NEVER}"}}
    sources["jira-v3"]["operations"] |= taken
    path.write_text(yaml.dump(sources, Dumper=yaml.CSafeDumper))
    raw = {"operationId": "neverStart", "tags": ["jira_v3"], "responses": {"303": {}}}
    edit(slice_of(repository, "jira-v3"), lambda new: new["paths"].update({NEVER: {"post": raw}}))
    git(repository, "commit", "--quiet", "--all", "--message", "take")


def drop(repository: Path, source: str, operation: str) -> None:
    """Take it out of sources.yaml, as a person does whom upstream has left without it."""
    path = repository / "spec" / "sources.yaml"
    sources = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    del sources[source]["operations"][operation]
    for name, places in list(sources[source]["schemas"].items()):
        listed = [places] if isinstance(places, str) else places
        kept = [one for one in listed if not one.startswith(f"{operation} ")]
        sources[source]["schemas"][name] = kept
        if not kept:
            del sources[source]["schemas"][name]
    path.write_text(yaml.dump(sources, Dumper=yaml.CSafeDumper))


def test_an_operation_that_is_gone_and_dropped_is_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(repository)
    drop(repository, "jira-v3", "neverStart")
    edit(slice_of(repository, "jira-v3"), lambda new: new["paths"].pop(NEVER))

    assert run(repository, "HEAD") == 2
    out = capsys.readouterr().out
    assert (
        "- [ ] **breaks the facade** — `neverStart`: gone: `never_start` and the models that "
        "only it used leave the generated client. Take it out of the simulator (facade/" in out
    )
    assert "name `never_start` in CHANGELOG.md" in out
    assert "Beside what we use" not in out


def test_a_look_that_is_gone_and_dropped_names_its_dialect(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(repository, "confluence-v1", "listLongTasks")
    edit(
        slice_of(repository, "confluence-v1"),
        lambda new: new["paths"].pop("/wiki/rest/api/longtask"),
    )

    assert run(repository, "HEAD") == 2
    out = capsys.readouterr().out
    assert "`listLongTasks`: gone: `list_long_tasks`" in out
    assert ". Take it out of facade/atlassian_tasks/kinds/confluence.py" in out


def test_a_source_that_is_dropped_is_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repository / "spec" / "sources.yaml"
    sources = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    del sources["jira-v2"]
    path.write_text(yaml.dump(sources, Dumper=yaml.CSafeDumper))
    deviations = repository / "spec" / "deviations.yaml"
    entries = yaml.load(deviations.read_text(), Loader=yaml.CSafeLoader)
    kept = [one | {"in": [key for key in one["in"] if key != "jira-v2"]} for one in entries]
    deviations.write_text(yaml.dump([one for one in kept if one["in"]], Dumper=yaml.CSafeDumper))
    (repository / "spec" / "upstream" / "jira-v2.json").unlink()

    assert run(repository, "HEAD") == 2
    out = capsys.readouterr().out
    assert out.startswith("## Drift of jira-v2\n")
    assert "`getTaskV2`: gone: `get_task_v2`" in out


def test_an_operation_that_moved_is_not_gone(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(repository)
    moved = "/rest/api/3/never/more"
    path = repository / "spec" / "sources.yaml"
    path.write_text(path.read_text().replace(f"POST {NEVER}", f"POST {moved}"))

    def move(new: Json) -> None:
        new["paths"][moved] = new["paths"].pop(NEVER)

    edit(slice_of(repository, "jira-v3"), move)

    run(repository, "HEAD")
    out = capsys.readouterr().out
    assert f"`neverStart`: moved from `POST {NEVER}` to `POST {moved}`" in out
    assert "breaks the facade" not in out
    assert "starts a task" not in out


def test_a_deviation_dropped_since_had_mended_what_upstream_mends(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deviations = repository / "spec" / "deviations.yaml"
    deviations.write_text(json.dumps([SPELT]))
    upstream = repository / "spec" / "upstream" / "jira-v3.json"
    upstream.write_text(json.dumps(misspelt()))
    git(repository, "commit", "--quiet", "--all", "--message", "misspelt")
    deviations.write_text("[]\n")
    edit(upstream, mend_all)

    run(repository, "HEAD")
    out = capsys.readouterr().out
    assert "`BulkMove.never`" in out
    assert "callers have to change" not in out
    assert "deviation" not in out


def test_what_is_done_is_no_longer_to_do(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def grow(new: Json) -> None:
        task = new["components"]["schemas"]["JiraTask"]
        task["properties"]["neverAField"] = {"type": "string"}
        look = new["paths"]["/rest/api/2/task/{taskId}"]["get"]
        look["security"] = [{"basicAuth": []}, {"OAuth2": ["read:never-a-scope"]}]
        look.pop("x-atlassian-oauth2-scopes", None)
        look["parameters"].append({"in": "query", "name": "never", "schema": {"type": "string"}})

    edit(repository / "spec" / "upstream" / "jira-v2.json", grow)
    assert run(repository, "HEAD") == 1
    assert capsys.readouterr().out.count("- [ ] ") == 3

    path = repository / "spec" / "prose.yaml"
    prose = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    prose["schemas"]["JiraTask"]["neverAField"] = "What it means."
    operation = prose["operations"]["getTaskV2"]
    operation["scopes"] = "read:never-a-scope"
    operation["parameters"]["never"] = "What it means."
    path.write_text(yaml.dump(prose, Dumper=yaml.CSafeDumper))

    assert run(repository, "HEAD") == 1
    out = capsys.readouterr().out
    assert "- [ ]" not in out
    assert "`JiraTask.neverAField`: new, and in `Task.raw` only" in out
    assert "scopes +`OAuth2 (Current) read:never-a-scope`" in out
