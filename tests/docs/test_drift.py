"""The page about drift shows a report as it is, and names all that a change can do to us."""

import re
import sys
from pathlib import Path

import pytest

from scripts.drift.impacts import Kind
from tests.docs.pages import BLOCKS, ROOT, table
from tests.docs.running import bash

RUN_HERE = COMMANDS, REPORT = [block for block in BLOCKS if block.page == "drift"]


def test_the_report_is_what_the_commands_print(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    command, code = re.fullmatch("(.+)  # ends with (.)\n", COMMANDS.code, re.DOTALL).groups()
    command = command.replace("later.json", f"{tmp_path}/later.json")

    done = bash(command.replace(".venv/bin/python", sys.executable))

    assert done.returncode == int(code)
    assert done.stdout == REPORT.code


def test_each_thing_that_a_change_can_do_to_us_has_a_line() -> None:
    told = [line.split(" | ")[0].removeprefix("| ") for line in table("drift", "| what it does")]

    assert told == [*map(str, Kind)]
