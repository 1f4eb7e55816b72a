"""What Airflow's triggerer waits with, and what became of a wait, as plain data."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextvars import Context
from typing import TYPE_CHECKING, Any, TypeAlias

from airflow.triggers.base import BaseTrigger, TriggerEvent
from attrs import define

from atlassian_tasks.errors import AtlassianTasksError, NotSupported, TaskError

from .hook import AtlassianHook

if TYPE_CHECKING:
    from atlassian_tasks import AsyncTaskClient, Task

GRACE = 60.0  # seconds after our own deadline until Airflow's
# {"ref", "task": as `Task.to_dict()` without `raw`, or None, "error": None or {"type", "message"}}
Ending: TypeAlias = dict[str, Any]


class AtlassianTaskTrigger(BaseTrigger):
    """Waits in the triggerer until a task has ended, and tells how: also a failure is an event.

    `end_time` is when it gives up, in seconds since the epoch, so that a triggerer that takes over
    does not begin anew. With `cancel_on_kill`, Airflow 3.3 and newer ask to cancel the task when a
    person acts on the deferred one.
    """

    def __init__(
        self,
        ref: str,
        atlassian_conn_id: str = AtlassianHook.default_conn_name,
        end_time: float | None = None,
        cancel_on_kill: bool = False,
    ) -> None:
        super().__init__()
        self.ref = ref
        self.atlassian_conn_id = atlassian_conn_id
        self.end_time = end_time
        self.cancel_on_kill = cancel_on_kill

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what makes it anew elsewhere."""
        return "atlassian_tasks.airflow.AtlassianTaskTrigger", {
            "ref": self.ref,
            "atlassian_conn_id": self.atlassian_conn_id,
            "end_time": self.end_time,
            "cancel_on_kill": self.cancel_on_kill,
        }

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Wait, and tell of the end once."""
        try:
            async with AtlassianHook(self.atlassian_conn_id).share_async_conn() as client:
                came = await self._follow(client)
        except AtlassianTasksError as error:
            came = lost(self.ref, error)
        yield TriggerEvent(came)

    async def on_kill(self) -> None:
        """Ask to cancel it, if that was wanted."""
        if not self.cancel_on_kill:
            return
        async with AtlassianHook(self.atlassian_conn_id).share_async_conn() as client:
            try:
                self.log.info("Asked to cancel it: %s", said(await client.cancel(self.ref)))
            except NotSupported as error:
                self.log.info("It goes on: %s", error)

    async def _follow(self, client: AsyncTaskClient) -> Ending:
        left = None if self.end_time is None else max(self.end_time - time.time(), 0.0)
        changes = client.watch(self.ref, timeout=left)

        async def change() -> Task:
            return await anext(changes)

        progress = Progress(self.log)
        while True:
            # In a context of its own: who drives logs the looks of all, which are not this task's.
            task = await asyncio.create_task(change(), context=Context())
            progress.tell(task)
            if task.is_final:
                return ending(task)


@define
class Progress:
    """Logs how a task stands: each status, and each tenth of its way."""

    log: Any
    _told: object = None

    def tell(self, task: Task) -> None:
        """Log it, if it is another tenth."""
        tenth = None if task.percent is None else task.percent // 10
        if self._told != (task.status, tenth):
            self._told = task.status, tenth
            self.log.info("%s", said(task))


def said(task: Task) -> str:
    """Say how a task stands, on one line."""
    percent = None if task.percent is None or task.is_final else f"{task.percent:g} %"
    return ", ".join(filter(None, [f"{task.ref} is {task.status}", percent, task.message]))


def ending(task: Task) -> Ending:
    """Tell how a task ended, as Airflow can keep it."""
    try:
        task.raise_for_status()
    except TaskError as error:
        return lost(str(task.ref), error)
    return {"ref": str(task.ref), "task": _plain(task), "error": None}


def lost(ref: str, error: AtlassianTasksError) -> Ending:
    """Tell what became of a wait that raised."""
    told = {"type": type(error).__name__, "message": str(error)}
    return {"ref": ref, "task": error.task and _plain(error.task), "error": told}


def _plain(task: Task) -> dict[str, Any]:
    told = task.to_dict()
    del told["raw"]
    plain: dict[str, Any] = json.loads(json.dumps(told))  # without the enums
    return plain
