from enum import StrEnum


class ReindexType(StrEnum):
    BACKGROUND = "BACKGROUND"
    BACKGROUND_PREFERRED = "BACKGROUND_PREFERRED"
    BACKGROUND_PREFFERED = "BACKGROUND_PREFFERED"
    FOREGROUND = "FOREGROUND"

    def __str__(self) -> str:
        return str(self.value)
