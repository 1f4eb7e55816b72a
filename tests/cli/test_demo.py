"""The guided tour, hurried."""

import re

import pytest
from atlassian_tasks.cli.demo import _conclude, demonstrate
from atlassian_tasks.cli.screen import Screen

from tests.cli.conftest import Run


def test_the_demo_tells_how_every_task_ended_and_what_comes_next(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY")
    with Screen() as screen:
        demonstrate(screen, speed=400)

    told, progress = capsys.readouterr()
    ends = re.findall(r"^([a-z0-9-]+):\d+ +([A-Z]+) +\d+ %", told, re.MULTILINE)
    assert ends == [
        ("jira", "COMPLETE"),
        ("jira-v2", "COMPLETE"),
        ("jira-bulk", "PARTIAL"),
        ("confluence", "COMPLETE"),
        ("jira", "CANCELLED"),
    ]
    assert "You may not delete issues of this project." in told
    assert "/wiki/spaces/DOC/pages/4711" in told
    assert "tasks.cancel(" in progress
    assert len(set(progress.splitlines())) == len(progress.splitlines())
    assert all(len(line) <= 80 and line == line.rstrip() for line in told.splitlines())


def test_the_demo_names_a_command_that_this_shell_finds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    named = []
    for started in ("/venv/site-packages/atlassian_tasks/__main__.py", ".venv/bin/atlassian-tasks"):
        monkeypatch.setattr("sys.argv", [started])
        with Screen() as screen:
            _conclude(screen, [])
        named += re.findall("   (.+) simulator:", capsys.readouterr().out)

    assert named == ["python -m atlassian_tasks", ".venv/bin/atlassian-tasks"]


@pytest.mark.parametrize("speed", ["nan", "0", "-1", "fast"])
def test_a_speed_that_is_none_is_a_usage_error(run: Run, speed: str) -> None:
    told = run("simulator", "--speed", speed)

    assert told.exit_code == 2
    assert "--speed" in told.stderr
