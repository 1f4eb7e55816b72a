from enum import StrEnum


class SpaceSelectionType(StrEnum):
    ALL = "ALL"
    ALL_EXCEPT_PERSONAL = "ALL_EXCEPT_PERSONAL"
    ALL_EXCEPT_SPECIFIC = "ALL_EXCEPT_SPECIFIC"
    PERSONAL = "PERSONAL"
    SPECIFIC = "SPECIFIC"

    def __str__(self) -> str:
        return str(self.value)
