from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PublishedStatusMapping")


@_attrs_define
class PublishedStatusMapping:
    """The status that issues of a type get instead of another."""

    issue_type_id: str
    """ The id of the issue type. """
    new_status_id: str
    """ The id of the status that they get. """
    status_id: str
    """ The id of the status that issues have. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        issue_type_id = self.issue_type_id

        new_status_id = self.new_status_id

        status_id = self.status_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "issueTypeId": issue_type_id,
                "newStatusId": new_status_id,
                "statusId": status_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        issue_type_id = d.pop("issueTypeId")

        new_status_id = d.pop("newStatusId")

        status_id = d.pop("statusId")

        published_status_mapping = cls(
            issue_type_id=issue_type_id,
            new_status_id=new_status_id,
            status_id=status_id,
        )

        published_status_mapping.additional_properties = d
        return published_status_mapping

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
