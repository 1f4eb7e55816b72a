from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.date_range import DateRange


T = TypeVar("T", bound="ArchivedIssuesFilter")


@_attrs_define
class ArchivedIssuesFilter:
    """Which archived issues to export; an issue has to meet everything that is said."""

    archived_by: list[str] | Unset = UNSET
    """ The account ids of users who archived issues. """
    archived_date_range: DateRange | Unset = UNSET
    """ A range of days. """
    issue_types: list[str] | Unset = UNSET
    """ The ids of issue types. """
    projects: list[str] | Unset = UNSET
    """ The keys of projects. """
    reporters: list[str] | Unset = UNSET
    """ The account ids of users who reported issues. """
    archived_date: DateRange | Unset = UNSET
    """ A range of days. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        archived_by: list[str] | Unset = UNSET
        if not isinstance(self.archived_by, Unset):
            archived_by = self.archived_by

        archived_date_range: dict[str, Any] | Unset = UNSET
        if not isinstance(self.archived_date_range, Unset):
            archived_date_range = self.archived_date_range.to_dict()

        issue_types: list[str] | Unset = UNSET
        if not isinstance(self.issue_types, Unset):
            issue_types = self.issue_types

        projects: list[str] | Unset = UNSET
        if not isinstance(self.projects, Unset):
            projects = self.projects

        reporters: list[str] | Unset = UNSET
        if not isinstance(self.reporters, Unset):
            reporters = self.reporters

        archived_date: dict[str, Any] | Unset = UNSET
        if not isinstance(self.archived_date, Unset):
            archived_date = self.archived_date.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if archived_by is not UNSET:
            field_dict["archivedBy"] = archived_by
        if archived_date_range is not UNSET:
            field_dict["archivedDateRange"] = archived_date_range
        if issue_types is not UNSET:
            field_dict["issueTypes"] = issue_types
        if projects is not UNSET:
            field_dict["projects"] = projects
        if reporters is not UNSET:
            field_dict["reporters"] = reporters
        if archived_date is not UNSET:
            field_dict["archivedDate"] = archived_date

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.date_range import DateRange

        d = dict(src_dict)
        archived_by = cast(list[str], d.pop("archivedBy", UNSET))

        _archived_date_range = d.pop("archivedDateRange", UNSET)
        archived_date_range: DateRange | Unset
        if isinstance(_archived_date_range, Unset):
            archived_date_range = UNSET
        else:
            archived_date_range = DateRange.from_dict(_archived_date_range)

        issue_types = cast(list[str], d.pop("issueTypes", UNSET))

        projects = cast(list[str], d.pop("projects", UNSET))

        reporters = cast(list[str], d.pop("reporters", UNSET))

        _archived_date = d.pop("archivedDate", UNSET)
        archived_date: DateRange | Unset
        if isinstance(_archived_date, Unset):
            archived_date = UNSET
        else:
            archived_date = DateRange.from_dict(_archived_date)

        archived_issues_filter = cls(
            archived_by=archived_by,
            archived_date_range=archived_date_range,
            issue_types=issue_types,
            projects=projects,
            reporters=reporters,
            archived_date=archived_date,
        )

        archived_issues_filter.additional_properties = d
        return archived_issues_filter

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
