"""What does not fit, gathered, so that one run names all that can be known."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def touch(left: str, right: str) -> bool:
    """Whether one JSON pointer is, or leads on from, the other."""
    return f"{left}/".startswith(f"{right}/") or f"{right}/".startswith(f"{left}/")


class Misfits:
    """Sentences, each of which says what is wrong and what to do about it.

    Places are JSON pointers. What has to be put right at a place comes first: whatever else is
    wrong there may follow from it, and is left out.
    """

    def __init__(self) -> None:
        self._said: list[str] = []
        self._warned: list[str] = []
        self._open: set[str] = set()

    def note(self, *sentences: str, at: str | None = None) -> None:
        """Keep what is wrong, each thing once, unless its place is open."""
        if at is None or not self.is_open(at):
            self._said += [one for one in sentences if one not in self._said]

    def warn(self, sentence: str, at: str) -> None:
        """Keep what is to do some time, and stops nothing."""
        if not self.is_open(at) and sentence not in self._warned:
            self._warned.append(sentence)

    def leave_open(self, *places: str) -> None:
        """Nothing more can be known here before something else is put right."""
        self._open.update(places)

    def is_open(self, *places: str) -> bool:
        """Whether any of these is, holds or is held by a place that was left open."""
        return any(touch(one, other) for one in places for other in self._open)

    def gather(self, work: Callable[[], T]) -> T | None:
        """Do some work; what it refuses is noted, and there is no result."""
        try:
            return work()
        except SpecError as error:
            self.note(*error.sentences)
            return None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that was noted."""
        return tuple(self._said)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What stops nothing."""
        return tuple(self._warned)

    def refuse(self) -> None:
        """Raise everything that was noted, if anything was."""
        if self._said:
            raise SpecError(*self._said)
