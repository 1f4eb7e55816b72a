from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.data_center_long_task_links import DataCenterLongTaskLinks
    from ..models.data_center_long_task_message import DataCenterLongTaskMessage


T = TypeVar("T", bound="DataCenterLongTask")


@_attrs_define
class DataCenterLongTask:
    """A long-running task of Confluence Data Center, as it was at the time of the answer."""

    field_links: DataCenterLongTaskLinks | None | Unset = UNSET
    """ Addresses that belong to the task. """
    elapsed_time: int | None | Unset = UNSET
    """ How long the task has been running, in milliseconds. """
    id: int | None | str | Unset = UNSET
    """ The id of the task. """
    messages: list[DataCenterLongTaskMessage] | None | Unset = UNSET
    """ What the task reports, for people. """
    name: DataCenterLongTaskMessage | None | Unset = UNSET
    """ What the task is called, as a key for translation. """
    percentage_complete: int | None | Unset = UNSET
    """ How much is done, in percent from 0 to 100. """
    successful: bool | None | Unset = UNSET
    """ Whether the task succeeded; says nothing before it has reached 100 percent. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.data_center_long_task_links import DataCenterLongTaskLinks
        from ..models.data_center_long_task_message import DataCenterLongTaskMessage

        field_links: dict[str, Any] | None | Unset
        if isinstance(self.field_links, Unset):
            field_links = UNSET
        elif isinstance(self.field_links, DataCenterLongTaskLinks):
            field_links = self.field_links.to_dict()
        else:
            field_links = self.field_links

        elapsed_time: int | None | Unset
        if isinstance(self.elapsed_time, Unset):
            elapsed_time = UNSET
        else:
            elapsed_time = self.elapsed_time

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
        elif isinstance(self.name, DataCenterLongTaskMessage):
            name = self.name.to_dict()
        else:
            name = self.name

        percentage_complete: int | None | Unset
        if isinstance(self.percentage_complete, Unset):
            percentage_complete = UNSET
        else:
            percentage_complete = self.percentage_complete

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
        if elapsed_time is not UNSET:
            field_dict["elapsedTime"] = elapsed_time
        if id is not UNSET:
            field_dict["id"] = id
        if messages is not UNSET:
            field_dict["messages"] = messages
        if name is not UNSET:
            field_dict["name"] = name
        if percentage_complete is not UNSET:
            field_dict["percentageComplete"] = percentage_complete
        if successful is not UNSET:
            field_dict["successful"] = successful

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.data_center_long_task_links import DataCenterLongTaskLinks
        from ..models.data_center_long_task_message import DataCenterLongTaskMessage

        d = dict(src_dict)

        def _parse_field_links(data: object) -> DataCenterLongTaskLinks | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                field_links_type_1 = DataCenterLongTaskLinks.from_dict(data)

                return field_links_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DataCenterLongTaskLinks | None | Unset, data)

        field_links = _parse_field_links(d.pop("_links", UNSET))

        def _parse_elapsed_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        elapsed_time = _parse_elapsed_time(d.pop("elapsedTime", UNSET))

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_messages(
            data: object,
        ) -> list[DataCenterLongTaskMessage] | None | Unset:
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
                    messages_type_0_item = DataCenterLongTaskMessage.from_dict(
                        messages_type_0_item_data
                    )

                    messages_type_0.append(messages_type_0_item)

                return messages_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[DataCenterLongTaskMessage] | None | Unset, data)

        messages = _parse_messages(d.pop("messages", UNSET))

        def _parse_name(data: object) -> DataCenterLongTaskMessage | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                name_type_1 = DataCenterLongTaskMessage.from_dict(data)

                return name_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DataCenterLongTaskMessage | None | Unset, data)

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

        def _parse_successful(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        successful = _parse_successful(d.pop("successful", UNSET))

        data_center_long_task = cls(
            field_links=field_links,
            elapsed_time=elapsed_time,
            id=id,
            messages=messages,
            name=name,
            percentage_complete=percentage_complete,
            successful=successful,
        )

        data_center_long_task.additional_properties = d
        return data_center_long_task

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
