from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bulk_move_classifications import BulkMoveClassifications
    from ..models.bulk_move_fields import BulkMoveFields
    from ..models.bulk_move_statuses import BulkMoveStatuses


T = TypeVar("T", bound="BulkMoveTarget")


@_attrs_define
class BulkMoveTarget:
    """The issues that go to one target, and how they fit in there. What is inferred needs no values, what is not inferred
    needs them.

    """

    infer_classification_defaults: bool
    """ Whether issues without a classification get the default one of the target, and others keep theirs. """
    infer_field_defaults: bool
    """ Whether issues keep their values of the fields that the target requires. """
    infer_status_defaults: bool
    """ Whether issues get the initial status of the target's workflow where it does not have theirs. """
    infer_subtask_type_default: bool
    """ Whether subtasks go with their parents and get the target's default type of subtask. """
    issue_ids_or_keys: list[str]
    """ The ids or keys of the issues. """
    target_classification: list[BulkMoveClassifications] | None | Unset = UNSET
    """ Which classifications issues get instead of those they have. """
    target_mandatory_fields: list[BulkMoveFields] | None | Unset = UNSET
    """ Which values issues get in fields that the target requires. """
    target_status: list[BulkMoveStatuses] | None | Unset = UNSET
    """ Which statuses issues get instead of those that the target does not have. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        infer_classification_defaults = self.infer_classification_defaults

        infer_field_defaults = self.infer_field_defaults

        infer_status_defaults = self.infer_status_defaults

        infer_subtask_type_default = self.infer_subtask_type_default

        issue_ids_or_keys = self.issue_ids_or_keys

        target_classification: list[dict[str, Any]] | None | Unset
        if isinstance(self.target_classification, Unset):
            target_classification = UNSET
        elif isinstance(self.target_classification, list):
            target_classification = []
            for target_classification_type_0_item_data in self.target_classification:
                target_classification_type_0_item = (
                    target_classification_type_0_item_data.to_dict()
                )
                target_classification.append(target_classification_type_0_item)

        else:
            target_classification = self.target_classification

        target_mandatory_fields: list[dict[str, Any]] | None | Unset
        if isinstance(self.target_mandatory_fields, Unset):
            target_mandatory_fields = UNSET
        elif isinstance(self.target_mandatory_fields, list):
            target_mandatory_fields = []
            for (
                target_mandatory_fields_type_0_item_data
            ) in self.target_mandatory_fields:
                target_mandatory_fields_type_0_item = (
                    target_mandatory_fields_type_0_item_data.to_dict()
                )
                target_mandatory_fields.append(target_mandatory_fields_type_0_item)

        else:
            target_mandatory_fields = self.target_mandatory_fields

        target_status: list[dict[str, Any]] | None | Unset
        if isinstance(self.target_status, Unset):
            target_status = UNSET
        elif isinstance(self.target_status, list):
            target_status = []
            for target_status_type_0_item_data in self.target_status:
                target_status_type_0_item = target_status_type_0_item_data.to_dict()
                target_status.append(target_status_type_0_item)

        else:
            target_status = self.target_status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "inferClassificationDefaults": infer_classification_defaults,
                "inferFieldDefaults": infer_field_defaults,
                "inferStatusDefaults": infer_status_defaults,
                "inferSubtaskTypeDefault": infer_subtask_type_default,
                "issueIdsOrKeys": issue_ids_or_keys,
            }
        )
        if target_classification is not UNSET:
            field_dict["targetClassification"] = target_classification
        if target_mandatory_fields is not UNSET:
            field_dict["targetMandatoryFields"] = target_mandatory_fields
        if target_status is not UNSET:
            field_dict["targetStatus"] = target_status

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.bulk_move_classifications import BulkMoveClassifications
        from ..models.bulk_move_fields import BulkMoveFields
        from ..models.bulk_move_statuses import BulkMoveStatuses

        d = dict(src_dict)
        infer_classification_defaults = d.pop("inferClassificationDefaults")

        infer_field_defaults = d.pop("inferFieldDefaults")

        infer_status_defaults = d.pop("inferStatusDefaults")

        infer_subtask_type_default = d.pop("inferSubtaskTypeDefault")

        issue_ids_or_keys = cast(list[str], d.pop("issueIdsOrKeys"))

        def _parse_target_classification(
            data: object,
        ) -> list[BulkMoveClassifications] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                target_classification_type_0 = []
                _target_classification_type_0 = data
                for (
                    target_classification_type_0_item_data
                ) in _target_classification_type_0:
                    target_classification_type_0_item = (
                        BulkMoveClassifications.from_dict(
                            target_classification_type_0_item_data
                        )
                    )

                    target_classification_type_0.append(
                        target_classification_type_0_item
                    )

                return target_classification_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[BulkMoveClassifications] | None | Unset, data)

        target_classification = _parse_target_classification(
            d.pop("targetClassification", UNSET)
        )

        def _parse_target_mandatory_fields(
            data: object,
        ) -> list[BulkMoveFields] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                target_mandatory_fields_type_0 = []
                _target_mandatory_fields_type_0 = data
                for (
                    target_mandatory_fields_type_0_item_data
                ) in _target_mandatory_fields_type_0:
                    target_mandatory_fields_type_0_item = BulkMoveFields.from_dict(
                        target_mandatory_fields_type_0_item_data
                    )

                    target_mandatory_fields_type_0.append(
                        target_mandatory_fields_type_0_item
                    )

                return target_mandatory_fields_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[BulkMoveFields] | None | Unset, data)

        target_mandatory_fields = _parse_target_mandatory_fields(
            d.pop("targetMandatoryFields", UNSET)
        )

        def _parse_target_status(data: object) -> list[BulkMoveStatuses] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                target_status_type_0 = []
                _target_status_type_0 = data
                for target_status_type_0_item_data in _target_status_type_0:
                    target_status_type_0_item = BulkMoveStatuses.from_dict(
                        target_status_type_0_item_data
                    )

                    target_status_type_0.append(target_status_type_0_item)

                return target_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[BulkMoveStatuses] | None | Unset, data)

        target_status = _parse_target_status(d.pop("targetStatus", UNSET))

        bulk_move_target = cls(
            infer_classification_defaults=infer_classification_defaults,
            infer_field_defaults=infer_field_defaults,
            infer_status_defaults=infer_status_defaults,
            infer_subtask_type_default=infer_subtask_type_default,
            issue_ids_or_keys=issue_ids_or_keys,
            target_classification=target_classification,
            target_mandatory_fields=target_mandatory_fields,
            target_status=target_status,
        )

        bulk_move_target.additional_properties = d
        return bulk_move_target

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
