"""A to-do names files; each is there."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.drift import impacts
from scripts.spec_files import ROOT

JIRA = "facade/atlassian_tasks/kinds/jira.py"
_FILE = re.compile(r"[\w/.-]*\w\.(?:py|yaml|md)\b")
_FOLDERS = ("", "facade/atlassian_tasks/simulator", "tests/generated", "tests/simulator")


def texts() -> dict[str, str]:
    made = {name: text for name, text in vars(impacts).items() if name.isupper()}
    return {
        name: impacts.written(text, JIRA, "never") for name, text in made.items() if name[0] != "_"
    }


def is_there(name: str) -> bool:
    return any((ROOT / folder / name).is_file() for folder in map(Path, _FOLDERS))


def test_every_file_that_a_to_do_names_is_there() -> None:
    for name, text in texts().items():
        named = _FILE.findall(text)

        assert named, name
        assert [one for one in named if not is_there(one)] == [], name
