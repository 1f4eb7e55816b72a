"""The server for language models, asked by the SDK's own client, in both eras of the protocol.

The SDK is imported where a test needs it: every worker collects this file, and one runs it.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import jsonschema
import pytest
from atlassian_tasks import AsyncTaskClient
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from attrs import define, field

from tests.answers import jira
from tests.forked import forked

if TYPE_CHECKING:
    from mcp import Client
    from mcp.types import ElicitResult

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("anyio_backend", ["asyncio"]),
]
ERAS = pytest.mark.parametrize("era", ["2026-07-28", "legacy"])
DELETION = {"operation": "delete_project", "arguments": {"project_id_or_key": "OLD"}}


@define
class Person:
    """Says what to do when asked, and keeps the questions."""

    action: Any = "accept"
    go_ahead: bool = True
    questions: list[str] = field(factory=list)

    async def __call__(self, _: Any, asked: Any) -> ElicitResult:
        from mcp.types import ElicitResult

        self.questions.append(asked.message)
        said = {"go_ahead": self.go_ahead} if self.action == "accept" else None
        return ElicitResult(action=self.action, content=said)


class Asked:
    """A client of the protocol that keeps what it was shown."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.progress: list[tuple[float, float | None, str | None]] = []
        self.is_error = False

    async def call(self, tool: str, **arguments: Any) -> Any:
        """Call a tool, and return its data, which its text says as well."""
        result = await self.client.call_tool(tool, arguments, progress_callback=self._hear)
        self.is_error = result.is_error
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    async def _hear(self, progress: float, total: float | None, message: str | None) -> None:
        self.progress.append((progress, total, message))


Connect = Callable[..., AbstractAsyncContextManager[Asked]]


@pytest.fixture
def era() -> str:
    return "auto"


@pytest.fixture
def connect(simulator: Simulator, clock: VirtualClock, era: str) -> Connect:
    from atlassian_tasks.mcp import server
    from mcp import Client

    @asynccontextmanager
    async def connected(
        person: Person | None = None, *, allow_writes: bool = False, **settings: Any
    ) -> AsyncIterator[Asked]:
        settings = {"transport": simulator.async_transport()} | settings
        async with AsyncTaskClient(simulator.site, clock=clock.awaitable(), **settings) as tasks:
            made = server(tasks, allow_writes=allow_writes)
            async with Client(made, mode=era, elicitation_callback=person) as client:
                yield Asked(client)

    return connected


# What there is


async def test_tools_say_what_they_do_and_which_change_the_site(connect: Connect) -> None:
    async with connect() as model:
        tools = (await model.client.list_tools()).tools

    reads = {tool.name: tool.annotations.read_only_hint for tool in tools if tool.annotations}
    assert [name for name, harmless in reads.items() if not harmless] == [
        "start_operation",
        "cancel_task",
    ]
    assert len(reads) == 7
    for tool in tools:
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.description
        assert "  " not in tool.description


async def test_operations_are_listed_searched_and_described(connect: Connect) -> None:
    async with connect() as model:
        every = await model.call("list_operations")
        found = await model.call("list_operations", search="Delete project")
        told = await model.call("describe_operation", operation="bulk_move")

    assert len(every["operations"]) > 40
    assert {"delete_project", "delete_project_v2"} == {
        it["operation"] for it in found["operations"]
    }
    assert all(it["does"].startswith("Delete a project") for it in found["operations"])
    assert "Who may:" in told["words"]
    body = told["arguments"]["properties"]["body"]
    assert body["required"] == ["targetToSourcesMapping"]


# What changes the site


@ERAS
async def test_a_start_is_asked_for_with_its_arguments_and_sent_once(
    connect: Connect, simulator: Simulator
) -> None:
    person = Person()
    async with connect(person) as model:
        told = await model.call("start_operation", **DELETION)

    [started] = simulator.started
    assert told == {"ref": started.ref, "url": started.url}
    assert model.is_error is False
    [question] = person.questions
    assert f"Start delete_project on {simulator.site}?" in question
    assert '"project_id_or_key": "OLD"' in question


async def test_a_question_shows_what_hides_or_turns_its_words(connect: Connect) -> None:
    person = Person()
    async with connect(person) as model:
        await model.call(
            "start_operation", **DELETION | {"arguments": {"project_id_or_key": "A\u202eB"}}
        )

    assert r'"project_id_or_key": "A\u202eB"' in person.questions[0]


@ERAS
async def test_a_cancel_is_asked_for_with_the_address_of_its_task(
    connect: Connect, simulator: Simulator
) -> None:
    task, person = simulator.add("jira", duration=60), Person()
    async with connect(person) as model:
        told = await model.call("cancel_task", ref=task.ref)

    assert told["status"] == "CANCEL_REQUESTED"
    assert person.questions == [f"Cancel the task {task.url}?"]


@ERAS
@pytest.mark.parametrize(
    "person",
    [None, Person("decline"), Person("cancel"), Person(go_ahead=False)],
    ids=["cannot be asked", "declines", "closes the question", "leaves the box empty"],
)
async def test_without_a_yes_nothing_is_sent(
    connect: Connect, simulator: Simulator, person: Person | None
) -> None:
    async with connect(person) as model:
        for tool, arguments in (("start_operation", DELETION), ("cancel_task", {"ref": "jira:1"})):
            told = await model.call(tool, **arguments)

            assert model.is_error
            assert told["error"]["type"] == "NotApproved"
            assert "nothing was sent" in told["error"]["message"]
            assert ("--allow-writes" in told["error"]["hint"]) is (person is None)
    assert simulator.requests == []


@ERAS
async def test_writes_can_be_allowed_for_clients_that_cannot_ask(
    connect: Connect, simulator: Simulator
) -> None:
    async with connect(allow_writes=True) as model:
        await model.call("start_operation", **DELETION)

    assert len(simulator.started) == 1


@ERAS
async def test_who_can_be_asked_is_asked_also_where_writes_are_allowed(
    connect: Connect, simulator: Simulator
) -> None:
    async with connect(Person("decline"), allow_writes=True) as model:
        await model.call("start_operation", **DELETION)

    assert simulator.requests == []


@ERAS
@pytest.mark.parametrize(
    ("tool", "arguments", "kind", "words"),
    [
        ("start_operation", {"operation": "get_task"}, "ConfigurationError", "'get_task'"),
        ("start_operation", {"operation": "delete_project"}, "ConfigurationError", "It takes"),
        ("cancel_task", {"ref": "10641"}, "InvalidRef", "jira:10641"),
        ("cancel_task", {"ref": "https://other.example/rest/api/3/task/1"}, "InvalidRef", "other"),
    ],
)
async def test_what_cannot_be_sent_is_refused_in_words_and_nobody_asked(
    connect: Connect,
    simulator: Simulator,
    tool: str,
    arguments: dict[str, Any],
    kind: str,
    words: str,
) -> None:
    person = Person()
    if tool == "start_operation":
        arguments = {"arguments": {}} | arguments
    async with connect(person) as model:
        told = await model.call(tool, **arguments)

    assert model.is_error
    assert told["error"]["type"] == kind
    assert words in told["error"]["message"]
    assert (person.questions, simulator.requests) == ([], [])


async def test_a_payload_is_an_argument_and_a_long_one_is_shown_cut(
    connect: Connect, simulator: Simulator
) -> None:
    person, issues = Person(), [f"ABC-{number}" for number in range(1000)]
    async with connect(person) as model:
        arguments = {"body": {"selectedIssueIdsOrKeys": issues}}
        await model.call("start_operation", operation="bulk_delete", arguments=arguments)

    assert [task.kind for task in simulator.started] == ["jira-bulk"]
    assert '"ABC-0"' in person.questions[0]
    assert "\nIn all: 1,000 selectedIssueIdsOrKeys.\n" in person.questions[0]
    assert person.questions[0].endswith(" more characters)")
    assert len(person.questions[0]) < 5000


async def test_issues_of_several_targets_are_counted_together(connect: Connect) -> None:
    target = {"issueIdsOrKeys": [f"ABC-{number}" for number in range(100)]}
    switches = ("inferFieldDefaults", "inferStatusDefaults", "inferSubtaskTypeDefault")
    target |= dict.fromkeys((*switches, "inferClassificationDefaults"), True)
    targets = {f"NEW{number},1": target for number in range(10)}
    person = Person()
    async with connect(person) as model:
        arguments = {"body": {"targetToSourcesMapping": targets}}
        await model.call("start_operation", operation="bulk_move", arguments=arguments)

    assert "\nIn all: 1,000 issueIdsOrKeys.\n" in person.questions[0]


async def test_the_counts_of_what_is_cut_cannot_mislead(connect: Connect) -> None:
    body = {
        "editedFieldsInput": {
            "x\nIn all: 1 issue.\n" + "y" * 500: ["a" * 90] * 3000,
            **{name: [0] * 2000 for name in "abc"},
        },
        "selectedActions": ["labels"],
        "selectedIssueIdsOrKeys": [f"ABC-{number}" for number in range(1000)],
    }
    person = Person()
    async with connect(person) as model:
        await model.call("start_operation", operation="bulk_edit", arguments={"body": body})

    _, _, counts, brace, *_ = person.questions[0].splitlines()
    assert counts.startswith("In all: 1,000 selectedIssueIdsOrKeys, 3,000 x\\nIn all")
    assert len(counts) < 200
    assert brace == "{"


async def test_a_start_with_a_key_is_sent_once_however_often_asked(
    connect: Connect, simulator: Simulator, tmp_path: Path
) -> None:
    keyed = DELETION | {"idempotency_key": "old"}
    async with connect(Person(), ledger=tmp_path / "starts.db") as model:
        first = await model.call("start_operation", **keyed)
        again = await model.call("start_operation", **keyed)

    assert first == again
    assert len(simulator.started) == 1


@ERAS
async def test_a_host_that_does_not_await_a_start_learns_later_what_it_became(
    connect: Connect, simulator: Simulator, tmp_path: Path
) -> None:
    sent, left = anyio.Event(), anyio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent.set()
            await left.wait()
            return await inner.handle_async_request(request)

    async def let_answer() -> None:
        await anyio.wait_all_tasks_blocked()
        left.set()

    keyed, inner = DELETION | {"idempotency_key": "old"}, simulator.async_transport()
    async with connect(Person(), ledger=tmp_path / "starts.db", transport=Slow()) as model:
        async with anyio.create_task_group() as others, anyio.create_task_group() as group:
            group.start_soon(partial(model.call, "start_operation", **keyed))
            await sent.wait()
            others.start_soon(let_answer)
            group.cancel_scope.cancel()
        await anyio.wait_all_tasks_blocked()
        told = await model.call("start_operation", **keyed)

    assert [task.ref for task in simulator.started] == [told["ref"]]


async def test_a_key_takes_a_ledger(connect: Connect, simulator: Simulator) -> None:
    async with connect(Person()) as model:
        told = await model.call("start_operation", **DELETION, idempotency_key="old")

    assert told["error"]["type"] == "ConfigurationError"
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("tool", "arguments", "odd"),
    [
        ("start_operation", DELETION, "idempotencyKey"),
        ("wait_for_task", {"ref": "jira:1"}, "timeout"),
        ("list_operations", {}, "query"),
    ],
)
async def test_an_argument_that_a_tool_does_not_take_is_refused(
    connect: Connect, simulator: Simulator, tool: str, arguments: dict[str, Any], odd: str
) -> None:
    async with connect(Person()) as model:
        tools = {it.name: it.input_schema for it in (await model.client.list_tools()).tools}
        told = await model.client.call_tool(tool, arguments | {odd: "5"})

    assert tools[tool]["additionalProperties"] is False
    assert told.is_error
    assert odd in told.content[0].text
    assert simulator.requests == []


async def test_what_was_done_at_once_has_nothing_to_wait_for(
    connect: Connect, simulator: Simulator
) -> None:
    simulator.script_next(starts_task=False)
    update = {"scheme_id": 10001, "body": {"name": "Other"}}
    async with connect(Person()) as model:
        told = await model.call(
            "start_operation", operation="update_priority_scheme", arguments=update
        )

    assert told["ref"] is None
    assert "nothing to wait for" in told["message"]


@ERAS
async def test_an_unclear_start_says_so_and_is_not_repeated(
    connect: Connect, simulator: Simulator
) -> None:
    simulator.fail_next(502, carried_out=True)
    async with connect(Person()) as model:
        told = await model.call("start_operation", **DELETION)

    assert model.is_error
    assert told["error"]["type"] == "StartUnclear"
    assert told["error"]["may_have_started"] is True
    assert "look on the site" in told["error"]["hint"]
    assert len(simulator.requests) == 1


async def test_a_conflict_names_the_task_in_the_way(connect: Connect, simulator: Simulator) -> None:
    body = {"projectId": "10001", "targetSchemeId": "10002"}
    switch = {"operation": "switch_workflow_scheme", "arguments": {"body": body}}
    async with connect(Person()) as model:
        first = await model.call("start_operation", **switch)
        second = await model.call("start_operation", **switch)

    assert second["error"]["type"] == "ApiError"
    assert second["ref"] == first["ref"]


# What looks


async def test_a_look_tells_what_is_known_and_no_more(
    connect: Connect, simulator: Simulator
) -> None:
    task = simulator.add("jira-bulk", duration=0, issues=[10001], failures={10002: ["Locked."]})
    async with connect() as model:
        told = await model.call("get_task", ref=task.url)

    assert (told["ref"], told["status"], told["url"]) == (task.ref, "PARTIAL", task.url)
    assert told["failures"] == [{"subject": "10002", "reasons": ["Locked."]}]
    assert "raw" not in told
    assert None not in told.values()


async def test_text_that_no_encoding_has_a_place_for_does_not_stop_it(
    connect: Connect, simulator: Simulator
) -> None:
    body = json.dumps(jira(message="half \ud83d a pair"))  # as JSON may well say it
    simulator.fail_next(200, body=body.encode())
    async with connect() as model:
        told = await model.call("get_task", ref="jira:10641")

    assert told["message"] == "half ? a pair"


async def test_what_is_nested_without_end_is_told_in_words(
    connect: Connect, simulator: Simulator
) -> None:
    result: Any = "end"
    for _ in range(150):
        result = {"in": [result]}
    simulator.fail_next(200, body=json.dumps(jira(result=result)).encode())
    async with connect() as model:
        told = await model.call("get_task", ref="jira:10641")

    assert model.is_error is False
    assert told["ref"] == "jira:10641"
    assert "nested too deeply" in json.dumps(told["result"])


async def test_active_tasks_are_listed_up_to_a_limit(
    connect: Connect, simulator: Simulator
) -> None:
    for _ in range(3):
        simulator.add("confluence", duration=60)
    async with connect() as model:
        two = await model.call("list_tasks", limit=2)
        every = await model.call("list_tasks")
        other = await model.call("list_tasks", kind="jira")

    assert (len(two["tasks"]), two["has_more"]) == (2, True)
    assert (len(every["tasks"]), every["has_more"]) == (3, False)
    assert other["error"]["type"] == "NotSupported"


@ERAS
async def test_a_wait_reports_progress_that_grows(connect: Connect, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=600, progress="backwards", messages=["Packing.", "Done."])
    async with connect() as model:
        told = await model.call("wait_for_task", ref=task.ref, timeout_seconds=3600)

    shown = [progress for progress, _, _ in model.progress]
    assert told["status"] == "COMPLETE"
    assert len(shown) > 5
    assert shown == sorted(set(shown))
    assert model.progress[0][2] == "RUNNING: Packing."
    assert model.progress[-1] == (100, 100, "COMPLETE: Done.")


async def test_a_percentage_that_is_not_told_has_no_total(
    connect: Connect, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=60, messages=["1", "2"], overrides={"progress": None})
    async with connect() as model:
        await model.call("wait_for_task", ref=task.ref, timeout_seconds=3600)

    assert [(total, words) for _, total, words in model.progress] == [
        (None, "RUNNING: 1"),
        (None, "COMPLETE: 2"),
    ]


async def test_a_timeout_leaves_the_task_running_and_tells_how_to_go_on(
    connect: Connect, simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=3600)
    async with connect() as model:
        told = await model.call("wait_for_task", ref=task.ref)

    assert clock.now() == 50
    assert model.is_error is False
    assert (told["ref"], told["status"]) == (task.ref, "RUNNING")
    assert told["error"]["type"] == "WaitTimeout"
    assert "wait_for_task again" in told["error"]["hint"]


async def test_a_task_that_stalled_is_not_waited_for_again(
    connect: Connect, simulator: Simulator
) -> None:
    overrides = {"elapsedTime": 5000, "percentageComplete": 40}
    task = simulator.add("confluence-dc", duration=1e6, overrides=overrides)
    async with connect() as model:
        told = await model.call("wait_for_task", ref=task.ref, timeout_seconds=3600)

    assert told["error"]["type"] == "TaskStalled"
    assert "look on the site" in told["error"]["hint"]


async def test_a_task_that_ended_badly_is_told_and_is_no_error_of_the_tool(
    connect: Connect, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=5, outcome="failed", messages=["No such project."])
    async with connect() as model:
        told = await model.call("wait_for_task", ref=task.ref)

    assert model.is_error is False
    assert (told["status"], told["message"]) == ("FAILED", "No such project.")


async def test_a_refusal_tells_type_words_hint_and_when(
    connect: Connect, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=60)
    async with connect() as model:
        simulator.fail_next(429, headers={"Retry-After": "30"})
        limited = await model.call("get_task", ref=task.ref)
        missing = await model.call("get_task", ref="jira:99")

    assert limited["error"]["type"] == "RateLimited"
    assert limited["error"]["retry_after"] == 30
    assert missing["ref"] == "jira:99"
    assert missing["error"]["type"] == "TaskNotFound"
    assert missing["error"]["hint"] in missing["error"]["message"]


async def test_no_secret_is_told(clock: VirtualClock, capfd: pytest.CaptureFixture[str]) -> None:
    from atlassian_tasks.mcp import server
    from mcp import Client

    simulator = Simulator(clock, users=[User(name="ada", email="a@b.example", token="right")])
    tasks = AsyncTaskClient(
        simulator.site,
        auth=("a@b.example", "not-to-be-told"),
        transport=simulator.async_transport(),
        clock=clock.awaitable(),
    )
    async with Client(server(tasks), elicitation_callback=Person()) as client:
        model = Asked(client)
        told = [
            await model.call("get_task", ref="jira:1"),
            await model.call("start_operation", **DELETION),
            await model.call("wait_for_task", ref="jira:1"),
            await model.call("cancel_task", ref="jira:1"),
        ]

    assert {it["error"]["type"] for it in told} == {"AuthenticationFailed"}
    assert "not-to-be-told" not in json.dumps(told) + "".join(capfd.readouterr())


# As a process of its own


@pytest.mark.parametrize(
    ("era", "person", "options"),
    [("2026-07-28", Person(), []), ("legacy", None, ["--allow-writes", "-v"])],
    ids=["asks", "allowed"],
)
async def test_over_standard_input_and_output_it_starts_and_waits(
    era: str, person: Person | None, options: list[str], tmp_path: Path
) -> None:
    from mcp import Client, StdioServerParameters, stdio_client

    simulator, errors = Simulator(), tmp_path / "errors"
    simulator.script_next(duration=1.5)
    usual = {key: value for key, value in os.environ.items() if not key.startswith("ATLASSIAN_")}
    with simulator.serve(), errors.open("w") as errlog:
        process = StdioServerParameters(
            command=str(forked() / "atlassian-tasks"),
            args=["mcp", *options],
            env=usual | {"ATLASSIAN_URL": simulator.site},
        )
        transport = stdio_client(process, errlog=errlog)
        async with Client(transport, mode=era, elicitation_callback=person) as client:
            model = Asked(client)
            started = await model.call("start_operation", **DELETION)
            ended = await model.call("wait_for_task", ref=started["ref"])

    assert [task.ref for task in simulator.started] == [started["ref"]]
    assert (ended["ref"], ended["status"]) == (started["ref"], "COMPLETE")
    assert model.progress[-1][0] == 100
    logged = errors.read_text()
    assert f"{ended['ref']} is COMPLETE" in logged if "-v" in options else logged == ""
    assert "HTTP" not in logged
