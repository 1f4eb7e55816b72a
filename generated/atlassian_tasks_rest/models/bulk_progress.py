from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bulk_failures import BulkFailures
    from ..models.bulk_submitter import BulkSubmitter


T = TypeVar("T", bound="BulkProgress")


@_attrs_define
class BulkProgress:
    """A bulk operation on issues, as it was at the time of the answer."""

    created: int | None | str | Unset = UNSET
    """ When the operation was handed in, in milliseconds since 1970 or as a date-time string. """
    failed_accessible_issues: BulkFailures | None | Unset = UNSET
    """ The issues that could not be changed and why, as far as the user may see them. """
    invalid_or_inaccessible_issue_count: int | None | Unset = UNSET
    """ How many issues do not exist or may not be seen by the user; they are not named. """
    processed_accessible_issues: list[int] | None | Unset = UNSET
    """ The ids of the issues that were changed, as far as the user may see them. """
    progress_percent: int | None | Unset = UNSET
    """ How much is done, in percent from 0 to 100. """
    started: int | None | str | Unset = UNSET
    """ When the operation began to run, in milliseconds since 1970 or as a date-time string. """
    status: None | str | TaskStatus | Unset = UNSET
    """ The state of the operation, normally one of TaskStatus. """
    submitted_by: BulkSubmitter | None | Unset = UNSET
    """ The user who started the operation. """
    task_id: int | None | str | Unset = UNSET
    """ The id of the bulk operation's task. """
    total_issue_count: int | None | Unset = UNSET
    """ How many issues the operation was asked to change. """
    updated: int | None | str | Unset = UNSET
    """ When the operation last changed, in milliseconds since 1970 or as a date-time string. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.bulk_failures import BulkFailures
        from ..models.bulk_submitter import BulkSubmitter

        created: int | None | str | Unset
        if isinstance(self.created, Unset):
            created = UNSET
        else:
            created = self.created

        failed_accessible_issues: dict[str, Any] | None | Unset
        if isinstance(self.failed_accessible_issues, Unset):
            failed_accessible_issues = UNSET
        elif isinstance(self.failed_accessible_issues, BulkFailures):
            failed_accessible_issues = self.failed_accessible_issues.to_dict()
        else:
            failed_accessible_issues = self.failed_accessible_issues

        invalid_or_inaccessible_issue_count: int | None | Unset
        if isinstance(self.invalid_or_inaccessible_issue_count, Unset):
            invalid_or_inaccessible_issue_count = UNSET
        else:
            invalid_or_inaccessible_issue_count = (
                self.invalid_or_inaccessible_issue_count
            )

        processed_accessible_issues: list[int] | None | Unset
        if isinstance(self.processed_accessible_issues, Unset):
            processed_accessible_issues = UNSET
        elif isinstance(self.processed_accessible_issues, list):
            processed_accessible_issues = self.processed_accessible_issues

        else:
            processed_accessible_issues = self.processed_accessible_issues

        progress_percent: int | None | Unset
        if isinstance(self.progress_percent, Unset):
            progress_percent = UNSET
        else:
            progress_percent = self.progress_percent

        started: int | None | str | Unset
        if isinstance(self.started, Unset):
            started = UNSET
        else:
            started = self.started

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, TaskStatus):
            status = self.status.value
        else:
            status = self.status

        submitted_by: dict[str, Any] | None | Unset
        if isinstance(self.submitted_by, Unset):
            submitted_by = UNSET
        elif isinstance(self.submitted_by, BulkSubmitter):
            submitted_by = self.submitted_by.to_dict()
        else:
            submitted_by = self.submitted_by

        task_id: int | None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        total_issue_count: int | None | Unset
        if isinstance(self.total_issue_count, Unset):
            total_issue_count = UNSET
        else:
            total_issue_count = self.total_issue_count

        updated: int | None | str | Unset
        if isinstance(self.updated, Unset):
            updated = UNSET
        else:
            updated = self.updated

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if created is not UNSET:
            field_dict["created"] = created
        if failed_accessible_issues is not UNSET:
            field_dict["failedAccessibleIssues"] = failed_accessible_issues
        if invalid_or_inaccessible_issue_count is not UNSET:
            field_dict["invalidOrInaccessibleIssueCount"] = (
                invalid_or_inaccessible_issue_count
            )
        if processed_accessible_issues is not UNSET:
            field_dict["processedAccessibleIssues"] = processed_accessible_issues
        if progress_percent is not UNSET:
            field_dict["progressPercent"] = progress_percent
        if started is not UNSET:
            field_dict["started"] = started
        if status is not UNSET:
            field_dict["status"] = status
        if submitted_by is not UNSET:
            field_dict["submittedBy"] = submitted_by
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if total_issue_count is not UNSET:
            field_dict["totalIssueCount"] = total_issue_count
        if updated is not UNSET:
            field_dict["updated"] = updated

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.bulk_failures import BulkFailures
        from ..models.bulk_submitter import BulkSubmitter

        d = dict(src_dict)

        def _parse_created(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        created = _parse_created(d.pop("created", UNSET))

        def _parse_failed_accessible_issues(
            data: object,
        ) -> BulkFailures | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                failed_accessible_issues_type_1 = BulkFailures.from_dict(data)

                return failed_accessible_issues_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BulkFailures | None | Unset, data)

        failed_accessible_issues = _parse_failed_accessible_issues(
            d.pop("failedAccessibleIssues", UNSET)
        )

        def _parse_invalid_or_inaccessible_issue_count(
            data: object,
        ) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        invalid_or_inaccessible_issue_count = (
            _parse_invalid_or_inaccessible_issue_count(
                d.pop("invalidOrInaccessibleIssueCount", UNSET)
            )
        )

        def _parse_processed_accessible_issues(
            data: object,
        ) -> list[int] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                processed_accessible_issues_type_0 = cast(list[int], data)

                return processed_accessible_issues_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int] | None | Unset, data)

        processed_accessible_issues = _parse_processed_accessible_issues(
            d.pop("processedAccessibleIssues", UNSET)
        )

        def _parse_progress_percent(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        progress_percent = _parse_progress_percent(d.pop("progressPercent", UNSET))

        def _parse_started(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        started = _parse_started(d.pop("started", UNSET))

        def _parse_status(data: object) -> None | str | TaskStatus | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = TaskStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | str | TaskStatus | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_submitted_by(data: object) -> BulkSubmitter | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                submitted_by_type_1 = BulkSubmitter.from_dict(data)

                return submitted_by_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BulkSubmitter | None | Unset, data)

        submitted_by = _parse_submitted_by(d.pop("submittedBy", UNSET))

        def _parse_task_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

        def _parse_total_issue_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_issue_count = _parse_total_issue_count(d.pop("totalIssueCount", UNSET))

        def _parse_updated(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        updated = _parse_updated(d.pop("updated", UNSET))

        bulk_progress = cls(
            created=created,
            failed_accessible_issues=failed_accessible_issues,
            invalid_or_inaccessible_issue_count=invalid_or_inaccessible_issue_count,
            processed_accessible_issues=processed_accessible_issues,
            progress_percent=progress_percent,
            started=started,
            status=status,
            submitted_by=submitted_by,
            task_id=task_id,
            total_issue_count=total_issue_count,
            updated=updated,
        )

        bulk_progress.additional_properties = d
        return bulk_progress

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
