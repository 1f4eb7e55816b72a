"""What is left of the integration where Airflow is not installed; `tests/airflow` has the rest."""

from importlib.util import find_spec

import pytest
from atlassian_tasks import airflow

pytestmark = pytest.mark.skipif(find_spec("airflow") is not None, reason="Airflow is installed")


@pytest.mark.parametrize("name", airflow.__all__)
def test_a_missing_airflow_is_told_with_what_brings_it(name: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=r"atlassian-tasks\[airflow\]"):
        getattr(airflow, name)


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="AtlassianOperator"):
        airflow.AtlassianOperator  # noqa: B018
