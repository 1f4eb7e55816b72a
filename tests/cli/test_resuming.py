"""How to go on with tasks that are left: nothing is lost, and nobody is flooded."""

import math
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from atlassian_tasks import Outcome, Status, Task, TaskRef
from atlassian_tasks.cli.screen import Screen
from atlassian_tasks.cli.shell import resumption
from atlassian_tasks.simulator import Simulator

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def refs(count: int) -> list[TaskRef]:
    return [TaskRef("jira", str(number)) for number in range(count)]


def test_a_few_are_gone_on_with_in_one_command(folder: Path) -> None:
    assert list(resumption(refs(2))) == [
        "What has not ended goes on; wait for it with:",
        "  atlassian-tasks wait jira:0 jira:1",
    ]
    assert list(folder.iterdir()) == []


def test_many_are_kept_in_a_file_that_wait_reads(run: Run, site: str, simulator: Simulator) -> None:
    tasks = [simulator.add("confluence", str(n), duration=math.inf) for n in range(11)]

    told, command = resumption([TaskRef.parse(task.ref) for task in tasks])
    path = Path(command.removeprefix("  atlassian-tasks wait - < "))

    assert (
        told
        == "11 tasks go on (confluence:0, confluence:1, confluence:2, ...); wait for them with:"
    )
    assert path.stat().st_mode & 0o077 == 0
    waited = run("wait", "--timeout", "0", "-", stdin=path.read_bytes())
    assert re.findall(r"^\S+", waited.stdout, re.MULTILINE) == [task.ref for task in tasks]


def test_thousands_take_two_lines() -> None:
    assert max(map(len, resumption(refs(5000)))) < 200


def test_without_a_place_for_a_file_they_are_all_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folder / "gone"))

    *_, command = resumption(refs(11))

    assert shlex.split(command)[2:] == [str(ref) for ref in refs(11)]


def test_nothing_left_is_nothing_to_say() -> None:
    assert list(resumption([])) == []


def test_a_strange_id_cannot_slip_a_command_into_the_shell() -> None:
    *_, command = resumption([TaskRef("confluence", "1;reboot")])

    assert command == "  atlassian-tasks wait 'confluence:1;reboot'"


def test_a_second_ctrl_c_stops_the_cancelling_and_loses_no_ref(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def cancelled() -> Iterator[Outcome]:
        yield Outcome(refs(1)[0], Task(ref=refs(1)[0], status=Status.CANCELLED))
        raise KeyboardInterrupt

    left = Screen().cancelling("Interrupted; asking to cancel.", refs(3), cancelled())

    assert left == refs(3)[1:]
    assert "Asked to cancel jira:0: it is CANCELLED." in capsys.readouterr().err


def test_of_many_timeouts_only_the_first_are_told_one_by_one(
    run: Run, site: str, simulator: Simulator
) -> None:
    tasks = [simulator.add("confluence", duration=math.inf) for _ in range(12)]

    result = run("wait", "--timeout", "0", *[task.ref for task in tasks])

    assert result.stderr.count("the timeout passed") == 10
    assert "12 tasks go on" in result.stderr
    assert result.exit_code == 124
