from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.space_selection_type import SpaceSelectionType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.selected_space import SelectedSpace


T = TypeVar("T", bound="SpaceSelection")


@_attrs_define
class SpaceSelection:
    """The spaces that are meant."""

    space_type: SpaceSelectionType | str
    """ Which, normally one of SpaceSelectionType. """
    selected_spaces: list[SelectedSpace] | Unset = UNSET
    """ The spaces that are meant, or those that are not. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        space_type: str
        if isinstance(self.space_type, SpaceSelectionType):
            space_type = self.space_type.value
        else:
            space_type = self.space_type

        selected_spaces: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.selected_spaces, Unset):
            selected_spaces = []
            for selected_spaces_item_data in self.selected_spaces:
                selected_spaces_item = selected_spaces_item_data.to_dict()
                selected_spaces.append(selected_spaces_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "spaceType": space_type,
            }
        )
        if selected_spaces is not UNSET:
            field_dict["selectedSpaces"] = selected_spaces

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.selected_space import SelectedSpace

        d = dict(src_dict)

        def _parse_space_type(data: object) -> SpaceSelectionType | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                space_type_type_0 = SpaceSelectionType(data)

                return space_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(SpaceSelectionType | str, data)

        space_type = _parse_space_type(d.pop("spaceType"))

        _selected_spaces = d.pop("selectedSpaces", UNSET)
        selected_spaces: list[SelectedSpace] | Unset = UNSET
        if _selected_spaces is not UNSET:
            selected_spaces = []
            for selected_spaces_item_data in _selected_spaces:
                selected_spaces_item = SelectedSpace.from_dict(
                    selected_spaces_item_data
                )

                selected_spaces.append(selected_spaces_item)

        space_selection = cls(
            space_type=space_type,
            selected_spaces=selected_spaces,
        )

        space_selection.additional_properties = d
        return space_selection

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
