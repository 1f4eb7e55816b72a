"""What the pages say of kinds is what their rows and our own words say, and nothing else."""

import re
from collections.abc import Callable

import pytest
from atlassian_tasks import Kind, TaskRef
from atlassian_tasks.kinds import ROWS

from tests.docs.pages import PAGES, table
from tests.operations import PROSE, STARTS, snake

WHO = {
    "creator": "who started it, Jira administrators",
    "owner": "who started it, system administrators",
    "bulk": "who may make bulk changes",
    "admin": "administrators",
    "visible": "who may see it",
}
TAGS = sorted({one.tag for one in STARTS.values()})


def row(*cells: str) -> str:
    return re.sub(r" +\|", " |", f"| {' | '.join(cells)} |")


def verb(scope: str | None) -> str:
    """What a kind's verb takes: a scope, nothing, or it is not there."""
    return "" if scope is None else f"`{scope}`" if scope else "yes"


def place_line(kind: Kind) -> str:
    told = ROWS[kind]
    place = f"`{told.root}?{told.query}=ID`" if told.query else f"`{told.root}/ID`"
    return row(f"`{kind}`", WHO[told.who], told.kept or "", place)


def verbs_line(kind: Kind) -> str:
    told = ROWS[kind]
    look = verb(told.look).replace("yes", "none")
    return row(f"`{kind}`", look, verb(told.cancel), verb(told.list), "yes" if told.file else "")


def scopes(told: str) -> str:
    if told == "none":
        return ""
    ways = [way.split("+") for way in told.split()]
    return ", or ".join(" with ".join(f"`{scope}`" for scope in way) for way in ways)


def start_line(name: str) -> str:
    told = PROSE[name]
    kind, comma, unless = told["starts"].partition(",")
    who = told["who"].removesuffix(".")
    return row(f"`{snake(name)}`", f"`{kind}`{comma}{unless}", who, scopes(told["scopes"]))


@pytest.mark.parametrize(
    ("head", "line_of"), [("| kind | may", place_line), ("| kind | scope", verbs_line)]
)
def test_each_kind_has_its_lines_as_its_row_says(head: str, line_of: Callable[[Kind], str]) -> None:
    expected = [line_of(kind) for kind in ROWS]

    assert table("kinds", head) == expected, "\n".join(expected)


@pytest.mark.parametrize("tag", TAGS)
def test_each_start_has_a_line_as_our_own_words_say(tag: str) -> None:
    section = PAGES["kinds"].partition(f"In `atlassian_tasks_rest.api.{tag}`:\n")[2]
    shown = [line for line in section.partition("\n#")[0].splitlines() if line.startswith("| `")]

    expected = [start_line(name) for name, one in sorted(STARTS.items()) if one.tag == tag]
    assert shown == expected, "\n".join(expected)


@pytest.mark.parametrize("page", ["README", "guide"])
def test_a_page_names_tasks_in_ways_that_are_read(page: str) -> None:
    told = re.findall('`"([^"]+)"`', "\n".join(table(page, "| you have | you pass |")))

    assert [str(TaskRef.parse(text).kind) for text in told] == ["jira", "confluence", "jira"]


def test_the_pages_cancel_only_what_can_be_cancelled() -> None:
    cancelled = {kind for kind, told in ROWS.items() if told.cancel is not None}

    shown = re.findall(r'\bcancel(?: |\(")([a-z0-9-]+):', "\n".join(PAGES.values()))

    assert shown
    assert {*shown} <= cancelled
