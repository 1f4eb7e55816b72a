from enum import StrEnum


class ReindexRequestType(StrEnum):
    DELAYED = "DELAYED"
    IMMEDIATE = "IMMEDIATE"

    def __str__(self) -> str:
        return str(self.value)
