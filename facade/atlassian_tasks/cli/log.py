"""What the package logs, for people to see while a command runs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from .pictures import plain

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class Log(logging.Handler):
    """Says what the package logs; `verbosity` is how often -v was given."""

    def __init__(self, say: Callable[[str, str], None], verbosity: int) -> None:
        super().__init__(_LEVELS[min(verbosity, len(_LEVELS) - 1)])
        self._say = say
        self._logger = logging.getLogger("atlassian_tasks")
        self._usual = self._logger.level

    def attach(self) -> None:
        """Begin to listen."""
        self._logger.addHandler(self)
        self._logger.setLevel(self.level)

    def detach(self) -> None:
        """Stop, and leave the logger as it was."""
        self._logger.removeHandler(self)
        self._logger.setLevel(self._usual)

    def emit(self, record: logging.LogRecord) -> None:
        """Say it in one line."""
        self._say(plain(record.getMessage()), "dim")
