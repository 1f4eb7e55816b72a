from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="IssuesToTransition")


@_attrs_define
class IssuesToTransition:
    """Issues of one workflow that go along one transition."""

    selected_issue_ids_or_keys: list[str]
    """ The ids or keys of the issues. """
    transition_id: str
    """ The id of the transition. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        selected_issue_ids_or_keys = self.selected_issue_ids_or_keys

        transition_id = self.transition_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "selectedIssueIdsOrKeys": selected_issue_ids_or_keys,
                "transitionId": transition_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        selected_issue_ids_or_keys = cast(list[str], d.pop("selectedIssueIdsOrKeys"))

        transition_id = d.pop("transitionId")

        issues_to_transition = cls(
            selected_issue_ids_or_keys=selected_issue_ids_or_keys,
            transition_id=transition_id,
        )

        issues_to_transition.additional_properties = d
        return issues_to_transition

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
