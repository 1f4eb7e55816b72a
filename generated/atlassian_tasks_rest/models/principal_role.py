from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.principal_type import PrincipalType
from ..types import UNSET, Unset

T = TypeVar("T", bound="PrincipalRole")


@_attrs_define
class PrincipalRole:
    """The role for one type of those who have a combination of permissions."""

    principal_type: PrincipalType | str
    """ Who is meant, normally one of PrincipalType. """
    remove_access: bool
    """ Whether they lose their access instead. """
    role_id: None | str | Unset = UNSET
    """ The id of the role; null where access is removed. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        principal_type: str
        if isinstance(self.principal_type, PrincipalType):
            principal_type = self.principal_type.value
        else:
            principal_type = self.principal_type

        remove_access = self.remove_access

        role_id: None | str | Unset
        if isinstance(self.role_id, Unset):
            role_id = UNSET
        else:
            role_id = self.role_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "principalType": principal_type,
                "removeAccess": remove_access,
            }
        )
        if role_id is not UNSET:
            field_dict["roleId"] = role_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_principal_type(data: object) -> PrincipalType | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                principal_type_type_0 = PrincipalType(data)

                return principal_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(PrincipalType | str, data)

        principal_type = _parse_principal_type(d.pop("principalType"))

        remove_access = d.pop("removeAccess")

        def _parse_role_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        role_id = _parse_role_id(d.pop("roleId", UNSET))

        principal_role = cls(
            principal_type=principal_type,
            remove_access=remove_access,
            role_id=role_id,
        )

        principal_role.additional_properties = d
        return principal_role

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
