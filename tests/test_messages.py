"""What people read when something is wrong says what to do about it."""

from __future__ import annotations

import pickle
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from atlassian_tasks import TaskClient, TaskRef, errors
from atlassian_tasks.kinds.hints import HINTS
from atlassian_tasks.simulator import Simulator

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
