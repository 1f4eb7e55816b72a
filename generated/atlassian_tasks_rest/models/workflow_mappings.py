from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.status_mapping import StatusMapping


T = TypeVar("T", bound="WorkflowMappings")


@_attrs_define
class WorkflowMappings:
    """Which statuses issues get that go from one workflow to another."""

    new_workflow_id: str
    """ The id of the workflow that issues get. """
    old_workflow_id: str
    """ The id of the workflow that issues had. """
    status_mappings: list[StatusMapping]
    """ Which statuses issues get instead of those they have. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        new_workflow_id = self.new_workflow_id

        old_workflow_id = self.old_workflow_id

        status_mappings = []
        for status_mappings_item_data in self.status_mappings:
            status_mappings_item = status_mappings_item_data.to_dict()
            status_mappings.append(status_mappings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "newWorkflowId": new_workflow_id,
                "oldWorkflowId": old_workflow_id,
                "statusMappings": status_mappings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.status_mapping import StatusMapping

        d = dict(src_dict)
        new_workflow_id = d.pop("newWorkflowId")

        old_workflow_id = d.pop("oldWorkflowId")

        status_mappings = []
        _status_mappings = d.pop("statusMappings")
        for status_mappings_item_data in _status_mappings:
            status_mappings_item = StatusMapping.from_dict(status_mappings_item_data)

            status_mappings.append(status_mappings_item)

        workflow_mappings = cls(
            new_workflow_id=new_workflow_id,
            old_workflow_id=old_workflow_id,
            status_mappings=status_mappings,
        )

        workflow_mappings.additional_properties = d
        return workflow_mappings

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
