from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.redacted_content import RedactedContent
    from ..models.redaction_position import RedactionPosition


T = TypeVar("T", bound="Redaction")


@_attrs_define
class Redaction:
    """A passage to redact."""

    content_item: RedactedContent
    """ What a passage to redact is in. """
    external_id: str
    """ An id for this redaction, a UUID of your own; the result has it again. """
    reason: str
    """ Why the passage is redacted. """
    redaction_position: RedactionPosition
    """ Where a passage is in what it is in. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        content_item = self.content_item.to_dict()

        external_id = self.external_id

        reason = self.reason

        redaction_position = self.redaction_position.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "contentItem": content_item,
                "externalId": external_id,
                "reason": reason,
                "redactionPosition": redaction_position,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.redacted_content import RedactedContent
        from ..models.redaction_position import RedactionPosition

        d = dict(src_dict)
        content_item = RedactedContent.from_dict(d.pop("contentItem"))

        external_id = d.pop("externalId")

        reason = d.pop("reason")

        redaction_position = RedactionPosition.from_dict(d.pop("redactionPosition"))

        redaction = cls(
            content_item=content_item,
            external_id=external_id,
            reason=reason,
            redaction_position=redaction_position,
        )

        redaction.additional_properties = d
        return redaction

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
