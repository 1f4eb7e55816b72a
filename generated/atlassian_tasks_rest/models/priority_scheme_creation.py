from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.priority_mappings import PriorityMappings


T = TypeVar("T", bound="PrioritySchemeCreation")


@_attrs_define
class PrioritySchemeCreation:
    """A priority scheme to create."""

    default_priority_id: int
    """ The id of the scheme's default priority. """
    name: str
    """ The name of the scheme, up to 255 characters; no other scheme may have it. """
    priority_ids: list[int]
    """ The ids of up to 300 priorities. """
    description: str | Unset = UNSET
    """ The description of the scheme, up to 4,000 characters. """
    mappings: PriorityMappings | Unset = UNSET
    """ Which priorities issues get instead of those they have, `in` where they come under the scheme, `out` where
    they leave it. """
    project_ids: list[int] | Unset = UNSET
    """ The ids of the projects that use the scheme. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        default_priority_id = self.default_priority_id

        name = self.name

        priority_ids = self.priority_ids

        description = self.description

        mappings: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mappings, Unset):
            mappings = self.mappings.to_dict()

        project_ids: list[int] | Unset = UNSET
        if not isinstance(self.project_ids, Unset):
            project_ids = self.project_ids

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "defaultPriorityId": default_priority_id,
                "name": name,
                "priorityIds": priority_ids,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if mappings is not UNSET:
            field_dict["mappings"] = mappings
        if project_ids is not UNSET:
            field_dict["projectIds"] = project_ids

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.priority_mappings import PriorityMappings

        d = dict(src_dict)
        default_priority_id = d.pop("defaultPriorityId")

        name = d.pop("name")

        priority_ids = cast(list[int], d.pop("priorityIds"))

        description = d.pop("description", UNSET)

        _mappings = d.pop("mappings", UNSET)
        mappings: PriorityMappings | Unset
        if isinstance(_mappings, Unset):
            mappings = UNSET
        else:
            mappings = PriorityMappings.from_dict(_mappings)

        project_ids = cast(list[int], d.pop("projectIds", UNSET))

        priority_scheme_creation = cls(
            default_priority_id=default_priority_id,
            name=name,
            priority_ids=priority_ids,
            description=description,
            mappings=mappings,
            project_ids=project_ids,
        )

        priority_scheme_creation.additional_properties = d
        return priority_scheme_creation

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
