from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.priority_mapping import PriorityMapping


T = TypeVar("T", bound="PriorityMappings")


@_attrs_define
class PriorityMappings:
    """Which priorities issues get instead of those they have, `in` where they come under the scheme, `out` where they
    leave it.

    """

    in_: PriorityMapping | Unset = UNSET
    """ The id of the priority that issues get, by the id of the one they have. """
    out: PriorityMapping | Unset = UNSET
    """ The id of the priority that issues get, by the id of the one they have. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        in_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.in_, Unset):
            in_ = self.in_.to_dict()

        out: dict[str, Any] | Unset = UNSET
        if not isinstance(self.out, Unset):
            out = self.out.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if in_ is not UNSET:
            field_dict["in"] = in_
        if out is not UNSET:
            field_dict["out"] = out

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.priority_mapping import PriorityMapping

        d = dict(src_dict)
        _in_ = d.pop("in", UNSET)
        in_: PriorityMapping | Unset
        if isinstance(_in_, Unset):
            in_ = UNSET
        else:
            in_ = PriorityMapping.from_dict(_in_)

        _out = d.pop("out", UNSET)
        out: PriorityMapping | Unset
        if isinstance(_out, Unset):
            out = UNSET
        else:
            out = PriorityMapping.from_dict(_out)

        priority_mappings = cls(
            in_=in_,
            out=out,
        )

        priority_mappings.additional_properties = d
        return priority_mappings

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
