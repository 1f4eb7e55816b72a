"""The list of a site's active tasks, as a cheaper way to look at many of them. No I/O.

A sweep goes through the list's pages and answers every member on them. Those who are not on the
list ask for themselves, when they like; a sweep now and then tells whether they came onto it.
"""

from __future__ import annotations

import logging
import math
from copy import copy
from typing import TypeAlias

from attrs import define

from atlassian_tasks.errors import (
    AtlassianTasksError,
    NotSupported,
    RateLimited,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.dialect import Answer, Call, dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Task
from atlassian_tasks.schedule import usual_gap

from .effects import Flow
from .patience import is_transient

FEWEST = 3  # tasks for which a list is worth its requests
_MANY = 20  # tasks from which on it is asked no more often than one task would be
_FIRST_PAUSE = 2.0  # seconds until those who were not listed are looked for; doubles each time
Result: TypeAlias = Answer | AtlassianTasksError
log = logging.getLogger("atlassian_tasks")


@define(eq=False)
class Member:
    """One task of a fleet: its flow, what the flow waits for, and its newest snapshot."""

    ref: TaskRef
    flow: Flow[None]
    effect: object = None
    task: Task | None = None
    has_phase: bool = False


class Listing:
    """The tasks of one kind in a fleet, and the sweep through the list's pages that serves them.

    `waiting` want to look now; `due` is the time before which no sweep begins for them.
    """

    def __init__(self, kind: Kind) -> None:
        self.members: dict[TaskRef, Member] = {}
        self.waiting: list[Member] = []
        self.due = 0.0
        self._dialect = dialect_of(kind)
        self._begun: float | None = None  # when the first sweep did
        self._was_read = False  # to its end, or as far as was worthwhile
        self._listed: set[TaskRef] = set()  # who was on the list when last seen
        self._search, self._pause = 0.0, _FIRST_PAUSE  # when to look for those who were not
        self._start = self._pages = 0
        self._is_search = False  # whether this sweep is for all, or for those last seen
        self._found: set[TaskRef] = set()
        try:
            self._dialect.browse(0)
            self._is_offered = True
        except NotSupported:
            self._is_offered = False

    def serves(self, member: Member) -> bool:
        """Whether a member should wait for the list rather than ask for itself."""
        is_likely = member.ref in self._listed or not self._was_read
        return self._is_offered and len(self.members) >= FEWEST and is_likely

    def is_open(self, until: float) -> bool:
        """Whether a page should be asked for, by a time that is infinite for the last looks."""
        if self._pages or (self.waiting and self.due <= until):
            return True
        unlisted = len(self.members) - len(self._listed)
        return self._is_offered and unlisted >= FEWEST and self._search <= until < math.inf

    def page(self, now: float) -> Call:
        """Ask for the next page; the first of a sweep sets when the next sweep may begin."""
        if not self._pages:
            self._begun = now if self._begun is None else self._begun
            gap = usual_gap(now - self._begun)
            self.due = now + gap * min(len(self.members) / _MANY, 1)
            self._is_search = self._search <= now
            if self._is_search:
                self._pause *= 2
            self._search = max(self._search, now + max(self._pause, gap))
        return self._dialect.browse(self._start)

    def turn(self, result: Result) -> tuple[dict[TaskRef, Result], list[Member]]:
        """Take a page: what it answers to whom, and who must ask for itself after all."""
        if isinstance(result, AtlassianTasksError):
            return self._fail(result)
        try:
            tasks, step = self._dialect.read_page(result)
        except UnexpectedResponse as error:
            return self._fail(error)
        answers: dict[TaskRef, Result] = {
            task.ref: _answer(task)
            for task in tasks
            if task.ref in self.members and task.ref not in self._found
        }
        self._found |= answers.keys()
        self.waiting = [member for member in self.waiting if member.ref not in answers]
        self._start += step
        self._pages += 1
        hoped = self.members.keys() if self._is_search else self._listed
        missing = len(hoped - self._found)
        # Going on must not cost much more than asking for each that is missing.
        if step and missing and (answers or 2 * self._pages < missing):
            return answers, []
        return answers, self._conclude(bool(step))

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
            return {member.ref: _twin(error) for member in waiting}, []
        named = type(error).__name__
        log.warning("the task list is not available (%s), so each task is asked for", named)
        self._is_offered = False
        return {}, waiting


def _answer(task: Task) -> Answer:
    assert task.observed is not None  # noqa: S101 - a page is dated
    return Answer(200, None, task.raw, task.observed)


def _twin(error: AtlassianTasksError) -> AtlassianTasksError:
    """Give each task an error of its own, which will name it."""
    twin = copy(error)
    twin.__cause__ = error.__cause__
    return twin
