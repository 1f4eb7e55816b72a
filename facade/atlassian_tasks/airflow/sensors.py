"""Waits for a task that something else has started."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import BaseSensorOperator, PokeReturnValue
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowSensorTimeout,
)

from atlassian_tasks import errors

from .hook import AtlassianHook
from .trigger import GRACE, AtlassianTaskTrigger, Ending, ending, said

if TYPE_CHECKING:
    from airflow.sdk import Context, XComArg


class AtlassianTaskSensor(BaseSensorOperator):
    """Waits until a task has ended well; the task, as a dict, is what it returns.

    `ref` is what `TaskRef` reads, such as "jira:10641", an address, or the output of an
    `AtlassianStartOperator` that does not wait; None, of one that was done at once, is success.
    The first look is made at once. `deferrable` then waits in the triggerer, where all waits for a
    site share its looks and `poke_interval` does not count. A task that ended badly fails the
    sensor for good, since its end stays what it is; the task goes on if the sensor is stopped.
    """

    template_fields: Sequence[str] = ("ref", "atlassian_conn_id")
    ui_color = "#deebff"

    def __init__(
        self,
        *,
        ref: str | XComArg | None,
        atlassian_conn_id: str = AtlassianHook.default_conn_name,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.ref = cast("str | None", ref)  # what an output stands for is here when it runs
        self.atlassian_conn_id = atlassian_conn_id
        self.deferrable = deferrable

    def poke(self, context: Context) -> PokeReturnValue:
        """Look once; if it has not ended, defer or look again later."""
        if self.ref is None:
            self.log.info("It was done at once: there is nothing to wait for")
            return PokeReturnValue(is_done=True)
        with AtlassianHook(self.atlassian_conn_id).get_conn() as client:
            task = next(client.watch(self.ref))  # patiently: it may not be visible yet
        self.log.info("%s", said(task))
        if task.is_final:
            return PokeReturnValue(is_done=True, xcom_value=_result(ending(task)))
        if self.deferrable:
            self.defer(
                trigger=AtlassianTaskTrigger(
                    ref=str(task.ref),
                    atlassian_conn_id=self.atlassian_conn_id,
                    end_time=time.time() + self.timeout,
                ),
                method_name="execute_complete",
                timeout=timedelta(seconds=self.timeout + GRACE),
            )
        return PokeReturnValue(is_done=False)

    def execute_complete(self, context: Context, event: Ending) -> dict[str, Any]:
        """Go on where the trigger has seen the end."""
        return _result(event)


def _result(end: Ending) -> dict[str, Any]:
    error, task = end["error"], end["task"]
    if error is None:
        told: dict[str, Any] = task
        return told
    if issubclass(getattr(errors, error["type"]), errors.WaitTimeout):
        raise AirflowSensorTimeout(error["message"])
    if task and task["is_final"]:
        raise AirflowFailException(error["message"])
    raise AirflowException(error["message"])
