from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.body_representation import BodyRepresentation

T = TypeVar("T", bound="BodyToConvert")


@_attrs_define
class BodyToConvert:
    """A body of content."""

    representation: BodyRepresentation | str
    """ The format of the body, normally one of BodyRepresentation. """
    value: str
    """ The body. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        representation: str
        if isinstance(self.representation, BodyRepresentation):
            representation = self.representation.value
        else:
            representation = self.representation

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "representation": representation,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_representation(data: object) -> BodyRepresentation | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                representation_type_0 = BodyRepresentation(data)

                return representation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BodyRepresentation | str, data)

        representation = _parse_representation(d.pop("representation"))

        value = d.pop("value")

        body_to_convert = cls(
            representation=representation,
            value=value,
        )

        body_to_convert.additional_properties = d
        return body_to_convert

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
