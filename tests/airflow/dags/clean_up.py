"""Deletes old projects and archives old pages; while Atlassian is at it, no worker waits.

It takes a connection `atlassian_default`: a site, an email and an API token.
"""

from airflow.sdk import DAG, Param, task
from atlassian_tasks.airflow import AtlassianStartOperator, AtlassianTaskSensor

with DAG(
    "clean_up",
    params={"projects": Param(["OLD", "OLDER"], type="array"), "page": 7340089},
    default_args={"retries": 2, "deferrable": True},
) as dag:

    @task
    def projects(params: dict) -> list[dict[str, str]]:
        return [{"project_id_or_key": key} for key in params["projects"]]

    # A task each: started once, and waited for. Five of them at a time.
    AtlassianStartOperator.partial(
        task_id="delete",
        operation="delete-project",
        timeout=3600,
        max_active_tis_per_dagrun=5,
    ).expand(arguments=projects())

    # Started here, and waited for by a sensor, so that something else can be done meanwhile.
    archive = AtlassianStartOperator(
        task_id="archive",
        operation="archive-pages",
        body='{"pages": [{"id": {{ params.page }}}]}',
        wait_for_completion=False,
    )
    AtlassianTaskSensor(task_id="archived", ref=archive.output, timeout=3600)
