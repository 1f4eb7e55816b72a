from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.backup_operation import BackupOperation
from ..models.backup_scope import BackupScope
from ..models.backup_state import BackupState
from ..types import UNSET, Unset

T = TypeVar("T", bound="BackupJob")


@_attrs_define
class BackupJob:
    """A backup or restore of a Confluence Data Center instance."""

    cancel_time: None | str | Unset = UNSET
    """ When it was cancelled, a date and time. """
    cancelled_by: None | str | Unset = UNSET
    """ The user who cancelled it. """
    create_time: None | str | Unset = UNSET
    """ When it was put into the queue, a date and time. """
    error_message: None | str | Unset = UNSET
    """ Why it failed. """
    file_delete_time: None | str | Unset = UNSET
    """ When the file will be or was deleted, a date and time. """
    file_exists: bool | None | Unset = UNSET
    """ Whether the file is there. """
    file_name: None | str | Unset = UNSET
    """ The name of the file that it writes or reads. """
    finish_processing_time: None | str | Unset = UNSET
    """ When its work ended, a date and time. """
    id: int | None | str | Unset = UNSET
    """ The id of the job. """
    job_operation: BackupOperation | None | str | Unset = UNSET
    """ What it does, normally one of BackupOperation. """
    job_scope: BackupScope | None | str | Unset = UNSET
    """ What it does that with, normally one of BackupScope. """
    job_state: BackupState | None | str | Unset = UNSET
    """ How far it is, normally one of BackupState. """
    owner: None | str | Unset = UNSET
    """ The user who started it. """
    space_keys: None | str | Unset = UNSET
    """ The keys of its spaces. """
    start_processing_time: None | str | Unset = UNSET
    """ When its work began, a date and time. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cancel_time: None | str | Unset
        if isinstance(self.cancel_time, Unset):
            cancel_time = UNSET
        else:
            cancel_time = self.cancel_time

        cancelled_by: None | str | Unset
        if isinstance(self.cancelled_by, Unset):
            cancelled_by = UNSET
        else:
            cancelled_by = self.cancelled_by

        create_time: None | str | Unset
        if isinstance(self.create_time, Unset):
            create_time = UNSET
        else:
            create_time = self.create_time

        error_message: None | str | Unset
        if isinstance(self.error_message, Unset):
            error_message = UNSET
        else:
            error_message = self.error_message

        file_delete_time: None | str | Unset
        if isinstance(self.file_delete_time, Unset):
            file_delete_time = UNSET
        else:
            file_delete_time = self.file_delete_time

        file_exists: bool | None | Unset
        if isinstance(self.file_exists, Unset):
            file_exists = UNSET
        else:
            file_exists = self.file_exists

        file_name: None | str | Unset
        if isinstance(self.file_name, Unset):
            file_name = UNSET
        else:
            file_name = self.file_name

        finish_processing_time: None | str | Unset
        if isinstance(self.finish_processing_time, Unset):
            finish_processing_time = UNSET
        else:
            finish_processing_time = self.finish_processing_time

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        job_operation: None | str | Unset
        if isinstance(self.job_operation, Unset):
            job_operation = UNSET
        elif isinstance(self.job_operation, BackupOperation):
            job_operation = self.job_operation.value
        else:
            job_operation = self.job_operation

        job_scope: None | str | Unset
        if isinstance(self.job_scope, Unset):
            job_scope = UNSET
        elif isinstance(self.job_scope, BackupScope):
            job_scope = self.job_scope.value
        else:
            job_scope = self.job_scope

        job_state: None | str | Unset
        if isinstance(self.job_state, Unset):
            job_state = UNSET
        elif isinstance(self.job_state, BackupState):
            job_state = self.job_state.value
        else:
            job_state = self.job_state

        owner: None | str | Unset
        if isinstance(self.owner, Unset):
            owner = UNSET
        else:
            owner = self.owner

        space_keys: None | str | Unset
        if isinstance(self.space_keys, Unset):
            space_keys = UNSET
        else:
            space_keys = self.space_keys

        start_processing_time: None | str | Unset
        if isinstance(self.start_processing_time, Unset):
            start_processing_time = UNSET
        else:
            start_processing_time = self.start_processing_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cancel_time is not UNSET:
            field_dict["cancelTime"] = cancel_time
        if cancelled_by is not UNSET:
            field_dict["cancelledBy"] = cancelled_by
        if create_time is not UNSET:
            field_dict["createTime"] = create_time
        if error_message is not UNSET:
            field_dict["errorMessage"] = error_message
        if file_delete_time is not UNSET:
            field_dict["fileDeleteTime"] = file_delete_time
        if file_exists is not UNSET:
            field_dict["fileExists"] = file_exists
        if file_name is not UNSET:
            field_dict["fileName"] = file_name
        if finish_processing_time is not UNSET:
            field_dict["finishProcessingTime"] = finish_processing_time
        if id is not UNSET:
            field_dict["id"] = id
        if job_operation is not UNSET:
            field_dict["jobOperation"] = job_operation
        if job_scope is not UNSET:
            field_dict["jobScope"] = job_scope
        if job_state is not UNSET:
            field_dict["jobState"] = job_state
        if owner is not UNSET:
            field_dict["owner"] = owner
        if space_keys is not UNSET:
            field_dict["spaceKeys"] = space_keys
        if start_processing_time is not UNSET:
            field_dict["startProcessingTime"] = start_processing_time

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_cancel_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cancel_time = _parse_cancel_time(d.pop("cancelTime", UNSET))

        def _parse_cancelled_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cancelled_by = _parse_cancelled_by(d.pop("cancelledBy", UNSET))

        def _parse_create_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        create_time = _parse_create_time(d.pop("createTime", UNSET))

        def _parse_error_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error_message = _parse_error_message(d.pop("errorMessage", UNSET))

        def _parse_file_delete_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        file_delete_time = _parse_file_delete_time(d.pop("fileDeleteTime", UNSET))

        def _parse_file_exists(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        file_exists = _parse_file_exists(d.pop("fileExists", UNSET))

        def _parse_file_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        file_name = _parse_file_name(d.pop("fileName", UNSET))

        def _parse_finish_processing_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        finish_processing_time = _parse_finish_processing_time(
            d.pop("finishProcessingTime", UNSET)
        )

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_job_operation(data: object) -> BackupOperation | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                job_operation_type_0 = BackupOperation(data)

                return job_operation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BackupOperation | None | str | Unset, data)

        job_operation = _parse_job_operation(d.pop("jobOperation", UNSET))

        def _parse_job_scope(data: object) -> BackupScope | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                job_scope_type_0 = BackupScope(data)

                return job_scope_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BackupScope | None | str | Unset, data)

        job_scope = _parse_job_scope(d.pop("jobScope", UNSET))

        def _parse_job_state(data: object) -> BackupState | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                job_state_type_0 = BackupState(data)

                return job_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BackupState | None | str | Unset, data)

        job_state = _parse_job_state(d.pop("jobState", UNSET))

        def _parse_owner(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        owner = _parse_owner(d.pop("owner", UNSET))

        def _parse_space_keys(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        space_keys = _parse_space_keys(d.pop("spaceKeys", UNSET))

        def _parse_start_processing_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        start_processing_time = _parse_start_processing_time(
            d.pop("startProcessingTime", UNSET)
        )

        backup_job = cls(
            cancel_time=cancel_time,
            cancelled_by=cancelled_by,
            create_time=create_time,
            error_message=error_message,
            file_delete_time=file_delete_time,
            file_exists=file_exists,
            file_name=file_name,
            finish_processing_time=finish_processing_time,
            id=id,
            job_operation=job_operation,
            job_scope=job_scope,
            job_state=job_state,
            owner=owner,
            space_keys=space_keys,
            start_processing_time=start_processing_time,
        )

        backup_job.additional_properties = d
        return backup_job

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
