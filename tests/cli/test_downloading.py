"""`wait --download` brings the files of tasks that ended well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from atlassian_tasks.simulator import Simulator

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
def test_files_are_brought_to_a_folder(
    simulator: Simulator, run: Run, tmp_path: Path, kind: str
) -> None:
    task = simulator.add(kind, duration=0, file=b"PK")
    result = run("wait", task.ref, "--download", str(tmp_path))

    assert result.exit_code == 0
    found = tmp_path / f"export-{task.id}.zip"
    assert found.read_bytes() == b"PK"
    assert f"{task.ref}: {found}" in result.stderr
    assert result.stdout.startswith(task.ref)


def test_a_task_without_a_file_is_said_and_the_others_are_brought(
    simulator: Simulator, run: Run, tmp_path: Path
) -> None:
    bare = simulator.add("confluence", duration=0)
    full = simulator.add("confluence", duration=0, file=b"PK")
    result = run("wait", bare.ref, full.ref, "--download", str(tmp_path))

    assert result.exit_code == 2
    assert f"Error: {bare.ref}: there is nothing to download" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [f"export-{full.id}.zip"]


def test_a_file_that_cannot_be_brought_is_an_object_too(
    simulator: Simulator, run: Run, tmp_path: Path
) -> None:
    bare = simulator.add("confluence", duration=0)
    result = run("wait", bare.ref, "--json", "--download", str(tmp_path))
    ended, lost = map(json.loads, result.stdout.splitlines())

    assert (ended["ref"], ended["status"]) == (bare.ref, "COMPLETE")
    assert (lost["ref"], lost["error"]["type"]) == (bare.ref, "NotSupported")


def test_of_any_the_first_is_brought(simulator: Simulator, run: Run, tmp_path: Path) -> None:
    full, endless = simulator.add("confluence", duration=0, file=b"PK"), simulator.add("jira")
    result = run("wait", "--any", full.ref, endless.ref, "--download", str(tmp_path))

    assert result.exit_code == 0
    assert f"atlassian-tasks wait {endless.ref}\n" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [f"export-{full.id}.zip"]


def test_what_ended_badly_is_not_brought(simulator: Simulator, run: Run, tmp_path: Path) -> None:
    task = simulator.add("confluence", duration=0, outcome="failed", file=b"PK")
    result = run("wait", task.ref, "--download", str(tmp_path))

    assert result.exit_code == 1
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_is_there_stays(simulator: Simulator, run: Run, tmp_path: Path) -> None:
    task = simulator.add("confluence", duration=0, file=b"PK")
    (tmp_path / f"export-{task.id}.zip").write_text("mine")
    result = run("wait", task.ref, "--download", str(tmp_path))

    assert result.exit_code == 2
    assert "is there already" in result.stderr


def test_a_disk_that_takes_no_file_is_said(
    simulator: Simulator, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = simulator.add("confluence", duration=0, file=b"PK")
    (tmp_path / f"export-{task.id}.zip.part").mkdir()
    result = run("wait", task.ref, "--download", str(tmp_path))

    assert result.exit_code == 2
    assert "the file cannot be kept" in result.stderr
