"""The workflow files against GitHub's schema, and their steps run without GitHub.

`make`, the interpreter and `gh` are stand-ins that write down how they were called; git is real.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.spec_files import ROOT
from tests.drift.test_since import git

WORKFLOWS = ROOT / ".github" / "workflows"
NAMES = sorted(path.name for path in WORKFLOWS.glob("*.yml"))


def workflow(name: str) -> Any:
    text = (WORKFLOWS / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_is_what_github_takes(name: str) -> None:
    schema = ["--builtin-schema", "vendor.github-workflows"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(WORKFLOWS / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_the_checker_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text("on: push\njobs: {one: {runs-on: x, steps: [{runs: echo}]}}\n")
    schema = ["--builtin-schema", "vendor.github-workflows"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(bad)]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_upstream_is_watched_on_a_schedule_and_gates_nothing() -> None:
    watched = workflow("upstream.yml")

    assert watched["on"].keys() == {"schedule", "workflow_dispatch"}
    assert workflow("ci.yml")["jobs"]["ci"].get("needs") is None
    assert "drift" not in str(workflow("ci.yml")["jobs"]["ci"])


class Runner:
    """A working copy with an origin, stand-ins on PATH, and what they were called with."""

    def __init__(self, folder: Path) -> None:
        self.origin = folder / "origin.git"
        self.copy = folder / "copy"
        self.temporary = folder / "temporary"
        self.calls = folder / "calls"
        self.calls.touch()
        self._tools = folder / "tools"
        for path in (self.origin, self.copy / "spec", self.copy / "generated", self.temporary):
            path.mkdir(parents=True)
        git(self.origin, "init", "--quiet", "--bare")
        git(self.copy, "init", "--quiet")
        (self.copy / "spec" / "slice.json").write_text("{}\n")
        (self.copy / "generated" / "client.py").write_text("")
        self.tool("make", "")
        self.tool("gh", "")
        self.interpreter("")
        git(self.copy, "add", "spec", "generated")
        git(self.copy, "commit", "--quiet", "--message", "before")
        git(self.copy, "remote", "add", "origin", str(self.origin))
        git(self.copy, "push", "--quiet", "origin", "HEAD:main")

    def tool(self, name: str, does: str) -> None:
        self._write(self._tools / name, name, does)

    def interpreter(self, does: str) -> None:
        self._write(self.copy / ".venv" / "bin" / "python", "python", does)

    def _write(self, path: Path, name: str, does: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.calls}"\n{does}\n')
        path.chmod(0o755)

    def run(self, step: Any, **values: str) -> subprocess.CompletedProcess[str]:
        """One step, as the runner of GitHub runs it."""
        environment = os.environ | {
            "PATH": f"{self._tools}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        return subprocess.run(
            command,
            cwd=self.copy,
            env=environment | values,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def called(self) -> list[str]:
        return self.calls.read_text().splitlines()

    def read(self, name: str) -> str:
        return (self.temporary / name).read_text()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def step(name: str, job: str, title: str) -> Any:
    steps = workflow(name)["jobs"][job]["steps"]
    return next(one for one in steps if one.get("name") == title)


REFRESH = step("upstream.yml", "upstream", "Fetch, slice, build, generate, report")
OPEN = step("upstream.yml", "upstream", "Open or update the pull request")
REPORT = step("ci.yml", "drift", "Report the drift")
COMMENT = step("ci.yml", "drift", "Comment")
TELLS = 'while [ "$1" != --report ]; do shift; done; echo "the report" > "$2"; exit '


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 0), (3, 1)])
def test_only_trouble_fails_the_refresh(runner: Runner, code: int, expected: int) -> None:
    runner.interpreter(f"{TELLS}{code}")

    assert runner.run(REFRESH).returncode == expected
    assert runner.called == [f"python -m scripts.upstream --report {runner.temporary}/report.md"]
    if expected == 0:
        assert runner.read("summary") == "the report\n"


def test_the_module_that_the_refresh_runs_knows_these_options() -> None:
    command = [sys.executable, "-m", "scripts.upstream", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert "--report" in done.stdout


def test_nothing_new_opens_no_pull_request(runner: Runner) -> None:
    done = runner.run(OPEN)

    assert (done.returncode, done.stdout) == (0, "upstream has nothing new for us\n")
    assert runner.called == []


def test_a_change_opens_one_pull_request_and_the_next_updates_it(runner: Runner) -> None:
    for number, answer, expected in ((1, "0", "create"), (2, "1", "edit")):
        (runner.copy / "spec" / "slice.json").write_text(f"{number}\n")
        (runner.copy / "generated" / f"new_{number}.py").write_text("")
        runner.tool("gh", f"case $2 in list) echo {answer};; esac")

        done = runner.run(OPEN, GH_TOKEN="x")
        assert done.returncode == 0, done.stderr
        assert runner.called[-1].startswith(f"gh pr {expected} ")
        assert f"--body-file {runner.temporary}/report.md" in runner.called[-1]
        assert git(runner.origin, "show", "upstream:spec/slice.json") == str(number)
        git(runner.origin, "show", f"upstream:generated/new_{number}.py")
    assert git(runner.origin, "show", "main:spec/slice.json") == "{}"


def test_a_pull_request_that_leaves_spec_alone_gets_no_comment(runner: Runner) -> None:
    base = git(runner.copy, "rev-parse", "HEAD")

    assert runner.run(REPORT, BASE=base).returncode == 0
    assert runner.read("output") == "touched=false\n"
    assert runner.called == []


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (2, 0), (3, 1)])
def test_a_pull_request_that_touches_spec_is_reported(
    runner: Runner, code: int, expected: int
) -> None:
    base = git(runner.copy, "rev-parse", "HEAD")
    (runner.copy / "spec" / "slice.json").write_text("1\n")
    git(runner.copy, "commit", "--quiet", "--all", "--message", "after")
    runner.interpreter(f"echo the drift; exit {code}")

    assert runner.run(REPORT, BASE=base).returncode == expected
    assert f"python -m scripts.drift.since {base}" in runner.called
    if expected == 0:
        assert f"python -m scripts.drift.since {base} --format github" in runner.called
        assert runner.read("summary") == runner.read("drift.md") == "the drift\n"
        assert runner.read("output") == "touched=true\n"


def test_the_comment_is_one_that_is_updated(runner: Runner) -> None:
    assert runner.run(COMMENT, NUMBER="7", GH_TOKEN="x").returncode == 0
    (call,) = runner.called
    assert call.startswith("gh pr comment 7 --edit-last --create-if-none --body-file ")
    assert "head.repo.full_name == github.repository" in COMMENT["if"]


def test_values_from_outside_reach_steps_by_environment_only() -> None:
    for name in NAMES:
        for job in workflow(name)["jobs"].values():
            assert not [one for one in job["steps"] if "${{" in one.get("run", "")]
