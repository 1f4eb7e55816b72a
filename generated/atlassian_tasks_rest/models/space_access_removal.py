from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.space_selection import SpaceSelection


T = TypeVar("T", bound="SpaceAccessRemoval")


@_attrs_define
class SpaceAccessRemoval:
    """Which combinations of permissions are taken away, and where."""

    permission_combination_ids: list[str]
    """ The ids of the combinations. """
    space_selection: SpaceSelection
    """ The spaces that are meant. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        permission_combination_ids = self.permission_combination_ids

        space_selection = self.space_selection.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "permissionCombinationIds": permission_combination_ids,
                "spaceSelection": space_selection,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.space_selection import SpaceSelection

        d = dict(src_dict)
        permission_combination_ids = cast(list[str], d.pop("permissionCombinationIds"))

        space_selection = SpaceSelection.from_dict(d.pop("spaceSelection"))

        space_access_removal = cls(
            permission_combination_ids=permission_combination_ids,
            space_selection=space_selection,
        )

        space_access_removal.additional_properties = d
        return space_access_removal

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
