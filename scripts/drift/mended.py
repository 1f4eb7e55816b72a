"""Changes upstream that our deviations had made already: for us nothing is otherwise."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.comparing import compare
from scripts.drift.outline import outline
from scripts.misfits import touch
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scripts.drift.comparing import Change
    from scripts.drift.curating import Curated
    from scripts.drift.places import Places
    from scripts.sources import Source


@frozen(slots=False)
class Mended:
    """What was curated of each source, and what will be without what has become superfluous."""

    before: Mapping[str, Curated]
    after: Mapping[str, Curated]
    sources: Sequence[Source]
    places: Places

    def explains(self, change: Change) -> bool:
        """Whether a deviation does not fit here any more, and what is curated stays as it was."""
        key = change.endpoint.source or ""
        if key not in self._left:
            return False
        come = self.after[key].touched - self.before[key].touched
        is_here = any(touch(one, place) for one in come for place in self._pointers(change))
        return is_here and not any(_share(other, change) for other in self._left[key])

    def _pointers(self, change: Change) -> Iterator[str]:
        """Where a change is in a slice: in the operation, and in our schema if it has a name."""
        path = change.endpoint.path.replace("~", "~0").replace("/", "~1")
        yield f"/paths/{path}/{change.endpoint.method.lower()}"
        if owner := self.places.schema(change):
            yield f"/components/schemas/{owner[0]}"

    @cached_property
    def _left(self) -> dict[str, tuple[Change, ...]]:
        """Every change of what is curated, by source, where that can be known."""
        left: dict[str, tuple[Change, ...]] = {}
        for key in self.before.keys() & self.after.keys():
            documents = self.before[key].document, self.after[key].document
            old, new = (outline(key, one, self.sources) for one in documents)
            with suppress(SpecError):  # half a deviation may leave a reference to nothing
                left[key] = tuple(compare(old, new))
        return left


def _share(other: Change, change: Change) -> bool:
    """Whether two changes are of the same thing, or one of something that holds the other's."""
    if (other.endpoint.label, other.message) != (change.endpoint.label, change.message):
        return False
    shared = min(len(other.steps), len(change.steps))
    return other.steps[:shared] == change.steps[:shared]
