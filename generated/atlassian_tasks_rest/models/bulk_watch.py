from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BulkWatch")


@_attrs_define
class BulkWatch:
    """Which issues to watch, or to watch no longer."""

    selected_issue_ids_or_keys: list[str]
    """ The ids or keys of up to 1,000 issues. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        selected_issue_ids_or_keys = self.selected_issue_ids_or_keys

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "selectedIssueIdsOrKeys": selected_issue_ids_or_keys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        selected_issue_ids_or_keys = cast(list[str], d.pop("selectedIssueIdsOrKeys"))

        bulk_watch = cls(
            selected_issue_ids_or_keys=selected_issue_ids_or_keys,
        )

        bulk_watch.additional_properties = d
        return bulk_watch

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
