from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.workflow_status_update import WorkflowStatusUpdate
    from ..models.workflow_update import WorkflowUpdate


T = TypeVar("T", bound="WorkflowUpdates")


@_attrs_define
class WorkflowUpdates:
    """The workflows to change, and the statuses that they use."""

    statuses: list[WorkflowStatusUpdate] | Unset = UNSET
    """ Up to 1,000 statuses that the workflows refer to. """
    workflows: list[WorkflowUpdate] | Unset = UNSET
    """ Up to 20 workflows. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        statuses: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.statuses, Unset):
            statuses = []
            for statuses_item_data in self.statuses:
                statuses_item = statuses_item_data.to_dict()
                statuses.append(statuses_item)

        workflows: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.workflows, Unset):
            workflows = []
            for workflows_item_data in self.workflows:
                workflows_item = workflows_item_data.to_dict()
                workflows.append(workflows_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if statuses is not UNSET:
            field_dict["statuses"] = statuses
        if workflows is not UNSET:
            field_dict["workflows"] = workflows

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.workflow_status_update import WorkflowStatusUpdate
        from ..models.workflow_update import WorkflowUpdate

        d = dict(src_dict)
        _statuses = d.pop("statuses", UNSET)
        statuses: list[WorkflowStatusUpdate] | Unset = UNSET
        if _statuses is not UNSET:
            statuses = []
            for statuses_item_data in _statuses:
                statuses_item = WorkflowStatusUpdate.from_dict(statuses_item_data)

                statuses.append(statuses_item)

        _workflows = d.pop("workflows", UNSET)
        workflows: list[WorkflowUpdate] | Unset = UNSET
        if _workflows is not UNSET:
            workflows = []
            for workflows_item_data in _workflows:
                workflows_item = WorkflowUpdate.from_dict(workflows_item_data)

                workflows.append(workflows_item)

        workflow_updates = cls(
            statuses=statuses,
            workflows=workflows,
        )

        workflow_updates.additional_properties = d
        return workflow_updates

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
