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
from copy import copy
from typing import TYPE_CHECKING

from atlassian_tasks.errors import AtlassianTasksError, RateLimited, UnexpectedResponse
from atlassian_tasks.kinds import ROWS, Kind
from atlassian_tasks.kinds.dialect import Answer, Call, dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Task
from atlassian_tasks.schedule import usual_gap

from .effects import Result
from .watch import is_transient

if TYPE_CHECKING:
    from .fleet import Member

_FEWEST = {"list": 3, "ids": 2}  # tasks for which looking at several is worth its requests
_CROWD = 20  # tasks from which on it is done no more often than one task would be looked at
_FIRST_PAUSE = 2.0  # seconds until those who were not listed are looked for; doubles each time
_MOST_IDS = 50  # in one address
log = logging.getLogger("atlassian_tasks")


class Several:
    """The tasks of one kind in a fleet, and the sweep through pages that serves them.

    `waiting` want to look now; `due` is the time before which no sweep begins for them.
    """

    def __init__(self, kind: Kind) -> None:
        self.members: dict[TaskRef, Member] = {}
        self.waiting: list[Member] = []
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

    def serves(self, member: Member) -> bool:
        """Whether a member should wait for the list rather than ask for itself."""
        is_likely = member.ref in self._listed or not self._was_read
        return len(self.members) >= self._fewest and is_likely

    def is_open(self, until: float) -> bool:
        """Whether a page should be asked for, by a time that is infinite for the last looks."""
        if self._pages or (self.waiting and self.due <= until):
            return True
        unlisted = len(self.members) - len(self._listed)
        return unlisted >= self._fewest and self._search <= until < math.inf

    def page(self, now: float) -> Call:
        """Ask for the next page; the first of a sweep sets when the next sweep may begin."""
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
            return self._dialect.browse(self._start)
        named, self._ids = self._ids[:_MOST_IDS], self._ids[_MOST_IDS:]
        return self._dialect.look_at(named)

    def turn(self, result: Result) -> tuple[dict[TaskRef, Result], list[Member]]:
        """Take a page: what it answers to whom, and who must ask for itself after all."""
        if isinstance(result, AtlassianTasksError):
            return self._fail(result)
        try:
            page = self._dialect.read_page(result)
        except UnexpectedResponse as error:
            return self._fail(error)
        if page.odd and not self._is_odd:
            self._is_odd = True  # said once, not with each sweep
            log.warning("%s", page.odd)
        answers: dict[TaskRef, Result] = {
            task.ref: _answer(task)
            for task in page.tasks
            if task.ref in self.members and task.ref not in self._found
        }
        self._found |= answers.keys()
        self.waiting = [member for member in self.waiting if member.ref not in answers]
        self._start += page.step
        self._pages += 1
        missing = len(self._hoped() - self._found)
        has_more = bool(page.step if self._how == "list" else self._ids)
        # Going on must not cost much more than asking for each that is missing.
        if has_more and missing and (answers or 2 * self._pages < missing):
            return answers, []
        return answers, self._conclude(has_more)

    def dismiss(self) -> list[Member]:
        """End the sweep; those who still waited for it."""
        waiting, self.waiting = self.waiting, []
        self._start = self._pages = 0
        self._found = set()
        return waiting

    def forget(self, ref: TaskRef) -> None:
        """Leave out a member whose task has ended."""
        del self.members[ref]
        self._listed.discard(ref)

    def _hoped(self) -> Set[TaskRef]:
        """Return whom this sweep is for."""
        return self.members.keys() if self._is_search else self._listed

    def _conclude(self, has_more: bool) -> list[Member]:
        """End the sweep: who waited for it in vain, and who left the list since the last."""
        found, waited = self._found, self.dismiss()
        self.waiting = [member for member in waited if member.ref in found]
        left = {member.ref: member for member in waited if member.ref not in found}
        if not has_more:  # else they may be on a later page
            left |= {ref: self.members[ref] for ref in self._listed - found}
        if found - self._listed:
            self._pause = _FIRST_PAUSE
        self._listed = ((self._listed | found) & self.members.keys()) - left.keys()
        self._was_read = True
        return [*left.values()]

    def _fail(self, error: AtlassianTasksError) -> tuple[dict[TaskRef, Result], list[Member]]:
        waiting = self.dismiss()
        if not isinstance(error, RateLimited):
            self._listed, self._was_read = set(), True  # they ask for themselves meanwhile
        if is_transient(error):
            return {member.ref: twin(error) for member in waiting}, []
        named = type(error).__name__
        log.warning("several cannot be looked at together (%s), so each task is asked for", named)
        self._fewest = math.inf
        return {}, waiting


def _answer(task: Task) -> Answer:
    assert task.observed is not None  # noqa: S101 - a page is dated
    return Answer(200, None, task.raw, task.observed)


def twin(error: AtlassianTasksError) -> AtlassianTasksError:
    """Give each task an error of its own, which will name it."""
    its_own = copy(error)
    its_own.__cause__ = error.__cause__
    return its_own
