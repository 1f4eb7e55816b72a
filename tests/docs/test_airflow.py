"""The page about Airflow shows a DAG that `make test-airflow` runs."""

from tests.docs.pages import BLOCKS, ROOT

RUN_HERE = {"clean_up.py"}


def test_the_dag_is_one_that_airflow_runs() -> None:
    [shown] = [block.code for block in BLOCKS if block.page == "airflow"]

    assert shown == (ROOT / "tests/airflow/dags/clean_up.py").read_text(encoding="utf-8")
