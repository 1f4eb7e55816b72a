from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="LongTaskDetails")


@_attrs_define
class LongTaskDetails:
    """More about the result of a task that copies pages."""

    destination_id: None | str | Unset = UNSET
    """ The id of the page that the copy is to be found at; null until it exists. """
    destination_url: None | str | Unset = UNSET
    """ The address of the page that the copy is to be found at. """
    total_page_need_to_copy: int | None | Unset = UNSET
    """ How many pages there are to copy. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        destination_id: None | str | Unset
        if isinstance(self.destination_id, Unset):
            destination_id = UNSET
        else:
            destination_id = self.destination_id

        destination_url: None | str | Unset
        if isinstance(self.destination_url, Unset):
            destination_url = UNSET
        else:
            destination_url = self.destination_url

        total_page_need_to_copy: int | None | Unset
        if isinstance(self.total_page_need_to_copy, Unset):
            total_page_need_to_copy = UNSET
        else:
            total_page_need_to_copy = self.total_page_need_to_copy

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if destination_id is not UNSET:
            field_dict["destinationId"] = destination_id
        if destination_url is not UNSET:
            field_dict["destinationUrl"] = destination_url
        if total_page_need_to_copy is not UNSET:
            field_dict["totalPageNeedToCopy"] = total_page_need_to_copy

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_destination_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        destination_id = _parse_destination_id(d.pop("destinationId", UNSET))

        def _parse_destination_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        destination_url = _parse_destination_url(d.pop("destinationUrl", UNSET))

        def _parse_total_page_need_to_copy(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_page_need_to_copy = _parse_total_page_need_to_copy(
            d.pop("totalPageNeedToCopy", UNSET)
        )

        long_task_details = cls(
            destination_id=destination_id,
            destination_url=destination_url,
            total_page_need_to_copy=total_page_need_to_copy,
        )

        long_task_details.additional_properties = d
        return long_task_details

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
