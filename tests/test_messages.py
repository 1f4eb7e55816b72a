"""What people read when something is wrong says what to do about it."""

from __future__ import annotations

import os
import pickle
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from atlassian_tasks import Start, TaskClient, TaskRef, errors
from atlassian_tasks.kinds.hints import HINTS
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, User
from atlassian_tasks_rest.api.jira_v3 import delete_project

from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.colours import Client, Colour
from tests.sockets import listening

SITE = "https://acme.atlassian.net"
TOLD = ("ATLASSIAN_EMAIL", "ATLASSIAN_API_TOKEN", "ATLASSIAN_BEARER_TOKEN")


@pytest.mark.parametrize("variable", TOLD)
@pytest.mark.parametrize("ending", [" ", "\n", "\u200b"])
def test_a_blank_in_a_credential_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, ending: str
) -> None:
    for name in TOLD:
        monkeypatch.delenv(name, raising=False)
    if "BEARER" not in variable:
        monkeypatch.setenv("ATLASSIAN_EMAIL", "me@acme.example")
        monkeypatch.setenv("ATLASSIAN_API_TOKEN", "word")
    monkeypatch.setenv(variable, f"word{ending}")
    with pytest.raises(errors.ConfigurationError, match=f"^{variable} is empty or holds") as caught:
        TaskClient.from_env(SITE)

    assert "word" not in str(caught.value)


@pytest.mark.parametrize("text", ["jira:1,jira:2", "jira:1, jira:2", "1,2", "a,b"])
def test_several_refs_in_one_text_are_refused_in_words(text: str) -> None:
    with pytest.raises(errors.InvalidRef, match="one task, without commas"):
        TaskRef.parse(text)


def test_the_end_of_patience_says_so_and_how_to_go_on(client: Client, simulator: Simulator) -> None:
    simulator.add("jira", "1")
    simulator.fail_next(503, times=1000)
    with pytest.raises(errors.ServerError) as caught:
        client.wait("jira:1", patience=60)

    assert "gave up after 60 s of failed looks" in str(caught.value)
    assert "atlassian-tasks wait jira:1" in str(caught.value)


def test_a_refusal_says_nothing_of_patience(client: Client, simulator: Simulator) -> None:
    simulator.fail_next(403)
    with pytest.raises(errors.PermissionDenied) as caught:
        client.wait("jira:1")

    assert "gave up" not in str(caught.value)


@pytest.mark.trio
def test_a_port_that_speaks_no_tls_is_named(colour: Colour) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with (
        listening(serve) as (site, _),
        colour.make(site.replace("http:", "https:")) as client,
        pytest.raises(errors.ConnectionFailed, match="speaks no TLS: is the site's address"),
    ):
        client.get("jira:1")


@contextmanager
def proxied(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> Iterator[None]:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(answer)

    with listening(serve) as (address, _):
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, address)
        for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        yield


def test_a_proxy_that_refuses_is_blamed(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        proxied(monkeypatch, b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
        colour.make(SITE) as client,
        pytest.raises(errors.ConnectionFailed, match="through the proxy of the environment: 407"),
    ):
        client.get("jira:1")


def test_no_hint_speaks_python_only() -> None:
    for hint in HINTS:
        assert "error's" not in hint.advice
        assert "TaskRef" not in hint.advice


def test_a_conflict_is_told_in_the_shell_without_python(
    monkeypatch: pytest.MonkeyPatch,
    run: Run,  # noqa: F811
    simulator: Simulator,
    tmp_path: Path,
) -> None:
    body = tmp_path / "switch.json"
    body.write_text('{"projectId": "1", "targetSchemeId": "2"}')
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        switch = "start", "switch-workflow-scheme", "--body", str(body)
        first, second = run(*switch), run(*switch)

    [task] = simulator.started
    assert (first.exit_code, second.exit_code) == (0, 3)
    assert f"Error: {task.ref}: the server answered 409 Conflict" in second.stderr
    assert "wait for it" in second.stderr
    assert not re.search("TaskRef|errors?\\.|error's|None|from_", second.stderr)


def test_no_credentials_and_a_401_say_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
    run: Run,  # noqa: F811
) -> None:
    for name in TOLD:
        monkeypatch.delenv(name, raising=False)
    simulator = Simulator(users=[User(name="ada")])
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        result = run("get", simulator.add("jira").ref)

    assert result.exit_code == 3
    assert "no Authorization was sent" in result.stderr
    assert "set ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN, or ATLASSIAN_BEARER_TOKEN" in result.stderr


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("https://acme.atlassian.net/rest/api/3", "leave out '/rest/api/3'"),
        ("https://acme.atlassian.net/jira/rest/api/3/", "leave out '/jira/rest/api/3'"),
        ("https://jira.acme.example/jira/rest/api/3", "leave out '/rest/api/3'"),
    ],
)
def test_an_address_with_the_path_of_the_api_says_what_to_leave_out(site: str, words: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=f"{words}$"):
        TaskClient(site)


def test_the_repr_of_an_error_shows_its_ref() -> None:
    error = errors.TaskNotFound("it is not there", status_code=404, ref=TaskRef("jira", "1"))

    assert repr(error) == "TaskNotFound('it is not there', ref='jira:1')"
    assert repr(pickle.loads(pickle.dumps(error))) == repr(error)
    assert repr(errors.NoTaskStarted("nothing")) == "NoTaskStarted('nothing')"


def test_several_are_refused_a_cancel_before_one_is_sent(
    monkeypatch: pytest.MonkeyPatch,
    run: Run,  # noqa: F811
    simulator: Simulator,
) -> None:
    jira, wiki = simulator.add("jira"), simulator.add("confluence")
    with simulator.serve() as server:
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        result = run("cancel", jira.ref, wiki.ref)

    assert result.exit_code == 2
    assert f"Error: {wiki.ref}: " in result.stderr
    assert "nothing was sent" in result.stderr
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://other.atlassian.net/rest/api/3/task/1", r"in the shell set ATLASSIAN_URL\)$"),
        (
            "https://api.atlassian.com/ex/jira/c-1/rest/api/3/task/1",
            r"set ATLASSIAN_URL and ATLASSIAN_CLOUD_ID\)$",
        ),
    ],
)
def test_a_task_of_another_site_says_how_to_reach_it(address: str, words: str) -> None:
    with TaskClient(SITE) as client, pytest.raises(errors.InvalidRef, match=words) as caught:
        client.get(address)

    assert f"but this client is for {SITE}: make one for that site" in str(caught.value)


def test_a_key_without_a_ledger_says_first_what_to_give() -> None:
    start = Start(delete_project, "OLD").keyed("friday")
    with TaskClient(SITE) as client, pytest.raises(errors.ConfigurationError) as caught:
        client.start(start)

    assert str(caught.value).startswith("give a ledger (ledger=, in the shell --ledger FILE or ")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("ATLASSIAN_")]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize("variable", ["ATLASSIAN_TOKEN", "ATLASSIAN_API_KEY", "ATLASSIAN_USER"])
def test_a_variable_that_is_not_read_is_named_where_one_is_missing(
    bare: pytest.MonkeyPatch, client: Client, simulator: Simulator, variable: str
) -> None:
    bare.setenv(variable, "s3cret")
    bare.setenv("ATLASSIAN_TASKS_LEDGER", "starts.db")
    simulator.fail_next(401)
    with pytest.raises(errors.AuthenticationFailed) as refused:
        client.get("jira:1")
    with pytest.raises(errors.ConfigurationError) as nowhere:
        TaskClient.from_env()
    bare.setenv("ATLASSIAN_EMAIL", "me@acme.example")
    with pytest.raises(errors.ConfigurationError) as half:
        TaskClient.from_env(SITE)

    assert f"{variable} is not read" in (refused.value.hint or "")
    for caught in (refused, nowhere, half):
        assert str(caught.value).count(f"{variable} is not read") == 1
        assert "s3cret" not in str(caught.value)
        assert "LEDGER" not in str(caught.value)


def test_an_empty_variable_is_not_named(
    bare: pytest.MonkeyPatch, client: Client, simulator: Simulator
) -> None:
    bare.setenv("ATLASSIAN_TOKEN", "")
    simulator.fail_next(401)
    with pytest.raises(errors.AuthenticationFailed) as caught:
        client.get("jira:1")

    assert "not read" not in str(caught.value)


def test_of_many_variables_that_are_not_read_three_are_named(
    bare: pytest.MonkeyPatch,
) -> None:
    for number in range(9):
        bare.setenv(f"ATLASSIAN_TOKEN_{number}", "s3cret")
    bare.setenv("ATLASSIAN_sk_live_1", "s3cret")
    with pytest.raises(errors.ConfigurationError) as caught:
        TaskClient.from_env()

    assert str(caught.value).endswith(
        "; ATLASSIAN_TOKEN_0, ATLASSIAN_TOKEN_1, ATLASSIAN_TOKEN_2 are not read"
    )


@pytest.mark.parametrize("size", [309, 400, 5000])
def test_a_duration_that_no_clock_can_count_is_refused_in_words(size: int) -> None:
    endless = 10**size
    with TaskClient(SITE) as client:
        for name in ("timeout", "patience", "stall"):
            with pytest.raises(ValueError, match=f"{name} is a number of seconds from 0 up"):
                client.watch("jira:1", **{name: endless})  # type: ignore[arg-type]
    for wrong in ({"request_timeout": endless}, {"pace": endless}):
        with pytest.raises(errors.ConfigurationError, match="above 0"):
            TaskClient(SITE, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="takes a positive number of seconds"):
        Fixed(endless)
