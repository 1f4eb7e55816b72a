from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.redaction_status import RedactionStatus
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.redaction_results import RedactionResults


T = TypeVar("T", bound="RedactionJob")


@_attrs_define
class RedactionJob:
    """A redaction job, as it was at the time of the answer."""

    bulk_redaction_response: None | RedactionResults | Unset = UNSET
    """ What became of the redactions. """
    job_status: None | RedactionStatus | str | Unset = UNSET
    """ The state of the job, normally one of RedactionStatus. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.redaction_results import RedactionResults

        bulk_redaction_response: dict[str, Any] | None | Unset
        if isinstance(self.bulk_redaction_response, Unset):
            bulk_redaction_response = UNSET
        elif isinstance(self.bulk_redaction_response, RedactionResults):
            bulk_redaction_response = self.bulk_redaction_response.to_dict()
        else:
            bulk_redaction_response = self.bulk_redaction_response

        job_status: None | str | Unset
        if isinstance(self.job_status, Unset):
            job_status = UNSET
        elif isinstance(self.job_status, RedactionStatus):
            job_status = self.job_status.value
        else:
            job_status = self.job_status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if bulk_redaction_response is not UNSET:
            field_dict["bulkRedactionResponse"] = bulk_redaction_response
        if job_status is not UNSET:
            field_dict["jobStatus"] = job_status

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.redaction_results import RedactionResults

        d = dict(src_dict)

        def _parse_bulk_redaction_response(
            data: object,
        ) -> None | RedactionResults | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                bulk_redaction_response_type_1 = RedactionResults.from_dict(data)

                return bulk_redaction_response_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RedactionResults | Unset, data)

        bulk_redaction_response = _parse_bulk_redaction_response(
            d.pop("bulkRedactionResponse", UNSET)
        )

        def _parse_job_status(data: object) -> None | RedactionStatus | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                job_status_type_0 = RedactionStatus(data)

                return job_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RedactionStatus | str | Unset, data)

        job_status = _parse_job_status(d.pop("jobStatus", UNSET))

        redaction_job = cls(
            bulk_redaction_response=bulk_redaction_response,
            job_status=job_status,
        )

        redaction_job.additional_properties = d
        return redaction_job

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
