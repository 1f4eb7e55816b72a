"""Delete projects, a mapped task each; while they are deleted, no worker waits."""

from airflow.sdk import DAG
from atlassian_tasks.airflow import AtlassianStartOperator

with DAG("delete_projects") as dag:
    AtlassianStartOperator.partial(
        task_id="delete",
        operation="delete-project",
        deferrable=True,
        timeout=3600,
    ).expand(arguments=[{"project_id_or_key": key} for key in ("OLD", "OLDER")])
