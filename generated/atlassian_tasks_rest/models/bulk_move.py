from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bulk_move_targets import BulkMoveTargets


T = TypeVar("T", bound="BulkMove")


@_attrs_define
class BulkMove:
    """Which issues to move, and where to."""

    target_to_sources_mapping: BulkMoveTargets
    """ The issues that go to each target. A key is `PROJECT,ISSUETYPE` or `PROJECT,ISSUETYPE,PARENT`; project and
    parent by id or key, the issue type by id. """
    send_bulk_notification: bool | None | Unset = UNSET
    """ Whether users are told by mail; they are unless this is false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        target_to_sources_mapping = self.target_to_sources_mapping.to_dict()

        send_bulk_notification: bool | None | Unset
        if isinstance(self.send_bulk_notification, Unset):
            send_bulk_notification = UNSET
        else:
            send_bulk_notification = self.send_bulk_notification

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "targetToSourcesMapping": target_to_sources_mapping,
            }
        )
        if send_bulk_notification is not UNSET:
            field_dict["sendBulkNotification"] = send_bulk_notification

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.bulk_move_targets import BulkMoveTargets

        d = dict(src_dict)
        target_to_sources_mapping = BulkMoveTargets.from_dict(
            d.pop("targetToSourcesMapping")
        )

        def _parse_send_bulk_notification(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        send_bulk_notification = _parse_send_bulk_notification(
            d.pop("sendBulkNotification", UNSET)
        )

        bulk_move = cls(
            target_to_sources_mapping=target_to_sources_mapping,
            send_bulk_notification=send_bulk_notification,
        )

        bulk_move.additional_properties = d
        return bulk_move

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
