from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.data_center_long_task import DataCenterLongTask
    from ..models.data_center_long_task_page_links import DataCenterLongTaskPageLinks


T = TypeVar("T", bound="DataCenterLongTaskPage")


@_attrs_define
class DataCenterLongTaskPage:
    """A page of the list of tasks."""

    results: list[DataCenterLongTask] | None
    """ The tasks of this page. """
    field_links: DataCenterLongTaskPageLinks | None | Unset = UNSET
    """ Addresses that belong to the page, the next one's if there is one. """
    limit: float | None | Unset = UNSET
    """ The most tasks that the instance lists on a page. """
    size: float | None | Unset = UNSET
    """ How many tasks this page holds. """
    start: float | None | Unset = UNSET
    """ How many tasks were skipped before this page. """
    total_count: int | None | Unset = UNSET
    """ How many tasks there are on all pages. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.data_center_long_task_page_links import (
            DataCenterLongTaskPageLinks,
        )

        results: list[dict[str, Any]] | None
        if isinstance(self.results, list):
            results = []
            for results_type_0_item_data in self.results:
                results_type_0_item = results_type_0_item_data.to_dict()
                results.append(results_type_0_item)

        else:
            results = self.results

        field_links: dict[str, Any] | None | Unset
        if isinstance(self.field_links, Unset):
            field_links = UNSET
        elif isinstance(self.field_links, DataCenterLongTaskPageLinks):
            field_links = self.field_links.to_dict()
        else:
            field_links = self.field_links

        limit: float | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        size: float | None | Unset
        if isinstance(self.size, Unset):
            size = UNSET
        else:
            size = self.size

        start: float | None | Unset
        if isinstance(self.start, Unset):
            start = UNSET
        else:
            start = self.start

        total_count: int | None | Unset
        if isinstance(self.total_count, Unset):
            total_count = UNSET
        else:
            total_count = self.total_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "results": results,
            }
        )
        if field_links is not UNSET:
            field_dict["_links"] = field_links
        if limit is not UNSET:
            field_dict["limit"] = limit
        if size is not UNSET:
            field_dict["size"] = size
        if start is not UNSET:
            field_dict["start"] = start
        if total_count is not UNSET:
            field_dict["totalCount"] = total_count

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.data_center_long_task import DataCenterLongTask
        from ..models.data_center_long_task_page_links import (
            DataCenterLongTaskPageLinks,
        )

        d = dict(src_dict)

        def _parse_results(data: object) -> list[DataCenterLongTask] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                results_type_0 = []
                _results_type_0 = data
                for results_type_0_item_data in _results_type_0:
                    results_type_0_item = DataCenterLongTask.from_dict(
                        results_type_0_item_data
                    )

                    results_type_0.append(results_type_0_item)

                return results_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[DataCenterLongTask] | None, data)

        results = _parse_results(d.pop("results"))

        def _parse_field_links(
            data: object,
        ) -> DataCenterLongTaskPageLinks | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                field_links_type_1 = DataCenterLongTaskPageLinks.from_dict(data)

                return field_links_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DataCenterLongTaskPageLinks | None | Unset, data)

        field_links = _parse_field_links(d.pop("_links", UNSET))

        def _parse_limit(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        def _parse_size(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        size = _parse_size(d.pop("size", UNSET))

        def _parse_start(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        start = _parse_start(d.pop("start", UNSET))

        def _parse_total_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        total_count = _parse_total_count(d.pop("totalCount", UNSET))

        data_center_long_task_page = cls(
            results=results,
            field_links=field_links,
            limit=limit,
            size=size,
            start=start,
            total_count=total_count,
        )

        data_center_long_task_page.additional_properties = d
        return data_center_long_task_page

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
