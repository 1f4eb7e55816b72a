from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="BulkDelete")


@_attrs_define
class BulkDelete:
    """Which issues to delete."""

    selected_issue_ids_or_keys: list[str]
    """ The ids or keys of up to 1,000 issues. """
    send_bulk_notification: bool | None | Unset = UNSET
    """ Whether users are told by mail; they are unless this is false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        selected_issue_ids_or_keys = self.selected_issue_ids_or_keys

        send_bulk_notification: bool | None | Unset
        if isinstance(self.send_bulk_notification, Unset):
            send_bulk_notification = UNSET
        else:
            send_bulk_notification = self.send_bulk_notification

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "selectedIssueIdsOrKeys": selected_issue_ids_or_keys,
            }
        )
        if send_bulk_notification is not UNSET:
            field_dict["sendBulkNotification"] = send_bulk_notification

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        selected_issue_ids_or_keys = cast(list[str], d.pop("selectedIssueIdsOrKeys"))

        def _parse_send_bulk_notification(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        send_bulk_notification = _parse_send_bulk_notification(
            d.pop("sendBulkNotification", UNSET)
        )

        bulk_delete = cls(
            selected_issue_ids_or_keys=selected_issue_ids_or_keys,
            send_bulk_notification=send_bulk_notification,
        )

        bulk_delete.additional_properties = d
        return bulk_delete

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
