"""How much a command says, and what programs read of what went wrong."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from atlassian_tasks.cli.commands import cli
from atlassian_tasks.simulator import Simulator
from click.shell_completion import ShellComplete

from tests.cli.conftest import COMMAND, Run

pytestmark = pytest.mark.usefixtures("site")


@pytest.mark.parametrize("args", [("-vv", "get"), ("get", "-vv"), ("-v", "get", "-v")])
def test_how_much_is_logged_stands_before_the_command_or_after(
    run: Run, simulator: Simulator, args: tuple[str, ...]
) -> None:
    result = run(*args, simulator.add("jira").ref)

    assert "GET /rest/api/3/task/" in result.stderr


def test_one_v_tells_no_request(run: Run, simulator: Simulator) -> None:
    result = run("get", "-v", simulator.add("jira").ref)

    assert "GET" not in result.stderr


@pytest.mark.parametrize("args", [("-q", "wait"), ("wait", "--quiet")])
def test_quiet_is_silent_but_for_what_is_wrong(
    run: Run, simulator: Simulator, args: tuple[str, ...]
) -> None:
    good = simulator.add("jira", duration=0)
    bad = simulator.add("jira", duration=0, outcome="failed", messages=["no room"])
    fine = run(*args, good.ref)
    failed = run(*args, good.ref, bad.ref)

    assert fine.stderr == ""
    assert fine.stdout.startswith(good.ref)
    assert failed.stderr.startswith(f"Error: {bad.ref} failed: no room")
    assert failed.exit_code == 1


def test_what_cannot_be_followed_is_an_object_too(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0)
    simulator.fail_next(403, path="/task/7")
    result = run("wait", "--json", task.ref, "jira:7")
    *_, told = sorted(map(json.loads, result.stdout.splitlines()), key=lambda it: "error" in it)

    assert told["ref"] == "jira:7"
    assert told["error"]["type"] == "PermissionDenied"
    assert "403" in told["error"]["message"]
    assert told["error"]["hint"] in told["error"]["message"]
    assert result.exit_code == 3


def test_a_task_that_ended_badly_is_no_trouble_in_json(run: Run, simulator: Simulator) -> None:
    result = run("wait", "--json", simulator.add("jira", duration=0, outcome="failed").ref)

    [told] = map(json.loads, result.stdout.splitlines())
    assert told["status"] == "FAILED"


def test_each_of_many_that_were_not_seen_in_time_is_an_object(
    run: Run, simulator: Simulator
) -> None:
    tasks = [simulator.add("jira", duration=99) for _ in range(12)]
    simulator.fail_next(503, times=99)
    result = run("wait", "--json", "--timeout", "0", *[task.ref for task in tasks])
    told = [json.loads(line) for line in result.stdout.splitlines()]

    assert {it["ref"] for it in told} == {task.ref for task in tasks}
    assert {it["error"]["type"] for it in told} == {"WaitTimeout"}


def test_a_task_that_was_seen_is_told_as_it_was_when_time_was_up(
    run: Run, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=99)
    result = run("wait", "--json", "--timeout", "0", task.ref)

    [told] = map(json.loads, result.stdout.splitlines())
    assert (told["ref"], told["status"]) == (task.ref, "RUNNING")
    assert result.exit_code == 124


def test_patience_is_as_long_as_is_said(run: Run, simulator: Simulator) -> None:
    simulator.add("jira", "1", duration=0)
    simulator.fail_next(503, times=99)
    result = run("wait", "jira:1", "--patience", "0s")

    assert "gave up after 0 s of failed looks" in result.stderr
    assert result.exit_code == 3


def test_contact_that_is_back_is_said(run: Run, simulator: Simulator) -> None:
    simulator.add("jira", "1", duration=0)
    simulator.fail_next(503)
    result = run("wait", "jira:1")

    lost, back = result.stderr.splitlines()[:2]
    assert "a look at jira:1 failed" in lost
    assert "jira:1 answers again, after 1 s" in back


SHELLS = ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_is_printed_for_a_shell(run: Run, shell: str) -> None:
    result = run("completion", shell)

    assert result.exit_code == 0
    assert "_ATLASSIAN_TASKS_COMPLETE" in result.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed here")
def test_bash_takes_it(run: Run) -> None:
    source = run("completion", "bash").stdout
    words = {"COMP_WORDS": "atlassian-tasks wa", "COMP_CWORD": "1"}
    asked = {**words, "_ATLASSIAN_TASKS_COMPLETE": "bash_complete"}
    checked = subprocess.run(["bash", "-n"], input=source, text=True, check=False)
    code = "from atlassian_tasks_command import main; main()"
    told = subprocess.run(
        [COMMAND[0], "-c", code], env=asked, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0
    assert told.stdout.split() == ["plain,wait", "plain,watch"]


def test_the_kinds_that_have_a_list_are_completed() -> None:
    completed = ShellComplete(cli, {}, "atlassian-tasks", "").get_completions

    assert [it.value for it in completed(["list", "--kind"], "confluence-d")] == [
        "confluence-dc",
        "confluence-dc-backup",
    ]
