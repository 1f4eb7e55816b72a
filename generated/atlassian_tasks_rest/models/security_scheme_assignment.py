from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.security_level_mapping import SecurityLevelMapping


T = TypeVar("T", bound="SecuritySchemeAssignment")


@_attrs_define
class SecuritySchemeAssignment:
    """Which issue security scheme a project gets."""

    project_id: str
    """ The id of the project. """
    scheme_id: None | str
    """ The id of the issue security scheme; null takes the project's scheme away. """
    old_to_new_security_level_mappings: list[SecurityLevelMapping] | Unset = UNSET
    """ Which levels issues get instead of those they have. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        project_id = self.project_id

        scheme_id: None | str
        scheme_id = self.scheme_id

        old_to_new_security_level_mappings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.old_to_new_security_level_mappings, Unset):
            old_to_new_security_level_mappings = []
            for (
                old_to_new_security_level_mappings_item_data
            ) in self.old_to_new_security_level_mappings:
                old_to_new_security_level_mappings_item = (
                    old_to_new_security_level_mappings_item_data.to_dict()
                )
                old_to_new_security_level_mappings.append(
                    old_to_new_security_level_mappings_item
                )

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "projectId": project_id,
                "schemeId": scheme_id,
            }
        )
        if old_to_new_security_level_mappings is not UNSET:
            field_dict["oldToNewSecurityLevelMappings"] = (
                old_to_new_security_level_mappings
            )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.security_level_mapping import SecurityLevelMapping

        d = dict(src_dict)
        project_id = d.pop("projectId")

        def _parse_scheme_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        scheme_id = _parse_scheme_id(d.pop("schemeId"))

        _old_to_new_security_level_mappings = d.pop(
            "oldToNewSecurityLevelMappings", UNSET
        )
        old_to_new_security_level_mappings: list[SecurityLevelMapping] | Unset = UNSET
        if _old_to_new_security_level_mappings is not UNSET:
            old_to_new_security_level_mappings = []
            for (
                old_to_new_security_level_mappings_item_data
            ) in _old_to_new_security_level_mappings:
                old_to_new_security_level_mappings_item = (
                    SecurityLevelMapping.from_dict(
                        old_to_new_security_level_mappings_item_data
                    )
                )

                old_to_new_security_level_mappings.append(
                    old_to_new_security_level_mappings_item
                )

        security_scheme_assignment = cls(
            project_id=project_id,
            scheme_id=scheme_id,
            old_to_new_security_level_mappings=old_to_new_security_level_mappings,
        )

        security_scheme_assignment.additional_properties = d
        return security_scheme_assignment

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
