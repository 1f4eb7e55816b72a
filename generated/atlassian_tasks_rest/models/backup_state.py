from enum import StrEnum


class BackupState(StrEnum):
    CANCELLED = "CANCELLED"
    CANCELLING = "CANCELLING"
    COMPLETING = "COMPLETING"
    FAILED = "FAILED"
    FINISHED = "FINISHED"
    PROCESSING = "PROCESSING"
    QUEUED = "QUEUED"

    def __str__(self) -> str:
        return str(self.value)
