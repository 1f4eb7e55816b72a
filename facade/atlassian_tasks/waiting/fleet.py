"""Many tasks at once: whose turn it is, and which look answers whom. No I/O and no clock.

Every task is followed by the same `watch` flow as one alone. The fleet performs its sleeping with
a heap of due times, lets it look when the site's pace allows, and sends the requests of one moment
together. Where Confluence lists its active tasks, a sweep goes through the list's pages, and a page
answers all on it, asleep or not; a task that left the list, or never was on it, asks for itself,
and a sweep now and then tells whether it came onto it.
"""

from __future__ import annotations

import heapq
import logging
import math
import random
from collections import deque
from collections.abc import Callable, Generator, Iterable
from copy import copy
from itertools import count
from typing import Any, TypeAlias

from attrs import define

from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    NotSupported,
    RateLimited,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.dialect import Answer, Call, dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Outcome, Task
from atlassian_tasks.schedule import usual_gap

from .effects import AT_ONCE, Admit, Effect, Flow, Result, Send, Sent, Sleep, Turn
from .watch import is_transient, resume

FEWEST = 3  # tasks for which a list is worth its requests
_CROWD = 20  # tasks from which on it is asked no more often than one task would be
_FIRST_PAUSE = 2.0  # seconds until those who were not listed are looked for; doubles each time
_MOMENT = 1.0  # seconds after the deadline in which the last looks may begin
_MANY = 8  # tasks that began together and get phases of their own
_FEW = 8  # tasks that at the deadline rather ask for themselves than wait for a list
Job: TypeAlias = tuple[Call, Callable[[Result], None]]
log = logging.getLogger("atlassian_tasks")


@define(eq=False)
class Member:
    """One task of a fleet: its flow, what the flow waits for, and its newest snapshot."""

    ref: TaskRef
    flow: Flow[Task, None]
    effect: Effect | None = None
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
        self._is_odd = False
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
            self.due = now + gap * min(len(self.members) / _CROWD, 1)
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
            page = self._dialect.read_page(result)
        except UnexpectedResponse as error:
            return self._fail(error)
        tasks, step = page.tasks, page.step
        if page.odd and not self._is_odd:
            self._is_odd = True  # said once, not with each sweep
            log.warning("%s", page.odd)
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


class Fleet:
    """Follows tasks until each has its `Outcome`.

    `width` is the most requests in flight. Of `reports`, `Outcome` stands for each end and `Task`
    for each changed snapshot.
    """

    def __init__(
        self,
        now: float,
        watches: Iterable[tuple[TaskRef, Flow[Task, None]]],
        *,
        deadline: float,
        width: int,
        reports: tuple[type, ...] = (Outcome,),
    ) -> None:
        self._members = {ref: Member(ref, flow) for ref, flow in watches}
        self._listings = {kind: Listing(kind) for kind in {ref.kind for ref in self._members}}
        for ref, member in self._members.items():
            self._listings[ref.kind].members[ref] = member
        self._width = width
        self._wanted = reports
        self._reports: deque[Task | Outcome] = deque()
        self._asleep: list[tuple[float, int, Member, Sleep]] = []
        self._order = count()
        self._queue: deque[Member] = deque()
        self._now, self._deadline = now, deadline
        self._has_rested = True
        self._was_page = False

    def follow(self) -> Flow[Task | Outcome, None]:
        """Report until all have ended."""
        try:
            for member in list(self._members.values()):
                self._step(member, None)
            while self._members:
                yield from self._move()
                while self._reports:
                    self._now = yield self._reports.popleft()
        except BaseException as stop:
            if not isinstance(stop, Exception | GeneratorExit):
                goes_on = "goes on" if len(self._members) == 1 else "go on"
                stop.add_note(
                    f"{len(self._members)} not cancelled, {goes_on}. {resume(*self._members)}"
                )
            raise

    def _report(self, report: Task | Outcome) -> None:
        if isinstance(report, self._wanted):
            self._reports.append(report)

    def _move(self) -> Generator[Effect, Any, None]:
        """Wake who is due, send what may be sent, or else sleep until something changes."""
        while self._asleep and self._asleep[0][0] <= self._now + AT_ONCE:
            _, _, member, sleep = heapq.heappop(self._asleep)
            if member.effect is sleep:  # else a page woke it meanwhile
                self._step(member, self._now)
        jobs, wait = yield from self._admit()
        self._has_rested = False
        if jobs:
            yield from self._send(jobs)
        elif self._members and not self._reports:
            self._now = yield Sleep(max(min(wait, self._next_due() - self._now), 0.0))
            self._has_rested = True

    def _send(self, jobs: list[Job]) -> Generator[Effect, Any, None]:
        sent: Sent = yield Send([call for call, _ in jobs])
        self._now = sent.now
        for (_, deliver), result in zip(jobs, sent.results, strict=True):
            if isinstance(result, ConfigurationError):
                raise result  # such as a closed client, which is no trouble of one task
            deliver(result)

    def _admit(self) -> Generator[Effect, Any, tuple[list[Job], float]]:
        """Collect the requests that may go out now; the seconds until there may be more."""
        # Clocks wake late, and looks may have to take turns: the deadline is a moment, not a point.
        if self._now > self._deadline + _MOMENT and not self._has_rested:
            self._refuse(self._too_late())
        is_last = self._now >= self._deadline - AT_ONCE
        until = math.inf if is_last else self._now + AT_ONCE
        for listing in self._listings.values():
            if is_last and len(listing.waiting) <= _FEW:
                self._queue += listing.dismiss()  # an end since the last page is not on the list
        pages = [listing for listing in self._listings.values() if listing.is_open(until)]
        jobs: list[Job] = []
        while len(jobs) < self._width:
            while self._queue and not isinstance(self._queue[0].effect, Admit):
                self._queue.popleft()  # a page answered it meanwhile
            if not pages and not self._queue:
                break
            turn: Turn = yield Admit()
            if not turn.wait:
                self._was_page = bool(pages) and not (self._was_page and self._queue)
                jobs.append(
                    self._page(pages.pop()) if self._was_page else self._look(self._queue.popleft())
                )
            elif jobs:
                break  # a page among them may answer those who would be refused
            elif turn.retry_after is None and not is_last:
                return jobs, turn.wait
            else:
                self._refuse(self._too_late() if turn.retry_after is None else turn)
                break
        return jobs, math.inf

    def _next_due(self) -> float:
        others = [listing.due for listing in self._listings.values() if listing.waiting]
        dues = [due for due in (self._deadline, *others) if due > self._now]
        return min([*dues, *(due for due, *_ in self._asleep[:1])], default=self._now)

    def _too_late(self) -> Turn:
        return Turn(self._now, math.inf)

    def _refuse(self, turn: Turn) -> None:
        """Tell all who want to look that they may not; their flows know what that means."""
        refused = [*self._queue]
        self._queue.clear()
        for listing in self._listings.values():
            refused += listing.dismiss()
        for member in refused:
            if isinstance(member.effect, Admit):  # else a page answered it meanwhile
                self._step(member, turn)

    def _look(self, member: Member) -> Job:
        self._advance(member, Turn(self._now, 0.0))
        assert isinstance(member.effect, Send)  # noqa: S101 - what a flow does with its turn
        [call] = member.effect.calls
        return call, lambda result: self._step(member, Sent(self._now, (result,)))

    def _page(self, listing: Listing) -> Job:
        return listing.page(self._now), lambda result: self._spread(listing, result)

    def _spread(self, listing: Listing, result: Result) -> None:
        answers, others = listing.turn(result)
        for ref, answer in answers.items():
            member = self._members[ref]
            if self._is_ready(member):
                self._advance(member, Turn(self._now, 0.0))
                self._step(member, Sent(self._now, (answer,)))
        self._queue += [member for member in others if self._is_ready(member)]

    def _is_ready(self, member: Member) -> bool:
        """Whether a member, woken if it was asleep, wants to look now."""
        if isinstance(member.effect, Sleep):
            self._advance(member, self._now)
        return isinstance(member.effect, Admit)

    def _step(self, member: Member, told: object) -> None:
        """Let a member's flow go on, and keep it where what it wants next will find it."""
        self._advance(member, told)
        match member.effect:
            case Sleep(seconds) as sleep:
                due = self._now + seconds
                if member.task and not member.has_phase:
                    member.has_phase = True
                    if len(self._members) > _MANY and due < self._deadline - AT_ONCE:
                        due -= seconds * random.uniform(0, 0.5)  # lest all go on together
                heapq.heappush(self._asleep, (due, next(self._order), member, sleep))
            case Admit():
                listing = self._listings[member.ref.kind]
                (listing.waiting if listing.serves(member) else self._queue).append(member)

    def _advance(self, member: Member, told: object) -> None:
        """Run a member's flow to what it wants next, or to its end."""
        try:
            step = member.flow.send(told)
            while isinstance(step, Task):
                member.task = step
                self._report(step)
                step = member.flow.send(self._now)
            member.effect = step
        except StopIteration:
            self._end(member, _bad_end(member.task))
        except AtlassianTasksError as error:
            self._end(member, error)

    def _end(self, member: Member, error: AtlassianTasksError | None) -> None:
        member.effect = None
        del self._members[member.ref]
        self._listings[member.ref.kind].forget(member.ref)
        if error is not None:
            _shed_frames(error)
            member.task = error.task or member.task
        self._report(Outcome(member.ref, member.task, error))


def _shed_frames(error: BaseException) -> None:
    """Drop the tracebacks, which would keep every frame of the flow and of httpx alive."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__


def _bad_end(task: Task | None) -> AtlassianTasksError | None:
    try:
        if task is not None:
            task.raise_for_status()
    except AtlassianTasksError as error:
        return error
    return None
