"""One start, sent exactly once: what came of it, or that nobody knows. No I/O and no clock."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    InvalidRef,
    NoTaskStarted,
    NotSupported,
    StartUnclear,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Task
from atlassian_tasks.waiting.effects import Act, Effect, Flow, Sleep
from atlassian_tasks.waiting.watch import ask, may_have_arrived

from .start import Start, call_of

if TYPE_CHECKING:
    from .ledger import Account, Claim

Begun: TypeAlias = Generator[Effect, Any, TaskRef | Task | None]
Starting: TypeAlias = Generator[Effect, Any, TaskRef | None]
_PAUSE = 0.5  # seconds between looks at a start that is on its way elsewhere
_UNCLEAR = "It may have started: look before you repeat it, never repeat it blindly"


def begin(_: float, start: Start, account: Account | None) -> Flow[TaskRef | None, None]:
    """Report the ref of the task that is started, or None if there is nothing to wait for."""
    begun = yield from sent_once(start, account)
    yield begun.ref if isinstance(begun, Task) else begun


def sent_once(start: Start, account: Account | None) -> Begun:
    """Send it, unless the ledger has it; its line is on disk before, and what came of it after.

    Returns its task's ref, or its end where the ledger has that: the site may have forgotten it.

    Raises `StartUnclear`, `ConfigurationError`, or the error that a clear refusal came to.
    """
    if account is None:
        return (yield from _send(start))
    key = account.key_of(start)
    claim: Claim = yield Act(partial(account.claim, key, start))
    left = claim.left
    while claim.left > 0 and left > 0:  # somebody else is about to send it
        yield Sleep(min(left, _PAUSE))
        left -= _PAUSE
        claim = yield Act(partial(account.claim, key, start))
    if (known := claim.entry) is None:
        return (yield from _recorded(start, key, account))
    if known.state == "unclear":
        raise StartUnclear(
            f"{start.operation} was sent with the key {key!r} before, and what came of it is not "
            "known. Look, then say it: atlassian-tasks ledger settle "
            f"{shlex.join([key, '--ledger', str(account.ledger.path)])} REF|nothing|not-begun",
            operation=start.operation,
            key=key,
            ref=known.ref,
        )
    return known.task or known.ref


def _recorded(start: Start, key: str, account: Account) -> Starting:
    """Send it and write down what came of it; what cannot be written down is unclear."""
    try:
        ref = yield from _send(start, key)
    except StartUnclear as error:
        yield from _noted(error, partial(account.close, key, "unclear", error.ref))
        raise
    except AtlassianTasksError as error:
        yield from _noted(error, partial(account.close, key, "refused"))
        raise
    began = f"{start.operation} began as {ref}" if ref else f"{start.operation} was done at once"
    try:
        yield Act(partial(account.close, key, "running" if ref else "nothing", ref))
    except ConfigurationError as error:
        told = f"{began}, but {error.args[0]}"
        raise StartUnclear(told, operation=start.operation, key=key, ref=ref) from error
    except BaseException as stop:
        stop.add_note(began)
        raise
    return ref


def _noted(error: AtlassianTasksError, close: Callable[[], None]) -> Generator[Effect, Any, None]:
    """Write down how it went wrong; if that fails, it is the error that is raised and says so."""
    try:
        yield Act(close)
    except ConfigurationError as trouble:
        error.args = (f"{error.args[0]}. This is not written down: {trouble.args[0]}",)


def _send(start: Start, key: str | None = None) -> Starting:
    call = call_of(start)
    named = start.operation if key is None else f"{start.operation} with the key {key!r}"
    try:
        answer = yield from ask(call)
        ref = TaskRef.from_response(answer.response)
    except NoTaskStarted:
        return None
    except AtlassianTasksError as error:
        if not _may_have_started(error):
            raise
        told = f"{named}: {str(error.args[0]).rstrip('.')}. {_UNCLEAR}"
        raise StartUnclear(told, operation=start.operation, key=key, ref=error.ref) from error
    except BaseException as stop:
        stop.add_note(f"{named}: {_UNCLEAR}")
        raise
    if ref.kind is Kind.CONFLUENCE and call.product == "confluence-dc":  # under /wiki
        return TaskRef(Kind.CONFLUENCE_DC, ref.id)
    return ref


def _may_have_started(error: AtlassianTasksError) -> bool:
    match error:
        case ConnectionFailed():
            return error.was_sent
        case UnexpectedResponse(status_code=code):
            return code in (None, HTTPStatus.SEE_OTHER) or code < HTTPStatus.MULTIPLE_CHOICES
        case InvalidRef() | NotSupported():  # of the answer: it names a task that we cannot follow
            return True
        case _:
            return may_have_arrived(error)
