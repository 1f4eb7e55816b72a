from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="BulkMoveFieldValue")


@_attrs_define
class BulkMoveFieldValue:
    """The value that issues get in a field."""

    value: Any
    """ A list of strings or, for rich text, a document in Atlassian's Document Format. """
    retain: bool | None | Unset = UNSET
    """ Whether issues that have a value keep it; they do unless this is false. """
    type_: None | str | Unset = UNSET
    """ What the value is, `raw` for a list or `adf` for a document; `raw` unless said. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        value = self.value

        retain: bool | None | Unset
        if isinstance(self.retain, Unset):
            retain = UNSET
        else:
            retain = self.retain

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "value": value,
            }
        )
        if retain is not UNSET:
            field_dict["retain"] = retain
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        value = d.pop("value")

        def _parse_retain(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        retain = _parse_retain(d.pop("retain", UNSET))

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        bulk_move_field_value = cls(
            value=value,
            retain=retain,
            type_=type_,
        )

        bulk_move_field_value.additional_properties = d
        return bulk_move_field_value

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
