from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.properties_of_issue import PropertiesOfIssue


T = TypeVar("T", bound="IssuePropertiesByIssue")


@_attrs_define
class IssuePropertiesByIssue:
    """Which properties each issue gets."""

    issues: list[PropertiesOfIssue] | Unset = UNSET
    """ 1 to 100 issues with their properties. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        issues: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.issues, Unset):
            issues = []
            for issues_item_data in self.issues:
                issues_item = issues_item_data.to_dict()
                issues.append(issues_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if issues is not UNSET:
            field_dict["issues"] = issues

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.properties_of_issue import PropertiesOfIssue

        d = dict(src_dict)
        _issues = d.pop("issues", UNSET)
        issues: list[PropertiesOfIssue] | Unset = UNSET
        if _issues is not UNSET:
            issues = []
            for issues_item_data in _issues:
                issues_item = PropertiesOfIssue.from_dict(issues_item_data)

                issues.append(issues_item)

        issue_properties_by_issue = cls(
            issues=issues,
        )

        issue_properties_by_issue.additional_properties = d
        return issue_properties_by_issue

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
