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
    written = {name: text for name, text in vars(impacts).items() if name.isupper()}
    made = (impacts.words, impacts.status, impacts.read, impacts.find, impacts.map_it, impacts.call)
    gone = {one or "start": impacts.dropped("get_task", one) for one in (JIRA, "")}
    gone["word"] = impacts.word("NEVER", JIRA)
    return {**written, **gone, **{make.__name__: make(JIRA) for make in made}}


def is_there(name: str) -> bool:
    return any((ROOT / folder / name).is_file() for folder in map(Path, _FOLDERS))


def test_every_file_that_a_to_do_names_is_there() -> None:
    for name, text in texts().items():
        if name.startswith("_"):
            continue
        named = _FILE.findall(text)

        assert named, name
        assert [one for one in named if not is_there(one)] == [], name
