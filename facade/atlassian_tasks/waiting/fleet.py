"""Many tasks at once: whose turn it is, and which look answers whom. No I/O and no clock.

Every task is followed by the same `watch` flow as one alone. The fleet performs its sleeping with
a heap of due times, lets it look when the site's pace allows, and puts the requests of one moment
into a batch. Where Confluence lists its active tasks, a page of that list answers all on it,
asleep or not; a task that left the list, or never was on it, asks for itself.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Callable, Mapping
from itertools import count
from typing import TypeAlias

from atlassian_tasks.errors import AtlassianTasksError, ConfigurationError
from atlassian_tasks.kinds.dialect import Call
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Outcome, Task

from .effects import AT_ONCE, Admit, Batch, Flow, Now, Sleep, Turn
from .follower import resume
from .listing import Listing, Member, Result

_GO, _TOO_LATE = Turn(0.0), Turn(math.inf)
_MOMENT = 1.0  # seconds after the deadline in which the last looks may begin
_MANY = 8  # tasks that began together and get phases of their own
_FEW = 8  # tasks that at the deadline rather ask for themselves than wait for a list
Job: TypeAlias = tuple[Call, Callable[[Result], None]]


class Fleet:
    """Follows tasks until each has its `Outcome`.

    `width` is the most requests in flight. Of `reports`, `Outcome` stands for each end and `Task`
    for each changed snapshot.
    """

    def __init__(
        self,
        watches: Mapping[TaskRef, Flow[None]],
        *,
        timeout: float | None,
        width: int,
        reports: tuple[type, ...] = (Outcome,),
    ) -> None:
        self._members = {ref: Member(ref, flow) for ref, flow in watches.items()}
        self._listings = {kind: Listing(kind) for kind in {ref.kind for ref in watches}}
        for ref, member in self._members.items():
            self._listings[ref.kind].members[ref] = member
        self._timeout = math.inf if timeout is None else timeout
        self._width = width
        self._wanted = reports
        self._reports: deque[Task | Outcome] = deque()
        self._asleep: list[tuple[float, int, Member, Sleep]] = []
        self._order = count()
        self._queue: deque[Member] = deque()
        self._now = self._deadline = 0.0
        self._has_rested = True
        self._was_page = False

    def follow(self) -> Flow[None]:
        """Report until all have ended."""
        self._now = yield Now()
        self._deadline = self._now + self._timeout
        try:
            for member in list(self._members.values()):
                self._step(member, None)
            while self._members:
                yield from self._move()
                while self._reports:
                    yield self._reports.popleft()
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

    def _move(self) -> Flow[None]:
        """Wake who is due, send what may be sent, or else sleep until something changes."""
        self._now = yield Now()
        while self._asleep and self._asleep[0][0] <= self._now + AT_ONCE:
            _, _, member, sleep = heapq.heappop(self._asleep)
            if member.effect is sleep:  # else a page woke it meanwhile
                self._step(member, None)
        jobs, wait = yield from self._admit()
        self._has_rested = False
        if jobs:
            yield from self._send(jobs)
        elif self._members and not self._reports:
            yield Sleep(max(min(wait, self._next_due() - self._now), 0.0))
            self._has_rested = True

    def _send(self, jobs: list[Job]) -> Flow[None]:
        results = yield Batch([call for call, _ in jobs])
        self._now = yield Now()
        for (_, deliver), result in zip(jobs, results, strict=True):
            if isinstance(result, ConfigurationError):
                raise result  # such as a closed client, which is no trouble of one task
            deliver(result)

    def _admit(self) -> Flow[tuple[list[Job], float]]:
        """Collect the requests that may go out now; the seconds until there may be more."""
        # Clocks wake late, and looks may have to take turns: the deadline is a moment, not a point.
        if self._now > self._deadline + _MOMENT and not self._has_rested:
            self._refuse(_TOO_LATE)
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
                self._refuse(_TOO_LATE if turn.retry_after is None else turn)
                break
        return jobs, math.inf

    def _next_due(self) -> float:
        others = [listing.due for listing in self._listings.values() if listing.waiting]
        dues = [due for due in (self._deadline, *others) if due > self._now]
        return min([*dues, *(due for due, *_ in self._asleep[:1])], default=self._now)

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
        self._advance(member, _GO)
        assert isinstance(member.effect, Call)  # noqa: S101 - what a flow does with its turn
        return member.effect, lambda result: self._step(member, result)

    def _page(self, listing: Listing) -> Job:
        return listing.page(self._now), lambda result: self._spread(listing, result)

    def _spread(self, listing: Listing, result: Result) -> None:
        answers, others = listing.turn(result)
        for ref, answer in answers.items():
            member = self._members[ref]
            if self._is_ready(member):
                self._advance(member, _GO)
                self._step(member, answer)
        self._queue += [member for member in others if self._is_ready(member)]

    def _is_ready(self, member: Member) -> bool:
        """Whether a member, woken if it was asleep, wants to look now."""
        if isinstance(member.effect, Sleep):
            self._advance(member, None)
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
            if isinstance(told, AtlassianTasksError):
                step = member.flow.throw(told)
            else:
                step = member.flow.send(told)
            while not isinstance(step, Sleep | Admit | Call):
                if isinstance(step, Task):
                    member.task = step
                    self._report(step)
                step = member.flow.send(self._now if isinstance(step, Now) else None)
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
