from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.issue_property_filter import IssuePropertyFilter


T = TypeVar("T", bound="IssuePropertyChange")


@_attrs_define
class IssuePropertyChange:
    """What a property is set to, and on which issues."""

    expression: str | Unset = UNSET
    """ A Jira expression over `issue` and `user` that makes the value of each issue, instead of one value;
    experimental. """
    filter_: IssuePropertyFilter | Unset = UNSET
    """ Which issues get a property; an issue has to meet everything that is said. """
    value: Any | Unset = UNSET
    """ The value, any JSON but an empty one, of up to 32,768 characters. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        expression = self.expression

        filter_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.filter_, Unset):
            filter_ = self.filter_.to_dict()

        value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if expression is not UNSET:
            field_dict["expression"] = expression
        if filter_ is not UNSET:
            field_dict["filter"] = filter_
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.issue_property_filter import IssuePropertyFilter

        d = dict(src_dict)
        expression = d.pop("expression", UNSET)

        _filter_ = d.pop("filter", UNSET)
        filter_: IssuePropertyFilter | Unset
        if isinstance(_filter_, Unset):
            filter_ = UNSET
        else:
            filter_ = IssuePropertyFilter.from_dict(_filter_)

        value = d.pop("value", UNSET)

        issue_property_change = cls(
            expression=expression,
            filter_=filter_,
            value=value,
        )

        issue_property_change.additional_properties = d
        return issue_property_change

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
