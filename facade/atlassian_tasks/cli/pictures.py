"""Pictures and words for tasks: lines, rows and bars. Nothing is printed from here."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import define, field, frozen
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress_bar import ProgressBar
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from atlassian_tasks import TaskRef
from atlassian_tasks.errors import AtlassianTasksError, TaskStalled, WaitTimeout
from atlassian_tasks.model import Outcome, Status, Task

MANY = 10  # tasks; of more than these not each has its own words
_STYLES: Mapping[str, str] = {
    Status.RUNNING: "cyan",
    Status.COMPLETE: "green",
    Status.PARTIAL: "yellow",
    Status.FAILED: "red",
    Status.DEAD: "red",
    Status.CANCEL_REQUESTED: "magenta",
    Status.CANCELLED: "magenta",
    Status.UNKNOWN: "yellow",
}
_LEFT: Mapping[type, str] = {WaitTimeout: "timed out", TaskStalled: "stalled"}
_MARGIN = 3  # free cells at the right, so that a typed ^C wraps no bar
_FREE_LINES = 3  # below the bars
_GAP = 2
_WORD, _PERCENT, _CLOCK = map(len, ("CANCEL_REQUESTED", "100 %", "59:59"))
_BAR, _NAME = range(6, 31), range(8, 41)  # cells, from the least that says something
_MOST_FAILURES = 3


def printable(text: object, keep: str = "") -> str:
    """Blank what steers a terminal, is invisible, or fits no encoding, but for `keep`."""
    return "".join(c if c.isprintable() or c in keep else " " for c in str(text))


def plain(text: object) -> str:
    """Make a server's text one line of printable characters."""
    return " ".join(printable(text).split())


def clock(seconds: float) -> str:
    """Write a duration as 0:42 or 1:02:03."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def percent(task: Task | None) -> str:
    """Write the percentage, cut off so that 100 % is never too early; empty if unknown."""
    return "" if task is None or task.percent is None else f"{int(task.percent)} %"


def label(task: Task | None) -> str:
    """Say what the task is, as well as the server tells."""
    return "" if task is None else plain(task.name or task.message or "")


def line(task: Task) -> str:
    """Write a snapshot as a line for people."""
    return "  ".join(filter(None, [str(task.ref), task.status, percent(task), label(task)]))


def columns(task: Task) -> str:
    """Write a snapshot as a line for programs: ref, status, percent and name, tab-separated."""
    told = "" if task.percent is None else f"{task.percent:g}"
    return "\t".join([plain(task.ref), task.status, told, plain(task.name or "")])


def details(task: Task) -> Iterator[str]:
    """Tell what a row has no room for: message, links, and the first failures."""
    if task.message and plain(task.message) != label(task):
        yield plain(task.message)
    yield from map(plain, task.links)
    yield from map(plain, task.failures[:_MOST_FAILURES])
    if (more := len(task.failures) - _MOST_FAILURES) > 0:
        yield f"and {more} more; --json shows all"


def sentences(error: AtlassianTasksError) -> Iterator[str]:
    """Say what went wrong, and what usually helps."""
    sentence, hint = plain(error), getattr(error, "hint", None)
    if error.ref and not sentence.startswith(named := plain(error.ref)):
        sentence = f"{named}: {sentence}"
    yield f"Error: {sentence}"
    if hint and hint not in sentence:
        yield f"Hint: {hint}"


def table(tasks: Iterable[Task]) -> RenderableType:
    """Draw tasks for people; refs stay whole, names give way."""
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
    drawn.add_column("REF", no_wrap=True, overflow="fold")
    drawn.add_column("STATUS", no_wrap=True)
    drawn.add_column("DONE", no_wrap=True, justify="right")
    drawn.add_column("TOOK", no_wrap=True, justify="right")
    drawn.add_column("NAME")
    for task in tasks:
        drawn.add_row(
            plain(task.ref),
            _word(task.status),
            percent(task),
            "" if task.elapsed is None else clock(task.elapsed.total_seconds()),
            _cut(label(task)),
        )
    return _Trimmed(drawn)


@frozen
class _Trimmed:
    """A picture without blanks at the ends of its lines."""

    picture: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for cells in console.render_lines(self.picture, options, pad=False):
            while cells and not cells[-1].text.strip():
                cells.pop()
            if cells:
                text, style, control = cells.pop()
                cells.append(Segment(text.rstrip(), style, control))
            yield from cells
            yield Segment.line()


def _word(status: str) -> Text:
    return Text(status, _STYLES.get(status, "dim"))


def _cut(text: str) -> Text:
    return Text(text, no_wrap=True, overflow="ellipsis")


@define
class _Row:
    """What is known of a task while it is followed."""

    ref: TaskRef
    seen: float = field(factory=time.monotonic)
    task: Task | None = None
    outcome: Outcome | None = None

    def update(self, step: Task | Outcome) -> None:
        self.seen = time.monotonic()
        if isinstance(step, Outcome):
            self.outcome = step
        self.task = step if isinstance(step, Task) else step.task or self.task

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    @property
    def word(self) -> str:
        """Its status, or in small letters what hinders us from following it."""
        if self.outcome and (self.task is None or not self.task.is_final):
            return _LEFT.get(type(self.outcome.error), "lost")
        return self.task.status if self.task else "looking"

    def time(self) -> str:
        """Say how long it has been running, between looks by our own clock."""
        told = self.task.elapsed if self.task else None
        running = time.monotonic() - self.seen if self.is_open else 0.0
        return clock(running + (told.total_seconds() if told else 0.0))

    def bar(self, width: int) -> ProgressBar:
        style = _STYLES.get(self.word, "dim")
        told = self.task.percent if self.task else None
        if told is None and not self.is_open:
            told = 100.0 if self.task and self.task.is_success else 0.0
        return ProgressBar(
            total=None if told is None else 100.0,
            completed=told or 0.0,
            width=width,
            complete_style=style,
            finished_style=style,
            pulse_style="cyan",
        )


class Bars:
    """A bar for each task, as many as the terminal holds, and a line about the others."""

    def __init__(self, refs: Iterable[TaskRef]) -> None:
        self._rows = {ref: _Row(ref) for ref in refs}

    def update(self, step: Task | Outcome) -> Task | None:
        """Take in a snapshot or an end; the snapshot before it."""
        row = self._rows[step.ref]
        before = row.task
        row.update(step)
        return before

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the bars for a terminal of this size."""
        rows = list(self._rows.values())
        room = max(console.height - _FREE_LINES, 1)
        if len(rows) > room:
            rows = sorted(rows, key=lambda row: not row.is_open)[: max(room - 1, 1)]
        yield _bars(rows, options.max_width - _MARGIN)
        if hidden := self._rows.keys() - {row.ref for row in rows}:
            words = Counter(self._rows[ref].word for ref in hidden)
            told = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
            yield _cut(f"… and {len(hidden)} more: {told}")


def _bars(rows: Sequence[_Row], width: int) -> Table:
    """Draw rows into so many cells: what says least is left out first, refs stay whole."""
    names = [label(row.task) for row in rows]
    ref = max(cell_len(plain(row.ref)) for row in rows)
    word = max(len(Status.CANCELLED), *(len(row.word) for row in rows))
    if ref + _WORD + _PERCENT + 2 * _GAP <= width:
        word = _WORD
    done = _PERCENT if ref + word + _PERCENT + 2 * _GAP <= width else 0
    clocks = max(_CLOCK, *(len(row.time()) for row in rows))
    bar, clocks, name = _share(width - ref - word - _PERCENT - 2 * _GAP, clocks)
    name = min(name, max(map(cell_len, names)))
    word = word if ref + word + _GAP <= width else 0
    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    for cells in filter(None, [ref, name, bar, done, word, clocks]):
        grid.add_column(width=cells, no_wrap=True)
    for row, named in zip(rows, names, strict=True):
        grid.add_row(
            plain(row.ref),
            *([_cut(named)] if name else []),
            *([row.bar(bar)] if bar else []),
            *([Text(percent(row.task), justify="right")] if done else []),
            *([_word(row.word)] if word else []),
            *([Text(row.time(), justify="right")] if clocks else []),
        )
    return grid


def _share(room: int, clocks: int) -> tuple[int, int, int]:
    """Share cells between bar, time and name, each with its gap; 0 for what has no room."""
    bar = name = 0
    if room >= _BAR.start + _GAP:
        bar = max(_BAR.start, min(room // 4, _BAR.stop - 1))
        room -= bar + _GAP
    clocks = clocks if room >= clocks + _GAP else 0
    room -= clocks + _GAP
    if room >= _NAME.start + _GAP:
        name = min(room - _GAP, _NAME.stop - 1)
    return bar, clocks, name
