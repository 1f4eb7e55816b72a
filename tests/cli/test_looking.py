"""get, list, cancel and ref: one request a task, and what becomes of errors."""

import json
import re

import click
import pytest
from atlassian_tasks import Kind, TaskRef
from atlassian_tasks.cli.shell import Commands, says
from atlassian_tasks.kinds import ROWS
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from click.testing import CliRunner

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("site")
LISTED = [str(kind) for kind, row in ROWS.items() if row.list is not None]
CANCELLED = [str(kind) for kind, row in ROWS.items() if row.cancel is not None]


def test_a_kind_without_a_list_is_told_what_to_do(run: Run, site: str) -> None:
    result = run("list", "--kind", "jira")

    assert result.exit_code == 2
    assert "--kind is one of confluence, " in result.stderr
    assert "Jira has no such list: keep the refs of its tasks." in result.stderr


def test_get_prints_ref_status_percentage_and_name(
    run: Run, simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=10, name="Delete a field")
    clock.advance(4)

    result = run("get", task.ref)

    assert result.stdout == f"{task.ref}\tRUNNING\t40\tDelete a field\n"
    assert (result.exit_code, result.stderr) == (0, "")


def test_with_json_every_task_is_an_object_on_a_line(run: Run, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=0), simulator.add("confluence", duration=0)]

    lines = run("get", "--json", *[task.ref for task in tasks]).stdout.splitlines()

    told = [json.loads(line) for line in lines]
    assert [task["ref"] for task in told] == [task.ref for task in tasks]
    assert {task["status"] for task in told} == {"COMPLETE"}
    assert told[0]["raw"]["id"] == tasks[0].id


def test_get_takes_addresses(run: Run, simulator: Simulator) -> None:
    task = simulator.add("confluence", duration=0)

    assert run("get", task.url).stdout.startswith(f"{task.ref}\tCOMPLETE")


def test_get_goes_on_past_a_task_that_is_not_there(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0)

    result = run("get", "jira:1", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tCOMPLETE")
    assert result.stderr.startswith("Error: jira:1: the server answered 404 Not Found")
    assert result.exit_code == 3


def test_looking_at_a_failed_task_is_no_failure(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0, outcome="failed")

    result = run("get", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tFAILED")
    assert result.exit_code == 0


def test_a_ref_named_twice_is_looked_at_once(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira")

    assert len(run("get", task.ref, task.url).stdout.splitlines()) == 1
    assert len(simulator.requests) == 1


def test_words_of_the_server_stay_on_their_line_and_steer_no_terminal(
    run: Run, simulator: Simulator
) -> None:
    task = simulator.add("jira", name="a\tb\nc\x1b[31m\u202ed")

    assert run("get", task.ref).stdout == f"{task.ref}\tRUNNING\t0\ta b c [31m d\n"


def test_cancel_asks_once_and_prints_what_the_task_is_then(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100)

    result = run("cancel", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tCANCEL_REQUESTED")
    assert [exchange.method for exchange in simulator.requests] == ["POST", "GET"]
    assert result.exit_code == 0


@pytest.mark.parametrize("outcome", ["complete", "cancelled"])
def test_cancelling_what_has_ended_says_so(run: Run, simulator: Simulator, outcome: str) -> None:
    task = simulator.add("jira", duration=0, outcome=outcome)

    result = run("cancel", task.ref)

    assert result.stdout.startswith(f"{task.ref}\t{outcome.upper()}\t")
    assert result.stderr == f"{task.ref} has ended; there is nothing left to cancel.\n"
    assert result.exit_code == 0


def test_cancelling_what_has_no_cancel_is_a_usage_error(run: Run, simulator: Simulator) -> None:
    result = run("cancel", simulator.add("confluence").ref)

    assert "no way to cancel" in result.stderr
    assert (result.exit_code, simulator.requests) == (2, [])


def test_a_refused_cancel_is_an_error_that_shows_the_task(run: Run, simulator: Simulator) -> None:
    task = simulator.add("jira", cancel_takes=None)

    result = run("cancel", task.ref)

    assert result.stdout.startswith(f"{task.ref}\tRUNNING")
    assert "cannot be cancelled" in result.stderr
    assert result.exit_code == 3


def test_list_prints_lines_that_other_commands_read(run: Run, simulator: Simulator) -> None:
    tasks = [simulator.add("confluence") for _ in range(3)]

    listed = run("list").stdout
    as_json = run("list", "--json").stdout

    assert [line.split("\t")[0] for line in listed.splitlines()] == [task.ref for task in tasks]
    assert run("get", "-", stdin=listed).stdout == listed
    assert run("get", "-", stdin=as_json).stdout == listed


def test_an_empty_list_is_said_so(run: Run) -> None:
    result = run("list", "--kind", "confluence-dc")

    assert (result.stdout, result.exit_code) == ("", 0)
    assert "no active tasks" in result.stderr
    assert "--kind confluence or --kind confluence-dc-backup" in result.stderr
    assert "Jira has no such list" in result.stderr


def test_help_of_list_says_how_to_list_others(run: Run) -> None:
    told = " ".join(run("list", "--help").stdout.split())

    assert "confluence unless --kind says otherwise" in told
    assert "Jira has no such list" in told


@pytest.mark.parametrize("kind", ["jira", "nonsense"])
def test_list_takes_only_kinds_that_have_a_list(run: Run, simulator: Simulator, kind: str) -> None:
    result = run("list", "--kind", kind)

    assert f"--kind is one of {', '.join(LISTED)}, not {kind!r}" in " ".join(result.stderr.split())
    assert (result.exit_code, simulator.requests) == (2, [])


def test_ref_prints_the_ref_and_the_address_and_asks_nobody(
    run: Run, simulator: Simulator, site: str
) -> None:
    result = run("ref", f"{site}/rest/api/2/task/5", "jira-bulk:7")

    assert result.stdout == (
        f"jira-v2:5\t{site}/rest/api/2/task/5\njira-bulk:7\t{site}/rest/api/3/bulk/queue/7\n"
    )
    assert (result.exit_code, simulator.requests) == (0, [])


def test_ref_as_json_names_kind_id_and_url(run: Run, site: str) -> None:
    told = json.loads(run("ref", "--json", "jira:7").stdout)

    url = f"{site}/rest/api/3/task/7"
    assert told == {"ref": "jira:7", "kind": "jira", "id": "7", "url": url}


@pytest.mark.parametrize(
    ("deployment", "told"),
    [
        ("cloud", "confluence:9\thttps://corp.example/wiki/rest/api/longtask/9\n"),
        ("data-center", "confluence-dc:9\thttps://corp.example/rest/api/longtask/9\n"),
        ("", "confluence-dc:9\thttps://corp.example/rest/api/longtask/9\n"),
    ],
)
def test_ref_reads_addresses_as_the_deployment_says(
    run: Run, monkeypatch: pytest.MonkeyPatch, deployment: str, told: str
) -> None:
    monkeypatch.setenv("ATLASSIAN_URL", "https://corp.example")
    monkeypatch.setenv("ATLASSIAN_DEPLOYMENT", deployment)

    assert run("ref", "https://corp.example/rest/api/longtask/9").stdout == told


def test_ref_works_without_a_site(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLASSIAN_URL")
    address = "https://acme.atlassian.net/wiki/rest/api/longtask/7"

    assert run("ref", "jira:7", address).stdout == f"jira:7\nconfluence:7\t{address}\n"


@pytest.mark.parametrize(
    "text", ["10641", "jira:", "jira:../7", "https://elsewhere.atlassian.net/rest/api/3/task/1"]
)
@pytest.mark.parametrize("command", ["get", "wait", "watch", "cancel", "ref"])
def test_a_bad_ref_is_a_usage_error_before_any_request(
    run: Run, simulator: Simulator, command: str, text: str
) -> None:
    good = simulator.add("jira")

    result = run(command, good.ref, text)

    assert result.stderr.startswith("Error: ")
    assert (result.exit_code, simulator.requests) == (2, [])


def test_no_site_and_half_credentials_are_usage_errors(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLASSIAN_EMAIL", "me@acme.example")
    half = run("get", "jira:1")
    monkeypatch.delenv("ATLASSIAN_EMAIL")
    monkeypatch.setenv("ATLASSIAN_URL", "")
    nowhere = run("get", "jira:1")

    assert (half.exit_code, nowhere.exit_code) == (2, 2)
    assert "ATLASSIAN_API_TOKEN" in half.stderr
    assert "set ATLASSIAN_URL" in nowhere.stderr


def test_a_site_that_does_not_answer_is_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLASSIAN_URL", "http://127.0.0.1:1")

    result = run("get", "jira:1")

    assert result.stderr.startswith("Error: jira:1: no answer from 127.0.0.1")
    assert (result.stdout, result.exit_code) == ("", 3)


def test_wrong_credentials_are_3_and_shown_nowhere(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLASSIAN_BEARER_TOKEN", "s3cret")
    with Simulator(users=[User(name="somebody", token="other")]).serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        result = run("-vv", "get", "jira:1")

    assert "401" in result.stderr
    assert "GET /rest/api/3/task/1: 401" in result.stderr
    assert "s3cret" not in result.output
    assert result.exit_code == 3


@pytest.mark.parametrize("verbose", [(), ("-v",)])
def test_a_bug_is_admitted_without_any_value(verbose: tuple[str, ...]) -> None:
    @click.group(cls=Commands, params=says())
    def broken() -> None:
        pass

    @broken.command()
    def command() -> None:
        token = "s3cret"
        raise RuntimeError(token)

    result = CliRunner().invoke(broken, [*verbose, "command"])

    assert result.stderr.startswith("Error: unexpected RuntimeError; please report it")
    assert ("Traceback" in result.stderr or "line " in result.stderr) == bool(verbose)
    assert "RuntimeError(s3cret)" not in result.stderr
    assert "RuntimeError: s3cret" not in result.stderr
    assert result.exit_code == 3


@pytest.mark.parametrize("command", ["get", "watch", "wait", "cancel", "ref"])
def test_each_command_that_takes_refs_says_what_they_are(run: Run, command: str) -> None:
    told = run(command, "--help").stdout

    forms = re.findall(r"(?:https:/)?/\S+|[a-z0-9-]+:\w+", told.partition("REF is")[2])
    assert {TaskRef.parse(form).kind for form in forms} == set(Kind)
    assert max(map(len, told.splitlines())) <= 80


def test_help_names_the_kinds_that_can_be_cancelled_and_those_with_a_list(run: Run) -> None:
    cancelling, listing = (
        " ".join(run(command, "--help").stdout.split()).replace("- ", "-")
        for command in ("cancel", "list")
    )

    assert f"Of these kinds: {', '.join(CANCELLED)}." in cancelling
    assert f"of these kinds: {', '.join(LISTED)}." in listing
    assert f"--kind [{'|'.join(LISTED)}]" in listing


def test_help_tells_the_exit_codes_and_the_environment(run: Run) -> None:
    told = run("--help").stdout

    for code in ("124 timed out", "129 hung up", "130 interrupted", "143 terminated"):
        assert code in told
    assert "ATLASSIAN_API_TOKEN" in told


@pytest.mark.parametrize(("deployment", "kind"), [("cloud", "confluence"), ("", "confluence-dc")])
def test_an_address_is_read_as_the_deployment_says(
    run: Run,
    simulator: Simulator,
    site: str,
    monkeypatch: pytest.MonkeyPatch,
    deployment: str,
    kind: str,
) -> None:
    task = simulator.add(kind, duration=0)
    monkeypatch.setenv("ATLASSIAN_DEPLOYMENT", deployment)

    result = run("get", f"{site}/rest/api/longtask/{task.id}")

    assert result.stdout.startswith(f"{task.ref}\tCOMPLETE")
    assert result.exit_code == 0


def test_a_data_center_under_wiki_is_followed_as_one(
    run: Run, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator = Simulator(clock, context="/wiki", products=["confluence-dc"])
    task = simulator.add("confluence-dc", duration=0)
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", f"{server.url}/wiki")
        looked = run("get", f"{server.url}/wiki/rest/api/longtask/{task.id}")
        named = run("ref", f"/rest/api/longtask/{task.id}")

    assert looked.stdout.startswith(f"{task.ref}\tCOMPLETE")
    assert named.stdout == f"{task.ref}\t{server.url}/wiki/rest/api/longtask/{task.id}\n"
