"""README's first screen, and its commands that run elsewhere; tests/docs runs the others."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What another test or the CI script runs as it stands; here it only must exist.
ELSEWHERE = {
    "make demo": "tests/cli/test_demo.py",
    "make test": ".ci/run",
    "make upstream": "tests/drift/test_upstream.py",
    "make spec generate": "Makefile",
    "make check": ".ci/run",
}


@pytest.mark.parametrize("command", ELSEWHERE)
def test_a_command_that_runs_elsewhere_is_there(command: str) -> None:
    elsewhere = (ROOT / ELSEWHERE[command]).read_text(encoding="utf-8")

    planned = subprocess.run(
        ["make", "--dry-run", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, check=False
    )

    assert command in README
    assert planned.returncode == 0
    assert any(target in elsewhere for target in shlex.split(command)[1:])


def test_no_other_command_of_make_is_named() -> None:
    assert {*re.findall(r"^make [a-z ]*[a-z]", README, re.MULTILINE)} == {*ELSEWHERE}


def test_the_readme_shows_python_shell_and_both_commands_on_its_first_screen() -> None:
    screen = "\n".join(README.splitlines()[:40])

    assert "```python" in screen
    assert "atlassian-tasks wait" in screen
    assert "make demo" in screen
    assert "make test" in screen
