from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.space_role_assignment import SpaceRoleAssignment
    from ..models.space_selection import SpaceSelection


T = TypeVar("T", bound="SpaceRoleAssignments")


@_attrs_define
class SpaceRoleAssignments:
    """Which combinations of permissions become which roles, and where."""

    assignments: list[SpaceRoleAssignment]
    """ The combinations with their roles. """
    space_selection: SpaceSelection
    """ The spaces that are meant. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        assignments = []
        for assignments_item_data in self.assignments:
            assignments_item = assignments_item_data.to_dict()
            assignments.append(assignments_item)

        space_selection = self.space_selection.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "assignments": assignments,
                "spaceSelection": space_selection,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.space_role_assignment import SpaceRoleAssignment
        from ..models.space_selection import SpaceSelection

        d = dict(src_dict)
        assignments = []
        _assignments = d.pop("assignments")
        for assignments_item_data in _assignments:
            assignments_item = SpaceRoleAssignment.from_dict(assignments_item_data)

            assignments.append(assignments_item)

        space_selection = SpaceSelection.from_dict(d.pop("spaceSelection"))

        space_role_assignments = cls(
            assignments=assignments,
            space_selection=space_selection,
        )

        space_role_assignments.additional_properties = d
        return space_role_assignments

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
