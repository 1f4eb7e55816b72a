from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.drift.since import main
from scripts.spec_files import SPEC
from tests.drift.running import Json


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
