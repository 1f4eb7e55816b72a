"""`start`, whose commands are the generated client's own operations."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from difflib import get_close_matches
from functools import partial
from typing import Any, cast

import click

from atlassian_tasks import Ledger, Start, StartOutcome, operations
from atlassian_tasks.client import TaskClient
from atlassian_tasks.errors import ConfigurationError
from atlassian_tasks.operations import Argument, Signature

from .following import LEDGER, follow, session
from .pictures import example_of, fields_of, form_of
from .screen import Screen
from .shell import Exit, duration, gravest, refs_in, resumption, says

_ISSUES, _OF_TARGET = "selectedIssueIdsOrKeys", "issueIdsOrKeys"
_WITH_ISSUES = ("selected_issue_ids_or_keys", "bulk_transition_inputs", "target_to_sources_mapping")
_ISSUE = re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d+|\d+", re.ASCII)
ledger_option = click.option(
    "--ledger",
    envvar=LEDGER,
    show_envvar=True,
    metavar="FILE",
    help="Keeps what was started; with a key, nothing is started twice.",
)
cancel_option = click.option(
    "--cancel-on-interrupt",
    is_flag=True,
    help="Ask to cancel the tasks on Ctrl-C and on SIGTERM, which CI systems send to cancel a "
    "job; never when the terminal hangs up, or before a start is answered.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
timeout_option = click.option(
    "--timeout", type=duration, help="Give up after so long: 90, 90s, 10m, 2h, 1h30m."
)
stall_option = click.option(
    "--stall", type=duration, help="Give up on a task in which nothing has moved for so long."
)


class _File(click.Path):
    """A file or -, and never JSON itself."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Read a path."""
        if str(value).lstrip().startswith(("{", "[")) and not os.path.exists(value):  # noqa: PTH110
            how = f"echo '...' | {ctx.command_path} {param.opts[0]} -"
            self.fail(f"takes a file, or - for standard input: {how}", param, ctx)
        return super().convert(value, param, ctx)


_FILE = _File(exists=True, dir_okay=False, allow_dash=True)
_OPTIONS = (
    click.argument("arguments", nargs=-1, metavar="[NAME=VALUE]..."),
    click.option("--body", type=_FILE, help="The payload as JSON; - is standard input."),
    click.option(
        "--issues",
        type=_FILE,
        help="Ids or keys, one a line, up to a tab or #; cut in thousands, and waited for.",
    ),
    click.option(
        "--max-running", type=click.IntRange(1), default=5, show_default=True, metavar="N",
        help="How many of these may run at a time.",
    ),
    click.option("--idempotency-key", "key", metavar="KEY", help="Start it once; takes a ledger."),
    click.option("--wait", "waits", is_flag=True, help="Wait until it has ended."),
    timeout_option, stall_option, cancel_option, ledger_option, json_option,
)  # fmt: skip


class Operations(click.Group):
    """A command for each operation of the generated client that starts tasks."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them as the shell does: delete-project."""
        return [name.replace("_", "-") for name in operations.names()]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Make the command of one operation."""
        try:
            known = operations.signature(name.replace("-", "_"))
        except ConfigurationError:
            if ctx.resilient_parsing:
                return None
            close = " or ".join(get_close_matches(name, self.list_commands(ctx)))
            told = f"Did you mean {close}?" if close else "start --help lists them."
            raise click.UsageError(f"There is no operation {name!r}. {told}", ctx) from None
        return _command(name, known)


@click.group(
    cls=Operations,
    short_help="Start an operation, once.",
    subcommand_metavar="OPERATION [NAME=VALUE]... [OPTIONS]",
)
def start() -> None:
    """Start an operation, once; OPERATION --help tells its arguments and its payload."""


class _Operation(click.Command):
    """Tells in its help what the operation takes."""

    known: Signature

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Tell its arguments, the fields of its payload and an example, and then the options."""
        takes = {it.name: it for it in self.known.arguments}
        with formatter.section("It takes"):
            formatter.write_dl(
                [(_usage(it), it.words) for it in takes.values()] or [("nothing", "")]
            )
        if self.known.body:
            payload = takes["body"].schema()
            with formatter.section("Fields of the payload; one as [NAME: ...] may be left out"):
                formatter.write_dl([*fields_of(payload)])
            said = [
                f"{it.name}={example_of(it.schema(), it.name)}"
                for it in takes.values()
                if it.is_required and it.name != "body"
            ]
            with formatter.section("For example"):
                formatter.write(f"  echo '{json.dumps(example_of(payload))}' |\n")
                formatter.write(f"    {' '.join([ctx.command_path, *said])} --body -\n")
        super().format_options(ctx, formatter)


def _command(name: str, known: Signature) -> click.Command:
    command = click.command(name, _Operation, help=known.words, short_help=known.summary)(
        partial(_start, known)
    )
    command.known = known
    for option in _OPTIONS:
        option(command)
    if not _takes_issues(known):
        command.params = [it for it in command.params if it.name not in ("issues", "max_running")]
    if known.body is None:
        command.params = [it for it in command.params if it.name != "body"]
    command.params += says()
    return command


def _takes_issues(known: Signature) -> bool:
    """Whether its payload has a list of issues that can be cut."""
    fields = getattr(known.body, "__annotations__", {})
    return any(name in fields for name in _WITH_ISSUES)


def _usage(argument: Argument) -> str:
    if argument.name == "body":
        return "--body FILE"
    word = form_of(argument.schema())
    said = f"{argument.name}={word}"
    return said if argument.is_required else f"[{said}]"


def _start(
    known: Signature,
    *,
    arguments: Sequence[str],
    key: str | None,
    waits: bool,
    timeout: float | None,
    stall: float | None,
    ledger: str | None,
    as_json: bool,
    cancel_on_interrupt: bool,
    body: str | None = None,
    issues: str | None = None,
    max_running: int = 1,
) -> Exit:
    """Start what the command line says; with issues, as many times as they need."""
    made: Start = Start(known.endpoint, **_read(known, arguments, body, issues))
    made = made if key is None else made.keyed(key)
    starts = made.split() if issues else [made]
    if not (waits or issues) and (timeout is not None or stall is not None):
        raise click.UsageError("--timeout and --stall bound a wait: add --wait")
    if cancel_on_interrupt and (issues or not waits):
        raise click.UsageError("--cancel-on-interrupt goes with --wait, and not with --issues")
    with session(as_json, ledger) as (client, screen):
        if issues:
            options = {"max_running": max_running, "timeout": timeout, "stall": stall}
            return _run(client, screen, starts, options)
        was_sent = key is not None and ledger is not None and _knows(ledger, key, client)
        ref = client.start(made)
        if was_sent:
            screen.say(f"A start with the key {key} was sent before: it is not sent again.")
        if ref is None:
            screen.say("It was done at once: there is nothing to wait for.")
            return Exit.OK
        if not waits:
            screen.address(ref, client.url(ref))
            return Exit.OK
        return follow(
            client,
            screen,
            [ref],
            begins=f"Started {ref}.",
            timeout=timeout,
            stall=stall,
            cancel_on_interrupt=cancel_on_interrupt,
        )


def _knows(ledger: str, key: str, client: TaskClient) -> bool:
    """Whether what this key stands for was sent before."""
    known = (it for it in Ledger(ledger).entries() if it.key == key and it.state != "refused")
    return any(entry.site == client._site.url for entry in known)  # noqa: SLF001 - our own


def _run(
    client: TaskClient, screen: Screen, starts: list[Start], options: Mapping[str, Any]
) -> Exit:
    """Follow many to their ends, each printed as it comes."""
    outcomes = []
    parts = {id(start): part for part, start in enumerate(starts, 1)}
    if len(starts) > 1 and not screen.is_quiet:
        most = options["max_running"]
        screen.say(f"Starting {len(starts)} parts, at most {most} at a time.")
    try:
        with closing(cast(Any, client.run_as_completed(starts, **options))) as ends:
            for end in ends:
                outcomes.append(end)
                _tell(screen, end, parts[id(end.start)], len(starts))
                if len(starts) > 1 and not screen.is_quiet:
                    screen.say(f"{len(outcomes)} of {len(starts)} have ended.")
    except KeyboardInterrupt as stop:
        if starts[0].key is not None:
            stop.add_note("Run the same command again: what has begun is not sent once more.")
        if screen.has_lost_terminal:  # nobody reads the notes
            _ = [*resumption(refs_in(stop), most=0)]
        raise
    return gravest(outcomes)


def _tell(screen: Screen, end: StartOutcome, part: int, total: int) -> None:
    """Print how one of several ended, also which it is if there is no ref to tell."""
    if end.task:
        screen.data(end.task)
    if end.error:
        if end.ref is None and total > 1:
            screen.say(f"Part {part} of {total}:")
        screen.lost(end.ref, end.error, part=part)


def _read(
    signature: Signature, arguments: Sequence[str], body: str | None, issues: str | None
) -> dict[str, Any]:
    """Read the arguments of an operation; raises a usage error or `ConfigurationError`."""
    known = {it.name: it for it in signature.arguments}
    told = {}
    for said in arguments:
        name, equals, value = said.partition("=")
        argument = known.get(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|-", "_", name).lower())
        if not equals or argument is None or argument.name == "body":
            takes = ", ".join(map(_usage, known.values()))
            takes += ", which has the fields of the payload" if "body" in known else ""
            raise click.UsageError(f"{said!r} is no argument of this operation; it takes {takes}")
        if argument.name in told:
            raise click.UsageError(f"{argument.name} is said twice")
        told[argument.name] = _value(argument, value)
    if body or issues:
        if body == issues == "-":
            raise click.UsageError("standard input is the body or the issues, not both")
        payload = _payload(body) if body else {}
        told["body"] = _with_issues(payload, list(_lines(issues))) if issues else payload
    if missing := [it for it in known.values() if it.is_required and it.name not in told]:
        example = "; --help has an example of a payload" if "body" in known else ""
        raise click.UsageError(f"It needs {' and '.join(map(_usage, missing))}{example}.")
    return told


def _value(argument: Argument, value: str) -> object:
    match argument.schema().get("type"):
        case "boolean" if value.lower() not in ("true", "false"):
            raise click.UsageError(f"{argument.name} is true or false, not {value!r}")
        case "boolean":
            return value.lower() == "true"
        case "integer" if not re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
            raise click.UsageError(f"{argument.name} is a whole number, not {value!r}")
        case "integer":
            return int(value)
        case _:
            return value


def _text(path: str) -> str:
    try:
        with click.open_file(path, encoding="utf-8-sig") as file:
            return str(file.read())
    except UnicodeDecodeError:
        name = "standard input" if path == "-" else path
        raise ConfigurationError(f"{name} is not written in UTF-8") from None


def _payload(body: str) -> dict[str, Any]:
    try:
        payload = json.loads(_text(body))
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"the body is no JSON: {error}") from None
    if not isinstance(payload, dict):
        raise ConfigurationError("the body is a JSON object, in braces")
    return payload


def _lines(issues: str) -> Iterator[str]:
    """Read ids and keys, up to a tab; raises `ConfigurationError` for a line that has others."""
    for number, line in enumerate(_text(issues).splitlines(), 1):
        told = line.partition("#")[0].strip().partition("\t")[0].strip()
        if told and not _ISSUE.fullmatch(told):
            raise ConfigurationError(f"line {number} is no issue's id or key alone: {told[:80]!r}")
        if told:
            yield told


def _with_issues(payload: Any, issues: list[str]) -> dict[str, Any]:
    """Put issues where the payload has its own: in a transition, a move's target, or on top."""
    if not issues:
        raise ConfigurationError("there are no issues to start this for")
    inputs, targets = payload.get("bulkTransitionInputs"), payload.get("targetToSourcesMapping")
    if inputs is None and targets is None:
        return {**payload, _ISSUES: issues}
    try:
        if inputs is not None:
            [one] = inputs
            return {**payload, "bulkTransitionInputs": [{**one, _ISSUES: issues}]}
        [(target, source)] = targets.items()
        return {**payload, "targetToSourcesMapping": {target: {**source, _OF_TARGET: issues}}}
    except (TypeError, ValueError, AttributeError):
        told = "with issues of its own the body has one transition or target"
        raise ConfigurationError(told) from None
