"""The commands. What people see is in `screen`; what a shell hands in and gets back in `shell`."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.shell_completion import get_completion_class

from atlassian_tasks import Kind, TaskRef
from atlassian_tasks.client import TaskClient
from atlassian_tasks.errors import ConfigurationError, InvalidRef, NotSupported
from atlassian_tasks.kinds import ROWS
from atlassian_tasks.model import Task

from .following import attempt, follow, named, read, session
from .ledger import ledger
from .screen import Screen, level
from .shell import REF, SIGNALS, Commands, Exit, duration, gravest, says, texts, verbosity
from .starts import cancel_option, json_option, ledger_option, stall_option, start, timeout_option

_refs = click.argument("refs", nargs=-1, required=True, metavar="REF...")
_empty = click.option(
    "--allow-empty", is_flag=True, help="Exit with 0 if standard input (-) names no task."
)
_KINDS = click.Choice([str(kind) for kind in Kind])
_LISTED = [str(kind) for kind, row in ROWS.items() if row.list is not None]
_NO_LIST = "Jira has no such list: keep the refs of its tasks."
_CANCELLED = [str(kind) for kind, row in ROWS.items() if row.cancel is not None]

_patience = click.option(
    "--patience",
    type=duration,
    default="2m",
    show_default=True,
    help="Give up on a task whose looks have failed for so long.",
)


@click.group(
    cls=Commands,
    params=says(),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=REF
    + """
\b
The site and the credentials come from the environment: ATLASSIAN_URL, with
ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN, or ATLASSIAN_BEARER_TOKEN;
ATLASSIAN_CLOUD_ID to go through the OAuth gateway; ATLASSIAN_DEPLOYMENT, cloud
or data-center, for a cloud site or a Data Center that its host does not tell.

\b
Exit codes: 0 success, 1 a task ended badly, 2 usage or configuration,
3 could not be followed, 4 a start may have happened, 124 timed out,
129 hung up, 130 interrupted, 141 nobody reads the output any more,
143 terminated. The last four leave the tasks alone, but for
--cancel-on-interrupt, and say how to go on where somebody reads it.""",
)
@click.version_option(package_name="atlassian-tasks")
def cli() -> None:
    """Look at, watch, wait for and cancel long-running tasks of Jira and Confluence."""


@cli.command(epilog=REF)
@_refs
@_empty
@json_option
def get(**asked: Any) -> Exit:
    """Look at tasks once."""
    return _ask(TaskClient.get, **asked)


@cli.command(
    epilog=REF,
    help=f"""Ask once to cancel tasks.

    Of these kinds: {", ".join(_CANCELLED)}.
    """,
)
@_refs
@_empty
@json_option
def cancel(**asked: Any) -> Exit:
    return _ask(TaskClient.cancel, ended="there is nothing left to cancel", **asked)


@cli.command(
    name="list",
    short_help="List active tasks of Confluence.",
    help=f"""List active tasks of one kind, those that you may see.

    It is confluence unless --kind says otherwise; it may be one of these kinds:
    {", ".join(_LISTED)}. {_NO_LIST}
    """,
)
@click.option(
    "--kind",
    metavar=f"[{'|'.join(_LISTED)}]",
    default=Kind.CONFLUENCE.value,
    show_default=True,
    shell_complete=lambda *told: [kind for kind in _LISTED if kind.startswith(told[-1])],
)
@json_option
def list_tasks(kind: str, as_json: bool) -> Exit:
    if kind not in _LISTED:
        raise click.UsageError(f"--kind is one of {', '.join(_LISTED)}, not {kind!r}. {_NO_LIST}")
    with session(as_json) as (client, screen):
        task = None
        for task in client.list(kind):
            screen.data(task)
        if task is None:
            others = " or ".join(f"--kind {other}" for other in _LISTED if other != kind)
            screen.say(f"There are no active tasks of {kind} that you may see.")
            screen.say(f"Of others, {others} has a list. {_NO_LIST}")
    return Exit.OK


@cli.command(epilog=REF)
@_refs
@_empty
@timeout_option
@stall_option
@_patience
@json_option
def watch(**asked: Any) -> Exit:
    """Print every change of tasks until they have ended."""
    return _attend(prints="changes", **asked)


@cli.command(epilog=REF)
@_refs
@_empty
@timeout_option
@stall_option
@_patience
@click.option("--any", "until_any", is_flag=True, help="Stop when one of them has ended.")
@click.option("--no-check", is_flag=True, help="Exit with 0 also for tasks that ended badly.")
@cancel_option
@click.option(
    "--download",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Bring the file of each task that ended well, such as an export, to this folder.",
)
@json_option
def wait(**asked: Any) -> Exit:
    """Wait until tasks have ended, and print how."""
    return _attend(prints="ends", **asked)


@cli.command(epilog=REF)
@_refs
@click.option(
    "--kind", type=_KINDS, metavar="KIND", help="What an answer started, if it only has an id."
)
@json_option
def ref(refs: Sequence[str], kind: str | None, as_json: bool) -> Exit:
    """Print the ref and the address of tasks; asks nobody.

    With -, also of the task that an operation started:

    \b
      curl -i ... | atlassian-tasks ref -
    """
    site, cloud_id, deployment = (
        os.environ.get(f"ATLASSIAN_{name}") or None for name in ("URL", "CLOUD_ID", "DEPLOYMENT")
    )
    client = TaskClient(site, cloud_id=cloud_id, deployment=deployment) if site else None
    with Screen(as_json, verbosity()) as screen:
        known = None
        for text in texts(refs, kind):
            known = read(client, text) if client else TaskRef.parse(text)
            screen.address(known, client.url(known) if client else text if "//" in text else None)
        if known is None:
            raise InvalidRef("standard input names no task; if it came from curl, did that fail?")
    return Exit.OK


@cli.command()
def demo() -> Exit:
    """Follow simulated tasks; needs no account."""
    from .demo import demonstrate

    with Screen(verbosity=verbosity()) as screen:
        try:
            demonstrate(screen)
        except KeyboardInterrupt as stop:  # without notes: its tasks do not go on
            raise KeyboardInterrupt(*stop.args) from None
    return Exit.OK


@cli.command()
@click.option(
    "--port", type=click.IntRange(0, 65_535), metavar="PORT", help="Any free one by default."
)
@click.option(
    "--speed",
    type=click.FloatRange(0.01, 1000),
    metavar="TIMES",
    default=1,
    show_default=True,
    help="How many times as fast as usual its tasks are.",
)
def simulator(port: int | None, speed: float) -> Exit:
    """Serve a simulated site to try the others on."""
    if math.isnan(speed):  # it passes for one within the range
        raise click.UsageError("--speed is a number of times, such as 10.")
    from .demo import simulate

    with Screen(verbosity=verbosity()) as screen:
        try:
            simulate(screen, port or 0, speed=speed)
        except KeyboardInterrupt as stop:
            if Exit.of(stop) is not Exit.INTERRUPTED:
                raise
            screen.say("Stopped.")
    return Exit.OK


@cli.command()
@click.option(
    "--allow-writes",
    is_flag=True,
    help="Start and cancel also for a client that cannot ask its user first.",
)
@ledger_option
def mcp(allow_writes: bool, ledger: str | None) -> Exit:
    """Serve language models over standard input and output (MCP).

    A program that hosts one starts this; people are asked before anything is started or cancelled.
    """
    try:
        from atlassian_tasks.mcp import serve
    except ImportError as missing:  # it is not there, or older
        library = (missing.name or "").partition(".")[0]
        told = f"this needs {library}; install it with: pip install 'atlassian-tasks[mcp]'"
        raise ConfigurationError(told) from missing
    SIGNALS.say_goodbye()  # what reads standard input could not be stopped
    logging.getLogger("atlassian_tasks").setLevel(level(verbosity()))
    try:
        serve(allow_writes=allow_writes, ledger=ledger)
    except ExceptionGroup as ended:
        trouble: BaseException = ended
        while isinstance(trouble, ExceptionGroup) and len(trouble.exceptions) == 1:
            trouble = trouble.exceptions[0]
        if not isinstance(trouble, OSError):
            raise
        raise trouble from ended  # as other commands are told
    return Exit.OK


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> Exit:
    """Print what completes this command in a shell.

    \b
      eval "$(atlassian-tasks completion bash)"
    """
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - each of these has one
    click.echo(made(cli, {}, "atlassian-tasks", "_ATLASSIAN_TASKS_COMPLETE").source())
    return Exit.OK


cli.add_command(start)
cli.add_command(ledger)


def _attend(*, refs: Sequence[str], as_json: bool, allow_empty: bool, **asked: Any) -> Exit:
    with session(as_json) as (client, screen):
        return follow(client, screen, named(client, screen, refs, allow_empty), **asked)


def _ask(
    verb: Callable[[TaskClient, TaskRef], Task],
    *,
    refs: Sequence[str],
    as_json: bool,
    allow_empty: bool,
    ended: str | None = None,
) -> Exit:
    """Do one thing to each task, and show what it is afterwards; `ended` is said of final ones."""
    outcomes = []
    with session(as_json) as (client, screen):
        tasks = named(client, screen, refs, allow_empty)
        for known in tasks if ended else ():
            if ROWS[known.kind].cancel is None:
                raise NotSupported(
                    "there is no way to cancel such a task; nothing was sent", ref=known
                )
        for known in tasks:
            outcomes.append(outcome := attempt(partial(verb, client), known))
            screen.outcome(outcome)
            if ended and outcome.task and outcome.task.is_final:
                screen.say(f"{known} has ended; {ended}.")
    return gravest(outcomes)
