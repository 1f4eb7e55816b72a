from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bulk_edit_fields import BulkEditFields


T = TypeVar("T", bound="BulkEdit")


@_attrs_define
class BulkEdit:
    """Which issues to edit, and how."""

    edited_fields_input: BulkEditFields
    """ The new values of fields, in Jira's own words. Each kind of field has a list of its own, such as
    `labelsFields`. """
    selected_actions: list[str]
    """ The ids of up to 200 fields to edit, the same as in the values. """
    selected_issue_ids_or_keys: list[str]
    """ The ids or keys of up to 1,000 issues. """
    send_bulk_notification: bool | None | Unset = UNSET
    """ Whether users are told by mail; they are unless this is false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        edited_fields_input = self.edited_fields_input.to_dict()

        selected_actions = self.selected_actions

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
                "editedFieldsInput": edited_fields_input,
                "selectedActions": selected_actions,
                "selectedIssueIdsOrKeys": selected_issue_ids_or_keys,
            }
        )
        if send_bulk_notification is not UNSET:
            field_dict["sendBulkNotification"] = send_bulk_notification

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.bulk_edit_fields import BulkEditFields

        d = dict(src_dict)
        edited_fields_input = BulkEditFields.from_dict(d.pop("editedFieldsInput"))

        selected_actions = cast(list[str], d.pop("selectedActions"))

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

        bulk_edit = cls(
            edited_fields_input=edited_fields_input,
            selected_actions=selected_actions,
            selected_issue_ids_or_keys=selected_issue_ids_or_keys,
            send_bulk_notification=send_bulk_notification,
        )

        bulk_edit.additional_properties = d
        return bulk_edit

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
