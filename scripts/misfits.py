"""What does not fit, gathered, so that one run names all that can be known."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Misfits:
    """Sentences, each of which says what is wrong and what to do about it."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def note(self, *sentences: str) -> None:
        """Keep what is wrong, each thing once."""
        self._said += [one for one in sentences if one not in self._said]

    def gather(self, work: Callable[[], T]) -> T | None:
        """Do some work; what it refuses is noted, and there is no result."""
        try:
            return work()
        except SpecError as error:
            self.note(*error.sentences)
            return None

    def refuse(self) -> None:
        """Raise everything that was noted, if anything was."""
        if self._said:
            raise SpecError(*self._said)
