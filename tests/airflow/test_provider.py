"""How Airflow finds this package, and the site that a connection names."""

import asyncio
import json
import subprocess
import sys
from typing import Any

import pytest
from atlassian_tasks import Task
from atlassian_tasks.airflow.provider import get_provider_info
from atlassian_tasks.simulator import Simulator

from tests.airflow.conftest import CONNECTION


@pytest.fixture
def connect(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open a hook of a connection that says something else than usual."""
    from atlassian_tasks.airflow import AtlassianHook

    def connect(**told: Any) -> AtlassianHook:
        told = {**CONNECTION, "host": simulator.site, **told}
        monkeypatch.setenv("AIRFLOW_CONN_OTHER", json.dumps(told))
        return AtlassianHook("other")

    return connect


def test_airflow_finds_the_provider_and_its_connection_type() -> None:
    from airflow.providers_manager import ProvidersManager

    manager = ProvidersManager()

    assert manager.providers["atlassian-tasks"].data.items() >= get_provider_info().items()
    assert manager.hooks["atlassian"].connection_id_attribute_name == "atlassian_conn_id"
    assert manager.field_behaviours["atlassian"]["relabeling"]["host"] == "Site"
    assert "extra__atlassian__cloud_id" in manager.connection_form_widgets


def test_what_every_process_of_airflow_asks_for_loads_no_airflow() -> None:
    code = (
        "import sys; from atlassian_tasks.airflow.provider import get_provider_info; "
        "get_provider_info(); sys.exit('airflow' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_class_that_the_provider_names_is_there() -> None:
    from importlib import import_module

    from atlassian_tasks import airflow

    info = get_provider_info()
    for part in ("operators", "sensors", "hooks", "triggers"):
        for named in info[part]:
            assert all(import_module(module) for module in named["python-modules"])
    assert [getattr(airflow, name).__name__ for name in airflow.__all__] == airflow.__all__


def test_a_connection_is_tested_by_airflow(simulator: Simulator) -> None:
    from airflow.sdk import Connection

    connection = Connection(conn_id="tried", **{**CONNECTION, "host": simulator.site})

    assert connection.test_connection() == (
        True,
        f"{simulator.site} answers, and refuses nothing.",
    )


def test_a_connection_with_wrong_credentials_says_so(connect: Any) -> None:
    works, told = connect(password="other").test_connection()

    assert not works
    assert "401" in told


def test_a_connection_without_a_host_says_so(connect: Any) -> None:
    assert connect(host="").test_connection() == (
        False,
        "the connection other has no host: the site's address",
    )


def test_a_site_with_confluence_alone_can_be_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    from atlassian_tasks.airflow import AtlassianHook

    simulator = Simulator(products=["confluence"])
    simulator.fail_next(403, path="/rest/api/2/")
    with simulator.serve() as server:
        monkeypatch.setenv("AIRFLOW_CONN_OTHER", json.dumps({"host": server.url}))

        assert AtlassianHook("other").test_connection()[0]


def test_a_connection_of_the_official_provider_will_do(connect: Any, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0)
    extra = {"verify": False}

    with connect(conn_type="jira", extra=extra).get_conn() as client:
        assert client.wait(task.ref).is_success


def test_a_hook_opens_async_clients_too(connect: Any, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0)

    async def wait() -> Task:
        async with await connect(extra={"verify": False}).get_async_conn() as client:
            return await client.wait(task.ref)

    assert asyncio.run(wait()).is_success


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"host": "acme.atlassian.net"}, {"site": "https://acme.atlassian.net"}),
        (
            {"host": "https://acme.example/jira", "port": 8443},
            {"site": "https://acme.example:8443/jira"},
        ),
        ({"login": None}, {"auth": "ada-token"}),
        ({"login": None, "password": None}, {"auth": None}),
        ({}, {"auth": ("ada@example.com", "ada-token"), "verify": True}),
        ({"extra": {"verify": "False"}}, {"verify": False}),
        ({"extra": {"verify": "/etc/ssl/own.pem"}}, {"verify": "/etc/ssl/own.pem"}),
        ({"extra": {"cloud_id": "11", "deployment": ""}}, {"cloud_id": "11", "deployment": None}),
    ],
)
def test_a_connection_says_where_and_as_whom(told: Any, expected: dict[str, Any]) -> None:
    from airflow.sdk import Connection
    from atlassian_tasks.airflow.hook import Settings

    connection = Connection.from_json(json.dumps({**CONNECTION, "host": "x.example", **told}), "c")
    settings = Settings.of(connection)

    assert {name: getattr(settings, name) for name in expected} == expected
    assert "ada-token" not in repr(settings)


def test_a_file_of_certificates_that_is_none_is_told(connect: Any) -> None:
    from atlassian_tasks.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match=r"not '/nowhere\.pem'"):
        connect(extra={"verify": "/nowhere.pem"}).get_conn()
