from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bulk_move_sources import BulkMoveSources


T = TypeVar("T", bound="BulkMoveClassifications")


@_attrs_define
class BulkMoveClassifications:
    """Which classifications issues get that come from one project and issue type."""

    classifications: BulkMoveSources
    """ The ids of what issues have, by the id of what they get instead. """
    issue_type: str | Unset = UNSET
    """ The id of the issue type that issues have. """
    project_key_or_id: str | Unset = UNSET
    """ The key or id of the project that issues come from. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        classifications = self.classifications.to_dict()

        issue_type = self.issue_type

        project_key_or_id = self.project_key_or_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "classifications": classifications,
            }
        )
        if issue_type is not UNSET:
            field_dict["issueType"] = issue_type
        if project_key_or_id is not UNSET:
            field_dict["projectKeyOrId"] = project_key_or_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.bulk_move_sources import BulkMoveSources

        d = dict(src_dict)
        classifications = BulkMoveSources.from_dict(d.pop("classifications"))

        issue_type = d.pop("issueType", UNSET)

        project_key_or_id = d.pop("projectKeyOrId", UNSET)

        bulk_move_classifications = cls(
            classifications=classifications,
            issue_type=issue_type,
            project_key_or_id=project_key_or_id,
        )

        bulk_move_classifications.additional_properties = d
        return bulk_move_classifications

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
