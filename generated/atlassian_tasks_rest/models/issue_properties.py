from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.property_values import PropertyValues


T = TypeVar("T", bound="IssueProperties")


@_attrs_define
class IssueProperties:
    """Which issues get which properties."""

    entities_ids: list[int] | Unset = UNSET
    """ The ids of 1 to 10,000 issues. """
    properties: PropertyValues | Unset = UNSET
    """ Properties by their keys; a value is any JSON of up to 32,768 characters. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        entities_ids: list[int] | Unset = UNSET
        if not isinstance(self.entities_ids, Unset):
            entities_ids = self.entities_ids

        properties: dict[str, Any] | Unset = UNSET
        if not isinstance(self.properties, Unset):
            properties = self.properties.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if entities_ids is not UNSET:
            field_dict["entitiesIds"] = entities_ids
        if properties is not UNSET:
            field_dict["properties"] = properties

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.property_values import PropertyValues

        d = dict(src_dict)
        entities_ids = cast(list[int], d.pop("entitiesIds", UNSET))

        _properties = d.pop("properties", UNSET)
        properties: PropertyValues | Unset
        if isinstance(_properties, Unset):
            properties = UNSET
        else:
            properties = PropertyValues.from_dict(_properties)

        issue_properties = cls(
            entities_ids=entities_ids,
            properties=properties,
        )

        issue_properties.additional_properties = d
        return issue_properties

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
