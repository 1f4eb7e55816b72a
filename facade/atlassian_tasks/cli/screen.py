"""Where a command speaks: data on stdout, for people or programs; all else on stderr."""

from __future__ import annotations

import errno
import io
import json
import logging
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal, Self, TypeAlias

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from atlassian_tasks import TaskRef
from atlassian_tasks.errors import AtlassianTasksError, TaskError, WaitTimeout
from atlassian_tasks.model import Outcome, Task

from .pictures import MANY, Bars, columns, details, line, plain, printable, sentences, table

_PICTURES = 10  # a second
_PAUSE = 0.2  # seconds without bars, in which data may appear on the same terminal
_LOGGER = logging.getLogger("atlassian_tasks")
_LEVELS = (logging.ERROR, logging.WARNING, logging.INFO, logging.DEBUG)  # -q, none, -v, -vv
Printed: TypeAlias = Literal["ends", "changes", "nothing"]


class _Terminal(io.FileIO):
    """A terminal that may go away: what is written to it then goes nowhere."""

    def write(self, data: Any) -> int:
        """Write it, while somebody may be there to read it."""
        try:
            return super().write(data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return memoryview(data).nbytes


def steady_streams() -> None:
    """Let neither a name outside an encoding nor a closed terminal keep a task from its end."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if os.name == "posix" and stream.isatty():
            raw = io.BufferedWriter(_Terminal(stream.fileno(), "wb", closefd=False))
            stream = io.TextIOWrapper(raw, stream.encoding, line_buffering=True)
            setattr(sys, name, stream)
        stream.reconfigure(errors="backslashreplace")


def level(verbosity: int) -> int:
    """Return the level from which something is said."""
    return _LEVELS[min(max(verbosity, -1) + 1, len(_LEVELS) - 1)]


class _Log(logging.Handler):
    """Says what the package logs, and tells the bars of contact that is lost or back."""

    def __init__(self, say: Callable[[str, str], None], verbosity: int) -> None:
        super().__init__(level(verbosity))
        self._say = say
        self.bars: Bars | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self.bars and hasattr(record, "has_contact"):
            self.bars.contact(record.__dict__["ref"], has_it=record.has_contact)
        self._say(plain(record.getMessage()), "dim")


class Screen:
    """Prints tasks on stdout: a table on a terminal, else a line each; speaks on stderr."""

    def __init__(self, as_json: bool = False, verbosity: int = 0) -> None:
        self._as_json = as_json
        self._out = Console(highlight=False, markup=False, emoji=False)
        self._err = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._rows: list[Task] = []
        self._log = _Log(self.say, verbosity)
        self._usual_level = _LOGGER.level
        paints = self._err.is_terminal and not self._err.is_dumb_terminal
        self.is_quiet = verbosity < 0
        self.has_bars = paints and not self.is_quiet and self._err.encoding.startswith("utf")
        self.has_table = self._out.is_terminal and not as_json
        self._had_terminal = self._err.file.isatty()

    def __enter__(self) -> Self:
        _LOGGER.addHandler(self._log)
        _LOGGER.setLevel(self._log.level)
        return self

    def __exit__(self, *_: object) -> None:
        _LOGGER.removeHandler(self._log)
        _LOGGER.setLevel(self._usual_level)
        self.flush()

    @property
    def has_lost_terminal(self) -> bool:
        """Whether nobody can read any more what is said."""
        return self._had_terminal and not self._err.file.isatty()

    def say(self, text: str = "", style: str = "", *, whole: bool = True) -> None:
        """Tell people something, above the bars; cut to a terminal's width if not `whole`."""
        _print(self._err, text, style, whole=whole)

    def tell(self, text: str = "", style: str = "", *, whole: bool = True) -> None:
        """Print a line on stdout, cut to a terminal's width if not `whole`."""
        _print(self._out, text, style, whole=whole)

    def trouble(self, error: AtlassianTasksError) -> None:
        """Say what went wrong with one of several tasks."""
        for told in sentences(error):
            self.say(told, "red" if told.startswith("Error") else "")

    def data(self, task: Task) -> None:
        """Print a task on stdout; on a terminal it becomes a row of the table."""
        if self.has_table:
            self._rows.append(task)
        else:
            _write(self._out, json.dumps(task.to_dict()) if self._as_json else columns(task))

    def outcome(self, outcome: Outcome) -> None:
        """Print the task on stdout, and what went wrong on stderr."""
        if outcome.task:
            self.data(outcome.task)
        if outcome.error:
            self.lost(outcome.ref, outcome.error)

    def lost(
        self,
        ref: TaskRef | None,
        error: AtlassianTasksError,
        *,
        aloud: bool = True,
        **more: object,
    ) -> None:
        """Say why a task could not be followed, with --json also as data, beside what is `more`."""
        if aloud:
            self.trouble(error)
        is_told = isinstance(error, TaskError) or (isinstance(error, WaitTimeout) and error.task)
        if self._as_json and not is_told:
            told = {
                "type": type(error).__name__,
                "message": str(error),
                "hint": error.hint,
            }
            _write(self._out, json.dumps({"ref": ref and str(ref), **more, "error": told}))

    def address(self, ref: TaskRef, url: str | None) -> None:
        """Print a ref and its address on stdout."""
        if self._as_json:
            fields = {"ref": str(ref), "kind": ref.kind, "id": ref.id, "url": url}
            _write(self._out, json.dumps(fields))
        elif self.has_table:
            self.tell(f"{ref}  {url or '(set ATLASSIAN_URL to see its address)'}")
        else:
            _write(self._out, f"{plain(ref)}\t{plain(url or '')}".rstrip())

    def row(self, fields: Mapping[str, object]) -> None:
        """Print fields on stdout, as JSON or tab-separated."""
        told = "\t".join(plain("" if value is None else value) for value in fields.values())
        _write(self._out, json.dumps(fields) if self._as_json else told)

    def flush(self) -> None:
        """Print the table of the tasks so far, and what its rows have no room for."""
        rows, self._rows = self._rows, []
        if rows:
            self.picture(rows)

    def picture(self, tasks: Sequence[Task]) -> None:
        """Print a table, and below it what its rows have no room for."""
        self._out.print(table(tasks))
        for task in tasks:
            is_told = len(tasks) <= MANY or (task.is_final and not task.is_success)
            for number, text in enumerate(details(task) if is_told else ()):
                if number == 0:
                    self.tell(str(task.ref), "bold")
                self.tell(f"  {text}")

    def cancelling(
        self, why: str, refs: Sequence[TaskRef], cancelled: Iterable[Outcome]
    ) -> Sequence[TaskRef]:
        """Say what comes of asking to cancel tasks, until a second Ctrl-C; those that go on."""
        over = set()
        with suppress(KeyboardInterrupt):
            self.say(why)
            for outcome in cancelled:
                if outcome.error:
                    self.trouble(outcome.error)
                elif outcome.task:
                    self.say(f"Asked to cancel {outcome.ref}: it is {outcome.task.status}.")
                if outcome.task and outcome.task.is_final:
                    over.add(outcome.ref)
        return [ref for ref in refs if ref not in over]

    @contextmanager
    def following(
        self, refs: Sequence[TaskRef], *, prints: Printed = "ends", check: bool = True
    ) -> Iterator[_Following]:
        """Show tasks while they are followed: bars on a terminal, else a line a change.

        `prints` is what goes to stdout as data; without `check`, bad ends are no errors.
        """
        self._log.bars = bars = Bars(refs)
        shown = _Following(self, bars, prints, check=check)
        order = {ref: number for number, ref in enumerate(refs)}
        try:
            if not self.has_bars or not refs:
                yield shown
                return
            live = Live(
                get_renderable=shown.picture,
                console=self._err,
                transient=self.has_table and prints != "nothing",
                redirect_stdout=False,
                redirect_stderr=False,
                refresh_per_second=_PICTURES,
            )
            with live:
                shown.live = live
                yield shown
        finally:
            self._log.bars = None
            self._rows.sort(key=lambda task: order[task.ref])
            self.flush()


class _Following:
    """What is shown of tasks while they are followed."""

    def __init__(self, screen: Screen, bars: Bars, prints: Printed, *, check: bool) -> None:
        self.live: Live | None = None
        self._screen = screen
        self._bars = bars
        self._prints = prints
        self._check = check
        self._late = 0
        self._hidden_until = 0.0

    def picture(self) -> RenderableType:
        """Return the bars, or nothing while data may appear."""
        return self._bars if time.monotonic() >= self._hidden_until else Group()

    def __call__(self, step: Task | Outcome) -> None:
        """Show a changed snapshot or an end."""
        before = self._bars.update(step)
        if isinstance(step, Task):
            self._change(before, step)
        elif self._prints != "nothing":
            self._end(step)

    def _change(self, before: Task | None, task: Task) -> None:
        screen, told, is_data = self._screen, line(task), self._prints == "changes"
        if is_data and not screen.has_table:
            self._data(task)
        elif before and line(before) == told:
            return
        elif is_data and not screen.has_bars:
            screen.tell(told, whole=False)
        elif _has_news(before, task) if is_data else self._is_progress(task):
            screen.say(told, whole=False)

    def _is_progress(self, task: Task) -> bool:
        """Whether neither a bar nor a line on stdout says it, and somebody wants to know."""
        if self._screen.is_quiet:
            return False
        ends_on_stdout = self._prints == "ends" and not self._screen.has_table
        return not self._screen.has_bars and not (task.is_final and ends_on_stdout)

    def _end(self, end: Outcome) -> None:
        has_table = self._screen.has_table
        if end.task and (has_table or self._prints == "ends"):
            self._data(end.task)
        is_told = isinstance(end.error, TaskError) and (has_table or not self._check)
        if isinstance(end.error, WaitTimeout):
            self._late += 1
            is_told = self._late > MANY
        if end.error:
            self._screen.lost(end.ref, end.error, aloud=not is_told)

    def _data(self, task: Task) -> None:
        if self.live and not self._screen.has_table and _may_appear(sys.stdout.fileno()):
            self._hidden_until = time.monotonic() + _PAUSE
            self.live.refresh()
        self._screen.data(task)


def _print(console: Console, text: str, style: str, *, whole: bool) -> None:
    text = printable(text)
    if not console.is_terminal:
        _write(console, text)
    elif whole:
        console.print(Text(text, style), soft_wrap=True)
    else:
        console.print(Text(text, style), no_wrap=True, overflow="ellipsis")


def _write(console: Console, text: str) -> None:
    """Write a line as it is, whatever the terminal is like."""
    console.file.write(f"{text}\n")
    console.file.flush()


def _has_news(before: Task | None, task: Task) -> bool:
    """Whether more than the percentage changed, which the bar shows."""
    return before is None or (before.status, before.message) != (task.status, task.message)


def _may_appear(number: int) -> bool:
    """Whether it is a terminal, or a pipe whose reader may write to one."""
    with suppress(OSError):
        return os.isatty(number) or stat.S_ISFIFO(os.fstat(number).st_mode)
    return False
