from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reindex_request_state import ReindexRequestState
from ..models.reindex_request_type import ReindexRequestType
from ..types import UNSET, Unset

T = TypeVar("T", bound="ReindexRequest")


@_attrs_define
class ReindexRequest:
    """A request to reindex."""

    completion_time: None | str | Unset = UNSET
    """ When its work ended, a date and time. """
    id: int | None | str | Unset = UNSET
    """ The id of the request. """
    request_time: None | str | Unset = UNSET
    """ When it was made, a date and time. """
    start_time: None | str | Unset = UNSET
    """ When its work began, a date and time. """
    status: None | ReindexRequestState | str | Unset = UNSET
    """ How far it is, normally one of ReindexRequestState. """
    type_: None | ReindexRequestType | str | Unset = UNSET
    """ When it is carried out, normally one of ReindexRequestType. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        completion_time: None | str | Unset
        if isinstance(self.completion_time, Unset):
            completion_time = UNSET
        else:
            completion_time = self.completion_time

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        request_time: None | str | Unset
        if isinstance(self.request_time, Unset):
            request_time = UNSET
        else:
            request_time = self.request_time

        start_time: None | str | Unset
        if isinstance(self.start_time, Unset):
            start_time = UNSET
        else:
            start_time = self.start_time

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, ReindexRequestState):
            status = self.status.value
        else:
            status = self.status

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        elif isinstance(self.type_, ReindexRequestType):
            type_ = self.type_.value
        else:
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if completion_time is not UNSET:
            field_dict["completionTime"] = completion_time
        if id is not UNSET:
            field_dict["id"] = id
        if request_time is not UNSET:
            field_dict["requestTime"] = request_time
        if start_time is not UNSET:
            field_dict["startTime"] = start_time
        if status is not UNSET:
            field_dict["status"] = status
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_completion_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        completion_time = _parse_completion_time(d.pop("completionTime", UNSET))

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_request_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        request_time = _parse_request_time(d.pop("requestTime", UNSET))

        def _parse_start_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        start_time = _parse_start_time(d.pop("startTime", UNSET))

        def _parse_status(data: object) -> None | ReindexRequestState | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = ReindexRequestState(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReindexRequestState | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_type_(data: object) -> None | ReindexRequestType | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_0 = ReindexRequestType(data)

                return type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReindexRequestType | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        reindex_request = cls(
            completion_time=completion_time,
            id=id,
            request_time=request_time,
            start_time=start_time,
            status=status,
            type_=type_,
        )

        reindex_request.additional_properties = d
        return reindex_request

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
