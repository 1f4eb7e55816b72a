from enum import StrEnum


class PrincipalType(StrEnum):
    ALL_LICENSED_USERS_USER_CLASS = "ALL_LICENSED_USERS_USER_CLASS"
    ALL_PRODUCT_ADMINS_USER_CLASS = "ALL_PRODUCT_ADMINS_USER_CLASS"
    ANONYMOUS = "ANONYMOUS"
    APP = "APP"
    GROUP = "GROUP"
    GUEST = "GUEST"
    USER = "USER"

    def __str__(self) -> str:
        return str(self.value)
