"""A server for language models (Model Context Protocol); `atlassian-tasks mcp` runs it.

A model may be wrong: what changes the site is asked of its user first. Whatever happens comes back
as data that it can act on. Needs the extra `mcp`.
"""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import wraps
from importlib.metadata import version
from os import PathLike
from typing import Annotated, Any, ParamSpec, TypeAlias

import anyio
from attrs import frozen
from mcp.server import MCPServer
from mcp.server.mcpserver import Context, Elicit, ElicitationResult, Resolve
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, create_model

from . import AsyncTaskClient, Kind, Start, Task, operations
from .errors import AtlassianTasksError, StartUnclear, TaskStalled, WaitTimeout

P = ParamSpec("P")
Answer: TypeAlias = dict[str, Any]

_LONGEST = 4000  # characters of arguments that a person is shown
_ISSUES = ("selectedIssueIdsOrKeys", "issueIdsOrKeys")
_COUNTED, _LONGEST_NAME = 3, 60  # lists of them, and characters of a list's name
_DEEPEST = 100  # levels of what is told; the SDK cannot send some 250
_STEP = 0.01  # progress has to grow with each notification
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=True)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=False)

Approval = create_model(
    "Approval", go_ahead=(bool, Field(description="Do this on the site.", title="Go ahead"))
)
"""What a person is asked for."""


class NotApproved(AtlassianTasksError):
    """Nobody said that it may be done: nothing was sent."""

    def __init__(self, message: str = "", *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@frozen
class _Site:
    """What the tools work with; `allow_writes` is for clients that cannot ask."""

    client: AsyncTaskClient
    allow_writes: bool

    @property
    def url(self) -> str:
        return self.client._site.url  # noqa: SLF001 - our own

    def told(self, task: Task) -> Answer:
        return _told(task) | {"url": self.client.url(task)}


Here: TypeAlias = Context[_Site, Any]
Ref = Annotated[
    str,
    Field(description="A task: its kind and id, such as jira:10641, or its address on the site."),
]
Operation = Annotated[str, Field(description="Its name, as list_operations has it.")]
Arguments = Annotated[
    dict[str, Any], Field(description="What describe_operation asks for; a payload as body.")
]
Key = Annotated[
    str | None,
    Field(description="With a key it is started once, however often asked; needs a ledger."),
]
Seconds = Annotated[
    float, Field(ge=0, le=86_400, description="Come back after so many seconds; the task goes on.")
]


def _answered(
    tool: Callable[P, Awaitable[Answer]],
) -> Callable[P, Awaitable[CallToolResult]]:
    """Give what a tool found, or what went wrong, as data."""

    @wraps(tool)
    async def answer(*args: P.args, **kwargs: P.kwargs) -> CallToolResult:
        try:
            return _result(await tool(*args, **kwargs))
        except AtlassianTasksError as error:
            return _result(_trouble(error), is_error=not isinstance(error, WaitTimeout))

    return answer


def _result(told: Answer, *, is_error: bool = False) -> CallToolResult:
    text = json.dumps(_within(told), ensure_ascii=False).encode(errors="replace").decode()
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=json.loads(text),
        is_error=is_error,
    )


def _within(value: Any, levels: int = _DEEPEST) -> Any:
    """Put words where something is nested deeper than so many levels."""
    if levels == 0 and isinstance(value, dict | list):
        return "(nested too deeply to be told here)"
    match value:
        case dict():
            return {name: _within(inner, levels - 1) for name, inner in value.items()}
        case list():
            return [_within(inner, levels - 1) for inner in value]
    return value


def _told(task: Task) -> Answer:
    """Tell what is known of a task, without the body that it came in."""
    known = task.to_dict()
    del known["raw"]
    return {name: value for name, value in known.items() if value not in (None, [])}


def _trouble(error: AtlassianTasksError) -> Answer:
    """Tell an error as the command line does with --json, beside the task as it was seen last."""
    told: Answer = {"type": type(error).__name__, "message": str(error), "hint": _hint(error)}
    if (seconds := getattr(error, "retry_after", None)) is not None:
        told["retry_after"] = seconds
    if isinstance(error, StartUnclear):
        told["may_have_started"] = True
    seen = {} if error.task is None else _told(error.task)
    return seen | {"ref": None if error.ref is None else str(error.ref), "error": told}


def _hint(error: AtlassianTasksError) -> str | None:
    match error:
        case TaskStalled():
            return "Nothing moves any more: have somebody look on the site whether it still works."
        case WaitTimeout():
            return "It goes on: call wait_for_task again with the same ref."
        case StartUnclear():
            return "Have somebody look on the site whether it runs before it is started once more."
    return error.hint


def _site(here: Here) -> _Site:
    site: _Site = here.request_context.lifespan_context
    return site


def _ask(here: Here, question: str) -> Elicit[Any] | bool:
    """Ask a person, through a client that can; else what the server was told counts."""
    told = here.client_capabilities
    asks = told.elicitation if told is not None else None
    can_ask = asks is not None and (asks.form is not None or asks.url is None)
    return Elicit(question, Approval) if can_ask else _site(here).allow_writes


def _check(approval: ElicitationResult[Any]) -> None:
    """Go on only with a yes; raises what was wrong before anybody was asked."""
    said = getattr(approval, "data", None)
    if isinstance(said, AtlassianTasksError):
        raise said
    if said is False:
        raise NotApproved(
            "this client cannot ask its user, so nothing was sent",
            hint="Somebody may run it by hand, or run the server with --allow-writes.",
        )
    if said is not True and not getattr(said, "go_ahead", False):
        raise NotApproved(
            "the user did not approve, so nothing was sent",
            hint="Do not ask again for the same; ask what is wanted instead.",
        )


def _start_of(operation: str, arguments: Answer, key: str | None) -> Start:
    start: Start = Start(operations.signature(operation).endpoint, **arguments)
    return start if key is None else start.keyed(key)


def _ask_to_start(
    here: Here, operation: str, arguments: Answer, idempotency_key: str | None
) -> Elicit[Any] | bool | AtlassianTasksError:
    try:
        _start_of(operation, arguments, idempotency_key)
    except AtlassianTasksError as error:
        return error
    shown = _visible(json.dumps(arguments, indent=1, ensure_ascii=False), "\n")
    if len(shown) > _LONGEST:
        total = Counter[str]()
        for count, name in _counts(arguments):
            total[name] += count
        # What a model may call as it likes comes after the issues.
        most = sorted(total.most_common(), key=lambda it: it[0] not in _ISSUES)[:_COUNTED]
        counts = ", ".join(f"{count:,} {_visible(name)[:_LONGEST_NAME]}" for name, count in most)
        counts = f"In all: {counts}.\n" if counts else ""
        shown = f"{counts}{shown[:_LONGEST]} … ({len(shown) - _LONGEST:,} more characters)"
    does = operations.signature(operation).summary
    return _ask(here, f"Start {operation} on {_site(here).url}?\n{does}\n{shown}")


def _visible(text: str, also: str = "") -> str:
    """Write out what cannot be seen, or turns the order of what can.

    It would let somebody approve another thing.
    """
    return "".join(
        sign if sign.isprintable() or sign in also else ascii(sign)[1:-1] for sign in text
    )


def _counts(value: Any, name: str = "") -> Iterator[tuple[int, str]]:
    """Count what is in each list, with the list's name."""
    if isinstance(value, list):
        yield len(value), name
    named = value.items() if isinstance(value, dict) else ()
    listed = ((name, inner) for inner in value) if isinstance(value, list) else ()
    for inner_name, inner in (*named, *listed):
        yield from _counts(inner, inner_name)


def _ask_to_cancel(here: Here, ref: str) -> Elicit[Any] | bool | AtlassianTasksError:
    try:
        address = _site(here).client.url(ref)
    except AtlassianTasksError as error:
        return error
    return _ask(here, f"Cancel the task {address}?")


@_answered
async def list_operations(
    search: Annotated[str, Field(description="Only those that have all these words.")] = "",
) -> Answer:
    """List the operations that start long-running tasks, each with what it does."""
    words = search.lower().replace("_", " ").split()
    found = []
    for name in operations.names():
        known = operations.signature(name)
        told = f"{name} {known.words}".lower().replace("_", " ")
        if all(word in told for word in words):
            found.append({"operation": name, "does": known.summary})
    return {"operations": found}


@_answered
async def describe_operation(operation: Operation) -> Answer:
    """Tell what an operation does, who may start it, and its arguments as JSON Schema."""
    known = operations.signature(operation)
    return {"operation": operation, "words": known.words, "arguments": known.schema()}


@_answered
async def start_operation(
    here: Here,
    operation: Operation,
    arguments: Arguments,
    approval: Annotated[ElicitationResult[Any], Resolve(_ask_to_start)],
    idempotency_key: Key = None,
) -> Answer:
    """Start an operation once, if the user approves, and return the ref of its task.

    Do not start it again after an error that says that it may have started.
    """
    _check(approval)
    client = _site(here).client
    with anyio.CancelScope(shield=True):  # a host that has no patience must not make it unclear
        ref = await client.start(_start_of(operation, arguments, idempotency_key))
    if ref is None:
        return {"ref": None, "message": "It was done at once: there is nothing to wait for."}
    return {"ref": str(ref), "url": client.url(ref)}


@_answered
async def get_task(here: Here, ref: Ref) -> Answer:
    """Look at a task once: its status, percentage, failures and result."""
    site = _site(here)
    return site.told(await site.client.get(ref))


@_answered
async def list_tasks(
    here: Here,
    kind: Kind = Kind.CONFLUENCE,
    limit: Annotated[int, Field(ge=1, le=1000)] = 100,
) -> Answer:
    """List the active tasks that may be seen. Only some kinds have such a list."""
    site, tasks = _site(here), list[Answer]()
    async for task in site.client.list(kind):
        if len(tasks) == limit:
            return {"tasks": tasks, "has_more": True}
        tasks.append(site.told(task))
    return {"tasks": tasks, "has_more": False}


@_answered
async def wait_for_task(here: Here, ref: Ref, timeout_seconds: Seconds = 50) -> Answer:
    """Wait until a task has ended, and tell how; a timeout leaves it running, and is no failure."""
    site, shown = _site(here), 0.0
    async for task in site.client.watch(ref, timeout=timeout_seconds):
        shown = max(shown + _STEP, task.percent or 0)
        words = ": ".join(filter(None, [task.status, task.message]))
        await here.report_progress(shown, None if task.percent is None else 100, words)
    return site.told(task)


@_answered
async def cancel_task(
    here: Here, ref: Ref, approval: Annotated[ElicitationResult[Any], Resolve(_ask_to_cancel)]
) -> Answer:
    """Ask the site once to cancel a task, if the user approves; it may still complete."""
    _check(approval)
    site = _site(here)
    return site.told(await site.client.cancel(ref))


_TOOLS: Mapping[Callable[..., Awaitable[CallToolResult]], ToolAnnotations] = {
    list_operations: _READS,
    describe_operation: _READS,
    start_operation: _WRITES,
    get_task: _READS,
    list_tasks: _READS,
    wait_for_task: _READS,
    cancel_task: _WRITES,
}


def _tool(does: Callable[..., Awaitable[CallToolResult]], hints: ToolAnnotations) -> Tool:
    """Make a tool that takes nothing else: a misspelt key must not become a start without one."""
    words = inspect.getdoc(does)
    tool = Tool.from_function(does, description=words, annotations=hints, structured_output=False)
    takes = tool.fn_metadata.arg_model
    takes.model_config["extra"] = "forbid"
    takes.model_rebuild(force=True)
    tool.parameters = takes.model_json_schema(by_alias=True)
    return tool


def server(client: AsyncTaskClient, *, allow_writes: bool = False) -> MCPServer[Any]:
    """Make a server of a client's site, to be run as the SDK says; the client stays yours.

    `start_operation` and `cancel_task` ask the user first. With `allow_writes` they also work for
    clients that cannot ask, else such are refused.
    """
    site = _Site(client, allow_writes)

    @asynccontextmanager
    async def serving(_: MCPServer[Any]) -> AsyncIterator[_Site]:
        yield site

    return MCPServer(
        "atlassian-tasks",
        version=version("atlassian-tasks"),
        instructions=f"Starts, follows and cancels the long-running tasks of {site.url}. A task is "
        "named by its ref, such as jira:10641. Times are UTC.",
        lifespan=serving,
        log_level="WARNING",
        tools=[_tool(does, hints) for does, hints in _TOOLS.items()],
    )


def serve(*, allow_writes: bool = False, ledger: str | PathLike[str] | None = None) -> None:
    """Serve the site of the environment (`from_env`) over standard input and output, to its end."""
    client = AsyncTaskClient.from_env(ledger=ledger)

    async def run() -> None:
        async with client:
            await server(client, allow_writes=allow_writes).run_stdio_async()

    anyio.run(run)
