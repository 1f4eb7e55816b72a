"""How several tasks of a kind are looked at in one request. No I/O and no clock.

A kind's row says how: by the list of its active tasks, or by naming their ids. Either way a sweep
goes through pages, of the list or of ids, and a page answers all on it, asleep or not; a task that
left the list, or was not answered for, asks for itself, and a sweep now and then tells whether it
came onto it.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Set
from typing import TYPE_CHECKING

from atlassian_tasks.errors import AtlassianTasksError, RateLimited
from atlassian_tasks.kinds import ROWS, Kind
from atlassian_tasks.kinds.dialect import Call, dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.schedule import usual_gap

from .effects import Result
from .waiter import twin
from .watch import answered, is_transient

if TYPE_CHECKING:
    from .waiter import Member

_FEWEST = {"list": 3, "ids": 2}  # tasks for which looking at several is worth its requests
_CROWD = 20  # tasks from which on it is done no more often than one task would be looked at
_FIRST_PAUSE = 2.0  # seconds until those who were not listed are looked for; doubles each time
_FEW = 8  # tasks that at a deadline rather ask for themselves than wait for a page
_MOST_IDS = 50  # in one address
log = logging.getLogger("atlassian_tasks")


class Several:
    """The tasks of one kind in a fleet, and the sweep through pages that serves them.

    `members` are those who follow each; `waiting` are to be looked at now; `due` is the time before
    which no sweep begins for them.
    """

    def __init__(self, kind: Kind) -> None:
        self.members: dict[TaskRef, tuple[Member, ...]] = {}
        self.waiting: dict[TaskRef, None] = {}
        self.due = 0.0
        self._dialect = dialect_of(kind)
        self._how = ROWS[kind].several
        self._fewest = _FEWEST.get(self._how or "", math.inf)
        self._ids: list[str] = []  # that are yet to be named in this sweep
        self._begun: float | None = None  # when the first sweep did
        self._was_read = False  # to its end, or as far as was worthwhile
        self._listed: set[TaskRef] = set()  # who was on the list when last seen
        self._search, self._pause = 0.0, _FIRST_PAUSE  # when to look for those who were not
        self._start = self._pages = 0
        self._is_search = False  # whether this sweep is for all, or for those last seen
        self._found: set[TaskRef] = set()
        self._is_odd = False
        self._cut: Call | None = None  # a page whose answer was never heard

    def add(self, member: Member, now: float) -> None:
        """Take in a member; one that came too late for the last sweep is looked for soon."""
        if self._was_read and member.ref not in self.members:
            self._pause = _FIRST_PAUSE
            self._search = min(self._search, now + _FIRST_PAUSE)
        self.members[member.ref] = (*self.members.get(member.ref, ()), member)

    def serves(self, ref: TaskRef) -> bool:
        """Whether a task should wait for a page rather than be asked for by itself."""
        is_likely = ref in self._listed or not self._was_read
        return len(self.members) >= self._fewest and is_likely

    def is_open(self, until: float) -> bool:
        """Whether a page should be asked for, by a time that is infinite for the last looks."""
        if self._pages or self._cut or (self.waiting and self.due <= until):
            return True
        unlisted = len(self.members) - len(self._listed)
        return unlisted >= self._fewest and self._search <= until < math.inf

    def page(self, now: float) -> Call:
        """Ask for the next page; the first of a sweep sets when the next sweep may begin."""
        if self._cut is not None:
            return self._cut
        if not self._pages:
            self._begun = now if self._begun is None else self._begun
            gap = usual_gap(now - self._begun)
            self.due = now + gap * min(len(self.members) / _CROWD, 1)
            self._is_search = self._search <= now or not self._was_read
            if self._is_search:
                self._pause *= 2
            self._search = max(self._search, now + max(self._pause, gap))
            hoped = self._hoped()
            self._ids = [ref.id for ref in self.members if ref in hoped]
        if self._how == "list":
            self._cut = self._dialect.browse(self._start)
        else:
            named, self._ids = self._ids[:_MOST_IDS], self._ids[_MOST_IDS:]
            self._cut = self._dialect.look_at(named)
        return self._cut

    def turn(self, result: Result) -> tuple[dict[TaskRef, Result], list[TaskRef]]:
        """Take a page: what it answers to whom, and who must ask for itself after all."""
        self._cut = None
        try:
            page = self._dialect.read_page(answered(result))
        except AtlassianTasksError as error:
            return self._fail(error)
        if page.odd and not self._is_odd:
            self._is_odd = True  # said once, not with each sweep
            log.warning("%s", page.odd)
        answers: dict[TaskRef, Result] = {
            task.ref: task
            for task in page.tasks
            if task.ref in self.members and task.ref not in self._found
        }
        self._found |= answers.keys()
        self.waiting = {ref: None for ref in self.waiting if ref not in answers}
        self._start += page.step
        self._pages += 1
        missing = len(self._hoped() - self._found)
        has_more = bool(page.step if self._how == "list" else self._ids)
        # Going on must not cost much more than asking for each that is missing.
        if has_more and missing and (answers or 2 * self._pages < missing):
            return answers, []
        return answers, self._conclude(has_more)

    def dismiss(self) -> list[TaskRef]:
        """End the sweep; those who still waited for it."""
        waiting, self.waiting = [*self.waiting], {}
        self._start = self._pages = 0
        self._found = set()
        self._cut = None
        return waiting

    def release(self, refs: Set[TaskRef]) -> list[TaskRef]:
        """Let those of these who wait ask for themselves, if so few are not worth a page."""
        released = [ref for ref in self.waiting if ref in refs]
        if len(released) > _FEW:
            return []
        if len(released) == len(self.waiting):
            return self.dismiss()
        self.waiting = {ref: None for ref in self.waiting if ref not in refs}
        return released

    def forget(self, member: Member) -> None:
        """Leave out a member; its task too, if nobody else follows it."""
        there = self.members.get(member.ref, ())
        if left := tuple(other for other in there if other is not member):
            self.members[member.ref] = left
        else:
            self.members.pop(member.ref, None)
            self.waiting.pop(member.ref, None)
            self._listed.discard(member.ref)

    def _hoped(self) -> Set[TaskRef]:
        """Return whom this sweep is for."""
        return self.members.keys() if self._is_search else self._listed

    def _conclude(self, has_more: bool) -> list[TaskRef]:
        """End the sweep: who waited for it in vain, and who left the list since the last."""
        found, waited = self._found, self.dismiss()
        self.waiting = {ref: None for ref in waited if ref in found}
        left = dict.fromkeys(ref for ref in waited if ref not in found)
        if not has_more:  # else they may be on a later page
            left |= dict.fromkeys(self._listed - found)
        if found - self._listed:
            self._pause = _FIRST_PAUSE
        self._listed = ((self._listed | found) & self.members.keys()) - left.keys()
        self._was_read = True
        return [*left]

    def _fail(self, error: AtlassianTasksError) -> tuple[dict[TaskRef, Result], list[TaskRef]]:
        waiting = self.dismiss()
        if not isinstance(error, RateLimited):
            self._listed, self._was_read = set(), True  # they ask for themselves meanwhile
        if is_transient(error):
            return {ref: twin(error) for ref in waiting}, []
        named = type(error).__name__
        log.warning("several cannot be looked at together (%s), so each task is asked for", named)
        self._fewest = math.inf
        return {}, waiting
