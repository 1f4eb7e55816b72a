"""`start` runs the operations of the generated client; `ledger` tells what was started."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from atlassian_tasks import Ledger, TaskClient
from atlassian_tasks.operations import signature
from atlassian_tasks.simulator import Simulator

from tests.cli.conftest import Run
from tests.operations import STARTS, snake

LEDGER = "ATLASSIAN_TASKS_LEDGER"
TRANSITION = {"bulkTransitionInputs": [{"transitionId": "5", "selectedIssueIdsOrKeys": []}]}
DEFAULTS = ("ClassificationDefaults", "FieldDefaults", "StatusDefaults", "SubtaskTypeDefault")
MOVE = {"targetToSourcesMapping": {"NEW,1": {f"infer{name}": True for name in DEFAULTS}}}
TWO = {"targetToSourcesMapping": {"NEW,1": {}, "NEW,2": {}}}


@pytest.fixture(autouse=True)
def _no_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LEDGER, raising=False)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "starts.db")


def issues(folder: Path, count: int) -> str:
    file = folder / "issues"
    file.write_text("# all of them\n\n" + "".join(f"ABC-{n}\tsome\n" for n in range(1, count + 1)))
    return str(file)


# Help


def test_help_lists_the_operations(run: Run) -> None:
    told = run("start", "--help")

    assert told.exit_code == 0
    for name in STARTS:
        assert f"  {snake(name).replace('_', '-')} " in told.stdout
    assert "Delete a project, all of it or" in told.stdout
    assert "get-task" not in told.stdout


@pytest.mark.parametrize("id_", STARTS)
def test_help_of_an_operation_tells_its_arguments(run: Run, id_: str) -> None:
    operation = STARTS[id_]
    told = run("start", snake(id_).replace("_", "-"), "--help")

    assert told.exit_code == 0
    assert "It takes:" in told.stdout
    assert "Scopes: `" in told.stdout or operation.is_data_center
    for name in operation.arguments:
        assert ("  --body FILE " if name == "body" else f"{name}=") in told.stdout


def test_optional_arguments_are_in_brackets_and_have_their_types(run: Run) -> None:
    told = run("start", "replace-app-field-option", "--help").stdout

    assert "\n  field_key=TEXT" in told
    assert "option_id=INTEGER\n" in told
    assert "[override_editable_flag=true|false]" in told


def test_help_tells_the_fields_of_a_payload_those_first_that_it_has_to_have(run: Run) -> None:
    told = run("start", "copy-page-hierarchy", "--help").stdout
    first = told.index("\n  destinationPageId: TEXT")

    assert "The id of the page that the copy will be below." in " ".join(told.split())
    assert first < told.index("\n  [copyAttachments: true|false]") < told.index("For example:")
    assert "\n  [titleOptions: {...}]" in told
    assert "\n    [prefix: TEXT]" in told
    assert "\n    transitionId: TEXT" in run("start", "bulk-transition", "--help").stdout
    assert "\n    issueIdsOrKeys: [TEXT, ...]" in run("start", "bulk-move", "--help").stdout
    assert "spaceType: ALL|ALL_EX" in run("start", "remove-space-access", "--help").stdout


@pytest.mark.parametrize("id_", [id_ for id_, it in STARTS.items() if it.model])
def test_the_example_of_a_payload_can_be_pasted(
    run: Run, id_: str, simulator: Simulator, site: str
) -> None:
    name = snake(id_).replace("_", "-")
    told = run("start", name, "--help").stdout
    echo, line = told.partition("For example:\n")[2].splitlines()[:2]
    [payload] = re.findall(r"echo '([^']*)' \|$", echo)
    _, *words = line.split()
    done = run(*words, stdin=payload)

    assert words[:2] == ["start", name]
    assert done.exit_code == 0, done.stderr
    jsonschema.validate(json.loads(payload), signature(snake(id_)).schema()["properties"]["body"])


@pytest.mark.parametrize("name", ["delete-projects", "get-task", "_get_kwargs", "../x", ""])
def test_an_unknown_operation_is_a_usage_error(run: Run, name: str) -> None:
    told = run("start", name)

    assert told.exit_code == 2
    assert "There is no operation" in told.stderr


def test_a_misspelt_operation_is_told_what_was_meant(run: Run) -> None:
    assert "Did you mean delete-project or" in run("start", "delete-projct").stderr
    assert "start --help lists them" in run("start", "frobnicate").stderr


def test_what_is_missing_is_told_in_no_words_of_python(run: Run) -> None:
    told = run("start", "delete-project")

    assert told.exit_code == 2
    assert "It needs project_id_or_key=TEXT." in told.stderr
    assert "positional" not in told.stderr


# One


def test_a_start_prints_its_ref_and_address(run: Run, simulator: Simulator, site: str) -> None:
    told = run("start", "delete-project", "project_id_or_key=OLD")
    [task] = simulator.started

    assert told.exit_code == 0
    assert told.stdout.split() == [task.ref, f"{site}/rest/api/3/task/{task.id}"]
    assert simulator.requests[0].path == "/rest/api/3/project/OLD/delete"


@pytest.mark.parametrize("name", ["project_id_or_key", "projectIdOrKey", "project-id-or-key"])
def test_an_argument_has_its_name_in_any_spelling(
    run: Run, simulator: Simulator, site: str, name: str
) -> None:
    assert run("start", "delete-project", f"{name}=A=B").exit_code == 0
    assert simulator.requests[0].path == "/rest/api/3/project/A%3DB/delete"


def test_numbers_and_truths_are_sent_as_such(run: Run, simulator: Simulator, site: str) -> None:
    told = run(
        "start", "replace-app-field-option", "fieldKey=a__b", "optionId=3", "replaceWith=4",
        "overrideEditableFlag=TRUE",
    )  # fmt: skip

    assert told.exit_code == 0
    assert simulator.requests[0].path.endswith("/a__b/option/3/issue")
    assert set(simulator.requests[0].query.split("&")) == {
        "replaceWith=4",
        "overrideEditableFlag=true",
    }


@pytest.mark.parametrize("words", [["--issues", "-", "--wait"], []])
def test_what_cancels_on_an_interrupt_waits_for_one(
    run: Run, simulator: Simulator, site: str, words: list[str]
) -> None:
    told = run("start", "bulk-delete", *words, "--cancel-on-interrupt", "--body", "-", stdin="{}")

    assert told.exit_code == 2
    assert simulator.requests == []


@pytest.mark.parametrize("where", ["-", "file"])
def test_a_payload_comes_from_a_file_or_standard_input(
    run: Run, simulator: Simulator, site: str, tmp_path: Path, where: str
) -> None:
    payload = json.dumps({"destinationPageId": "7"})
    file = tmp_path / "body"
    file.write_text(payload, encoding="utf-8-sig")
    body = where if where == "-" else str(file)
    told = run("start", "copy-page-hierarchy", "id=42", "--body", body, stdin=payload)

    assert told.exit_code == 0
    assert told.stdout.startswith("confluence:")


def test_what_is_started_can_be_waited_for_at_once(
    run: Run, simulator: Simulator, site: str
) -> None:
    simulator.script_next(duration=0, outcome="failed", messages=["It is in use."])
    told = run("start", "delete-project", "project_id_or_key=OLD", "--wait", "--json")

    assert told.exit_code == 1
    assert json.loads(told.stdout)["ref"] == simulator.started[0].ref
    assert "It is in use." in told.stderr


def test_what_was_done_at_once_prints_nothing(run: Run, simulator: Simulator, site: str) -> None:
    told = run(
        "start", "update-priority-scheme", "scheme_id=1", "--body", "-", stdin='{"name":"S"}'
    )

    assert (told.exit_code, told.stdout) == (0, "")
    assert "nothing to wait for" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "project_id_or_key"),
        (["OLD"], "'OLD' is no argument"),
        (["project=OLD"], "project_id_or_key=TEXT"),
        (["body={}"], "is no argument"),
        (["project_id_or_key="], "cannot take"),
        (["project_id_or_key=A", "projectIdOrKey=B"], "project_id_or_key is said twice"),
        (["project_id_or_key=OLD", "--body", "-"], "No such option '--body'"),
    ],
)
def test_wrong_arguments_are_usage_errors(
    run: Run, simulator: Simulator, site: str, arguments: list[str], said: str
) -> None:
    told = run("start", "delete-project", *arguments, stdin="{}")

    assert told.exit_code == 2
    assert said in told.stderr
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("operation", "arguments", "stdin", "said"),
    [
        ("bulk-delete", ["--body", "-"], "{}", "needs the field 'selectedIssueIdsOrKeys'"),
        ("bulk-delete", ["--body", "-"], "[]", "JSON object"),
        ("bulk-delete", ["--body", "-"], "{", "no JSON"),
        ("bulk-delete", ["--body", "-"], "", "no JSON"),
        ("bulk-delete", ["--issues", "-"], "# none\n", "no issues"),
        ("bulk-delete", ["--issues", "-"], b"\xffABC-1", "standard input is not written in UTF-8"),
        ("bulk-delete", ["--issues", "-", "--body", "-"], "{}", "not both"),
        ("bulk-move", ["--issues", "-"], "ABC-1", "targetToSourcesMapping"),
        ("delete-project", ["project_id_or_key=OLD", "--issues", "-"], "ABC-1", "No such option"),
        ("back-up-site", ["--issues", "-"], "ABC-1", "No such option"),
        ("bulk-delete", ["--issues", "-"], "ABC-1 ABC-2", "line 1 is no issue"),
        ("bulk-delete", ["--issues", "-"], "# mine\nABC-1,", "line 2 is no issue"),
        ("bulk-delete", ["--issues", "-"], "Key\nABC-1", "line 1 is no issue"),
        ("delete-project", ["project_id_or_key=OLD", "--timeout", "1m"], "", "add --wait"),
        ("delete-project", ["project_id_or_key=OLD", "--stall", "1m"], "", "add --wait"),
        ("bulk-delete", [], "", "It needs --body FILE; --help has an example of a payload."),
        ("copy-page-hierarchy", [], "", "It needs id=TEXT and --body FILE; --help has"),
        ("bulk-delete", ["--body", "[]"], "", "takes a file, or - for standard input: echo"),
        ("bulk-delete", ["--body", '{"selectedIssueIdsOrKeys": []}'], "", "takes a file, or -"),
        ("bulk-delete", ["--issues", "[1]"], "", "start bulk-delete --issues -"),
        ("bulk-delete", ["--body", "no-such-file"], "", "'no-such-file' does not exist"),
        (
            "bulk-delete",
            ["selectedIssueIdsOrKeys=A-1"],
            "",
            "operation; it takes --body FILE, which has the fields of the payload",
        ),
        (
            "delete-priority",
            ["id=3", "--idempotency-key", "k"],
            "",
            "give a ledger (ledger=, in the shell --ledger FILE",
        ),
        ("replace-app-field-option", ["field_key=a", "option_id=x"], "", "whole number"),
        ("replace-app-field-option", ["field_key=a", "option_id=--5"], "", "whole number"),
        ("replace-app-field-option", ["field_key=a", f"option_id={'9' * 5000}"], "", "whole"),
        ("replace-app-field-option", ["override_editable_flag=yes"], "", "true or false"),
    ],
)
def test_what_cannot_be_started_is_said_before_anything_is_sent(
    run: Run, simulator: Simulator, site: str, operation: str, arguments: list[str],
    stdin: str | bytes, said: str,
) -> None:  # fmt: skip
    told = run("start", operation, *arguments, stdin=stdin)

    assert told.exit_code == 2
    assert said in told.stderr
    assert simulator.requests == []


def test_a_refusal_is_in_the_servers_words(run: Run, simulator: Simulator, site: str) -> None:
    simulator.fail_next(403, body={"errorMessages": ["You may not."]})
    told = run("start", "delete-project", "project_id_or_key=OLD")

    assert told.exit_code == 3
    assert "You may not." in told.stderr


@pytest.mark.parametrize("more", [[], ["--wait"]])
def test_an_unclear_start_has_a_code_of_its_own(
    run: Run, simulator: Simulator, site: str, more: list[str]
) -> None:
    simulator.fail_next(502, carried_out=True)
    told = run("start", "delete-project", "project_id_or_key=OLD", *more)

    assert (told.exit_code, told.stdout) == (4, "")
    assert "never repeat it blindly" in told.stderr


# Many issues


def test_issues_are_cut_in_thousands_and_waited_for(
    run: Run, simulator: Simulator, site: str, tmp_path: Path
) -> None:
    simulator.script_next(duration=0, times=2)
    simulator.script_next(duration=0, failures={"12001": ["It is locked."]})
    told = run("start", "bulk-delete", "--issues", issues(tmp_path, 2001), "--json")
    ended = [json.loads(line) for line in told.stdout.splitlines()]

    assert told.exit_code == 1
    assert Counter(task["status"] for task in ended) == {"COMPLETE": 2, "PARTIAL": 1}
    assert "It is locked." in told.stderr
    assert told.stderr.startswith("Starting 3 parts, at most 5 at a time.\n")
    assert "3 of 3 have ended." in told.stderr


def test_a_part_that_was_not_begun_says_which_it_is(
    run: Run, simulator: Simulator, site: str, tmp_path: Path
) -> None:
    simulator.script_next(duration=0, times=2)
    simulator.fail_next(403, method="POST", skip=1)
    told = run("-q", "start", "bulk-delete", "--issues", issues(tmp_path, 2001), "--json")
    [lost] = [it for it in map(json.loads, told.stdout.splitlines()) if "error" in it]

    assert told.exit_code == 3
    assert (lost["ref"], lost["part"], lost["error"]["type"]) == (None, 2, "PermissionDenied")
    assert [line[:12] for line in told.stderr.splitlines()][:2] == ["Part 2 of 3:", "Error: the s"]
    assert "have ended" not in told.stderr  # which is progress
    assert "Starting" not in told.stderr


@pytest.mark.parametrize(
    ("operation", "payload"), [("bulk-transition", TRANSITION), ("bulk-move", MOVE)]
)
def test_issues_go_where_the_payload_has_its_own(
    run: Run, simulator: Simulator, site: str, tmp_path: Path, operation: str, payload: Any
) -> None:
    simulator.script_next(duration=0, times=2)
    told = run(
        "start", operation, "--issues", issues(tmp_path, 1500), "--body", "-",
        stdin=json.dumps(payload),
    )  # fmt: skip

    assert told.exit_code == 0
    assert [len(task.script.issues) for task in simulator.started] == [1000, 500]


@pytest.mark.parametrize("payload", [TWO, {"bulkTransitionInputs": []}])
def test_issues_need_one_place_to_go(
    run: Run, simulator: Simulator, site: str, tmp_path: Path, payload: Any
) -> None:
    told = run(
        "start", "bulk-move", "--issues", issues(tmp_path, 3), "--body", "-",
        stdin=json.dumps(payload),
    )  # fmt: skip

    assert told.exit_code == 2
    assert "one transition or target" in told.stderr
    assert simulator.requests == []


# With a ledger


def test_a_key_starts_once_in_every_shell(
    run: Run, simulator: Simulator, site: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyed = ("start", "delete-project", "project_id_or_key=OLD", "--idempotency-key", "old")
    first = run(*keyed, "--ledger", path)
    monkeypatch.setenv(LEDGER, path)
    second = run(*keyed)

    assert first.stdout == second.stdout != ""
    assert len(simulator.started) == 1


def test_parts_have_keys_and_are_not_started_again(
    run: Run, simulator: Simulator, site: str, path: str, tmp_path: Path
) -> None:
    simulator.script_next(duration=0, times=9)
    again = (
        "start", "bulk-delete", "--issues", issues(tmp_path, 1001), "--idempotency-key", "bulk",
        "--ledger", path,
    )  # fmt: skip
    codes = [run(*again).exit_code for _ in range(2)]

    assert codes == [0, 0]
    assert len(simulator.started) == 2
    assert [(entry.key, entry.state) for entry in Ledger(path).entries()] == [
        ("bulk/1", "ended"),
        ("bulk/2", "ended"),
    ]


@pytest.fixture
def three(run: Run, simulator: Simulator, site: str, path: str) -> str:
    """A ledger with a start that has ended, one that runs, and one that is unclear."""
    for key, duration in (("done", 0), ("runs", 500)):
        simulator.script_next(duration=duration)
        waits = ["--wait"] if not duration else []
        run(
            "start", "delete-project", f"project_id_or_key={key}", "--idempotency-key", key,
            "--ledger", path, *waits,
        )  # fmt: skip
    simulator.fail_next(502)
    run("start", "delete-priority", "id=3", "--idempotency-key", "who knows", "--ledger", path)
    return path


def test_the_ledger_is_printed(run: Run, simulator: Simulator, site: str, three: str) -> None:
    lines = run("ledger", "--ledger", three).stdout.splitlines()
    told = [
        json.loads(line)
        for line in run("ledger", "--json", "--ledger", three).stdout.split("\n")[:-1]
    ]

    assert [line.split("\t")[:4] for line in lines] == [
        ["done", "ended", simulator.started[0].ref, "delete_project"],
        ["runs", "running", simulator.started[1].ref, "delete_project"],
        ["who knows", "unclear", "", "delete_priority"],
    ]
    assert told[0]["task"]["status"] == "COMPLETE"
    assert {entry["site"] for entry in told} == {site}


def test_what_is_open_is_printed_alone(run: Run, three: str) -> None:
    lines = run("ledger", "--open", "--ledger", three).stdout.splitlines()

    assert [line.split("\t")[1] for line in lines] == ["running", "unclear"]


def test_what_is_open_is_waited_for_and_what_is_unclear_said(
    run: Run, simulator: Simulator, clock: Any, three: str
) -> None:
    clock.advance(600)
    told = run("ledger", "wait", "--ledger", three)

    assert told.stdout.split("\t")[:2] == [simulator.started[1].ref, "COMPLETE"]
    assert "who knows" in told.stderr
    assert told.exit_code == 4
    assert [entry.state for entry in Ledger(three).entries()] == ["ended", "ended", "unclear"]


@pytest.mark.parametrize("place", [1, 2])
def test_what_is_open_is_an_object_too(
    run: Run, simulator: Simulator, clock: Any, three: str, place: int
) -> None:
    clock.advance(600)
    arguments = ["ledger", "wait", "--ledger", three]
    told = run(*arguments[:place], "--json", *arguments[place:])
    unknown, ended = map(json.loads, told.stdout.splitlines())

    assert (unknown["key"], unknown["error"]["type"]) == ("who knows", "StartUnclear")
    assert ended["ref"] == simulator.started[1].ref


def test_a_line_without_a_ref_is_quoted_by_who_waits(run: Run, three: str) -> None:
    told = run("wait", "-", stdin=run("ledger", "--json", "--ledger", three).stdout)

    assert told.exit_code == 2
    assert "has no ref" in told.stderr
    assert "who knows" in told.stderr


@pytest.mark.parametrize(
    ("became", "state", "said"),
    [
        ("jira:7", "running", "running as jira:7: it is waited for"),
        ("nothing", "nothing", "nothing: it is never sent again"),
        ("not-begun", "refused", "refused: the next time it is sent"),
    ],
)
def test_an_unclear_start_is_settled_and_it_is_said_what_that_means(
    run: Run, three: str, monkeypatch: pytest.MonkeyPatch, became: str, state: str, said: str
) -> None:
    monkeypatch.setenv(LEDGER, three)
    told = run("ledger", "settle", "who knows", became)

    assert (told.exit_code, told.stdout) == (0, "")
    assert told.stderr == f"who knows was unclear, and is {said}.\n"
    assert Ledger(three).entries()[2].state == state


def test_settling_what_runs_says_what_it_was(run: Run, three: str) -> None:
    told = run("ledger", "settle", "runs", "nothing", "--ledger", three)

    assert "runs was running as jira:10001, and is nothing" in told.stderr


def test_what_was_started_before_is_said(run: Run, simulator: Simulator, three: str) -> None:
    again = ["start", "delete-project", "project_id_or_key=runs", "--idempotency-key", "runs"]
    told = run(*again, "--ledger", three)

    assert told.stdout.startswith("jira:10001\t")
    assert told.stderr == "A start with the key runs was sent before: it is not sent again.\n"


def test_what_was_refused_is_a_start_like_any_other(
    run: Run, simulator: Simulator, three: str
) -> None:
    run("ledger", "settle", "who knows", "not-begun", "--ledger", three)
    again = ["start", "delete-priority", "id=3", "--idempotency-key", "who knows"]

    assert "sent before" not in run(*again, "--ledger", three).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["settle", "runs", "not-begun"], "can be said of what is unclear or nothing"),
        (["settle", "nobody", "nothing"], "no start with the key"),
        (["settle", "who knows", "maybe"], "or write nothing, or not-begun"),
        (["settle", "who knows"], "Missing argument"),
    ],
)
def test_what_cannot_be_settled_is_said(
    run: Run, three: str, arguments: list[str], said: str
) -> None:
    told = run("ledger", "--ledger", three, *arguments)

    assert told.exit_code == 2
    assert said in told.stderr


@pytest.mark.parametrize("command", [[], ["wait"], ["settle", "k", "nothing"]])
def test_a_ledger_has_to_be_named_and_to_be_there(
    run: Run, site: str, path: str, command: list[str]
) -> None:
    unnamed = run("ledger", *command)
    absent = run("ledger", "--ledger", path, *command)

    assert (unnamed.exit_code, absent.exit_code) == (2, 2)
    assert LEDGER in unnamed.stderr
    assert "there is no ledger at" in absent.stderr
    assert not Path(path).exists()


def test_what_has_a_key_is_gone_on_with_by_the_same_command(
    run: Run, site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> Iterator[object]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(TaskClient, "run_as_completed", stop)
    ledger = ["--ledger", str(tmp_path / "starts.db"), "--idempotency-key", "old"]
    told = run("start", "bulk-delete", "--issues", issues(tmp_path, 3), *ledger)

    assert told.exit_code == 130
    assert "Run the same command again" in told.stderr
