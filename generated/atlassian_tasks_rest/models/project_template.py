from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.project_template_capabilities import ProjectTemplateCapabilities
    from ..models.project_template_details import ProjectTemplateDetails


T = TypeVar("T", bound="ProjectTemplate")


@_attrs_define
class ProjectTemplate:
    """A project to create."""

    details: ProjectTemplateDetails | Unset = UNSET
    """ What a project is called, who leads it, and the like, in Jira's own words. """
    template: ProjectTemplateCapabilities | Unset = UNSET
    """ The parts of a project, such as fields, issue types and workflows, in Jira's own words. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        details: dict[str, Any] | Unset = UNSET
        if not isinstance(self.details, Unset):
            details = self.details.to_dict()

        template: dict[str, Any] | Unset = UNSET
        if not isinstance(self.template, Unset):
            template = self.template.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if details is not UNSET:
            field_dict["details"] = details
        if template is not UNSET:
            field_dict["template"] = template

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.project_template_capabilities import ProjectTemplateCapabilities
        from ..models.project_template_details import ProjectTemplateDetails

        d = dict(src_dict)
        _details = d.pop("details", UNSET)
        details: ProjectTemplateDetails | Unset
        if isinstance(_details, Unset):
            details = UNSET
        else:
            details = ProjectTemplateDetails.from_dict(_details)

        _template = d.pop("template", UNSET)
        template: ProjectTemplateCapabilities | Unset
        if isinstance(_template, Unset):
            template = UNSET
        else:
            template = ProjectTemplateCapabilities.from_dict(_template)

        project_template = cls(
            details=details,
            template=template,
        )

        project_template.additional_properties = d
        return project_template

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
