"""Every block of README runs as a newcomer pastes it, against `atlassian-tasks simulator`."""

import os
import re
import shlex
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from atlassian_tasks import Status, Task, TaskRef

pytestmark = pytest.mark.timeout(300)  # a real site, and mypy's first run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(python|sh)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
PROGRAMS = [block for language, block in BLOCKS if language == "python"]
# What another test or the CI script runs as it stands; here it only must exist.
ELSEWHERE = {
    "make demo": "tests/cli/test_demo.py",
    "make test": ".ci/run",
    "make upstream": "tests/drift/test_upstream.py",
    "make spec generate": "Makefile",
    "make check": ".ci/run",
}


@pytest.fixture
def newcomer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """In a folder and a terminal of their own, with the line that the simulator prints first."""
    for name in [name for name in os.environ if name.startswith("ATLASSIAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([f"{ROOT}/facade", f"{ROOT}/generated"]))
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, "-m", "atlassian_tasks", "simulator", "--speed", "200"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as simulator:
        assert simulator.stdout is not None
        word, *settings = simulator.stdout.readline().split()
        assert word == "export"
        for setting in settings:
            monkeypatch.setenv(*setting.split("="))
        yield
        simulator.terminate()


def ran(program: str) -> str:
    """Run Python; what went wrong."""
    try:
        exec(compile(program, "README.md", "exec"), {"__name__": "__main__"})
    except Exception:
        return traceback.format_exc()
    return ""


def typed_in(command: str) -> str:
    """Run a line of a shell, which may say how it ends; what went wrong."""
    said = re.search(r"# ends with (\d+)", command)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    is_right = done.returncode == int(said[1] if said else 0)
    return "" if is_right else f"{command} ended with {done.returncode}: {done.stderr}"


@pytest.mark.usefixtures("newcomer")
def test_every_block_runs_as_it_stands_from_top_to_bottom() -> None:
    wrong = []
    for language, block in BLOCKS:
        if language == "python":
            wrong.append(ran(block))
        else:
            lines = [line for line in block.splitlines() if not line.startswith("make ")]
            wrong += map(typed_in, lines)

    assert "\n".join(filter(None, wrong)) == ""


def test_strict_type_checks_find_nothing_in_the_blocks(tmp_path: Path) -> None:
    for number, program in enumerate(PROGRAMS):
        (tmp_path / f"block_{number}.py").write_text(program, encoding="utf-8")

    # The package atlassian has functions without types, which a program cannot help.
    options = ["--strict", "--no-error-summary", "--untyped-calls-exclude=atlassian"]
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", *options, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.stdout, checked.stderr) == ("", "")


@pytest.mark.parametrize("command", ELSEWHERE)
def test_a_command_that_runs_elsewhere_is_there(command: str) -> None:
    elsewhere = (ROOT / ELSEWHERE[command]).read_text(encoding="utf-8")

    planned = subprocess.run(
        ["make", "--dry-run", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, check=False
    )

    assert command in README
    assert planned.returncode == 0
    assert any(target in elsewhere for target in shlex.split(command)[1:])


def test_the_keys_of_a_task_in_json_are_documented() -> None:
    [row] = re.findall(r"^\| a task, as `Task.to_dict\(\)`.* \| (.*) \|$", README, re.MULTILINE)
    task = Task(ref=TaskRef("jira", "1"), status=Status.RUNNING)

    assert re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", row)) == [*task.to_dict()]


def test_the_readme_shows_python_shell_and_both_commands_on_its_first_screen() -> None:
    screen = "\n".join(README.splitlines()[:40])

    assert "```python" in screen
    assert "atlassian-tasks wait" in screen
    assert "make demo" in screen
    assert "make test" in screen
