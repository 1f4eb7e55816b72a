from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.issues_to_transition import IssuesToTransition


T = TypeVar("T", bound="BulkTransition")


@_attrs_define
class BulkTransition:
    """Which issues go along which transition."""

    bulk_transition_inputs: list[IssuesToTransition]
    """ The transitions with their issues. """
    send_bulk_notification: bool | None | Unset = UNSET
    """ Whether users are told by mail; they are unless this is false. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        bulk_transition_inputs = []
        for bulk_transition_inputs_item_data in self.bulk_transition_inputs:
            bulk_transition_inputs_item = bulk_transition_inputs_item_data.to_dict()
            bulk_transition_inputs.append(bulk_transition_inputs_item)

        send_bulk_notification: bool | None | Unset
        if isinstance(self.send_bulk_notification, Unset):
            send_bulk_notification = UNSET
        else:
            send_bulk_notification = self.send_bulk_notification

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "bulkTransitionInputs": bulk_transition_inputs,
            }
        )
        if send_bulk_notification is not UNSET:
            field_dict["sendBulkNotification"] = send_bulk_notification

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.issues_to_transition import IssuesToTransition

        d = dict(src_dict)
        bulk_transition_inputs = []
        _bulk_transition_inputs = d.pop("bulkTransitionInputs")
        for bulk_transition_inputs_item_data in _bulk_transition_inputs:
            bulk_transition_inputs_item = IssuesToTransition.from_dict(
                bulk_transition_inputs_item_data
            )

            bulk_transition_inputs.append(bulk_transition_inputs_item)

        def _parse_send_bulk_notification(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        send_bulk_notification = _parse_send_bulk_notification(
            d.pop("sendBulkNotification", UNSET)
        )

        bulk_transition = cls(
            bulk_transition_inputs=bulk_transition_inputs,
            send_bulk_notification=send_bulk_notification,
        )

        bulk_transition.additional_properties = d
        return bulk_transition

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
