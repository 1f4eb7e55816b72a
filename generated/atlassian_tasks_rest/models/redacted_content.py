from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.redacted_entity import RedactedEntity

T = TypeVar("T", bound="RedactedContent")


@_attrs_define
class RedactedContent:
    """What a passage to redact is in."""

    entity_id: str
    """ The id of the field, comment or worklog. """
    entity_type: RedactedEntity | str
    """ What it is, normally one of RedactedEntity. """
    id: str
    """ The id of the issue. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        entity_id = self.entity_id

        entity_type: str
        if isinstance(self.entity_type, RedactedEntity):
            entity_type = self.entity_type.value
        else:
            entity_type = self.entity_type

        id = self.id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "entityId": entity_id,
                "entityType": entity_type,
                "id": id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        entity_id = d.pop("entityId")

        def _parse_entity_type(data: object) -> RedactedEntity | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                entity_type_type_0 = RedactedEntity(data)

                return entity_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(RedactedEntity | str, data)

        entity_type = _parse_entity_type(d.pop("entityType"))

        id = d.pop("id")

        redacted_content = cls(
            entity_id=entity_id,
            entity_type=entity_type,
            id=id,
        )

        redacted_content.additional_properties = d
        return redacted_content

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
