"""The list of a site's active tasks, as a cheaper way to look at many of them. No I/O."""

from __future__ import annotations

import logging
from typing import TypeAlias

from ._dialects import dialect_of
from ._effects import Answer, Call, Flow
from ._patience import is_transient
from .errors import AtlassianTasksError, NotSupported, UnexpectedResponse
from .model import Kind, Task, TaskRef
from .schedule import usual_gap

FEWEST = 3  # tasks for which a list is worth its requests
Result: TypeAlias = Answer | AtlassianTasksError
log = logging.getLogger("atlassian_tasks")


class Member:
    """One task of a fleet: its flow, what the flow waits for, and its newest snapshot."""

    __slots__ = ("asks_itself", "due", "effect", "flow", "ref", "task")

    def __init__(self, ref: TaskRef, flow: Flow[None]) -> None:
        self.ref = ref
        self.flow = flow
        self.effect: object = None
        self.due = 0.0
        self.task: Task | None = None
        self.asks_itself = False


class Listing:
    """The tasks of one kind in a fleet, and the sweep through the list's pages that serves them.

    `waiting` want to look now; `due` is the time before which no sweep begins.
    """

    def __init__(self, kind: Kind) -> None:
        self.members: dict[TaskRef, Member] = {}
        self.waiting: list[Member] = []
        self.due = 0.0
        self._dialect = dialect_of(kind)
        self._begun: float | None = None
        self._start = self._pages = 0
        self._found: set[TaskRef] = set()
        self._listed: set[TaskRef] = set()
        try:
            self._dialect.browse(0)
            self._is_offered = True
        except NotSupported:
            self._is_offered = False

    @property
    def is_worthwhile(self) -> bool:
        """Whether members should wait for the list rather than ask for themselves."""
        return self._is_offered and len(self.members) >= FEWEST

    def is_open(self, now: float) -> bool:
        """Whether a page should be asked for."""
        return self._pages > 0 or (bool(self.waiting) and self.due <= now)

    def page(self, now: float) -> Call:
        """Ask for the next page; the first of a sweep sets when the next sweep may begin."""
        if not self._pages:
            self._begun = now if self._begun is None else self._begun
            self.due = now + usual_gap(now - self._begun)
        return self._dialect.browse(self._start)

    def turn(self, result: Result) -> tuple[dict[TaskRef, Result], list[Member]]:
        """Take a page: what it answers to whom, and who must ask for itself after all."""
        if isinstance(result, AtlassianTasksError):
            return self._fail(result)
        try:
            tasks, has_more = self._dialect.read_page(result)
        except UnexpectedResponse as error:
            return self._fail(error)
        fresh = {task.ref: task for task in tasks if task.ref in self.members}
        answers: dict[TaskRef, Result] = {
            ref: _answer(task) for ref, task in fresh.items() if ref not in self._found
        }
        self._found |= answers.keys()
        self.waiting = [member for member in self.waiting if member.ref not in answers]
        self._start += len(tasks)
        self._pages += 1
        missing = self.members.keys() - self._found
        # Going on must cost no more than asking for each that is missing.
        if has_more and self._pages < len(missing):
            return answers, []
        left = [self.members[ref] for ref in self._listed - self._found if ref in self.members]
        self._listed = self._found
        return answers, list(dict.fromkeys([*self.dismiss(), *left]))

    def dismiss(self) -> list[Member]:
        """End the sweep; those who still waited for it."""
        waiting, self.waiting = self.waiting, []
        self._start = self._pages = 0
        self._found = set()
        return waiting

    def _fail(self, error: AtlassianTasksError) -> tuple[dict[TaskRef, Result], list[Member]]:
        waiting = self.dismiss()
        if is_transient(error):
            return {member.ref: error for member in waiting}, []
        log.warning("the task list is not available, so each task is asked for: %s", error)
        self._is_offered = False
        return {}, waiting


def _answer(task: Task) -> Answer:
    assert task.observed is not None  # noqa: S101 - a page is dated
    return Answer(200, None, task.raw, task.observed)
