"""The DAG that the cookbook shows, run by Airflow itself, deferrals included."""

from collections import Counter
from typing import Any

import pytest
from atlassian_tasks.simulator import Simulator

from tests.airflow.conftest import FOLDER


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every trigger that a run defers to; a run alone has no triggerer, and runs them itself."""
    from airflow.sdk.definitions import dag

    triggers: list[Any] = []
    usual = dag._run_inline_trigger

    def run(trigger: Any, ti: Any) -> Any:
        triggers.append(trigger)
        return usual(trigger, ti)

    monkeypatch.setattr(dag, "_run_inline_trigger", run)
    return triggers


@pytest.fixture
def clean_up() -> Any:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(FOLDER / "dags")
    assert not bag.import_errors
    return bag.dags["clean_up"]


def states(run: Any) -> Counter[tuple[str, str]]:
    return Counter((ti.task_id, str(ti.state)) for ti in run.get_task_instances())


def test_the_dag_of_the_cookbook_runs_and_defers(
    simulator: Simulator, clean_up: Any, deferred: list[Any]
) -> None:
    run = clean_up.test(run_conf={"projects": ["OLD", "OLDER"], "page": 7})

    assert run.state == "success"
    assert {trigger.ref for trigger in deferred} == {task.ref for task in simulator.started}
    assert [task.kind for task in simulator.started].count("jira") == 2
    assert states(run) == {
        ("projects", "success"): 1,
        ("delete", "success"): 2,
        ("archive", "success"): 1,
        ("archived", "success"): 1,
    }


def test_an_unclear_start_is_not_retried_and_tells_the_others_nothing(
    simulator: Simulator, clean_up: Any
) -> None:
    simulator.fail_next(502, method="POST", path="/OLD/delete", carried_out=True)
    run = clean_up.test(run_conf={"projects": ["OLD", "OLDER"], "page": 7})
    paths = [request.path for request in simulator.requests if request.method == "POST"]

    assert run.state == "failed"
    assert states(run)["delete", "failed"] == states(run)["delete", "success"] == 1
    assert paths.count("/rest/api/3/project/OLD/delete") == 1
