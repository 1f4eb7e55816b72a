from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="JiraTask")


@_attrs_define
class JiraTask:
    """A long-running task of Jira, as it was at the time of the answer."""

    status: None | str | TaskStatus
    """ The state of the task, normally one of TaskStatus. """
    description: None | str | Unset = UNSET
    """ What the task does, for people. """
    elapsed_runtime: int | None | Unset = UNSET
    """ How long the task has been running, in milliseconds. """
    finished: int | None | str | Unset = UNSET
    """ When the task ended, in milliseconds since 1970 or as a date-time string. """
    id: int | None | str | Unset = UNSET
    """ The id of the task, unique on its site. """
    last_update: int | None | str | Unset = UNSET
    """ When the task last changed, in milliseconds since 1970 or as a date-time string. """
    message: None | str | Unset = UNSET
    """ How the task is getting on, for people. """
    progress: int | None | Unset = UNSET
    """ How much is done, in percent from 0 to 100. """
    result: Any | Unset = UNSET
    """ What the task has brought, any JSON at all; depends on the operation that started it. """
    self_: None | str | Unset = UNSET
    """ The address of this task on its site. """
    started: int | None | str | Unset = UNSET
    """ When the task began to run, in milliseconds since 1970 or as a date-time string. """
    submitted: int | None | str | Unset = UNSET
    """ When the task was handed in, in milliseconds since 1970 or as a date-time string. """
    submitted_by: int | None | Unset = UNSET
    """ The numeric id of the user who started the task; not an account id. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status: None | str
        if isinstance(self.status, TaskStatus):
            status = self.status.value
        else:
            status = self.status

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        elapsed_runtime: int | None | Unset
        if isinstance(self.elapsed_runtime, Unset):
            elapsed_runtime = UNSET
        else:
            elapsed_runtime = self.elapsed_runtime

        finished: int | None | str | Unset
        if isinstance(self.finished, Unset):
            finished = UNSET
        else:
            finished = self.finished

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        last_update: int | None | str | Unset
        if isinstance(self.last_update, Unset):
            last_update = UNSET
        else:
            last_update = self.last_update

        message: None | str | Unset
        if isinstance(self.message, Unset):
            message = UNSET
        else:
            message = self.message

        progress: int | None | Unset
        if isinstance(self.progress, Unset):
            progress = UNSET
        else:
            progress = self.progress

        result = self.result

        self_: None | str | Unset
        if isinstance(self.self_, Unset):
            self_ = UNSET
        else:
            self_ = self.self_

        started: int | None | str | Unset
        if isinstance(self.started, Unset):
            started = UNSET
        else:
            started = self.started

        submitted: int | None | str | Unset
        if isinstance(self.submitted, Unset):
            submitted = UNSET
        else:
            submitted = self.submitted

        submitted_by: int | None | Unset
        if isinstance(self.submitted_by, Unset):
            submitted_by = UNSET
        else:
            submitted_by = self.submitted_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if elapsed_runtime is not UNSET:
            field_dict["elapsedRuntime"] = elapsed_runtime
        if finished is not UNSET:
            field_dict["finished"] = finished
        if id is not UNSET:
            field_dict["id"] = id
        if last_update is not UNSET:
            field_dict["lastUpdate"] = last_update
        if message is not UNSET:
            field_dict["message"] = message
        if progress is not UNSET:
            field_dict["progress"] = progress
        if result is not UNSET:
            field_dict["result"] = result
        if self_ is not UNSET:
            field_dict["self"] = self_
        if started is not UNSET:
            field_dict["started"] = started
        if submitted is not UNSET:
            field_dict["submitted"] = submitted
        if submitted_by is not UNSET:
            field_dict["submittedBy"] = submitted_by

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_status(data: object) -> None | str | TaskStatus:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = TaskStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | str | TaskStatus, data)

        status = _parse_status(d.pop("status"))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_elapsed_runtime(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        elapsed_runtime = _parse_elapsed_runtime(d.pop("elapsedRuntime", UNSET))

        def _parse_finished(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        finished = _parse_finished(d.pop("finished", UNSET))

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_last_update(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        last_update = _parse_last_update(d.pop("lastUpdate", UNSET))

        def _parse_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        message = _parse_message(d.pop("message", UNSET))

        def _parse_progress(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        progress = _parse_progress(d.pop("progress", UNSET))

        result = d.pop("result", UNSET)

        def _parse_self_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        self_ = _parse_self_(d.pop("self", UNSET))

        def _parse_started(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        started = _parse_started(d.pop("started", UNSET))

        def _parse_submitted(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        submitted = _parse_submitted(d.pop("submitted", UNSET))

        def _parse_submitted_by(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        submitted_by = _parse_submitted_by(d.pop("submittedBy", UNSET))

        jira_task = cls(
            status=status,
            description=description,
            elapsed_runtime=elapsed_runtime,
            finished=finished,
            id=id,
            last_update=last_update,
            message=message,
            progress=progress,
            result=result,
            self_=self_,
            started=started,
            submitted=submitted,
            submitted_by=submitted_by,
        )

        jira_task.additional_properties = d
        return jira_task

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
