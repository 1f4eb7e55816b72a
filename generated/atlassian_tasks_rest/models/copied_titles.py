from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CopiedTitles")


@_attrs_define
class CopiedTitles:
    """What copied pages are called."""

    prefix: str | Unset = UNSET
    """ What is put before every title. """
    replace: str | Unset = UNSET
    """ What it is replaced with. """
    search: str | Unset = UNSET
    """ What is replaced in titles. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prefix = self.prefix

        replace = self.replace

        search = self.search

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if prefix is not UNSET:
            field_dict["prefix"] = prefix
        if replace is not UNSET:
            field_dict["replace"] = replace
        if search is not UNSET:
            field_dict["search"] = search

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        prefix = d.pop("prefix", UNSET)

        replace = d.pop("replace", UNSET)

        search = d.pop("search", UNSET)

        copied_titles = cls(
            prefix=prefix,
            replace=replace,
            search=search,
        )

        copied_titles.additional_properties = d
        return copied_titles

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
