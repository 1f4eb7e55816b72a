"""Many tasks at once: whose turn it is, and which look answers whom. No I/O and no clock.

Every task is followed by the same `watch` flow as one alone. The fleet performs its sleeping with
a heap of due times, lets it look when the site's pace allows, and sends the requests of one moment
together. Where one request can look at several, a page of them answers all on it, asleep or not.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Callable, Generator, Iterable
from itertools import count
from typing import Any, TypeAlias

from attrs import define

from atlassian_tasks.errors import AtlassianTasksError, ConfigurationError
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.dialect import Call
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Outcome, Task
from atlassian_tasks.schedule import Adaptive, Schedule

from .effects import AT_ONCE, Admit, Effect, Flow, Result, Send, Sent, Sleep, Turn
from .several import Several
from .siblings import Siblings
from .watch import Limits, resume, told_age, watch

_MOMENT = 1.0  # seconds after the deadline in which the last looks may begin
_MANY = 8  # tasks that began together and get phases of their own
_FEW = 8  # tasks that at the deadline rather ask for themselves than wait for a page
Job: TypeAlias = tuple[Call, Callable[[Result], None]]


@define(eq=False)
class Member:
    """One task of a fleet: its flow, what the flow waits for, and its newest snapshot.

    `since` is when it fell asleep.
    """

    ref: TaskRef
    flow: Flow[Task, None]
    schedule: Schedule
    effect: Effect | None = None
    task: Task | None = None
    has_phase: bool = False
    since: float = 0.0
    siblings: Siblings | None = None


class Fleet:
    """Follows tasks until each has its `Outcome`.

    `width` is the most requests in flight. Of `reports`, `Outcome` stands for each end and `Task`
    for each changed snapshot.
    """

    def __init__(
        self,
        now: float,
        refs: Iterable[TaskRef],
        limits: Limits,
        *,
        schedule: Callable[[], Schedule],
        width: int,
        reports: tuple[type, ...] = (Outcome,),
    ) -> None:
        plans = {ref: schedule() for ref in refs}
        self._members = {
            ref: Member(ref, watch(now, ref, limits, plan), plan) for ref, plan in plans.items()
        }
        self._siblings: dict[tuple[Kind, str | None], Siblings] = {}
        self._news: set[Siblings] = set()  # whose others are to be planned again
        self._several = {kind: Several(kind) for kind in {ref.kind for ref in self._members}}
        for ref, member in self._members.items():
            self._several[ref.kind].members[ref] = member
        self._width = width
        self._wanted = reports
        self._reports: deque[Task | Outcome] = deque()
        self._asleep: list[tuple[float, int, Member, Sleep]] = []
        self._order = count()
        self._queue: deque[Member] = deque()
        self._now, self._deadline = now, limits.deadline(now)
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
        self._plan_again()
        jobs, wait = yield from self._admit()
        self._has_rested = False
        if jobs:
            yield from self._send(jobs)
        elif self._members and not self._reports:
            self._now = yield Sleep(max(min(wait, self._next_due() - self._now), 0.0))
            self._has_rested = True

    def _plan_again(self) -> None:
        """Wake some sooner whose siblings have taught what their own percentage does not tell."""
        if not self._news:
            return
        news, self._news = self._news, set()
        asleep = []
        for due, order, member, sleep in self._asleep:
            if member.effect is not sleep:
                continue  # woken meanwhile
            plan = member.schedule
            if isinstance(plan, Adaptive) and member.siblings in news and sleep.is_gap:
                due = min(due, member.since + plan.again())
            asleep.append((due, order, member, sleep))
        heapq.heapify(asleep)
        self._asleep = asleep

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
        for group in self._several.values():
            if is_last and len(group.waiting) <= _FEW:
                self._queue += group.dismiss()  # an end since the last page is not on the list
        pages = [group for group in self._several.values() if group.is_open(until)]
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
        others = [group.due for group in self._several.values() if group.waiting]
        dues = [due for due in (self._deadline, *others) if due > self._now]
        return min([*dues, *(due for due, *_ in self._asleep[:1])], default=self._now)

    def _too_late(self) -> Turn:
        return Turn(self._now, math.inf)

    def _refuse(self, turn: Turn) -> None:
        """Tell all who want to look that they may not; their flows know what that means."""
        refused = [*self._queue]
        self._queue.clear()
        for group in self._several.values():
            refused += group.dismiss()
        for member in refused:
            if isinstance(member.effect, Admit):  # else a page answered it meanwhile
                self._step(member, turn)

    def _look(self, member: Member) -> Job:
        self._advance(member, Turn(self._now, 0.0))
        assert isinstance(member.effect, Send)  # noqa: S101 - what a flow does with its turn
        [call] = member.effect.calls
        return call, lambda result: self._step(member, Sent(self._now, (result,)))

    def _page(self, group: Several) -> Job:
        return group.page(self._now), lambda result: self._spread(group, result)

    def _spread(self, group: Several, result: Result) -> None:
        answers, others = group.turn(result)
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
                due, member.since = self._now + seconds, self._now
                if member.task and not member.has_phase:
                    member.has_phase = True
                    if len(self._members) > _MANY and due < self._deadline - AT_ONCE:
                        due -= seconds * random.uniform(0, 0.5)  # lest all go on together
                heapq.heappush(self._asleep, (due, next(self._order), member, sleep))
            case Admit():
                group = self._several[member.ref.kind]
                (group.waiting if group.serves(member) else self._queue).append(member)

    def _advance(self, member: Member, told: object) -> None:
        """Run a member's flow to what it wants next, or to its end."""
        try:
            step = member.flow.send(told)
            while isinstance(step, Task):
                self._learn(member, step)
                member.task = step
                self._report(step)
                step = member.flow.send(self._now)
            member.effect = step
        except StopIteration:
            self._end(member, _bad_end(member.task))
        except AtlassianTasksError as error:
            self._end(member, error)

    def _learn(self, member: Member, task: Task) -> None:
        """Let a task learn from its siblings, and them from its end."""
        plan = member.schedule
        if not isinstance(plan, Adaptive):
            return
        if (group := member.siblings) is None:
            key = task.kind, task.name
            member.siblings = plan.siblings = self._siblings.setdefault(key, Siblings(key))
            member.siblings.join()
        elif task.is_final:
            group.end(plan.age, told_age(task) or plan.age + self._now - member.since)
            if group.is_news():
                self._news.add(group)

    def _end(self, member: Member, error: AtlassianTasksError | None) -> None:
        member.effect = None
        del self._members[member.ref]
        self._several[member.ref.kind].forget(member.ref)
        if (group := member.siblings) is not None and group.leave():
            del self._siblings[group.key]
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
