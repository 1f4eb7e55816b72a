from enum import StrEnum


class BackupScope(StrEnum):
    SITE = "SITE"
    SPACE = "SPACE"

    def __str__(self) -> str:
        return str(self.value)
