from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.redaction import Redaction


T = TypeVar("T", bound="RedactionRequest")


@_attrs_define
class RedactionRequest:
    """What to redact."""

    redactions: list[Redaction] | Unset = UNSET
    """ The passages to redact. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        redactions: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.redactions, Unset):
            redactions = []
            for redactions_item_data in self.redactions:
                redactions_item = redactions_item_data.to_dict()
                redactions.append(redactions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if redactions is not UNSET:
            field_dict["redactions"] = redactions

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.redaction import Redaction

        d = dict(src_dict)
        _redactions = d.pop("redactions", UNSET)
        redactions: list[Redaction] | Unset = UNSET
        if _redactions is not UNSET:
            redactions = []
            for redactions_item_data in _redactions:
                redactions_item = Redaction.from_dict(redactions_item_data)

                redactions.append(redactions_item)

        redaction_request = cls(
            redactions=redactions,
        )

        redaction_request.additional_properties = d
        return redaction_request

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
