from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="StatusMapping")


@_attrs_define
class StatusMapping:
    """The status that issues get instead of another."""

    new_status_id: str | Unset = UNSET
    """ The id of the status that they get. """
    old_status_id: str | Unset = UNSET
    """ The id of the status that issues have. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        new_status_id = self.new_status_id

        old_status_id = self.old_status_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if new_status_id is not UNSET:
            field_dict["newStatusId"] = new_status_id
        if old_status_id is not UNSET:
            field_dict["oldStatusId"] = old_status_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        new_status_id = d.pop("newStatusId", UNSET)

        old_status_id = d.pop("oldStatusId", UNSET)

        status_mapping = cls(
            new_status_id=new_status_id,
            old_status_id=old_status_id,
        )

        status_mapping.additional_properties = d
        return status_mapping

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
