from enum import StrEnum


class BackupOperation(StrEnum):
    BACKUP = "BACKUP"
    RESTORE = "RESTORE"

    def __str__(self) -> str:
        return str(self.value)
