from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.long_task import LongTask
    from ..models.long_task_links import LongTaskLinks


T = TypeVar("T", bound="LongTaskPage")


@_attrs_define
class LongTaskPage:
    """A page of the list of active tasks."""

    results: list[LongTask] | None
    """ The tasks of this page. """
    field_links: LongTaskLinks | None | Unset = UNSET
    """ Addresses that belong to the page, the next one's if there is one. """
    limit: int | None | Unset = UNSET
    """ The most tasks that the site lists on a page. """
    size: int | None | Unset = UNSET
    """ How many tasks this page holds. """
    start: int | None | Unset = UNSET
    """ How many tasks were skipped before this page. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.long_task_links import LongTaskLinks

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
        elif isinstance(self.field_links, LongTaskLinks):
            field_links = self.field_links.to_dict()
        else:
            field_links = self.field_links

        limit: int | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        size: int | None | Unset
        if isinstance(self.size, Unset):
            size = UNSET
        else:
            size = self.size

        start: int | None | Unset
        if isinstance(self.start, Unset):
            start = UNSET
        else:
            start = self.start

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

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.long_task import LongTask
        from ..models.long_task_links import LongTaskLinks

        d = dict(src_dict)

        def _parse_results(data: object) -> list[LongTask] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                results_type_0 = []
                _results_type_0 = data
                for results_type_0_item_data in _results_type_0:
                    results_type_0_item = LongTask.from_dict(results_type_0_item_data)

                    results_type_0.append(results_type_0_item)

                return results_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[LongTask] | None, data)

        results = _parse_results(d.pop("results"))

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

        def _parse_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        def _parse_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        size = _parse_size(d.pop("size", UNSET))

        def _parse_start(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        start = _parse_start(d.pop("start", UNSET))

        long_task_page = cls(
            results=results,
            field_links=field_links,
            limit=limit,
            size=size,
            start=start,
        )

        long_task_page.additional_properties = d
        return long_task_page

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
