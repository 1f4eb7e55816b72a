from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SiteRestore")


@_attrs_define
class SiteRestore:
    """Which backup of a site to restore."""

    file_name: str | Unset = UNSET
    """ The name of the file. """
    filename: str | Unset = UNSET
    """ The name of the file, as older releases have it. """
    skip_reindex: bool | Unset = UNSET
    """ Whether the search index is left as it is. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file_name = self.file_name

        filename = self.filename

        skip_reindex = self.skip_reindex

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if file_name is not UNSET:
            field_dict["fileName"] = file_name
        if filename is not UNSET:
            field_dict["filename"] = filename
        if skip_reindex is not UNSET:
            field_dict["skipReindex"] = skip_reindex

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        file_name = d.pop("fileName", UNSET)

        filename = d.pop("filename", UNSET)

        skip_reindex = d.pop("skipReindex", UNSET)

        site_restore = cls(
            file_name=file_name,
            filename=filename,
            skip_reindex=skip_reindex,
        )

        site_restore.additional_properties = d
        return site_restore

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
