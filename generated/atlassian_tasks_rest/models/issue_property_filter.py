from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="IssuePropertyFilter")


@_attrs_define
class IssuePropertyFilter:
    """Which issues get a property; an issue has to meet everything that is said."""

    current_value: Any | Unset = UNSET
    """ Only issues that have the property with this value, any JSON. """
    entity_ids: list[int] | Unset = UNSET
    """ The ids of the issues. """
    has_property: bool | Unset = UNSET
    """ Only issues that have the property, or only issues that do not have it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        current_value = self.current_value

        entity_ids: list[int] | Unset = UNSET
        if not isinstance(self.entity_ids, Unset):
            entity_ids = self.entity_ids

        has_property = self.has_property

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if current_value is not UNSET:
            field_dict["currentValue"] = current_value
        if entity_ids is not UNSET:
            field_dict["entityIds"] = entity_ids
        if has_property is not UNSET:
            field_dict["hasProperty"] = has_property

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        current_value = d.pop("currentValue", UNSET)

        entity_ids = cast(list[int], d.pop("entityIds", UNSET))

        has_property = d.pop("hasProperty", UNSET)

        issue_property_filter = cls(
            current_value=current_value,
            entity_ids=entity_ids,
            has_property=has_property,
        )

        issue_property_filter.additional_properties = d
        return issue_property_filter

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
