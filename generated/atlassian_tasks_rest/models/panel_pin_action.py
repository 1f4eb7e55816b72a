from enum import StrEnum


class PanelPinAction(StrEnum):
    PIN = "PIN"
    UNPIN = "UNPIN"

    def __str__(self) -> str:
        return str(self.value)
