from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.long_task_details import LongTaskDetails
    from ..models.long_task_links import LongTaskLinks
    from ..models.long_task_message import LongTaskMessage
    from ..models.long_task_name import LongTaskName


T = TypeVar("T", bound="LongTask")


@_attrs_define
class LongTask:
    """A long-running task of Confluence Cloud, as it was at the time of the answer."""

    field_links: LongTaskLinks | None | Unset = UNSET
    """ Addresses that belong to the task. """
    additional_details: LongTaskDetails | None | Unset = UNSET
    """ More about the result, for tasks that copy pages. """
    ari: None | str | Unset = UNSET
    """ The Atlassian resource identifier of the task. """
    elapsed_time: int | None | Unset = UNSET
    """ How long the task has been running, in milliseconds. """
    errors: list[LongTaskMessage] | None | Unset = UNSET
    """ What went wrong, for people. """
    finished: bool | None | Unset = UNSET
    """ Whether the task has ended; older sites leave it out. """
    id: int | None | str | Unset = UNSET
    """ The id of the task. """
    messages: list[LongTaskMessage] | None | Unset = UNSET
    """ What the task reports, for people. """
    name: LongTaskName | None | Unset = UNSET
    """ What the task is called, as a key for translation. """
    percentage_complete: int | None | Unset = UNSET
    """ How much is done, in percent from 0 to 100; a failed task may stay below 100. """
    status: None | str | Unset = UNSET
    """ A word on the task's state, of no fixed set; not to be decided by. """
    successful: bool | None | Unset = UNSET
    """ Whether the task succeeded; says nothing before it has finished. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.long_task_details import LongTaskDetails
        from ..models.long_task_links import LongTaskLinks
        from ..models.long_task_name import LongTaskName

        field_links: dict[str, Any] | None | Unset
        if isinstance(self.field_links, Unset):
            field_links = UNSET
        elif isinstance(self.field_links, LongTaskLinks):
            field_links = self.field_links.to_dict()
        else:
            field_links = self.field_links

        additional_details: dict[str, Any] | None | Unset
        if isinstance(self.additional_details, Unset):
            additional_details = UNSET
        elif isinstance(self.additional_details, LongTaskDetails):
            additional_details = self.additional_details.to_dict()
        else:
            additional_details = self.additional_details

        ari: None | str | Unset
        if isinstance(self.ari, Unset):
            ari = UNSET
        else:
            ari = self.ari

        elapsed_time: int | None | Unset
        if isinstance(self.elapsed_time, Unset):
            elapsed_time = UNSET
        else:
            elapsed_time = self.elapsed_time

        errors: list[dict[str, Any]] | None | Unset
        if isinstance(self.errors, Unset):
            errors = UNSET
        elif isinstance(self.errors, list):
            errors = []
            for errors_type_0_item_data in self.errors:
                errors_type_0_item = errors_type_0_item_data.to_dict()
                errors.append(errors_type_0_item)

        else:
            errors = self.errors

        finished: bool | None | Unset
        if isinstance(self.finished, Unset):
            finished = UNSET
        else:
            finished = self.finished

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        messages: list[dict[str, Any]] | None | Unset
        if isinstance(self.messages, Unset):
            messages = UNSET
        elif isinstance(self.messages, list):
            messages = []
            for messages_type_0_item_data in self.messages:
                messages_type_0_item = messages_type_0_item_data.to_dict()
                messages.append(messages_type_0_item)

        else:
            messages = self.messages

        name: dict[str, Any] | None | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        elif isinstance(self.name, LongTaskName):
            name = self.name.to_dict()
        else:
            name = self.name

        percentage_complete: int | None | Unset
        if isinstance(self.percentage_complete, Unset):
            percentage_complete = UNSET
        else:
            percentage_complete = self.percentage_complete

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        successful: bool | None | Unset
        if isinstance(self.successful, Unset):
            successful = UNSET
        else:
            successful = self.successful

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if field_links is not UNSET:
            field_dict["_links"] = field_links
        if additional_details is not UNSET:
            field_dict["additionalDetails"] = additional_details
        if ari is not UNSET:
            field_dict["ari"] = ari
        if elapsed_time is not UNSET:
            field_dict["elapsedTime"] = elapsed_time
        if errors is not UNSET:
            field_dict["errors"] = errors
        if finished is not UNSET:
            field_dict["finished"] = finished
        if id is not UNSET:
            field_dict["id"] = id
        if messages is not UNSET:
            field_dict["messages"] = messages
        if name is not UNSET:
            field_dict["name"] = name
        if percentage_complete is not UNSET:
            field_dict["percentageComplete"] = percentage_complete
        if status is not UNSET:
            field_dict["status"] = status
        if successful is not UNSET:
            field_dict["successful"] = successful

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.long_task_details import LongTaskDetails
        from ..models.long_task_links import LongTaskLinks
        from ..models.long_task_message import LongTaskMessage
        from ..models.long_task_name import LongTaskName

        d = dict(src_dict)

        def _parse_field_links(data: object) -> LongTaskLinks | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                field_links_type_1 = LongTaskLinks.from_dict(data)

                return field_links_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LongTaskLinks | None | Unset, data)

        field_links = _parse_field_links(d.pop("_links", UNSET))

        def _parse_additional_details(data: object) -> LongTaskDetails | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                additional_details_type_1 = LongTaskDetails.from_dict(data)

                return additional_details_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LongTaskDetails | None | Unset, data)

        additional_details = _parse_additional_details(
            d.pop("additionalDetails", UNSET)
        )

        def _parse_ari(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ari = _parse_ari(d.pop("ari", UNSET))

        def _parse_elapsed_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        elapsed_time = _parse_elapsed_time(d.pop("elapsedTime", UNSET))

        def _parse_errors(data: object) -> list[LongTaskMessage] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                errors_type_0 = []
                _errors_type_0 = data
                for errors_type_0_item_data in _errors_type_0:
                    errors_type_0_item = LongTaskMessage.from_dict(
                        errors_type_0_item_data
                    )

                    errors_type_0.append(errors_type_0_item)

                return errors_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[LongTaskMessage] | None | Unset, data)

        errors = _parse_errors(d.pop("errors", UNSET))

        def _parse_finished(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        finished = _parse_finished(d.pop("finished", UNSET))

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_messages(data: object) -> list[LongTaskMessage] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                messages_type_0 = []
                _messages_type_0 = data
                for messages_type_0_item_data in _messages_type_0:
                    messages_type_0_item = LongTaskMessage.from_dict(
                        messages_type_0_item_data
                    )

                    messages_type_0.append(messages_type_0_item)

                return messages_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[LongTaskMessage] | None | Unset, data)

        messages = _parse_messages(d.pop("messages", UNSET))

        def _parse_name(data: object) -> LongTaskName | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                name_type_1 = LongTaskName.from_dict(data)

                return name_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LongTaskName | None | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_percentage_complete(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        percentage_complete = _parse_percentage_complete(
            d.pop("percentageComplete", UNSET)
        )

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_successful(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        successful = _parse_successful(d.pop("successful", UNSET))

        long_task = cls(
            field_links=field_links,
            additional_details=additional_details,
            ari=ari,
            elapsed_time=elapsed_time,
            errors=errors,
            finished=finished,
            id=id,
            messages=messages,
            name=name,
            percentage_complete=percentage_complete,
            status=status,
            successful=successful,
        )

        long_task.additional_properties = d
        return long_task

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
