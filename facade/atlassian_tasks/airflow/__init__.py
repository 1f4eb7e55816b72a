"""Airflow's tasks start operations of Jira and Confluence, and wait for them without a worker.

    from atlassian_tasks.airflow import AtlassianStartOperator, AtlassianTaskSensor

    start = AtlassianStartOperator(
        task_id="delete", operation="delete-project", arguments={"project_id_or_key": "OLD"},
        deferrable=True,
    )

Takes the extra `airflow`: Airflow 3.2 or newer. A connection of the type `atlassian` says which
site, and as whom; one of the type `jira`, of Airflow's own provider, will do as it is.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .hook import AtlassianHook
    from .operators import AtlassianStartOperator
    from .sensors import AtlassianTaskSensor
    from .trigger import AtlassianTaskTrigger

__all__ = [
    "AtlassianHook",
    "AtlassianStartOperator",
    "AtlassianTaskSensor",
    "AtlassianTaskTrigger",
]
_PLACES = {
    "AtlassianHook": ".hook",
    "AtlassianStartOperator": ".operators",
    "AtlassianTaskSensor": ".sensors",
    "AtlassianTaskTrigger": ".trigger",
}

if not TYPE_CHECKING:  # which would believe that every name is there

    def __getattr__(name: str) -> Any:
        """Load Airflow with the first of these: every process of it asks for `provider` alone."""
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        try:
            return getattr(import_module(_PLACES[name], __name__), name)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "airflow":
                raise
            told = (
                "Airflow 3.2 or newer is not installed here: pip install 'atlassian-tasks[airflow]'"
            )
            raise ModuleNotFoundError(told, name=error.name) from error
