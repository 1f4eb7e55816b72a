from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.status_mapping import StatusMapping


T = TypeVar("T", bound="IssueTypeMappings")


@_attrs_define
class IssueTypeMappings:
    """Which statuses the issues of a type get."""

    issue_type_id: str | Unset = UNSET
    """ The id of the issue type. """
    status_mappings: list[StatusMapping] | Unset = UNSET
    """ Which statuses issues get instead of those they have. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        issue_type_id = self.issue_type_id

        status_mappings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.status_mappings, Unset):
            status_mappings = []
            for status_mappings_item_data in self.status_mappings:
                status_mappings_item = status_mappings_item_data.to_dict()
                status_mappings.append(status_mappings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if issue_type_id is not UNSET:
            field_dict["issueTypeId"] = issue_type_id
        if status_mappings is not UNSET:
            field_dict["statusMappings"] = status_mappings

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.status_mapping import StatusMapping

        d = dict(src_dict)
        issue_type_id = d.pop("issueTypeId", UNSET)

        _status_mappings = d.pop("statusMappings", UNSET)
        status_mappings: list[StatusMapping] | Unset = UNSET
        if _status_mappings is not UNSET:
            status_mappings = []
            for status_mappings_item_data in _status_mappings:
                status_mappings_item = StatusMapping.from_dict(
                    status_mappings_item_data
                )

                status_mappings.append(status_mappings_item)

        issue_type_mappings = cls(
            issue_type_id=issue_type_id,
            status_mappings=status_mappings,
        )

        issue_type_mappings.additional_properties = d
        return issue_type_mappings

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
