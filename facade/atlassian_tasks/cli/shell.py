"""What the shell hands in and gets back: durations, refs, exit codes, commands to go on with."""

from __future__ import annotations

import errno
import json
import math
import os
import re
import shlex
import signal
import sys
import tempfile
import textwrap
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.parser import HeaderParser
from enum import IntEnum
from functools import partial
from types import SimpleNamespace
from typing import Any

import click

from atlassian_tasks import Kind, StartOutcome, TaskRef
from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    InvalidRef,
    NoTaskStarted,
    NotSupported,
    StartUnclear,
    TaskError,
    WaitTimeout,
)
from atlassian_tasks.model import Outcome

from .pictures import MANY
from .screen import Screen

_KINDS = textwrap.fill("  ".join(f"{kind}:ID" for kind in Kind), 76, break_on_hyphens=False)
REF = f"""\b
REF is a kind and an id, an address, or only its path; - reads refs from
standard input, one a line, also as these commands print them:
{textwrap.indent(_KINDS, "  ")}
  https://acme.atlassian.net/wiki/rest/api/longtask/ID
  /rest/api/3/task/10641
"""


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    BAD_END = 1
    USAGE = 2
    LOST = 3
    UNCLEAR = 4
    TIMED_OUT = 124
    HUNG_UP = 129
    INTERRUPTED = 130
    NO_READER = 141
    TERMINATED = 143

    @classmethod
    def of(cls, stop: KeyboardInterrupt) -> Exit:
        """Return the code for what a signal ended; one that tells no number is Ctrl-C."""
        return cls(128 + (stop.args or (signal.SIGINT,))[0])

    @property
    def word(self) -> str:
        """What it is called: Interrupted, for example."""
        return self.name.capitalize().replace("_", " ")


_DURATION = re.compile(
    r"""(?P<only>\d+(\.\d+)?)
    | (?=.) ((?P<d>\d+)d)? ((?P<h>\d+)h)? ((?P<m>\d+)m)? ((?P<s>\d+(\.\d+)?)s)?""",
    re.ASCII | re.VERBOSE,
)
_SECONDS = {"only": 1, "d": 86_400, "h": 3600, "m": 60, "s": 1}
_VERBOSITY = "atlassian_tasks.verbosity"
_LONGEST_QUOTE = 200  # characters
_ECHO = 0.2  # seconds; a runner may pass on to us what it was sent together with us
_GRAVEST_FIRST = (
    Exit.UNCLEAR, Exit.USAGE, Exit.LOST, Exit.TIMED_OUT, Exit.BAD_END, Exit.OK,
)  # fmt: skip


def code_of(error: AtlassianTasksError | None) -> Exit:
    """Return the exit code that an error calls for."""
    match error:
        case None | NoTaskStarted():
            return Exit.OK
        case TaskError():
            return Exit.BAD_END
        case WaitTimeout():
            return Exit.TIMED_OUT
        case StartUnclear():
            return Exit.UNCLEAR
        case ConfigurationError() | InvalidRef() | NotSupported():
            return Exit.USAGE
        case _:
            return Exit.LOST


def gravest(outcomes: Iterable[Outcome | StartOutcome], *, check: bool = True) -> Exit:
    """Return the exit code that stands for several tasks; without `check`, bad ends are fine."""
    codes = {code_of(outcome.error) for outcome in outcomes} | {Exit.OK}
    codes -= set() if check else {Exit.BAD_END}
    return min(codes, key=_GRAVEST_FIRST.index)


class Signals:
    """Makes each signal that ends a process a KeyboardInterrupt that holds its number.

    So what Ctrl-C stops and says, they do. One more stops what the first one led to, and when
    only words are left to say it ends the process at once.
    """

    def __init__(self) -> None:
        self._heard = -math.inf
        self._says_goodbye = False

    def heed(self) -> None:
        """Begin, but leave alone what we were started to ignore, as by nohup."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the last is unknown to Windows
            number = getattr(signal, name, None)
            if number and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self)

    def say_goodbye(self) -> None:
        """Note that only words are left to say."""
        self._says_goodbye = True

    def __call__(self, number: int, frame: object) -> None:
        """Stop what runs."""
        now = time.monotonic()
        if now - self._heard < _ECHO:
            return
        if self._says_goodbye:
            os._exit(128 + number)
        self._heard = now
        raise KeyboardInterrupt(number)


SIGNALS = Signals()
_UNWRITTEN = (errno.ENOSPC, errno.EIO, errno.EBADF)


class Group(click.Group):
    """Commands of which each can be told after its name, too, how much to say."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Take in a command."""
        cmd.params += says()
        super().add_command(cmd, name)


class Commands(Group):
    """Turns what a command returns or raises into an exit code, and errors into sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and leave with its code."""
        try:
            _check_output()
            code = super().invoke(ctx)
        except AtlassianTasksError as error:
            Screen().trouble(error)
            code = code_of(error)
        except KeyboardInterrupt as stop:
            SIGNALS.say_goodbye()
            code = Exit.of(stop)
            for told in (f"{code.word}.", *getattr(stop, "__notes__", ())):
                Screen().say(told)
        except BrokenPipeError:
            _leave_pipes()
            code = Exit.NO_READER
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _UNWRITTEN:
                click.echo(f"Error: standard output takes no more: {error.strerror}", err=True)
            else:
                _confess(error, verbosity())
            code = Exit.LOST
        ctx.exit(int(code or 0))


def _check_output() -> None:
    """Raise `ConfigurationError` where what a command prints would be lost."""
    if sys.stdout is None:
        raise ConfigurationError("standard output is closed")


def _confess(error: Exception, verbosity: int) -> None:
    """Admit a bug without values, which may be secrets: no message and no variables."""
    where = "" if verbosity else " (-v shows where)"
    click.echo(f"Error: unexpected {type(error).__name__}; please report it{where}", err=True)
    if verbosity:
        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)


def _leave_pipes() -> None:
    """Let what is still buffered go nowhere: the reader of stdout or stderr has left."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def says() -> list[click.Parameter]:
    """Return the options that count how much to say, before a command and after it."""
    told = {
        "quiet": "Show no progress.",
        "verbose": "Log changes; twice: each request.",
    }
    return [
        click.Option(
            [f"-{name[0]}", f"--{name}"],
            count=True,
            expose_value=False,
            callback=_count,
            help=words,
        )
        for name, words in told.items()
    ]


def _count(ctx: click.Context, parameter: click.Parameter, value: int) -> None:
    said = -value if parameter.name == "quiet" else value
    ctx.meta[_VERBOSITY] = ctx.meta.get(_VERBOSITY, 0) + said


def verbosity() -> int:
    """Return how much to say beside the data: below 0 no progress."""
    return int(click.get_current_context().meta.get(_VERBOSITY, 0))


def duration(value: float | str) -> float:
    """Read seconds from 90, 90s, 10m, 2h or 1h30m, or fail as a usage error."""
    if isinstance(value, float):
        return value
    form = _DURATION.fullmatch(value)
    if form is None:
        raise click.BadParameter(f"{value!r} is no duration; write 90, 90s, 10m, 2h or 1h30m.")
    return sum(float(form[unit] or 0) * size for unit, size in _SECONDS.items())


def texts(refs: Iterable[str], kind: str | None = None) -> Iterator[str]:
    """Replace - by what standard input says: the answer to a start, or refs line by line.

    What started nothing comes last: it raises `NoTaskStarted` after all that is to be waited for.
    """
    nothing: NoTaskStarted | None = None
    for text in refs:
        for read in _read_in(kind) if text == "-" else [partial(str, text)]:
            try:
                yield read()
            except NoTaskStarted as error:
                nothing = error
    if nothing is not None:
        raise nothing


def _read_in(kind: str | None) -> Iterator[Callable[[], str]]:
    """Yield what reads each ref of standard input."""
    told = sys.stdin.buffer.read().removeprefix(b"\xef\xbb\xbf").strip()
    if told.startswith(b"HTTP/"):
        yield lambda: str(TaskRef.from_response(_responses_in(told), kind=kind))
        return
    for line in told.decode(errors="replace").splitlines():
        if line.strip() and not line.startswith("#"):
            yield partial(_ref_in, line.strip(), kind)


def _ref_in(line: str, kind: str | None) -> str:
    """Find the ref in a line: as people write it, as we print it, or the body of an answer."""
    if not line.startswith(("{", '"')):
        return line.partition("\t")[0]
    try:
        ref = json.loads(line)["ref"]
    except (KeyError, TypeError):
        return str(TaskRef.from_response(line, kind=kind))
    except (ValueError, RecursionError):
        raise InvalidRef("a line of standard input is neither a ref nor JSON with a ref") from None
    if ref is None:  # of a start that was refused or is unclear
        raise InvalidRef(f"a line of standard input has no ref: {line[:_LONGEST_QUOTE]}")
    return str(ref)


def _responses_in(told: bytes) -> SimpleNamespace:
    """Read what `curl -i` prints; with -L, the redirects that it followed come before the last."""
    responses: list[SimpleNamespace] = []
    for block in re.split(rb"(?m)^(?=HTTP/[\d.]+ \d{3})", told)[1:]:
        head, _, body = block.replace(b"\r\n", b"\n").partition(b"\n\n")
        status, _, fields = head.decode(errors="replace").partition("\n")
        responses.append(
            SimpleNamespace(
                status_code=int(status.split()[1]),
                headers=HeaderParser().parsestr(fields),
                content=body.strip(),
                history=[*responses],
            )
        )
    if not responses:
        raise InvalidRef("standard input begins like an HTTP answer, but has no status")
    return responses[-1]


def resumption(refs: Sequence[TaskRef], *, most: int = MANY) -> Iterator[str]:
    """Say how to go on with tasks that are left: if more than `most`, from a file of their refs.

    Where they came from may be gone by then, or start them again when it is asked again.
    """
    if not refs:
        return
    if len(refs) <= most:
        yield "What has not ended goes on; wait for it with:"
        yield f"  atlassian-tasks wait {shlex.join(map(str, refs))}"
        return
    first = ", ".join(map(str, refs[:3]))
    yield f"{len(refs)} tasks go on ({first}, ...); wait for them with:"
    yield f"  atlassian-tasks wait {_kept(refs)}"


def refs_in(stop: KeyboardInterrupt) -> list[TaskRef]:
    """Return what the notes of a stop say that goes on."""
    _, _, told = " ".join(getattr(stop, "__notes__", ())).partition("atlassian-tasks wait ")
    return [TaskRef.parse(word) for word in told.split()]


def _kept(refs: Sequence[TaskRef]) -> str:
    """Keep refs in a file; the arguments that name them."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="atlassian-tasks-", suffix=".refs", delete=False
        ) as file:
            file.writelines(f"{ref}\n" for ref in refs)
    except OSError:
        return shlex.join(map(str, refs))
    return f"- < {shlex.quote(file.name)}"
