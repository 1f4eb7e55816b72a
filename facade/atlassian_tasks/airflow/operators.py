"""Starts an operation, once, and waits for its task."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Never, cast

from airflow.sdk import BaseOperator
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    TaskDeferralError,
    TaskDeferralTimeout,
)

from atlassian_tasks import Start, Task, TaskClient
from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    NotSupported,
    StartUnclear,
)
from atlassian_tasks.operations import signature

from .hook import AtlassianHook
from .trigger import GRACE, AtlassianTaskTrigger, Ending, Progress, ending, lost, said

if TYPE_CHECKING:
    from airflow.sdk import Context, XComArg

_MEMORY = "atlassian_task"  # where Airflow 3.3 and newer keep a start between the tries of a task
_SENDING = "sending"


class AtlassianStartOperator(BaseOperator):
    """Starts an operation of Jira or Confluence, and waits until its task has ended well.

    `operation` is the name of a generated start operation, "delete-project" or
    "jira_v3.delete_project", `arguments` what it takes by name, and `body` its payload as JSON
    has it: a dict, text, or the name of a `.json` file.

    The task's ref is the XCom `ref` as soon as it has begun. What is returned is the task as a
    dict, or its ref without `wait_for_completion`; None if it was done at once. The first look is
    made at once; `deferrable` then waits in the triggerer. `timeout` bounds the wait, in seconds
    or as a timedelta; without one, `execution_timeout` does.

    What may have started is not started again. If nobody knows whether it did, or how it ended,
    the task fails for good; Airflow 3.3 and newer remember the ref for the next try, which follows
    what the last has begun. What ended badly a next try starts anew. With an `idempotency_key` and
    a `ledger`, a file that the workers share, it is started once by all that use the key.

    With `cancel_on_kill`, the task is asked to cancel when this one is killed.
    """

    template_fields: Sequence[str] = (
        "operation",
        "arguments",
        "body",
        "idempotency_key",
        "atlassian_conn_id",
    )
    template_fields_renderers: ClassVar[dict[str, str]] = {"arguments": "json", "body": "json"}
    template_ext: Sequence[str] = (".json",)
    ui_color = "#deebff"

    def __init__(
        self,
        *,
        operation: str,
        arguments: Mapping[str, Any] | XComArg | None = None,
        body: Mapping[str, Any] | XComArg | str | None = None,
        idempotency_key: str | None = None,
        ledger: str | None = None,
        atlassian_conn_id: str = AtlassianHook.default_conn_name,
        wait_for_completion: bool = True,
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        timeout: timedelta | float | None = None,
        cancel_on_kill: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.operation = operation
        # What the output of another stands for is here when it runs.
        self.arguments = cast("Mapping[str, Any] | None", arguments)
        self.body = cast("Mapping[str, Any] | str | None", body)
        self.idempotency_key = idempotency_key
        self.ledger = ledger
        self.atlassian_conn_id = atlassian_conn_id
        self.wait_for_completion = wait_for_completion
        self.deferrable = deferrable
        self.timeout = timeout
        self.cancel_on_kill = cancel_on_kill
        self._ref: str | None = None
        self._is_killed = False
        self._hook: AtlassianHook | None = None

    def execute(self, context: Context) -> dict[str, Any] | str | None:
        """Start it, unless an earlier try has, and follow it."""
        self._hook = AtlassianHook(self.atlassian_conn_id)
        with self._hook.get_conn(ledger=self.ledger) as client:
            self._ref = self._recalled(context, client) or self._begun(context, client)
            if self._ref is None:
                self.log.info("It was done at once: there is nothing to wait for")
                return None
            context["ti"].xcom_push(key="ref", value=self._ref)
            self.log.info("Started %s: %s", self._ref, client.url(self._ref))
            if self._is_killed:  # while it was being started
                self.on_kill()
            if self.wait_for_completion:
                return self._result(context, self._followed(client, self._ref))
        _forget(context)
        return self._ref

    def execute_complete(self, context: Context, event: Ending) -> dict[str, Any]:
        """Go on where the trigger has seen the end."""
        return self._result(context, event)

    def resume_execution(
        self, next_method: str, next_kwargs: dict[str, Any] | None, context: Context
    ) -> Any:
        """Go on after a deferral; what came to nothing in the triggerer may still run."""
        try:
            return super().resume_execution(next_method, next_kwargs, context)
        except (TaskDeferralError, TaskDeferralTimeout) as error:
            self._lost(context, f"the wait for it was lost in the triggerer: {error}")

    def on_kill(self) -> None:
        """Ask to cancel the task, with a client of its own: the other may be in use."""
        self._is_killed = True
        if not self.cancel_on_kill or self._ref is None or self._hook is None:
            return
        try:
            with self._hook.get_conn() as client:
                self.log.info("Asked to cancel it: %s", said(client.cancel(self._ref)))
        except NotSupported as error:
            self.log.info("It goes on: %s", error)
        except AtlassianTasksError as error:
            self.log.warning("It may go on: %s", error)

    def _recalled(self, context: Context, client: TaskClient) -> str | None:
        """Return what an earlier try has begun, unless that ended badly."""
        kept = _kept(context)
        if kept == _SENDING:
            _forget(context)
            raise AirflowFailException(
                f"{self.operation} may have started in an earlier try, which was killed before it "
                "knew. Look before you clear this task: that starts it again"
            )
        if kept is None:
            return None
        task = self._seen(context, client, kept)
        if task.is_final and not task.is_success:
            return None
        self.log.info("An earlier try has begun %s", kept)
        return kept

    def _seen(self, context: Context, client: TaskClient, ref: str) -> Task:
        try:
            return next(client.watch(ref))
        except AtlassianTasksError as error:
            self._lost(context, str(error))

    def _begun(self, context: Context, client: TaskClient) -> str | None:
        """Start it; Airflow knows that it may have begun before anything is sent."""
        _keep(context, _SENDING)
        try:
            ref = client.start(self._start())
        except (StartUnclear, ConfigurationError) as error:
            _forget(context)
            raise AirflowFailException(str(error)) from error
        except AtlassianTasksError:  # refused: another try may start it
            _forget(context)
            raise
        if ref is None:
            _forget(context)
            return None
        _keep(context, str(ref))
        return str(ref)

    def _start(self) -> Start:
        arguments = dict(self.arguments or {})
        if self.body is not None:
            arguments["body"] = json.loads(self.body) if isinstance(self.body, str) else self.body
        start: Start = Start(_endpoint(self.operation), **arguments)
        return start.keyed(self.idempotency_key) if self.idempotency_key else start

    def _followed(self, client: TaskClient, ref: str) -> Ending:
        """Wait for its end, or defer once it was looked at."""
        limit = (
            self.timeout.total_seconds() if isinstance(self.timeout, timedelta) else self.timeout
        )
        progress = Progress(self.log)
        try:
            for task in client.watch(ref, timeout=limit):
                progress.tell(task)
                if self.deferrable and not task.is_final:
                    self._defer(ref, limit)
        except AtlassianTasksError as error:
            return lost(ref, error)
        return ending(task)

    def _defer(self, ref: str, limit: float | None) -> None:
        trigger = AtlassianTaskTrigger(
            ref=ref,
            atlassian_conn_id=self.atlassian_conn_id,
            end_time=None if limit is None else time.time() + limit,
            cancel_on_kill=self.cancel_on_kill,
        )
        net = self.execution_timeout if limit is None else timedelta(seconds=limit + GRACE)
        self.defer(trigger=trigger, method_name="execute_complete", timeout=net)

    def _result(self, context: Context, end: Ending) -> dict[str, Any]:
        error, task = end["error"], end["task"]
        if error and not (task and task["is_final"]):
            self._lost(context, error["message"])
        _forget(context)
        if error:
            raise AirflowException(error["message"])
        told: dict[str, Any] = task
        return told

    def _lost(self, context: Context, message: str) -> Never:
        """Fail where the end is not known; another try only if it knows what to follow."""
        if _kept(context) is not None:
            raise AirflowException(f"{message}. The next try follows it")
        raise AirflowFailException(f"{message}. It may still run, and so is not started again")


def _endpoint(operation: str) -> Any:
    """Find an operation by its name, which may have its tag; raises `ConfigurationError`."""
    tag, _, name = operation.replace("-", "_").rpartition(".")
    endpoint = signature(name).endpoint
    if not endpoint.__name__.endswith(f"{tag}.{name}"):
        raise ConfigurationError(f"{name} is no operation of {tag}, but {endpoint.__name__}")
    return endpoint


def _kept(context: Context) -> str | None:
    store = context.get("task_state_store")
    kept: str | None = None if store is None else store.get(_MEMORY)
    return kept


def _keep(context: Context, kept: str) -> None:
    store = context.get("task_state_store")
    if store is not None:
        store.set(_MEMORY, kept)


def _forget(context: Context) -> None:
    store = context.get("task_state_store")
    if store is not None:
        store.delete(_MEMORY)
