"""wait and watch: what is printed where, and what the shell is told."""

import json
import math

import pytest
from atlassian_tasks import Outcome, Status, Task, TaskRef
from atlassian_tasks.cli.screen import Screen
from atlassian_tasks.cli.shell import Exit, gravest
from atlassian_tasks.errors import (
    AtlassianTasksError,
    AuthenticationFailed,
    ConnectionFailed,
    NotSupported,
    StartUnclear,
    TaskDead,
    TaskPartlyFailed,
    UnexpectedResponse,
    WaitTimeout,
)
from atlassian_tasks.simulator import SimulatedTask, Simulator

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")
REF = TaskRef("jira", "1")


def test_wait_prints_the_final_task_once(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0, name="Delete a field")

    result = run("wait", task.ref)

    assert result.stdout == f"{task.ref}\tCOMPLETE\t100\tDelete a field\n"
    assert (result.stderr, result.exit_code) == ("", 0)


def test_the_way_to_the_end_is_told_on_stderr_and_nothing_of_it_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    snapshots = [
        Task(ref=REF, status=Status(status), percent=percent, name="Delete a field")
        for status, percent in [("RUNNING", 40.2), ("RUNNING", 40.7), ("COMPLETE", 100.0)]
    ]

    with Screen() as screen, screen.following([REF]) as show:
        for step in [*snapshots, Outcome(REF, snapshots[-1])]:
            show(step)

    told, progress = capsys.readouterr()
    assert progress == "jira:1  RUNNING  40 %  Delete a field\n"
    assert told == "jira:1\tCOMPLETE\t100\tDelete a field\n"


def test_a_task_that_ended_badly_is_1_with_a_sentence(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira-bulk", duration=0, failures={10001: ["it is locked"]})

    result = run("wait", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tPARTIAL")
    assert f"Error: {task.ref} completed, but not for every item: 10001: it is locked\n" in (
        result.stderr
    )
    assert result.exit_code == 1


def test_without_check_a_bad_end_is_0_and_printed_all_the_same(
    run: Run, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=0, outcome="dead")

    result = run("wait", "--no-check", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tDEAD")
    assert "Error" not in result.stderr
    assert result.exit_code == 0


def test_without_check_a_timeout_is_still_124(run: Run, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=math.inf), simulator.add("jira", duration=0)]

    result = run("wait", "--no-check", "--timeout", "0.3", *[task.ref for task in tasks])

    assert result.exit_code == 124


@pytest.mark.parametrize("command", ["wait", "watch"])
def test_a_timeout_is_124_and_says_how_to_go_on(
    run: Run, simulator: Simulator, command: str
) -> None:
    task = simulator.add("jira", duration=math.inf)

    result = run(command, "--timeout", "0.3s", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tRUNNING")
    error = result.stderr.splitlines()[-1]
    assert error.startswith(f"Error: {task.ref}: the timeout passed; it was RUNNING")
    assert error.endswith(f"atlassian-tasks wait {task.ref}")
    assert result.exit_code == 124


@pytest.mark.parametrize("command", ["wait", "watch"])
def test_a_task_that_stands_still_is_124_too(run: Run, simulator: Simulator, command: str) -> None:
    task = simulator.add("jira", duration=math.inf)

    result = run(command, "--stall", "0.3s", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tRUNNING")
    assert f"Error: {task.ref}: nothing has moved for 0.3 s" in result.stderr
    assert f"atlassian-tasks wait {task.ref}" in result.stderr
    assert result.exit_code == 124


def test_a_task_that_cannot_be_followed_is_3(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira")
    simulator.fail_next(401)

    result = run("wait", task.ref)

    assert result.stderr.startswith(f"Error: {task.ref}: the server answered 401")
    assert (result.stdout, result.exit_code) == ("", 3)


def ends(*errors: AtlassianTasksError | None) -> list[Outcome]:
    return [Outcome(REF, None, error) for error in errors]


LOST, LATE, BAD = ConnectionFailed("lost"), WaitTimeout("late"), TaskDead("dead")


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        (ends(), Exit.OK),
        (ends(None, None), Exit.OK),
        (ends(None, BAD), Exit.BAD_END),
        (ends(TaskPartlyFailed("some")), Exit.BAD_END),
        (ends(BAD, LATE, None), Exit.TIMED_OUT),
        (ends(LATE, LOST, BAD, None), Exit.LOST),
        (ends(AuthenticationFailed("401"), LATE), Exit.LOST),
        (ends(UnexpectedResponse("odd")), Exit.LOST),
        (ends(LOST, StartUnclear("it may have started"), LATE), Exit.UNCLEAR),
        (ends(None, NotSupported("no such thing")), Exit.USAGE),
        (ends(NotSupported("no"), StartUnclear("it may have started")), Exit.UNCLEAR),
    ],
)
def test_of_several_tasks_the_gravest_end_counts(outcomes: list[Outcome], code: Exit) -> None:
    assert gravest(outcomes) is code


def test_several_tasks_are_printed_as_they_end(run: Run, simulator: Simulator) -> None:
    tasks = [
        simulator.add("jira", duration=0),
        simulator.add("jira", duration=math.inf),
        simulator.add("confluence", duration=0, outcome="failed"),
    ]

    result = run("wait", "--json", "--timeout", "0.3", *[task.ref for task in tasks])

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert {task["ref"]: task["status"] for task in told} == {
        tasks[0].ref: "COMPLETE",
        tasks[1].ref: "RUNNING",
        tasks[2].ref: "FAILED",
    }
    assert result.exit_code == 124


def test_any_stops_at_the_first_end_and_names_the_others(run: Run, simulator: Simulator) -> None:
    endless = simulator.add("jira", duration=math.inf)
    task = simulator.add("jira", duration=0)

    result = run("wait", "--any", endless.ref, task.ref)

    assert result.stdout == f"{task.ref}\tCOMPLETE\t100\t\n"
    assert f"atlassian-tasks wait {endless.ref}\n" in result.stderr
    assert result.exit_code == 0


def test_any_takes_no_lost_task_for_an_end(run: Run, simulator: Simulator) -> None:
    lost, task = simulator.add("jira"), simulator.add("jira", duration=0, outcome="cancelled")
    simulator.fail_next(403, path=lost.id)

    result = run("wait", "--any", lost.ref, task.ref)

    assert result.stdout.startswith(f"{task.ref}\tCANCELLED")
    assert result.exit_code == 1


def written(task: SimulatedTask) -> dict[str, str]:
    return {
        "by hand": f"\n  {task.ref}  \r\n\n",
        "twice": f"{task.ref}\n{task.url}",
        "with a byte order mark": f"\ufeff{task.ref}\n",
        "as a table": f"{task.ref}\tRUNNING\t0\tname\n",
        "as JSON": json.dumps({"ref": task.ref, "id": task.id}) + "\n",
    }


@pytest.mark.parametrize(
    "form", ["by hand", "twice", "with a byte order mark", "as a table", "as JSON"]
)
def test_refs_come_from_standard_input(run: Run, simulator: Simulator, form: str) -> None:
    task = simulator.add("jira", duration=0)

    result = run("wait", "-", stdin=written(task)[form])

    assert result.stdout == f"{task.ref}\tCOMPLETE\t100\t\n"


@pytest.mark.parametrize(
    "line", [b"HTTP/", b'{"ref": null}', b'{"ref"', b"{" * 5000, b"\xff\xfe", b"10641"]
)
def test_rubbish_on_standard_input_is_a_usage_error(run: Run, line: bytes) -> None:
    result = run("wait", "-", stdin=line)

    assert result.stderr.startswith("Error: ")
    assert result.exit_code == 2


@pytest.mark.parametrize("text", ["", "x", "1x", "1m30", "-5", "nan", "inf", "1h 30m", "10M", "٣"])
def test_a_nonsensical_timeout_is_a_usage_error(run: Run, simulator: Simulator, text: str) -> None:
    result = run("wait", "--timeout", text, simulator.add("jira").ref)

    assert "is no duration" in result.stderr
    assert (result.exit_code, simulator.requests) == (2, [])


def test_watch_prints_each_change_as_data_and_nothing_twice(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator = Simulator()
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        task = simulator.add("jira", duration=0.6, name="Delete a field")
        result = run("watch", "--json", task.ref)

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [snapshot["status"] for snapshot in told] == ["RUNNING", "COMPLETE"]
    assert (result.stderr, result.exit_code) == ("", 0)


def test_wait_without_a_ref_is_a_usage_error(run: Run) -> None:
    assert run("wait").exit_code == 2
