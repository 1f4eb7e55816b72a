"""Words and bars, drawn for terminals of different sizes."""

import io
import re
from datetime import timedelta

import pytest
from atlassian_tasks import Failure, Outcome, Status, Task, TaskRef
from atlassian_tasks.cli.pictures import Bars, clock, details, percent, plain, table
from atlassian_tasks.cli.shell import duration
from atlassian_tasks.errors import PermissionDenied, TaskStalled, WaitTimeout
from rich.cells import cell_len
from rich.console import Console, RenderableType

LONG = TaskRef("confluence", "7f3a9c1e-0000-4000-8000-00000000000a")
NAME = "Delete 日本語 the custom field that nobody has used since the merger"


def drawn(
    picture: RenderableType, width: int, height: int = 24, *, is_coloured: bool = False
) -> list[str]:
    paper = Console(
        file=io.StringIO(),
        width=width,
        height=height,
        force_terminal=True,
        color_system="standard" if is_coloured else None,
    )
    paper.print(picture)
    assert isinstance(paper.file, io.StringIO)
    return paper.file.getvalue().splitlines()


def running(ref: TaskRef, done: float | None = 42.7) -> Task:
    return Task(ref=ref, status=Status.RUNNING, percent=done, name=NAME)


def bars(*steps: Task | Outcome) -> Bars:
    picture = Bars(dict.fromkeys(step.ref for step in steps))
    for step in steps:
        picture.update(step)
    return picture


def test_a_table_of_tasks_without_names_has_no_place_for_them() -> None:
    task = Task(ref=TaskRef("jira", "1"), status=Status.RUNNING)
    named = running(TaskRef("jira", "2"))

    assert "NAME" not in drawn(table([task]), 80)[0]
    assert "NAME" in drawn(table([task, named]), 80)[0]


def test_a_row_shows_that_contact_is_lost_and_when_it_is_back() -> None:
    task = running(TaskRef("jira", "1"))
    picture, shown = bars(task), []
    for has_it in (False, True):
        picture.contact(task.ref, has_it=has_it)
        shown += drawn(picture, 100)
    picture.contact(task.ref, has_it=False)
    picture.update(task)
    picture.contact(TaskRef("jira", "2"), has_it=False)

    assert "42 %  no contact" in shown[0]
    assert "42 %  RUNNING" in shown[1]
    assert "42 %  RUNNING" in drawn(picture, 100)[0]


@pytest.mark.parametrize("width", [60, 80, 81, 100, 120, 200])
@pytest.mark.parametrize("ref", [TaskRef("jira", "1"), TaskRef("confluence-dc", "10641"), LONG])
def test_a_bar_fits_its_line_and_keeps_the_ref_whole(width: int, ref: TaskRef) -> None:
    [row] = drawn(bars(running(ref)), width)

    assert f"{row} ".startswith(f"{ref} ")
    assert cell_len(row) <= width - 3
    if width >= 80:
        assert "42 %" in row
        assert "RUNNING" in row


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (24, "confluence-dc:10641"),
        (29, "confluence-dc:10641   42 %"),
        (33, "confluence-dc:10641  RUNNING"),
        (40, "confluence-dc:10641   42 %  RUNNING"),
        (54, "confluence-dc:10641   42 %  RUNNING            0:00"),
        (58, "confluence-dc:10641  ━━╸      42 %  RUNNING"),
        (62, "confluence-dc:10641  ━━╸      42 %  RUNNING            0:00"),
        (72, "confluence-dc:10641  Delete …  ━━╸      42 %  RUNNING            0:00"),
    ],
)
def test_what_says_least_is_the_first_to_be_left_out(width: int, row: str) -> None:
    [told] = drawn(bars(running(TaskRef("confluence-dc", "10641"))), width)

    assert told.rstrip() == row


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    [narrow] = drawn(bars(running(TaskRef("jira", "1"))), 80)
    [wide] = drawn(bars(running(TaskRef("jira", "1"))), 120)

    assert "Delete 日本語" in narrow
    assert "…" in narrow
    assert wide.index("…") > narrow.index("…")


def test_what_is_not_known_is_not_shown_as_zero() -> None:
    [row] = drawn(bars(running(TaskRef("jira-bulk", "1"), done=None)), 80)

    assert "%" not in row
    assert "━" in row


def test_bars_say_why_a_task_is_not_followed_any_more() -> None:
    late, still, refused = (TaskRef("jira", number) for number in "123")

    rows = drawn(
        bars(
            Outcome(late, running(late), WaitTimeout("late", ref=late)),
            Outcome(still, running(still), TaskStalled("still", ref=still)),
            Outcome(refused, None, PermissionDenied("no", ref=refused)),
        ),
        80,
    )

    assert "timed out" in rows[0]
    assert "stalled" in rows[1]
    assert "lost" in rows[2]


@pytest.mark.parametrize("height", [5, 10, 24])
def test_more_tasks_than_lines_leave_a_line_about_the_others(height: int) -> None:
    refs = [TaskRef("jira", str(number)) for number in range(50)]
    ended = [Outcome(ref, Task(ref=ref, status=Status.COMPLETE)) for ref in refs[:3]]

    rows = drawn(bars(*ended, *map(running, refs[3:])), 80, height)

    shown = height - 4
    assert len(rows) == shown + 1
    assert rows[0].startswith("jira:3 ")
    assert rows[-1] == f"… and {50 - shown} more: 3 COMPLETE, {47 - shown} RUNNING"


def test_a_table_keeps_refs_whole_and_cuts_names() -> None:
    rows = drawn(table([running(LONG), running(TaskRef("jira", "1"))]), 80)

    assert len(rows) == 3
    assert rows[1].startswith(f"{LONG}  RUNNING")
    assert "…" in rows[1]


def test_a_table_leaves_no_blanks_at_the_end_of_a_line() -> None:
    named, unnamed = running(LONG), Task(ref=TaskRef("jira-bulk", "1"), status=Status.PARTIAL)

    plainly = drawn(table([named, unnamed]), 80)
    coloured = drawn(table([named, unnamed]), 120, is_coloured=True)

    assert [row for row in plainly + coloured if re.search(r" (\x1b\[0m)*$", row)] == []


def test_bars_stay_where_they_are_when_a_status_or_a_time_grows() -> None:
    ref = TaskRef("jira", "1")
    steps = [
        Task(ref=ref, status=status, percent=50, name="Delete", elapsed=timedelta(seconds=seconds))
        for status, seconds in [(Status.RUNNING, 5), (Status.CANCEL_REQUESTED, 700)]
    ]

    for width in (80, 120):
        before, after = (drawn(bars(step), width)[0] for step in steps)
        for mark in ("━", "50 %"):
            assert before.index(mark) == after.index(mark)


def test_details_are_message_links_and_the_first_failures() -> None:
    task = Task(
        ref=LONG,
        status=Status.PARTIAL,
        name="Copy",
        message="Copied\n12 pages.",
        links=("https://acme.atlassian.net/wiki/x",),
        failures=tuple(Failure(str(number), ("locked",)) for number in range(5)),
    )

    assert list(details(task)) == [
        "Copied 12 pages.",
        "https://acme.atlassian.net/wiki/x",
        "0: locked",
        "1: locked",
        "2: locked",
        "and 2 more; --json shows all",
    ]


def test_a_hundred_percent_is_never_shown_too_early() -> None:
    assert percent(running(LONG, 99.9)) == "99 %"


@pytest.mark.parametrize(("seconds", "text"), [(0.9, "0:00"), (61, "1:01"), (3723, "1:02:03")])
def test_durations_read_like_a_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_a_lone_surrogate_is_no_text_to_print() -> None:
    assert plain("a\ud800b") == "a b"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("90", 90),
        ("90s", 90),
        ("0.5s", 0.5),
        ("10m", 600),
        ("2h", 7200),
        ("1h30m", 5400),
        ("1d2h3m4s", 93_784),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert duration(text) == seconds
