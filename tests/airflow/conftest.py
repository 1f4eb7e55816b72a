"""Airflow itself, with a database of its own, and a simulated site that a connection names."""

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from atlassian_tasks.simulator import Simulator, User

FOLDER = Path(__file__).parent
ADA = User(name="ada", email="ada@example.com", token="ada-token", is_admin=True)
CONNECTION = {"conn_type": "atlassian", "login": "ada@example.com", "password": "ada-token"}
SETTINGS = {
    "AIRFLOW__CORE__DAGS_FOLDER": str(FOLDER / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Heed the warnings about our own code: Airflow's are many, and not ours to mend."""
    for item in items:
        if item.nodeid.startswith("tests/airflow/"):
            item.add_marker(pytest.mark.timeout(300))  # Airflow takes its time, in real time
            item.add_marker(pytest.mark.filterwarnings("error:::atlassian_tasks"))
            item.add_marker(pytest.mark.filterwarnings("ignore"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if find_spec("airflow") is None:
        pytest.skip("Airflow has an environment of its own: make test-airflow")


@pytest.fixture(scope="session", autouse=True)
def _airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
        for name, value in SETTINGS.items():
            patch.setenv(name, value)
        subprocess.run(
            [sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True
        )
        yield


@pytest.fixture
def script() -> dict[str, Any]:
    """What the operations do that a test starts, each in half a second."""
    return {}


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch, script: dict[str, Any]) -> Iterator[Simulator]:
    """A site on loopback, in real time: Airflow knows no other."""
    simulator = Simulator(users=[ADA], keep_finished_listed=True)
    simulator.script_next(times=math.inf, **{"duration": 0.5, **script})
    with simulator.serve() as server:
        told = json.dumps({**CONNECTION, "host": server.url})
        monkeypatch.setenv("AIRFLOW_CONN_ATLASSIAN_DEFAULT", told)
        yield simulator


class Memory(dict[str, Any]):
    """What Airflow keeps of a task between its tries, and what the task told others."""

    set = dict.__setitem__

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, Any] = {}

    def delete(self, key: str) -> None:
        self.pop(key, None)

    def xcom_push(self, key: str, value: Any) -> None:
        self.told[key] = value


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def context(memory: Memory) -> dict[str, Any]:
    return {"ti": memory, "task_state_store": memory}
