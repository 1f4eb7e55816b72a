from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RedactionPosition")


@_attrs_define
class RedactionPosition:
    """Where a passage is in what it is in."""

    expected_text: str
    """ The SHA-256 hash of its text, in base 64. """
    from_: int
    """ The index of its first character. """
    to: int
    """ The index after its last character. """
    adf_pointer: str | Unset = UNSET
    """ The place in the document, for rich text only. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        expected_text = self.expected_text

        from_ = self.from_

        to = self.to

        adf_pointer = self.adf_pointer

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "expectedText": expected_text,
                "from": from_,
                "to": to,
            }
        )
        if adf_pointer is not UNSET:
            field_dict["adfPointer"] = adf_pointer

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        expected_text = d.pop("expectedText")

        from_ = d.pop("from")

        to = d.pop("to")

        adf_pointer = d.pop("adfPointer", UNSET)

        redaction_position = cls(
            expected_text=expected_text,
            from_=from_,
            to=to,
            adf_pointer=adf_pointer,
        )

        redaction_position.additional_properties = d
        return redaction_position

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
