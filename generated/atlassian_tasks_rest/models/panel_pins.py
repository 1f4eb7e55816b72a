from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.panel_pin import PanelPin


T = TypeVar("T", bound="PanelPins")


@_attrs_define
class PanelPins:
    """Where an issue panel is to be pinned and where not."""

    module_id: str
    """ The identifier of the panel, `ari:cloud:ecosystem::extension/APP-ID/ENVIRONMENT-ID/static/MODULE-KEY`. """
    project_list: list[PanelPin]
    """ Up to 1,000 projects. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        module_id = self.module_id

        project_list = []
        for project_list_item_data in self.project_list:
            project_list_item = project_list_item_data.to_dict()
            project_list.append(project_list_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "moduleId": module_id,
                "projectList": project_list,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.panel_pin import PanelPin

        d = dict(src_dict)
        module_id = d.pop("moduleId")

        project_list = []
        _project_list = d.pop("projectList")
        for project_list_item_data in _project_list:
            project_list_item = PanelPin.from_dict(project_list_item_data)

            project_list.append(project_list_item)

        panel_pins = cls(
            module_id=module_id,
            project_list=project_list,
        )

        panel_pins.additional_properties = d
        return panel_pins

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
