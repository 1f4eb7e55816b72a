"""Seven years of Atlassian's documents, as slices: what they changed, told as people would."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.drift.golden import (
    SHARED,
    dated,
    history_path,
    make_report,
    make_slice,
    pairs,
    report_path,
)

NAMES = [f"{new.parent.name} {old.stem}..{new.stem}" for old, new in pairs()]
# ATLASSIAN §8: what really changed in the task area, where two kept dates lie around it.
EVENTS = {
    "page-hierarchy copy 200 to 202": (
        "confluence-v1 2019-12-20..2021-11-23",
        "a hand-over changed** — `copyPageHierarchy`: 200 → 202",
    ),
    "long task gains finished": (
        "confluence-v1 2019-12-20..2021-11-23",
        "`LongTask.finished`: new, always there, `boolean`",
    ),
    "message args string or object": (
        "confluence-v1 2019-12-20..2021-11-23",
        "answered `LongTaskMessage.args[]`: new alternative, `object` → `object or string`",
    ),
    "cancel's answer is anything": (
        "jira-v3 2019-07-31..2021-11-23",
        "**breaking** answered `202`: wider type, `object` → `anything` · `cancelTask`",
    ),
    "getTask wants a scope": (
        "jira-v3 2021-11-23..2024-03-28",
        "`getTask`: scopes +`OAuth2 (Current) read:jira-work`",
    ),
    "bulk operations": (
        "jira-v3 2024-03-28..2025-03-31",
        "`bulkDelete`, `bulkEdit`, `bulkMove`",
    ),
    "long tasks of starts are named": (
        "confluence-v1 2021-11-23..2024-10-02",
        "`deleteSpace`: 202 without a body → 202 {links.status}",
    ),
}
REMEDY = "run `.venv/bin/python -m tests.drift.golden`"


@pytest.mark.parametrize(("old", "new"), pairs(), ids=NAMES)
def test_each_two_dates_make_the_report_that_is_kept(old: Path, new: Path) -> None:
    path = report_path(old, new)

    assert path.is_file(), REMEDY
    is_same = make_report(old, new) == path.read_text(encoding="utf-8")
    assert is_same, f"if this is meant: {REMEDY}, and read the difference"


def test_no_report_is_left_over() -> None:
    kept = set(report_path(*pairs()[0]).parent.parent.glob("*/*.md"))

    assert kept == {report_path(old, new) for old, new in pairs()}


@pytest.mark.parametrize("event", EVENTS)
def test_what_really_happened_is_told(event: str) -> None:
    name, words = EVENTS[event]
    old, new = pairs()[NAMES.index(name)]

    assert words in report_path(old, new).read_text(encoding="utf-8")


def test_each_report_can_be_read_in_two_minutes() -> None:
    lengths = [len(report_path(*pair).read_text("utf-8").splitlines()) for pair in pairs()]

    assert max(lengths) <= 30


@pytest.mark.skipif(not SHARED.is_dir(), reason="Atlassian's documents are not beside this tree")
def test_the_slices_kept_are_those_of_the_documents() -> None:
    for key, document in dated():
        path, remedy = history_path(key, document), f"{key} {document.name}: {REMEDY}"

        assert path.is_file(), remedy
        is_same = path.read_text(encoding="utf-8") == make_slice(key, document)
        assert is_same, f"{remedy}, and read the difference"


@pytest.mark.skipif(not SHARED.is_dir(), reason="Atlassian's documents are not beside this tree")
def test_of_whole_documents_little_is_said_and_nothing_that_is_false() -> None:
    for (key, old), (other, new) in pairwise(dated()):
        told = make_report(old, new) if key == other else ""

        assert len(told.splitlines()) <= 30, (old, new)
        assert "breaks the facade" not in told, (old, new)


# With a text or an example behind it: a property may have such a name.
_PROSE = ('"description": "', '"summary": "', '"example": ')


def test_no_prose_of_upstream_is_kept() -> None:
    for path in {path for pair in pairs() for path in pair}:
        text = path.read_text(encoding="utf-8")

        assert not [word for word in _PROSE if word in text], path
