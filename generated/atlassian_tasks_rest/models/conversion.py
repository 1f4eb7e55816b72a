from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.conversion_state import ConversionState
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.long_task_links import LongTaskLinks


T = TypeVar("T", bound="Conversion")


@_attrs_define
class Conversion:
    """The conversion of a body of content, with the converted body once it has completed."""

    field_links: LongTaskLinks | None | Unset = UNSET
    """ Addresses that belong to the conversion. """
    embedded_content: Any | Unset = UNSET
    """ What is embedded in the body, if it was asked for. """
    error: None | str | Unset = UNSET
    """ Why it failed. """
    media_token: Any | Unset = UNSET
    """ What gives access to media in the body, if it was asked for. """
    render_task_id: None | str | Unset = UNSET
    """ The id of the task that renders the body. """
    representation: None | str | Unset = UNSET
    """ The format of the converted body. """
    status: ConversionState | None | str | Unset = UNSET
    """ How far it is, normally one of ConversionState. """
    value: None | str | Unset = UNSET
    """ The converted body. """
    webresource: Any | Unset = UNSET
    """ The scripts and style sheets that the body needs, if they were asked for. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.long_task_links import LongTaskLinks

        field_links: dict[str, Any] | None | Unset
        if isinstance(self.field_links, Unset):
            field_links = UNSET
        elif isinstance(self.field_links, LongTaskLinks):
            field_links = self.field_links.to_dict()
        else:
            field_links = self.field_links

        embedded_content = self.embedded_content

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        media_token = self.media_token

        render_task_id: None | str | Unset
        if isinstance(self.render_task_id, Unset):
            render_task_id = UNSET
        else:
            render_task_id = self.render_task_id

        representation: None | str | Unset
        if isinstance(self.representation, Unset):
            representation = UNSET
        else:
            representation = self.representation

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, ConversionState):
            status = self.status.value
        else:
            status = self.status

        value: None | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        else:
            value = self.value

        webresource = self.webresource

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if field_links is not UNSET:
            field_dict["_links"] = field_links
        if embedded_content is not UNSET:
            field_dict["embeddedContent"] = embedded_content
        if error is not UNSET:
            field_dict["error"] = error
        if media_token is not UNSET:
            field_dict["mediaToken"] = media_token
        if render_task_id is not UNSET:
            field_dict["renderTaskId"] = render_task_id
        if representation is not UNSET:
            field_dict["representation"] = representation
        if status is not UNSET:
            field_dict["status"] = status
        if value is not UNSET:
            field_dict["value"] = value
        if webresource is not UNSET:
            field_dict["webresource"] = webresource

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.long_task_links import LongTaskLinks

        d = dict(src_dict)

        def _parse_field_links(data: object) -> LongTaskLinks | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                field_links_type_1 = LongTaskLinks.from_dict(data)

                return field_links_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LongTaskLinks | None | Unset, data)

        field_links = _parse_field_links(d.pop("_links", UNSET))

        embedded_content = d.pop("embeddedContent", UNSET)

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        media_token = d.pop("mediaToken", UNSET)

        def _parse_render_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        render_task_id = _parse_render_task_id(d.pop("renderTaskId", UNSET))

        def _parse_representation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        representation = _parse_representation(d.pop("representation", UNSET))

        def _parse_status(data: object) -> ConversionState | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = ConversionState(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ConversionState | None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_value(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        value = _parse_value(d.pop("value", UNSET))

        webresource = d.pop("webresource", UNSET)

        conversion = cls(
            field_links=field_links,
            embedded_content=embedded_content,
            error=error,
            media_token=media_token,
            render_task_id=render_task_id,
            representation=representation,
            status=status,
            value=value,
            webresource=webresource,
        )

        conversion.additional_properties = d
        return conversion

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
