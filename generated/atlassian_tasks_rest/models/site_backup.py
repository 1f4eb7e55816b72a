from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SiteBackup")


@_attrs_define
class SiteBackup:
    """How to back up a site."""

    file_name_prefix: str | Unset = UNSET
    """ What the name of the file begins with. """
    keep_permanently: bool | Unset = UNSET
    """ Whether the file is kept until somebody deletes it. """
    skip_attachments: bool | Unset = UNSET
    """ Whether attachments are left out. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file_name_prefix = self.file_name_prefix

        keep_permanently = self.keep_permanently

        skip_attachments = self.skip_attachments

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if file_name_prefix is not UNSET:
            field_dict["fileNamePrefix"] = file_name_prefix
        if keep_permanently is not UNSET:
            field_dict["keepPermanently"] = keep_permanently
        if skip_attachments is not UNSET:
            field_dict["skipAttachments"] = skip_attachments

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        file_name_prefix = d.pop("fileNamePrefix", UNSET)

        keep_permanently = d.pop("keepPermanently", UNSET)

        skip_attachments = d.pop("skipAttachments", UNSET)

        site_backup = cls(
            file_name_prefix=file_name_prefix,
            keep_permanently=keep_permanently,
            skip_attachments=skip_attachments,
        )

        site_backup.additional_properties = d
        return site_backup

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
