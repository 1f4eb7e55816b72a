from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.issue_type_mappings import IssueTypeMappings
    from ..models.workflow_for_issue_types import WorkflowForIssueTypes
    from ..models.workflow_mappings import WorkflowMappings
    from ..models.workflow_scheme_version import WorkflowSchemeVersion


T = TypeVar("T", bound="WorkflowSchemeUpdate")


@_attrs_define
class WorkflowSchemeUpdate:
    """What a workflow scheme is to be."""

    description: str
    """ The description of the scheme, also where it stays. """
    id: str
    """ The id of the workflow scheme. """
    name: str
    """ The name of the scheme, also where it stays. """
    version: WorkflowSchemeVersion
    """ A version of a workflow scheme, as it was read. """
    default_workflow_id: str | Unset = UNSET
    """ The id of the workflow of all issue types that are not named. """
    status_mappings_by_issue_type_override: list[IssueTypeMappings] | Unset = UNSET
    """ The same by issue type; goes before the one by workflow. """
    status_mappings_by_workflows: list[WorkflowMappings] | Unset = UNSET
    """ Which statuses issues get instead of those they have, by the workflow they had and the one they get. """
    workflows_for_issue_types: list[WorkflowForIssueTypes] | Unset = UNSET
    """ Which issue types have which workflow. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        description = self.description

        id = self.id

        name = self.name

        version = self.version.to_dict()

        default_workflow_id = self.default_workflow_id

        status_mappings_by_issue_type_override: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.status_mappings_by_issue_type_override, Unset):
            status_mappings_by_issue_type_override = []
            for (
                status_mappings_by_issue_type_override_item_data
            ) in self.status_mappings_by_issue_type_override:
                status_mappings_by_issue_type_override_item = (
                    status_mappings_by_issue_type_override_item_data.to_dict()
                )
                status_mappings_by_issue_type_override.append(
                    status_mappings_by_issue_type_override_item
                )

        status_mappings_by_workflows: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.status_mappings_by_workflows, Unset):
            status_mappings_by_workflows = []
            for (
                status_mappings_by_workflows_item_data
            ) in self.status_mappings_by_workflows:
                status_mappings_by_workflows_item = (
                    status_mappings_by_workflows_item_data.to_dict()
                )
                status_mappings_by_workflows.append(status_mappings_by_workflows_item)

        workflows_for_issue_types: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.workflows_for_issue_types, Unset):
            workflows_for_issue_types = []
            for workflows_for_issue_types_item_data in self.workflows_for_issue_types:
                workflows_for_issue_types_item = (
                    workflows_for_issue_types_item_data.to_dict()
                )
                workflows_for_issue_types.append(workflows_for_issue_types_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "description": description,
                "id": id,
                "name": name,
                "version": version,
            }
        )
        if default_workflow_id is not UNSET:
            field_dict["defaultWorkflowId"] = default_workflow_id
        if status_mappings_by_issue_type_override is not UNSET:
            field_dict["statusMappingsByIssueTypeOverride"] = (
                status_mappings_by_issue_type_override
            )
        if status_mappings_by_workflows is not UNSET:
            field_dict["statusMappingsByWorkflows"] = status_mappings_by_workflows
        if workflows_for_issue_types is not UNSET:
            field_dict["workflowsForIssueTypes"] = workflows_for_issue_types

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.issue_type_mappings import IssueTypeMappings
        from ..models.workflow_for_issue_types import WorkflowForIssueTypes
        from ..models.workflow_mappings import WorkflowMappings
        from ..models.workflow_scheme_version import WorkflowSchemeVersion

        d = dict(src_dict)
        description = d.pop("description")

        id = d.pop("id")

        name = d.pop("name")

        version = WorkflowSchemeVersion.from_dict(d.pop("version"))

        default_workflow_id = d.pop("defaultWorkflowId", UNSET)

        _status_mappings_by_issue_type_override = d.pop(
            "statusMappingsByIssueTypeOverride", UNSET
        )
        status_mappings_by_issue_type_override: list[IssueTypeMappings] | Unset = UNSET
        if _status_mappings_by_issue_type_override is not UNSET:
            status_mappings_by_issue_type_override = []
            for (
                status_mappings_by_issue_type_override_item_data
            ) in _status_mappings_by_issue_type_override:
                status_mappings_by_issue_type_override_item = (
                    IssueTypeMappings.from_dict(
                        status_mappings_by_issue_type_override_item_data
                    )
                )

                status_mappings_by_issue_type_override.append(
                    status_mappings_by_issue_type_override_item
                )

        _status_mappings_by_workflows = d.pop("statusMappingsByWorkflows", UNSET)
        status_mappings_by_workflows: list[WorkflowMappings] | Unset = UNSET
        if _status_mappings_by_workflows is not UNSET:
            status_mappings_by_workflows = []
            for status_mappings_by_workflows_item_data in _status_mappings_by_workflows:
                status_mappings_by_workflows_item = WorkflowMappings.from_dict(
                    status_mappings_by_workflows_item_data
                )

                status_mappings_by_workflows.append(status_mappings_by_workflows_item)

        _workflows_for_issue_types = d.pop("workflowsForIssueTypes", UNSET)
        workflows_for_issue_types: list[WorkflowForIssueTypes] | Unset = UNSET
        if _workflows_for_issue_types is not UNSET:
            workflows_for_issue_types = []
            for workflows_for_issue_types_item_data in _workflows_for_issue_types:
                workflows_for_issue_types_item = WorkflowForIssueTypes.from_dict(
                    workflows_for_issue_types_item_data
                )

                workflows_for_issue_types.append(workflows_for_issue_types_item)

        workflow_scheme_update = cls(
            description=description,
            id=id,
            name=name,
            version=version,
            default_workflow_id=default_workflow_id,
            status_mappings_by_issue_type_override=status_mappings_by_issue_type_override,
            status_mappings_by_workflows=status_mappings_by_workflows,
            workflows_for_issue_types=workflows_for_issue_types,
        )

        workflow_scheme_update.additional_properties = d
        return workflow_scheme_update

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
