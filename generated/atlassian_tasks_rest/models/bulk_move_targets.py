from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.bulk_move_target import BulkMoveTarget


T = TypeVar("T", bound="BulkMoveTargets")


@_attrs_define
class BulkMoveTargets:
    """The issues that go to each target. A key is `PROJECT,ISSUETYPE` or `PROJECT,ISSUETYPE,PARENT`; project and parent by
    id or key, the issue type by id.

    """

    additional_properties: dict[str, BulkMoveTarget] = _attrs_field(
        init=False, factory=dict
    )

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.bulk_move_target import BulkMoveTarget

        d = dict(src_dict)
        bulk_move_targets = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = BulkMoveTarget.from_dict(prop_dict)

            additional_properties[prop_name] = additional_property

        bulk_move_targets.additional_properties = additional_properties
        return bulk_move_targets

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> BulkMoveTarget:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: BulkMoveTarget) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
