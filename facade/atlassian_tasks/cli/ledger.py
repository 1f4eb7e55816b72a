"""`ledger`: what was started, waiting for what runs, and what became of an unclear start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from atlassian_tasks import Ledger
from atlassian_tasks.errors import ConfigurationError, StartUnclear

from .following import LEDGER, follow, session
from .screen import Screen
from .shell import Exit, Group
from .starts import json_option, ledger_option, stall_option, timeout_option


@click.group(cls=Group, invoke_without_command=True)
@click.option("--open", "open_only", is_flag=True, help="Only what is running or unclear.")
@ledger_option
@json_option
@click.pass_context
def ledger(ctx: click.Context, open_only: bool, ledger: str | None, as_json: bool) -> Exit | None:
    """Print what was started, and what is known of it."""
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
            unknown = StartUnclear(f"{told} with: ledger settle", key=entry.key)
            screen.lost(entry.ref, unknown, key=entry.key)
        code = follow(client, screen, refs, timeout=timeout, stall=stall)
        return Exit.UNCLEAR if unclear and code < Exit.HUNG_UP else code


@ledger.command(epilog="REF is one that this command line takes, such as jira:10641.")
@click.argument("key")
@click.argument("became", metavar="REF|nothing|not-begun")
@click.option("--site", metavar="URL", help="Which, if the key is open on several.")
@ledger_option
def settle(key: str, became: str, site: str | None, ledger: str | None) -> Exit:
    """Say what became of an unclear start, or put a running one right.

    After not-begun it may start again.
    """
    _kept(ledger).settle(key, became, site=site)
    return Exit.OK


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
