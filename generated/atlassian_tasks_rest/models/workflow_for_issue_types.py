from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WorkflowForIssueTypes")


@_attrs_define
class WorkflowForIssueTypes:
    """The issue types that have a workflow."""

    issue_type_ids: list[str]
    """ The ids of the issue types. """
    workflow_id: str
    """ The id of the workflow. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        issue_type_ids = self.issue_type_ids

        workflow_id = self.workflow_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "issueTypeIds": issue_type_ids,
                "workflowId": workflow_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        issue_type_ids = cast(list[str], d.pop("issueTypeIds"))

        workflow_id = d.pop("workflowId")

        workflow_for_issue_types = cls(
            issue_type_ids=issue_type_ids,
            workflow_id=workflow_id,
        )

        workflow_for_issue_types.additional_properties = d
        return workflow_for_issue_types

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
