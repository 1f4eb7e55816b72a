from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.principal_role import PrincipalRole


T = TypeVar("T", bound="SpaceRoleAssignment")


@_attrs_define
class SpaceRoleAssignment:
    """The roles for those who have one combination of permissions."""

    permission_combination_id: str
    """ The id of the combination. """
    principal_type_assignments: list[PrincipalRole]
    """ The role for each type of those who have it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        permission_combination_id = self.permission_combination_id

        principal_type_assignments = []
        for principal_type_assignments_item_data in self.principal_type_assignments:
            principal_type_assignments_item = (
                principal_type_assignments_item_data.to_dict()
            )
            principal_type_assignments.append(principal_type_assignments_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "permissionCombinationId": permission_combination_id,
                "principalTypeAssignments": principal_type_assignments,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.principal_role import PrincipalRole

        d = dict(src_dict)
        permission_combination_id = d.pop("permissionCombinationId")

        principal_type_assignments = []
        _principal_type_assignments = d.pop("principalTypeAssignments")
        for principal_type_assignments_item_data in _principal_type_assignments:
            principal_type_assignments_item = PrincipalRole.from_dict(
                principal_type_assignments_item_data
            )

            principal_type_assignments.append(principal_type_assignments_item)

        space_role_assignment = cls(
            permission_combination_id=permission_combination_id,
            principal_type_assignments=principal_type_assignments,
        )

        space_role_assignment.additional_properties = d
        return space_role_assignment

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
