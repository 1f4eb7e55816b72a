from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.copied_titles import CopiedTitles


T = TypeVar("T", bound="PageHierarchyCopy")


@_attrs_define
class PageHierarchyCopy:
    """Where a tree of pages is copied to, and what goes with it."""

    destination_page_id: str
    """ The id of the page that the copy will be below. """
    copy_attachments: bool | Unset = UNSET
    """ Whether attachments are copied; not unless said. """
    copy_custom_contents: bool | Unset = UNSET
    """ Whether custom contents are copied; not unless said. """
    copy_descendants: bool | Unset = UNSET
    """ Whether the pages below are copied; they are unless this is false. """
    copy_labels: bool | Unset = UNSET
    """ Whether labels are copied; not unless said. """
    copy_permissions: bool | Unset = UNSET
    """ Whether permissions are copied; not unless said. """
    copy_properties: bool | Unset = UNSET
    """ Whether content properties are copied; not unless said. """
    title_options: CopiedTitles | Unset = UNSET
    """ What copied pages are called. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        destination_page_id = self.destination_page_id

        copy_attachments = self.copy_attachments

        copy_custom_contents = self.copy_custom_contents

        copy_descendants = self.copy_descendants

        copy_labels = self.copy_labels

        copy_permissions = self.copy_permissions

        copy_properties = self.copy_properties

        title_options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.title_options, Unset):
            title_options = self.title_options.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "destinationPageId": destination_page_id,
            }
        )
        if copy_attachments is not UNSET:
            field_dict["copyAttachments"] = copy_attachments
        if copy_custom_contents is not UNSET:
            field_dict["copyCustomContents"] = copy_custom_contents
        if copy_descendants is not UNSET:
            field_dict["copyDescendants"] = copy_descendants
        if copy_labels is not UNSET:
            field_dict["copyLabels"] = copy_labels
        if copy_permissions is not UNSET:
            field_dict["copyPermissions"] = copy_permissions
        if copy_properties is not UNSET:
            field_dict["copyProperties"] = copy_properties
        if title_options is not UNSET:
            field_dict["titleOptions"] = title_options

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.copied_titles import CopiedTitles

        d = dict(src_dict)
        destination_page_id = d.pop("destinationPageId")

        copy_attachments = d.pop("copyAttachments", UNSET)

        copy_custom_contents = d.pop("copyCustomContents", UNSET)

        copy_descendants = d.pop("copyDescendants", UNSET)

        copy_labels = d.pop("copyLabels", UNSET)

        copy_permissions = d.pop("copyPermissions", UNSET)

        copy_properties = d.pop("copyProperties", UNSET)

        _title_options = d.pop("titleOptions", UNSET)
        title_options: CopiedTitles | Unset
        if isinstance(_title_options, Unset):
            title_options = UNSET
        else:
            title_options = CopiedTitles.from_dict(_title_options)

        page_hierarchy_copy = cls(
            destination_page_id=destination_page_id,
            copy_attachments=copy_attachments,
            copy_custom_contents=copy_custom_contents,
            copy_descendants=copy_descendants,
            copy_labels=copy_labels,
            copy_permissions=copy_permissions,
            copy_properties=copy_properties,
            title_options=title_options,
        )

        page_hierarchy_copy.additional_properties = d
        return page_hierarchy_copy

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
