from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.panel_pin_action import PanelPinAction

T = TypeVar("T", bound="PanelPin")


@_attrs_define
class PanelPin:
    """Whether an issue panel is pinned to a project."""

    action: PanelPinAction | str
    """ What to do, normally one of PanelPinAction. """
    project_id_or_key: str
    """ The id or key of the project. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action: str
        if isinstance(self.action, PanelPinAction):
            action = self.action.value
        else:
            action = self.action

        project_id_or_key = self.project_id_or_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "projectIdOrKey": project_id_or_key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_action(data: object) -> PanelPinAction | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                action_type_0 = PanelPinAction(data)

                return action_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(PanelPinAction | str, data)

        action = _parse_action(d.pop("action"))

        project_id_or_key = d.pop("projectIdOrKey")

        panel_pin = cls(
            action=action,
            project_id_or_key=project_id_or_key,
        )

        panel_pin.additional_properties = d
        return panel_pin

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
