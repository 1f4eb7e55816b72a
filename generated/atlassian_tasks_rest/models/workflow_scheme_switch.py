from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.issue_type_mappings import IssueTypeMappings


T = TypeVar("T", bound="WorkflowSchemeSwitch")


@_attrs_define
class WorkflowSchemeSwitch:
    """Which workflow scheme a project gets."""

    mappings_by_issue_type_override: list[IssueTypeMappings] | Unset = UNSET
    """ Which statuses issues get instead of those they have, by issue type; needed for every status that the new
    scheme does not have. """
    project_id: str | Unset = UNSET
    """ The id of the project. """
    target_scheme_id: str | Unset = UNSET
    """ The id of the workflow scheme that the project gets. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mappings_by_issue_type_override: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.mappings_by_issue_type_override, Unset):
            mappings_by_issue_type_override = []
            for (
                mappings_by_issue_type_override_item_data
            ) in self.mappings_by_issue_type_override:
                mappings_by_issue_type_override_item = (
                    mappings_by_issue_type_override_item_data.to_dict()
                )
                mappings_by_issue_type_override.append(
                    mappings_by_issue_type_override_item
                )

        project_id = self.project_id

        target_scheme_id = self.target_scheme_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if mappings_by_issue_type_override is not UNSET:
            field_dict["mappingsByIssueTypeOverride"] = mappings_by_issue_type_override
        if project_id is not UNSET:
            field_dict["projectId"] = project_id
        if target_scheme_id is not UNSET:
            field_dict["targetSchemeId"] = target_scheme_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.issue_type_mappings import IssueTypeMappings

        d = dict(src_dict)
        _mappings_by_issue_type_override = d.pop("mappingsByIssueTypeOverride", UNSET)
        mappings_by_issue_type_override: list[IssueTypeMappings] | Unset = UNSET
        if _mappings_by_issue_type_override is not UNSET:
            mappings_by_issue_type_override = []
            for (
                mappings_by_issue_type_override_item_data
            ) in _mappings_by_issue_type_override:
                mappings_by_issue_type_override_item = IssueTypeMappings.from_dict(
                    mappings_by_issue_type_override_item_data
                )

                mappings_by_issue_type_override.append(
                    mappings_by_issue_type_override_item
                )

        project_id = d.pop("projectId", UNSET)

        target_scheme_id = d.pop("targetSchemeId", UNSET)

        workflow_scheme_switch = cls(
            mappings_by_issue_type_override=mappings_by_issue_type_override,
            project_id=project_id,
            target_scheme_id=target_scheme_id,
        )

        workflow_scheme_switch.additional_properties = d
        return workflow_scheme_switch

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
