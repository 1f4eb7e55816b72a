"""Pictures and words for tasks, and for what starts them. Nothing is printed from here."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress_bar import ProgressBar
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from atlassian_tasks import TaskRef
from atlassian_tasks.errors import AtlassianTasksError, NoTaskStarted, TaskStalled, WaitTimeout
from atlassian_tasks.model import Outcome, Status, Task
from atlassian_tasks.operations import Schema

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
_WORD = max(map(len, Status))
_BAR, _NAME = range(6, 31), range(8, 41)  # cells, from the least that says something
_MOST_FAILURES = 3
_FORMS = {"integer": "INTEGER", "boolean": "true|false"}
_SUCH = {"id": "1234567", "ids": "1234567", "issueidsorkeys": "ABC-1", "key": "ABC", "keys": "ABC"}


def printable(text: object) -> str:
    """Blank what steers a terminal, is invisible, or fits no encoding."""
    return "".join(c if c.isprintable() else " " for c in str(text))


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
    sentence, hint = plain(error), error.hint
    yield sentence if isinstance(error, NoTaskStarted) else f"Error: {sentence}"
    if hint and hint not in sentence:
        yield f"Hint: {hint}"


def table(tasks: Iterable[Task]) -> RenderableType:
    """Draw tasks for people; refs stay whole, names give way."""
    rows = [(task, label(task)) for task in tasks]
    has_names = any(name for _, name in rows)
    drawn = Table(box=None, pad_edge=False, header_style="bold", padding=(0, _GAP, 0, 0))
    drawn.add_column("REF", no_wrap=True, overflow="fold")
    drawn.add_column("STATUS", no_wrap=True)
    drawn.add_column("DONE", no_wrap=True, justify="right")
    drawn.add_column("TOOK", no_wrap=True, justify="right")
    if has_names:
        drawn.add_column("NAME")
    for task, name in rows:
        drawn.add_row(
            plain(task.ref),
            _word(task.status),
            percent(task),
            "" if task.elapsed is None else clock(task.elapsed.total_seconds()),
            *([_cut(name)] if has_names else []),
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


@frozen
class _Row:
    """What is known of a task while it is followed."""

    ref: TaskRef
    task: Task | None = None
    end: Outcome | None = None
    has_contact: bool = True
    seen: float = field(factory=lambda: time.monotonic())

    @property
    def word(self) -> str:
        """Its status, or in small letters what hinders us from following it."""
        if self.end and (self.task is None or not self.task.is_final):
            return _LEFT.get(type(self.end.error), "lost")
        if not self.has_contact:
            return "no contact"
        return self.task.status if self.task else "looking"

    @property
    def time(self) -> str:
        """How long it has been running, between looks by our own clock."""
        told = self.task.elapsed if self.task else None
        since = 0.0 if self.end else time.monotonic() - self.seen
        return clock(since + (told.total_seconds() if told else 0.0))

    @property
    def bar(self) -> ProgressBar:
        style, done = _STYLES.get(self.word, "dim"), self.task.percent if self.task else None
        if done is None and self.end:
            done = 100.0 if self.task and self.task.is_success else 0.0
        return ProgressBar(
            total=None if done is None else 100.0,
            completed=done or 0.0,
            complete_style=style,
            finished_style=style,
            pulse_style="cyan",
        )

    def parts(self) -> Mapping[str, RenderableType]:
        """Draw what is told of it, from left to right."""
        return {
            "ref": plain(self.ref),
            "name": _cut(label(self.task)),
            "bar": self.bar,
            "percent": Text(percent(self.task), justify="right"),
            "word": _word(self.word),
            "time": Text(self.time, justify="right"),
        }


class Bars:
    """A bar for each task, as many as the terminal holds, and a line about the others.

    Not by `rich.progress`: its columns do not give way, and it knows no clock but its own.
    """

    def __init__(self, refs: Iterable[TaskRef]) -> None:
        self._rows = {ref: _Row(ref) for ref in refs}

    def update(self, step: Task | Outcome) -> Task | None:
        """Take in a snapshot or an end; the snapshot before it."""
        before = self._rows[step.ref].task
        if isinstance(step, Task):
            self._rows[step.ref] = _Row(step.ref, step)
        else:
            self._rows[step.ref] = _Row(step.ref, step.task or before, step)
        return before

    def contact(self, ref: TaskRef, *, has_it: bool) -> None:
        """Take in that looks at a task fail, or are answered again."""
        if row := self._rows.get(ref):
            self._rows[ref] = evolve(row, has_contact=has_it)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the bars for a terminal of this size."""
        rows = list(self._rows.values())
        room, hidden = max(console.height - _FREE_LINES, 1), 0
        if len(rows) > room:
            rows.sort(key=lambda row: row.end is not None)
            hidden = len(rows) - max(room - 1, 1)
        shown = rows[: len(rows) - hidden]
        yield _bars(shown, _shares(shown, options.max_width - _MARGIN))
        if hidden:
            words = Counter(row.word for row in rows[-hidden:])
            told = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
            yield _cut(f"… and {hidden} more: {told}")


def _bars(rows: Iterable[_Row], shares: Mapping[str, int]) -> Table:
    """Draw rows, each part into its share of cells."""
    drawn = [[part for part in row.parts().items() if part[0] in shares] for row in rows]
    grid = Table.grid()  # gaps are columns: how padding counts differs between versions of rich
    for name, _ in drawn[0]:
        if grid.columns:
            grid.add_column(width=_GAP)
        grid.add_column(width=shares[name], no_wrap=True)
    for parts in drawn:
        grid.add_row(*[cell for _, picture in parts for cell in ("", picture)][1:])
    return grid


def _shares(rows: Sequence[_Row], width: int) -> Mapping[str, int]:
    """Share so many cells: refs stay whole, and what says least is the first to get none."""
    shares = {"ref": max(cell_len(plain(row.ref)) for row in rows)}
    room, names = width - shares["ref"], max(cell_len(label(row.task)) for row in rows)
    least = {
        "word": max(len(Status.CANCELLED), *(len(row.word) for row in rows)),
        "percent": len("100 %"),
        "bar": _BAR.start,
        "time": max(len("59:59"), *(len(row.time) for row in rows)),
        "name": _NAME.start if names else 0,
    }
    left = room - sum(_GAP + cells for cells in (_WORD, least["percent"]))
    if left >= 0:  # no bar moves when a word grows
        least |= {"word": _WORD, "bar": min(max(left // 4, _BAR.start), _BAR.stop - 1)}
    for part, cells in least.items():
        if 0 < cells <= room - _GAP:
            shares[part] = cells
            room -= cells + _GAP
    if "name" in shares:
        shares["name"] = min(shares["name"] + room, names, _NAME.stop - 1)
    return shares


def fields_of(payload: Schema, indent: str = "") -> Iterator[tuple[str, str]]:
    """Tell the fields of a payload, those first that it has to have, and one level below them."""
    fields, required = payload.get("properties", {}), payload.get("required", [])
    for name in sorted(fields, key=lambda it: it not in required):
        told = f"{name}: {form_of(fields[name])}"
        words = fields[name].get("description", "")
        yield indent + (told if name in required else f"[{told}]"), words
        if not indent:
            inner = fields[name].get("items", fields[name])
            yield from fields_of(inner.get("additionalProperties", inner), "  ")


def form_of(schema: Schema) -> str:
    """Write what a field looks like."""
    match schema:
        case {"anyOf": [{"enum": words}, *_]} | {"enum": words}:
            return "|".join(words)
        case {"items": one}:
            return f"[{form_of(one)}, ...]"
        case {"properties": fields} if fields:
            return "{...}"
        case {"properties": _}:
            return f"{{NAME: {form_of(schema.get('additionalProperties', {}))}}}"
    return _FORMS.get(schema.get("type", ""), "TEXT" if schema else "JSON")


def example_of(schema: Schema, name: str = "") -> Any:
    """Make up what a field may hold: all that it has to, or else all that it may."""
    match schema:
        case {"anyOf": [one, *_]}:
            return example_of(one, name)
        case {"enum": [word, *_]}:
            return word
        case {"items": one}:
            return [example_of(one, name)]
        case {"properties": fields, "required": required} if fields:
            return {it: example_of(fields[it], it) for it in required or fields}
        case {"properties": _}:
            key = re.search("A key is `(.+?)`", schema.get("description", ""))
            return {key[1] if key else "NAME": example_of(schema.get("additionalProperties", {}))}
        case {"type": "boolean"}:
            return True
        case {"type": "integer"}:
            return int(_SUCH["id"])
    return next((text for end, text in _SUCH.items() if name.lower().endswith(end)), "TEXT")
