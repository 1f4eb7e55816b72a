"""The workflow files against GitHub's schema, and their steps run without GitHub.

`make`, the interpreter and `gh` are stand-ins that write down how they were called; git is real.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
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


def test_the_workflows_are_what_github_takes() -> None:
    schema = ["--builtin-schema", "vendor.github-workflows"]
    paths = [str(WORKFLOWS / name) for name in NAMES]
    command = [sys.executable, "-m", "check_jsonschema", *schema, *paths]
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


LOOK = step("upstream.yml", "look", "Fetch, slice, build, generate, report")
TELL = step("upstream.yml", "tell", "Open or update the pull request and the issue")
REPORT = step("ci.yml", "drift", "Report the drift")
COMMENT = step("ci.yml", "comment", "Comment")
TELLS = 'while [ "$1" != --report ]; do shift; done; echo "the report" > "$2"; '


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 0), (3, 0), (2, 1)])
def test_what_is_to_be_done_and_trouble_are_handed_over_and_all_else_fails(
    runner: Runner, code: int, expected: int
) -> None:
    runner.interpreter(f"{TELLS}echo 1 > spec/slice.json; echo 2 > generated/new.py; exit {code}")

    assert runner.run(LOOK).returncode == expected
    news = f"{runner.temporary}/news"
    asked = f"--report {news}/report.md --trouble {news}/trouble.md"
    assert runner.called == [f"python -m scripts.upstream {asked}"]
    if expected == 0:
        assert runner.read("summary") == runner.read("news/report.md") == "the report\n"
        patch = runner.read("news/changes.patch")
        assert "b/spec/slice.json" in patch
        assert "b/generated/new.py" in patch


def test_a_run_without_a_report_fails(runner: Runner) -> None:
    runner.interpreter("exit 1")

    assert runner.run(LOOK).returncode == 1


def test_the_module_that_the_run_calls_knows_these_options() -> None:
    command = [sys.executable, "-m", "scripts.upstream", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert "--report" in done.stdout
    assert "--trouble" in done.stdout


def test_what_may_write_only_tells_what_was_found(runner: Runner) -> None:
    runner.tool("gh", "")
    script = runner.copy / ".ci" / "propose"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\necho "propose $*" >> "{runner.calls}"\n')
    script.chmod(0o755)

    assert runner.run(TELL, GH_TOKEN="x").returncode == 0
    assert runner.called == ["gh auth setup-git", f"propose {runner.temporary}/news"]


def jobs() -> Iterator[tuple[str, Any]]:
    for name in NAMES:
        for key, job in workflow(name)["jobs"].items():
            yield f"{name} {key}", {"permissions": workflow(name)["permissions"]} | job


def test_a_job_that_may_write_runs_nothing_that_others_wrote() -> None:
    writing = {name for name, job in jobs() if "write" in str(job["permissions"])}

    release = {"release.yml announce", "release.yml publish"}
    assert writing == {"ci.yml comment", "upstream.yml tell"} | release
    for name, job in jobs():
        runs = " ".join(one.get("run", "") for one in job["steps"])
        assert not (name in writing and ("make" in runs or "python" in runs)), name


def test_every_action_is_named_by_its_commit_and_keeps_no_credentials() -> None:
    steps = [one for _, job in jobs() for one in job["steps"] if "uses" in one]

    assert steps
    for one in steps:
        assert re.fullmatch(r"(actions|pypa)/[a-z-]+@[0-9a-f]{40}", one["uses"])
        if "checkout" in one["uses"]:
            assert one["with"]["persist-credentials"] == "false"


def zizmor(path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--quiet", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_can_fail(tmp_path: Path) -> None:
    text = (WORKFLOWS / "ci.yml").read_text()
    loose = tmp_path / "ci.yml"
    loose.write_text(re.sub(r"checkout@\w+ # .*", "checkout@v6", text))

    assert zizmor(WORKFLOWS).returncode == 0
    assert zizmor(loose).returncode > 0


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
    same = "head.repo.full_name == github.repository"
    assert same in workflow("ci.yml")["jobs"]["comment"]["if"]


def test_values_from_outside_reach_steps_by_environment_only() -> None:
    for name in NAMES:
        for job in workflow(name)["jobs"].values():
            assert not [one for one in job["steps"] if "${{" in one.get("run", "")]
