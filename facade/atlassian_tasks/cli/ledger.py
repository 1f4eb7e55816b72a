"""`ledger`: what was started, waiting for what runs, and what became of an unclear start."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from atlassian_tasks import Ledger, TaskRef
from atlassian_tasks.errors import ConfigurationError, StartUnclear

from .following import LEDGER, follow, session
from .screen import Screen
from .shell import Exit, Group, verbosity
from .starts import json_option, ledger_option, stall_option, timeout_option

_MEANS = {"nothing": "it is never sent again", "refused": "the next time it is sent"}


@click.group(cls=Group, invoke_without_command=True)
@click.option("--open", "open_only", is_flag=True, help="Only what is running or unclear.")
@ledger_option
@json_option
@click.pass_context
def ledger(ctx: click.Context, open_only: bool, ledger: str | None, as_json: bool) -> Exit | None:
    """Print what was started, and what is known of it.

    \b
    unclear  it may have started: look on the site, then settle it
    running  it has a task that is not known to have ended
    ended    its task has ended
    refused  it did not start; the same command again sends it
    nothing  it was done at once: there is nothing to wait for
    """
    if ctx.invoked_subcommand is not None:
        return None
    with Screen(as_json) as screen:
        for entry in _kept(ledger).entries(open_only):
            told = {
                "key": entry.key,
                "state": entry.state,
                "ref": None if entry.ref is None else str(entry.ref),
                "operation": entry.operation,
                "started": entry.started.isoformat(timespec="seconds"),
                "site": entry.site,
            }
            screen.row(
                told if not as_json else {**told, "task": entry.task and entry.task.to_dict()}
            )
    return Exit.OK


@ledger.command(name="wait", short_help="Wait for all that is running on this site.")
@timeout_option
@stall_option
@ledger_option
@json_option
def wait_open(
    timeout: float | None, stall: float | None, ledger: str | None, as_json: bool
) -> Exit:
    """Wait for all that is running on this site; what is unclear is said, exit code 4."""
    kept = _kept(ledger)
    with session(as_json or _said("as_json"), str(kept.path)) as (client, screen):
        there = [entry for entry in kept.entries(open_only=True) if entry.site == client._site.url]  # noqa: SLF001 - our own
        unclear = [entry for entry in there if entry.state == "unclear"]
        refs = list(dict.fromkeys(entry.ref for entry in there if entry.ref))
        for entry in unclear:
            told = f"{entry.operation} with the key {entry.key} may have started: look, then say so"
            how = f"ledger settle {shlex.join([entry.key, '--ledger', str(kept.path)])}"
            words = f"{told} with: atlassian-tasks {how} REF|nothing|not-begun"
            unknown = StartUnclear(words, operation=entry.operation, key=entry.key)
            screen.lost(entry.ref, unknown, key=entry.key)
        code = follow(client, screen, refs, timeout=timeout, stall=stall)
        return Exit.UNCLEAR if unclear and code < Exit.HUNG_UP else code


@ledger.command(
    short_help="Say what became of an unclear start.",
    epilog="""\b
REF        it runs as this task, such as jira:10641: it is waited for
nothing    it was done, and there is nothing to wait for: it is never sent again
not-begun  it did not happen: the next time it is sent
""",
)
@click.argument("key")
@click.argument("became", metavar="REF|nothing|not-begun")
@click.option("--site", metavar="URL", help="Which, if the key is open on several.")
@ledger_option
def settle(key: str, became: str, site: str | None, ledger: str | None) -> Exit:
    """Say what became of an unclear start, or put right what was said of one."""
    kept = _kept(ledger)
    before = {entry.site: entry for entry in kept.entries() if entry.key == key}
    kept.settle(key, became, site=site)
    with Screen(verbosity=verbosity()) as screen:
        for now in kept.entries():
            if now.key == key and now != (was := before[now.site]):
                means = _MEANS.get(now.state, "it is waited for")
                then, here = _what(was.state, was.ref), _what(now.state, now.ref)
                screen.say(f"{key} was {then}, and is {here}: {means}.")
    return Exit.OK


def _what(state: str, ref: TaskRef | None) -> str:
    return state if ref is None else f"{state} as {ref}"


def _said(name: str) -> Any:
    """Return what was said between `ledger` and its command."""
    parent = click.get_current_context().parent
    return parent.params.get(name) if parent else None


def _kept(told: str | None) -> Ledger:
    """Open a ledger that is there."""
    path = told or _said("ledger")
    if not path:
        raise click.UsageError(f"Name the ledger with --ledger FILE, or in {LEDGER}.")
    if not Path(path).exists():
        raise ConfigurationError(f"there is no ledger at {path}")
    return Ledger(path)
