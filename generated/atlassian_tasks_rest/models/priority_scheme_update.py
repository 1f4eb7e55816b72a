from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.priority_mappings import PriorityMappings
    from ..models.priority_scheme_changes import PrioritySchemeChanges


T = TypeVar("T", bound="PrioritySchemeUpdate")


@_attrs_define
class PrioritySchemeUpdate:
    """What is to change in a priority scheme; what is not said stays."""

    default_priority_id: int | Unset = UNSET
    """ The id of the scheme's default priority. """
    description: str | Unset = UNSET
    """ The description of the scheme, up to 4,000 characters. """
    mappings: PriorityMappings | Unset = UNSET
    """ Which priorities issues get instead of those they have, `in` where they come under the scheme, `out` where
    they leave it. """
    name: str | Unset = UNSET
    """ The name of the scheme, up to 255 characters; no other scheme may have it. """
    priorities: PrioritySchemeChanges | Unset = UNSET
    """ What comes and what goes. """
    projects: PrioritySchemeChanges | Unset = UNSET
    """ What comes and what goes. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        default_priority_id = self.default_priority_id

        description = self.description

        mappings: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mappings, Unset):
            mappings = self.mappings.to_dict()

        name = self.name

        priorities: dict[str, Any] | Unset = UNSET
        if not isinstance(self.priorities, Unset):
            priorities = self.priorities.to_dict()

        projects: dict[str, Any] | Unset = UNSET
        if not isinstance(self.projects, Unset):
            projects = self.projects.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if default_priority_id is not UNSET:
            field_dict["defaultPriorityId"] = default_priority_id
        if description is not UNSET:
            field_dict["description"] = description
        if mappings is not UNSET:
            field_dict["mappings"] = mappings
        if name is not UNSET:
            field_dict["name"] = name
        if priorities is not UNSET:
            field_dict["priorities"] = priorities
        if projects is not UNSET:
            field_dict["projects"] = projects

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.priority_mappings import PriorityMappings
        from ..models.priority_scheme_changes import PrioritySchemeChanges

        d = dict(src_dict)
        default_priority_id = d.pop("defaultPriorityId", UNSET)

        description = d.pop("description", UNSET)

        _mappings = d.pop("mappings", UNSET)
        mappings: PriorityMappings | Unset
        if isinstance(_mappings, Unset):
            mappings = UNSET
        else:
            mappings = PriorityMappings.from_dict(_mappings)

        name = d.pop("name", UNSET)

        _priorities = d.pop("priorities", UNSET)
        priorities: PrioritySchemeChanges | Unset
        if isinstance(_priorities, Unset):
            priorities = UNSET
        else:
            priorities = PrioritySchemeChanges.from_dict(_priorities)

        _projects = d.pop("projects", UNSET)
        projects: PrioritySchemeChanges | Unset
        if isinstance(_projects, Unset):
            projects = UNSET
        else:
            projects = PrioritySchemeChanges.from_dict(_projects)

        priority_scheme_update = cls(
            default_priority_id=default_priority_id,
            description=description,
            mappings=mappings,
            name=name,
            priorities=priorities,
            projects=projects,
        )

        priority_scheme_update.additional_properties = d
        return priority_scheme_update

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
