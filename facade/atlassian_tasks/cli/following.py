"""Following tasks in the shell: a client and a screen, and what a stop says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from atlassian_tasks import TaskRef
from atlassian_tasks.client import TaskClient
from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    InvalidRef,
    NoTaskStarted,
    WaitTimeout,
)
from atlassian_tasks.model import Outcome, Task

from .pictures import MANY
from .screen import Printed, Screen
from .shell import SIGNALS, Exit, gravest, resumption, texts, verbosity

LEDGER = "ATLASSIAN_TASKS_LEDGER"


@contextmanager
def session(as_json: bool, ledger: str | None = None) -> Iterator[tuple[TaskClient, Screen]]:
    """Make a client from the environment, and a screen."""
    kept = ledger or os.environ.get(LEDGER) or None
    with Screen(as_json, verbosity()) as screen, TaskClient.from_env(ledger=kept) as client:
        yield client, screen


def follow(
    client: TaskClient,
    screen: Screen,
    tasks: Sequence[TaskRef],
    *,
    begins: str = "",
    timeout: float | None = None,
    stall: float | None = None,
    patience: float = 120.0,
    prints: Printed = "ends",
    until_any: bool = False,
    no_check: bool = False,
    cancel_on_interrupt: bool = False,
    folder: Path | None = None,
) -> Exit:
    """Follow tasks to their end; Ctrl-C and its kin say how to go on, once `begins` is said too."""
    check = not no_check
    ended: dict[TaskRef, Outcome] = {}
    try:
        if begins:
            screen.say(begins)
        with screen.following(tasks, prints=prints, check=check) as show:
            for step in client.watch_all(tasks, timeout=timeout, patience=patience, stall=stall):
                show(step)
                if isinstance(step, Outcome):
                    ended[step.ref] = step
                    if until_any and step.task and step.task.is_final:
                        _leave(screen, [ref for ref in tasks if ref not in ended])
                        ended = {step.ref: step}
                        break
    except KeyboardInterrupt as stop:
        code, left = Exit.of(stop), [ref for ref in tasks if ref not in ended]
        asks = cancel_on_interrupt and code is not Exit.HUNG_UP
        _stop(screen, code, left, (attempt(client.cancel, ref) for ref in left) if asks else None)
        return code
    if folder is not None:
        ended = {ref: _bring(client, screen, folder, end) for ref, end in ended.items()}
    late = [ref for ref, end in ended.items() if isinstance(end.error, WaitTimeout)]
    if len(late) > MANY:
        _leave(screen, late)
    return gravest(ended.values(), check=check)


def _bring(client: TaskClient, screen: Screen, folder: Path, end: Outcome) -> Outcome:
    """Bring the file of a task that ended well, and say where it is."""
    if end.task is None or end.error is not None:
        return end
    try:
        screen.say(f"{end.ref}: {client.download(end.task, folder)}")
    except (AtlassianTasksError, OSError) as error:
        trouble = (
            error
            if isinstance(error, AtlassianTasksError)
            else ConfigurationError(f"the file cannot be kept: {error}", ref=end.ref)
        )
        end = Outcome(end.ref, end.task, trouble)
        screen.lost(end.ref, trouble)
    return end


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


def named(
    client: TaskClient, screen: Screen, refs: Sequence[str], allow_empty: bool
) -> list[TaskRef]:
    """Read refs, each once; raises `InvalidRef` for another site's, before any request."""
    tasks: dict[TaskRef, None] = {}
    try:
        tasks.update((read(client, text), None) for text in texts(refs))
    except NoTaskStarted as error:
        screen.trouble(error)
    else:
        if not tasks and not allow_empty:
            raise InvalidRef(
                "standard input names no task: what should have written to it may have failed "
                "(--allow-empty takes that for nothing to do)"
            )
    return [*tasks]


def read(client: TaskClient, text: str) -> TaskRef:
    """Read a ref as each verb of the client does, which knows its site and the deployment."""
    return client._ref(text)  # noqa: SLF001 - our own


def attempt(verb: Callable[[TaskRef], Task], known: TaskRef) -> Outcome:
    try:
        return Outcome(known, verb(known))
    except AtlassianTasksError as error:
        error.ref = error.ref or known
        return Outcome(known, error.task, error)
