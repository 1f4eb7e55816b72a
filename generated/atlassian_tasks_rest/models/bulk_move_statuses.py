from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.bulk_move_sources import BulkMoveSources


T = TypeVar("T", bound="BulkMoveStatuses")


@_attrs_define
class BulkMoveStatuses:
    """Which statuses issues get."""

    statuses: BulkMoveSources
    """ The ids of what issues have, by the id of what they get instead. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        statuses = self.statuses.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "statuses": statuses,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.bulk_move_sources import BulkMoveSources

        d = dict(src_dict)
        statuses = BulkMoveSources.from_dict(d.pop("statuses"))

        bulk_move_statuses = cls(
            statuses=statuses,
        )

        bulk_move_statuses.additional_properties = d
        return bulk_move_statuses

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
