from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.public_api import MODULES, main, name_of, signatures
from scripts.spec_files import ROOT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "spec").mkdir()
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path)
    lines = [f"{line}\n" for line in signatures(MODULES)]
    (tmp_path / "spec" / "public_api.txt").write_text("".join(lines))
    return tmp_path


def run(root: Path, *options: str) -> int:
    return main(["--root", str(root), *options])


def tell(root: Path, entry: str) -> None:
    changelog = root / "CHANGELOG.md"
    changelog.write_text(f"# Changelog\n\n## Unreleased\n\n- {entry}\n\n## 0.0.1\n\n- frobnicate\n")


def forget(root: Path, name: str) -> None:
    """As if this name had come since."""
    kept = root / "spec" / "public_api.txt"
    lines = [line for line in kept.read_text().splitlines() if name not in line]
    kept.write_text("".join(f"{line}\n" for line in lines))


def test_every_promised_name_is_kept(root: Path) -> None:
    kept = (root / "spec" / "public_api.txt").read_text()

    for name in (
        "TaskClient.wait(",
        "AsyncTaskClient.wait_all(",
        "Task.percent",
        "errors.TaskGone",
    ):
        assert f"atlassian_tasks.{name}" in kept
    assert "._" not in kept.replace(".__init__", "")
    assert " at 0x" not in kept


def test_what_has_not_changed_passes(root: Path) -> None:
    assert run(root, "--check") == 0


def test_a_change_without_an_entry_names_it_and_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget(root, "TaskClient.url(")
    tell(root, "something else")
    before = (root / "spec" / "public_api.txt").read_text()

    for options in ([], ["--check"]):
        assert run(root, *options) == 1
        said = capsys.readouterr().err
        assert "+ atlassian_tasks.TaskClient.url(self, ref" in said
        assert "add a CHANGELOG entry that names url" in said
    assert (root / "spec" / "public_api.txt").read_text() == before


def test_a_change_with_an_entry_is_kept(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forget(root, "TaskClient.url(")
    tell(root, "`url(ref)` is the address for a person.")

    assert run(root, "--check") == 1
    assert "run `.venv/bin/python -m scripts.public_api`" in capsys.readouterr().err
    assert run(root) == 0
    assert run(root, "--check") == 0


def test_an_entry_of_an_older_version_does_not_count(root: Path) -> None:
    kept = root / "spec" / "public_api.txt"
    kept.write_text(kept.read_text() + "atlassian_tasks.frobnicate(x)\n")
    tell(root, "something else")

    assert run(root) == 1


def test_a_changelog_without_a_section_is_trouble(root: Path) -> None:
    (root / "CHANGELOG.md").write_text("# Changelog\n")

    assert run(root, "--check") == 3


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("a.TaskClient.wait(self) -> 'Task'", "wait"),
        ("a.Task.__init__(self)", "Task"),
        ("a.Kind.JIRA = 'jira'", "JIRA"),
        ("a.Task.percent: attribute", "percent"),
        ("a.errors.TaskGone(TaskNotFound)", "TaskGone"),
    ],
)
def test_a_line_has_a_name(line: str, name: str) -> None:
    assert name_of(line) == name
