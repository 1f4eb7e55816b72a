"""The commands. What people see is in `screen`; what a shell hands in and gets back in `shell`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import click

from atlassian_tasks import Kind, TaskRef
from atlassian_tasks.client import TaskClient
from atlassian_tasks.errors import AtlassianTasksError, InvalidRef, WaitTimeout
from atlassian_tasks.kinds import ROWS
from atlassian_tasks.model import Outcome, Task

from .pictures import MANY
from .screen import Printed, Screen
from .shell import REF, SIGNALS, Commands, Duration, Exit, gravest, resumption, texts

_refs = click.argument("refs", nargs=-1, required=True, metavar="REF...")
_KINDS = click.Choice([str(kind) for kind in Kind])
_LISTED = [str(kind) for kind, row in ROWS.items() if row.list is not None]
_CANCELLED = [str(kind) for kind, row in ROWS.items() if row.cancel is not None]
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
_timeout = click.option(
    "--timeout", type=Duration(), help="Give up after so long: 90, 90s, 10m, 2h, 1h30m."
)
_stall = click.option(
    "--stall", type=Duration(), help="Give up on a task in which nothing has moved for so long."
)


@click.group(
    cls=Commands,
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
3 could not be followed, 124 timed out, 129 hung up, 130 interrupted,
143 terminated. The last three leave the tasks alone and say how to go on.""",
)
@click.option("-v", "--verbose", count=True, help="Log what changes; twice: each request.")
@click.version_option(package_name="atlassian-tasks")
@click.pass_context
def cli(ctx: click.Context, verbose: int) -> None:
    """Look at, watch, wait for and cancel long-running tasks of Jira and Confluence."""
    ctx.obj = verbose


@cli.command(epilog=REF)
@_refs
@_json
def get(refs: Sequence[str], as_json: bool) -> Exit:
    """Look at tasks once."""
    return _ask(refs, as_json, TaskClient.get)


@cli.command(
    epilog=REF,
    help=f"""Ask once to cancel tasks.

    Of these kinds: {", ".join(_CANCELLED)}.
    """,
)
@_refs
@_json
def cancel(refs: Sequence[str], as_json: bool) -> Exit:
    return _ask(refs, as_json, TaskClient.cancel, ended="there is nothing left to cancel")


@cli.command(
    name="list",
    help=f"""List active tasks.

    Those that you may see, of these kinds: {", ".join(_LISTED)}. Others have no such list: keep the
    refs of their tasks.
    """,
)
@click.option(
    "--kind", type=click.Choice(_LISTED), default=Kind.CONFLUENCE.value, show_default=True
)
@_json
def list_tasks(kind: str, as_json: bool) -> Exit:
    with _session(as_json) as (client, screen):
        task = None
        for task in client.list(kind):
            screen.data(task)
        if task is None:
            screen.say("There are no active tasks that you may see.")
    return Exit.OK


@cli.command(epilog=REF)
@_refs
@_timeout
@_stall
@_json
def watch(**asked: Any) -> Exit:
    """Print every change of tasks until they have ended."""
    return _attend(prints="changes", **asked)


@cli.command(epilog=REF)
@_refs
@_timeout
@_stall
@click.option("--any", "until_any", is_flag=True, help="Stop when one of them has ended.")
@click.option("--no-check", is_flag=True, help="Exit with 0 also for tasks that ended badly.")
@click.option(
    "--cancel-on-interrupt",
    is_flag=True,
    help="Ask to cancel the tasks on Ctrl-C and on SIGTERM, which CI systems send to cancel a "
    "job; never when the terminal hangs up.",
)
@_json
def wait(**asked: Any) -> Exit:
    """Wait until tasks have ended, and print how."""
    return _attend(prints="ends", **asked)


@cli.command(epilog=REF)
@_refs
@click.option(
    "--kind", type=_KINDS, metavar="KIND", help="What an answer started, if it only has an id."
)
@_json
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
    with Screen(as_json, _verbosity()) as screen:
        found = list(texts(refs, kind))
        if not found:
            raise InvalidRef("standard input names no task; if it came from curl, did that fail?")
        for text in found:
            known = _read(client, text) if client else TaskRef.parse(text)
            screen.address(known, client.url(known) if client else text if "//" in text else None)
    return Exit.OK


@cli.command()
def demo() -> Exit:
    """Follow simulated tasks; needs no account."""
    from .demo import demonstrate

    with Screen(verbosity=_verbosity()) as screen:
        demonstrate(screen)
    return Exit.OK


@cli.command()
@click.option(
    "--port", type=click.IntRange(0, 65_535), metavar="PORT", help="Any free one by default."
)
def simulator(port: int | None) -> Exit:
    """Serve a simulated site to try the others on."""
    from .demo import simulate

    with Screen(verbosity=_verbosity()) as screen:
        try:
            simulate(screen, port or 0)
        except KeyboardInterrupt as stop:
            if Exit.of(stop) is not Exit.INTERRUPTED:
                raise
            screen.say("Stopped.")
    return Exit.OK


def _attend(
    *,
    refs: Sequence[str],
    as_json: bool,
    timeout: float | None,
    stall: float | None,
    prints: Printed,
    until_any: bool = False,
    no_check: bool = False,
    cancel_on_interrupt: bool = False,
) -> Exit:
    """Follow tasks to their end; Ctrl-C and its kin say how to go on."""
    check = not no_check
    with _session(as_json) as (client, screen):
        tasks = _named(client, screen, refs)
        ended: dict[TaskRef, Outcome] = {}
        try:
            with screen.following(tasks, prints=prints, check=check) as show:
                for step in client.watch_all(tasks, timeout=timeout, stall=stall):
                    show(step)
                    if isinstance(step, Outcome):
                        ended[step.ref] = step
                        if until_any and step.task and step.task.is_final:
                            _leave(screen, [ref for ref in tasks if ref not in ended])
                            return gravest([step], check=check)
        except KeyboardInterrupt as stop:
            code, left = Exit.of(stop), [ref for ref in tasks if ref not in ended]
            asks = cancel_on_interrupt and code is not Exit.HUNG_UP
            _stop(screen, code, left, (_try(client.cancel, ref) for ref in left) if asks else None)
            return code
        late = [ref for ref, end in ended.items() if isinstance(end.error, WaitTimeout)]
        if len(late) > MANY:
            _leave(screen, late)
        return gravest(ended.values(), check=check)


def _leave(screen: Screen, refs: Sequence[TaskRef]) -> None:
    """Say how to go on with what was not followed to its end."""
    for told in resumption(refs):
        screen.say(told)


def _stop(
    screen: Screen, code: Exit, refs: Sequence[TaskRef], cancelled: Iterator[Outcome] | None
) -> None:
    """Ask to cancel if that is wanted, and say how to go on, a file of refs being kept first."""
    words = []
    if cancelled is None:
        words.append(f"{code.word}; nothing was cancelled.")
    else:
        refs = screen.cancelling(f"{code.word}; asking to cancel.", refs, cancelled)
    words.extend(resumption(refs, most=0 if screen.has_lost_terminal else MANY))
    SIGNALS.say_goodbye()
    for told in words:
        screen.say(told)


def _ask(
    refs: Sequence[str],
    as_json: bool,
    verb: Callable[[TaskClient, TaskRef], Task],
    *,
    ended: str | None = None,
) -> Exit:
    """Do one thing to each task, and show what it is afterwards; `ended` is said of final ones."""
    outcomes = []
    with _session(as_json) as (client, screen):
        for known in _named(client, screen, refs):
            outcomes.append(outcome := _try(partial(verb, client), known))
            screen.outcome(outcome)
            if ended and outcome.task and outcome.task.is_final:
                screen.say(f"{known} has ended; {ended}.")
    return gravest(outcomes)


def _named(client: TaskClient, screen: Screen, refs: Sequence[str]) -> list[TaskRef]:
    """Read refs, each once; raises `InvalidRef` for another site's, before any request."""
    tasks = list(dict.fromkeys(_read(client, text) for text in texts(refs)))
    if not tasks:
        screen.say("Standard input names no task, so there is nothing to do.")
    return tasks


def _read(client: TaskClient, text: str) -> TaskRef:
    """Read a ref as each verb of the client does, which knows its site and the deployment."""
    return client._ref(text)  # noqa: SLF001 - our own


def _try(verb: Callable[[TaskRef], Task], known: TaskRef) -> Outcome:
    try:
        return Outcome(known, verb(known))
    except AtlassianTasksError as error:
        error.ref = error.ref or known
        return Outcome(known, error.task, error)


@contextmanager
def _session(as_json: bool) -> Iterator[tuple[TaskClient, Screen]]:
    with Screen(as_json, _verbosity()) as screen, TaskClient.from_env() as client:
        yield client, screen


def _verbosity() -> int:
    return int(click.get_current_context().obj or 0)
