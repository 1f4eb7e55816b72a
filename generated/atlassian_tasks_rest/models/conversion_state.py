from enum import StrEnum


class ConversionState(StrEnum):
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    QUEUED = "QUEUED"
    RERUNNING = "RERUNNING"
    WORKING = "WORKING"

    def __str__(self) -> str:
        return str(self.value)
