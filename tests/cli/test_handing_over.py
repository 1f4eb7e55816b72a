"""What `curl` printed of a start becomes a ref."""

import shutil
import subprocess

import pytest
from atlassian_tasks.simulator import Simulator

from tests.cli.conftest import Run

AT = "https://acme.atlassian.net"
REDIRECT = f"HTTP/2 303 \r\nlocation: {AT}/rest/api/3/task/10641\r\n\r\n"


@pytest.mark.parametrize(
    ("told", "ref"),
    [
        (REDIRECT, "jira:10641"),
        (f'{REDIRECT}{{"id": "1"}}\nHTTP/2 401 \r\n\r\n', "jira:10641"),
        (f'HTTP/1.1 202 Accepted\n\n"{AT}/rest/api/3/task/1010"', "jira:1010"),
        ('HTTP/2 202\n\n{"id":"7","links":{"status":"/rest/api/longtask/7"}}', "confluence:7"),
        (
            "HTTP/1.1 100 Continue\n\nHTTP/1.1 303 See Other\nLocation: /rest/api/2/task/5\n\n",
            "jira-v2:5",
        ),
        (f'"{AT}/rest/api/3/task/1010"', "jira:1010"),
        (f'{{"self": "{AT}/rest/api/3/task/9"}}', "jira:9"),
    ],
)
def test_an_answer_on_standard_input_becomes_the_ref_of_its_task(
    run: Run, told: str, ref: str
) -> None:
    result = run("ref", "-", stdin=told)

    assert result.stdout.split() == [ref]
    assert result.exit_code == 0


def test_an_id_alone_needs_a_kind(run: Run) -> None:
    told = 'HTTP/2 201\n\n{"taskId": "10642"}'

    assert "kind=" in run("ref", "-", stdin=told).stderr
    assert run("ref", "-", "--kind", "jira-bulk", stdin=told).stdout.split() == ["jira-bulk:10642"]


def test_nothing_to_wait_for_is_success_without_a_ref(run: Run) -> None:
    result = run("ref", "-", stdin="HTTP/2 204\n\n")

    assert result.stdout == ""
    assert "nothing to wait for" in result.stderr
    assert result.exit_code == 0


def test_a_refused_start_is_an_error_in_the_servers_words(run: Run) -> None:
    told = 'HTTP/2 403\n\n{"errorMessages": ["You may not."]}'

    result = run("ref", "-", stdin=told)

    assert "You may not." in result.stderr
    assert result.exit_code == 3


def test_an_empty_input_is_not_taken_for_nothing_to_do(run: Run) -> None:
    result = run("ref", "-", stdin="")

    assert "did that fail" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize("verb", ["wait", "watch", "get", "cancel"])
def test_an_empty_pipe_is_a_usage_error_unless_it_may_be(run: Run, site: str, verb: str) -> None:
    refused = run(verb, "-", stdin="")
    allowed = run(verb, "-", "--allow-empty", stdin="\n# nothing\n")

    assert refused.exit_code == 2
    assert "may have failed" in refused.stderr
    assert (allowed.exit_code, allowed.stdout, allowed.stderr) == (0, "", "")


NOTHING = "HTTP/1.1 204 No Content\r\n\r\n"


def test_nothing_to_wait_for_is_no_error(run: Run, site: str) -> None:
    result = run("wait", "-", stdin=NOTHING)

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nothing to wait for" in result.stderr
    assert "Error" not in result.stderr


@pytest.mark.parametrize("verb", ["wait", "ref"])
def test_nothing_to_wait_for_keeps_no_other_task_from_its_end(
    run: Run, simulator: Simulator, site: str, verb: str
) -> None:
    task = simulator.add("jira", duration=0)
    lines = f'{{"result": 1}}\n{task.ref}\n'
    piped = run(verb, "-", stdin=lines)
    named = run(verb, "-", task.ref, stdin=NOTHING)

    for result in (piped, named):
        assert result.exit_code == 0
        assert result.stdout.startswith(f"{task.ref}\t")
        assert "nothing to wait for" in result.stderr


def test_an_answer_is_waited_for_straight_from_the_pipe(
    run: Run, simulator: Simulator, site: str
) -> None:
    task = simulator.add("jira", duration=0)
    answer = f"HTTP/1.1 303 See Other\r\nLocation: {site}/rest/api/3/task/{task.id}\r\n\r\n"
    result = run("wait", "-", stdin=answer)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{task.ref}\tCOMPLETE")


def test_a_refused_start_is_no_success(run: Run, site: str) -> None:
    answer = 'HTTP/1.1 403 Forbidden\r\n\r\n{"message": "not yours"}'
    result = run("wait", "-", stdin=answer)

    assert result.exit_code == 3
    assert "not yours" in result.stderr


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
def test_what_curl_prints_is_waited_for(run: Run, simulator: Simulator, site: str) -> None:
    simulator.script_next(duration=0)
    told = subprocess.run(
        ["curl", "-si", "--noproxy", "*", "-X", "DELETE", f"{site}/rest/api/3/field/customfield_1"],
        capture_output=True,
        check=True,
    ).stdout

    refs = run("ref", "-", stdin=told).stdout
    result = run("wait", "-", stdin=refs)

    assert result.stdout.split("\t")[1] == "COMPLETE"
    assert result.exit_code == 0
