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
def dags() -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(FOLDER / "dags")
    assert not bag.import_errors
    return bag.dags


def states(run: Any) -> Counter[tuple[str, str]]:
    return Counter((ti.task_id, str(ti.state)) for ti in run.get_task_instances())


@pytest.mark.parametrize("script", [{"duration": 2}])
def test_the_dag_of_the_cookbook_runs_and_defers(
    simulator: Simulator, dags: dict[str, Any], deferred: list[Any]
) -> None:
    run = dags["clean_up"].test(run_conf={"projects": ["OLD", "OLDER"], "page": 7})

    assert run.state == "success"
    assert len(simulator.started) == 3
    assert {trigger.ref for trigger in deferred} >= {
        task.ref for task in simulator.started if task.kind == "jira"
    }  # pages may have been archived when the sensor has its turn
    assert states(run) == {
        ("projects", "success"): 1,
        ("delete", "success"): 2,
        ("archive", "success"): 1,
        ("archived", "success"): 1,
    }


def test_an_unclear_start_is_not_retried_and_tells_the_others_nothing(
    simulator: Simulator, dags: dict[str, Any]
) -> None:
    simulator.fail_next(502, method="POST", path="/OLD/delete", carried_out=True)
    run = dags["clean_up"].test(run_conf={"projects": ["OLD", "OLDER"], "page": 7})
    paths = [request.path for request in simulator.requests if request.method == "POST"]

    assert run.state == "failed"
    assert states(run)["delete", "failed"] == states(run)["delete", "success"] == 1
    assert paths.count("/rest/api/3/project/OLD/delete") == 1


@pytest.mark.parametrize("script", [{"duration": 1.5}])
def test_a_try_follows_what_the_one_before_it_began(
    simulator: Simulator, dags: dict[str, Any]
) -> None:
    run = dags["impatient"].test()
    [ti] = run.get_task_instances()

    assert ti.state == "success"
    assert ti.try_number > 1
    assert len(simulator.started) == 1
