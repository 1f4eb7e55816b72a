from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SecurityLevelMapping")


@_attrs_define
class SecurityLevelMapping:
    """The security level that issues get instead of another."""

    new_level_id: None | str
    """ The id of the level that they get; null takes the level away. """
    old_level_id: None | str
    """ The id of the level that issues have; null stands for issues without a level. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        new_level_id: None | str
        new_level_id = self.new_level_id

        old_level_id: None | str
        old_level_id = self.old_level_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "newLevelId": new_level_id,
                "oldLevelId": old_level_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_new_level_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        new_level_id = _parse_new_level_id(d.pop("newLevelId"))

        def _parse_old_level_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        old_level_id = _parse_old_level_id(d.pop("oldLevelId"))

        security_level_mapping = cls(
            new_level_id=new_level_id,
            old_level_id=old_level_id,
        )

        security_level_mapping.additional_properties = d
        return security_level_mapping

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
