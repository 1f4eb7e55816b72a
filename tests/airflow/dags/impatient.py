"""A start whose tries are each too short for its task."""

from datetime import timedelta

from airflow.sdk import DAG
from atlassian_tasks.airflow import AtlassianStartOperator

with DAG("impatient") as dag:
    AtlassianStartOperator(
        task_id="delete",
        operation="delete-project",
        arguments={"project_id_or_key": "OLD"},
        timeout=0.5,
        retries=20,
        retry_delay=timedelta(),
    )
