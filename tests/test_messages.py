"""What people read when something is wrong says what to do about it."""

from __future__ import annotations

import pickle
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from atlassian_tasks import TaskClient, TaskRef, errors
from atlassian_tasks.kinds.hints import HINTS
from atlassian_tasks.simulator import Simulator, User

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
