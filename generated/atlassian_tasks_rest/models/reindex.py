from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reindex_type import ReindexType
from ..types import UNSET, Unset

T = TypeVar("T", bound="Reindex")


@_attrs_define
class Reindex:
    """A reindexing of a Jira Data Center instance."""

    current_progress: int | None | Unset = UNSET
    """ How much of it is done, in percent. """
    current_sub_task: None | str | Unset = UNSET
    """ What it is doing. """
    finish_time: None | str | Unset = UNSET
    """ When its work ended, a date and time. """
    progress_url: None | str | Unset = UNSET
    """ The address of a page that shows it; its query has the id of the task. """
    start_time: None | str | Unset = UNSET
    """ When its work began, a date and time. """
    submitted_time: None | str | Unset = UNSET
    """ When it was asked for, a date and time. """
    success: bool | None | Unset = UNSET
    """ Once it has ended, whether it was successful. """
    type_: None | ReindexType | str | Unset = UNSET
    """ How it reindexes, normally one of ReindexType. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        current_progress: int | None | Unset
        if isinstance(self.current_progress, Unset):
            current_progress = UNSET
        else:
            current_progress = self.current_progress

        current_sub_task: None | str | Unset
        if isinstance(self.current_sub_task, Unset):
            current_sub_task = UNSET
        else:
            current_sub_task = self.current_sub_task

        finish_time: None | str | Unset
        if isinstance(self.finish_time, Unset):
            finish_time = UNSET
        else:
            finish_time = self.finish_time

        progress_url: None | str | Unset
        if isinstance(self.progress_url, Unset):
            progress_url = UNSET
        else:
            progress_url = self.progress_url

        start_time: None | str | Unset
        if isinstance(self.start_time, Unset):
            start_time = UNSET
        else:
            start_time = self.start_time

        submitted_time: None | str | Unset
        if isinstance(self.submitted_time, Unset):
            submitted_time = UNSET
        else:
            submitted_time = self.submitted_time

        success: bool | None | Unset
        if isinstance(self.success, Unset):
            success = UNSET
        else:
            success = self.success

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        elif isinstance(self.type_, ReindexType):
            type_ = self.type_.value
        else:
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if current_progress is not UNSET:
            field_dict["currentProgress"] = current_progress
        if current_sub_task is not UNSET:
            field_dict["currentSubTask"] = current_sub_task
        if finish_time is not UNSET:
            field_dict["finishTime"] = finish_time
        if progress_url is not UNSET:
            field_dict["progressUrl"] = progress_url
        if start_time is not UNSET:
            field_dict["startTime"] = start_time
        if submitted_time is not UNSET:
            field_dict["submittedTime"] = submitted_time
        if success is not UNSET:
            field_dict["success"] = success
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_current_progress(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        current_progress = _parse_current_progress(d.pop("currentProgress", UNSET))

        def _parse_current_sub_task(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        current_sub_task = _parse_current_sub_task(d.pop("currentSubTask", UNSET))

        def _parse_finish_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        finish_time = _parse_finish_time(d.pop("finishTime", UNSET))

        def _parse_progress_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        progress_url = _parse_progress_url(d.pop("progressUrl", UNSET))

        def _parse_start_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        start_time = _parse_start_time(d.pop("startTime", UNSET))

        def _parse_submitted_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        submitted_time = _parse_submitted_time(d.pop("submittedTime", UNSET))

        def _parse_success(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        success = _parse_success(d.pop("success", UNSET))

        def _parse_type_(data: object) -> None | ReindexType | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_0 = ReindexType(data)

                return type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReindexType | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        reindex = cls(
            current_progress=current_progress,
            current_sub_task=current_sub_task,
            finish_time=finish_time,
            progress_url=progress_url,
            start_time=start_time,
            submitted_time=submitted_time,
            success=success,
            type_=type_,
        )

        reindex.additional_properties = d
        return reindex

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
