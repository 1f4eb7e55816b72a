"""Many tasks at once: whose turn it is, and which look answers whom. No I/O and no clock.

Every task is followed by the same `watch` flow as one alone, a flow for each who waits for it. The
fleet performs their sleeping with a heap of due times, lets them look when the site's pace allows,
and sends the requests of one moment together. A look answers all who follow its task, and where one
request can look at several, a page of them answers all on it, asleep or not.

Whoever awaits drives: of those who wait in one event loop, one lets the fleet move and performs
what it asks for, and the others doze until there is something for them, or nobody drives. A driver
that is stopped leaves all as if what was cut off had not been sent, so that the next repeats it.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Generator, Iterable
from itertools import count
from typing import Any, TypeAlias

from atlassian_tasks.errors import AtlassianTasksError, ConfigurationError
from atlassian_tasks.kinds import Kind
from atlassian_tasks.kinds.dialect import Call, dialect_of
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Outcome, Task

from .effects import AT_ONCE, Admit, Effect, Flow, R, Result, Send, Sent, Sleep, Turn
from .several import Several
from .siblings import Lessons
from .waiter import Member, Sleeper, Waiter, twin
from .watch import watch

_MOMENT = 1.0  # seconds after the deadline in which the last looks may begin
_MANY = 8  # tasks that began together and get phases of their own
_STALE = 64  # deadlines of those who have left, before they are thrown out
Look: TypeAlias = tuple[Call, TaskRef | Several]
"""A request, and what it looks at: one task, or a page of several."""


class Fleet:
    """Follows tasks for all who join it, until each task has ended or is left.

    `width` is the most requests in flight, `now` the newest time that it was told. More may join
    while one of those who wait drives.
    """

    def __init__(self, now: float, width: int) -> None:
        self.now, self._width = now, width
        self._waiters: dict[Waiter, None] = {}
        self._driver: Waiter | None = None
        self._several: dict[Kind, Several] = {}
        self._lessons = Lessons()
        self._order = count()
        self._asleep: list[Sleeper] = []
        self._deadlines: list[tuple[float, int, Waiter]] = []
        self._last: list[Waiter] = []  # whose deadline has come
        self._queue: deque[TaskRef] = deque()
        self._has_rested = True
        self._was_page = False

    @property
    def is_empty(self) -> bool:
        """Whether nobody waits."""
        return not self._waiters

    def follow(self, waiter: Waiter, now: float, refs: Iterable[TaskRef]) -> Flow[Any, None]:
        """Report until all of these have ended; see `Waiter` for what is reported."""
        try:
            self.enter(waiter, now)
            self.join(waiter, now, refs)
            while True:
                while waiter.reports:
                    yield from self.hand_out(waiter, waiter.reports.popleft())
                waiter.check()
                if not waiter.members:
                    return
                yield from self.drive(waiter)
        except BaseException as stop:
            if not isinstance(stop, Exception | GeneratorExit):
                stop.add_note(waiter.note())
            raise
        finally:
            self.leave(waiter)

    def enter(self, waiter: Waiter, now: float) -> None:
        """Take in who will wait here, until it leaves."""
        self.now = max(self.now, now)
        self._waiters[waiter] = None
        if waiter.deadline < math.inf:
            heapq.heappush(self._deadlines, (waiter.deadline, next(self._order), waiter))

    def join(self, waiter: Waiter, now: float, refs: Iterable[TaskRef]) -> None:
        """Follow these for it as well."""
        members = []
        for ref in refs:
            plan = waiter.schedule()
            flow = watch(now, ref, waiter.limits, plan, waiter.deadline)
            member = Member(ref, waiter, flow, plan)
            members.append(member)
            waiter.members[ref] = member
            if ref.kind not in self._several:
                self._several[ref.kind] = Several(ref.kind)
            self._several[ref.kind].add(member, now)
        for member in members:
            self._step(member, None)
        self._wake()

    def _wake(self) -> None:
        """Tell the driver that there is more to do than there was when it fell asleep."""
        if self._driver is not None:
            self._driver.ring()

    def leave(self, waiter: Waiter) -> None:
        """Forget who has all, or was stopped; whoever may drive next is told."""
        self._waiters.pop(waiter, None)
        for member in list(waiter.members.values()):
            self._forget(member)
            member.flow.close()
        waiter.members.clear()
        if len(self._deadlines) > 2 * len(self._waiters) + _STALE:
            kept = [entry for entry in self._deadlines if entry[2] in self._waiters]
            heapq.heapify(kept)
            self._deadlines = kept
        self.step_aside(waiter)

    def step_aside(self, waiter: Waiter) -> None:
        """Let others drive: if nobody does now, one of those who doze is told."""
        if self._driver is waiter:
            self._driver = None
        if self._driver is None:
            next((other for other in self._waiters if other.doze is not None), waiter).ring()

    def drive(self, waiter: Waiter, until: float = math.inf) -> Generator[Effect, Any, None]:
        """Let the fleet move, or doze while somebody else does, but not past a time."""
        self._driver = self._driver or waiter
        if self._driver is waiter:
            yield from self._move(waiter, until)
        elif not waiter.reports and waiter.trouble is None:
            self.now = max(self.now, (yield from waiter.rest(until - self.now)))

    def hand_out(self, waiter: Waiter, report: R) -> Flow[R, None]:
        """Report something, and go on with its tasks when its caller comes back for more."""
        self.step_aside(waiter)
        waiter.is_away = True
        self._return(waiter, (yield report))

    def _return(self, waiter: Waiter, now: float) -> None:
        """Go on with the tasks of who has come back for more."""
        self.now = max(self.now, now)
        self._has_rested = False
        waiter.is_away = False
        parked, waiter.parked = waiter.parked, []
        for member in parked:
            if isinstance(member.effect, Sleep):
                self._step(member, self.now)
            elif isinstance(member.effect, Admit):
                self._want(member)
        if parked:
            self._wake()

    # What happens next

    def _move(self, driver: Waiter, until: float) -> Generator[Effect, Any, None]:
        """Wake who is due, send what may be sent, or else sleep until something changes."""
        while self._asleep and self._asleep[0][0] <= self.now + AT_ONCE:
            _, _, member, sleep = heapq.heappop(self._asleep)
            if member.effect is not sleep:
                continue  # a look that others wanted, or a page, woke it meanwhile
            if member.waiter.is_away:
                member.waiter.parked.append(member)
            else:
                self._step(member, self.now)
        self._asleep = self._lessons.plan(self._asleep)
        looks, wait = yield from self._admit()
        self._has_rested = False
        if looks:
            yield from self._send(looks)
        elif not driver.reports and driver.trouble is None:
            left = min(self._next_due(), until) - self.now
            yield from self._rest(driver, max(min(wait, left), 0.0))

    def _rest(self, driver: Waiter, seconds: float) -> Generator[Effect, Any, None]:
        due = self.now + seconds
        self.now = max(self.now, (yield from driver.rest(seconds)))
        self._has_rested = self.now >= due - AT_ONCE  # else somebody else joined

    def _send(self, looks: list[Look]) -> Generator[Effect, Any, None]:
        try:
            sent: Sent = yield Send([call for call, _ in looks])
        except BaseException:  # a page that nobody heard of is asked for again by itself
            self._queue.extendleft(subject for _, subject in looks if isinstance(subject, TaskRef))
            raise
        self.now = max(self.now, sent.now)
        for (_, subject), result in zip(looks, sent.results, strict=True):
            if isinstance(result, ConfigurationError):
                self._give_up(result)  # such as a closed client, which is no trouble of one task
            elif isinstance(subject, Several):
                self._spread(subject, result)
            else:
                self._deliver(subject, result)

    def _give_up(self, error: ConfigurationError) -> None:
        for waiter in self._waiters:
            waiter.trouble = twin(error)
            if Outcome not in waiter.wanted:
                waiter.trouble.ref = next(iter(waiter.members), None)
            waiter.ring()

    # Whose turn it is

    def _admit(self) -> Generator[Effect, Any, tuple[list[Look], float]]:
        """Collect the requests that may go out now; the seconds until there may be more."""
        urgent = self._heed_deadlines()
        pages = [
            group
            for group in self._several.values()
            if group.is_open(math.inf if group in urgent else self.now + AT_ONCE)
        ]
        looks: list[Look] = []
        while len(looks) < self._width:
            self._skip(looks)
            if not pages and not self._queue:
                break
            turn: Turn = yield Admit()
            if not turn.wait:
                self._was_page = bool(pages) and not (self._was_page and self._queue)
                subject = pages.pop() if self._was_page else self._queue.popleft()
                looks.append(self._look(subject))
            elif looks:
                break  # a page among them may answer those who would be refused
            elif turn.retry_after is not None:
                self._refuse_all(turn)
                break
            else:
                return self._refuse_last(), turn.wait
        return looks, math.inf

    def _heed_deadlines(self) -> set[Several]:
        """Put those first whose deadline has come; the groups whose page they wait for."""
        come = False
        while self._deadlines and self._deadlines[0][0] <= self.now + AT_ONCE:
            self._last.append(heapq.heappop(self._deadlines)[2])
            come = True
        self._last = [waiter for waiter in self._last if waiter.members]
        if not self._last:
            return set()
        # Clocks wake late, and looks may have to take turns: the deadline is a moment, not a point.
        if not self._has_rested:
            for waiter in self._last:
                if self.now > waiter.deadline + _MOMENT:
                    self._refuse(waiter.members.values(), self._too_late())
        asked = {ref for waiter in self._last for ref in waiter.members}
        for group in self._several.values():
            self._queue += group.release(asked)
        if come:
            self._queue = deque(sorted(self._queue, key=lambda ref: ref not in asked))
        return {group for group in self._several.values() if group.waiting.keys() & asked}

    def _skip(self, looks: list[Look]) -> None:
        """Pass over those whom a page, or somebody else's look, has answered meanwhile."""
        while self._queue and (
            not self._is_wanted(self._queue[0])
            or any(subject == self._queue[0] for _, subject in looks)
        ):
            self._queue.popleft()

    def _is_wanted(self, ref: TaskRef, *, wakes: bool = False) -> bool:
        """Whether anybody who has not gone away waits to look."""
        ready = [self._is_ready(member, wakes=wakes) for member in self._followers(ref)]
        return any(ready)  # all of them were asked, as that parks or wakes them

    def _followers(self, ref: TaskRef) -> tuple[Member, ...]:
        return self._several[ref.kind].members.get(ref, ())

    def _next_due(self) -> float:
        dues = [group.due for group in self._several.values() if group.waiting]
        dues += [due for due, *_ in self._deadlines[:1]]
        later = [due for due in dues if due > self.now]
        return min([*later, *(due for due, *_ in self._asleep[:1])], default=math.inf)

    def _too_late(self) -> Turn:
        return Turn(self.now, math.inf)

    def _refuse(self, members: Iterable[Member], turn: Turn) -> None:
        """Tell those who want to look that they may not; their flows know what that means."""
        for member in list(members):
            if isinstance(member.effect, Admit):  # else a page answered it meanwhile
                self._step(member, turn)

    def _refuse_all(self, turn: Turn) -> None:
        refused = [*self._queue]
        self._queue.clear()
        for group in self._several.values():
            refused += group.dismiss()
        for ref in refused:
            self._refuse(self._followers(ref), turn)

    def _refuse_last(self) -> list[Look]:
        """Refuse all whose deadline has come; but one that is waited for alone is seen once."""
        seen: list[Look] = []
        for waiter in self._last:
            alone = [] if Outcome in waiter.wanted else [*waiter.members.values()]
            if alone and not alone[0].is_seen and len(seen) < self._width:
                seen.append(self._look(alone[0].ref))
            else:
                self._refuse(waiter.members.values(), self._too_late())
        return seen

    # Looks and their answers

    def _look(self, subject: TaskRef | Several) -> Look:
        if isinstance(subject, TaskRef):
            return dialect_of(subject.kind).look(subject.id), subject
        return subject.page(self.now), subject

    def _spread(self, group: Several, result: Result) -> None:
        answers, others = group.turn(result)
        for ref, answer in answers.items():
            self._deliver(ref, answer)
        self._queue += [ref for ref in others if self._is_wanted(ref, wakes=True)]

    def _deliver(self, ref: TaskRef, result: Result) -> None:
        """Let a look answer all who follow its task; each has an error of its own."""
        for place, member in enumerate(self._followers(ref)):
            if self._is_ready(member, wakes=True):
                its_own = twin(result) if place and isinstance(result, Exception) else result
                member.is_seen = True
                self._advance(member, Turn(self.now, 0.0))
                self._step(member, Sent(self.now, (its_own,)))

    def _is_ready(self, member: Member, *, wakes: bool) -> bool:
        """Whether a member, woken if it was asleep, wants to look now."""
        if member.waiter.is_away:
            if isinstance(member.effect, Admit):
                member.waiter.parked.append(member)
            return False
        if wakes and isinstance(member.effect, Sleep):
            self._advance(member, self.now)
        return isinstance(member.effect, Admit)

    # What a task's flow does

    def _step(self, member: Member, told: object) -> None:
        """Let a member's flow go on, and keep it where what it wants next will find it."""
        self._advance(member, told)
        match member.effect:
            case Sleep(seconds) as sleep:
                due, member.since = self.now + seconds, self.now
                if member.task and not member.has_phase:
                    member.has_phase = True
                    if self._is_crowd() and due < member.waiter.deadline - AT_ONCE:
                        due -= seconds * random.uniform(0, 0.5)  # lest all go on together
                heapq.heappush(self._asleep, (due, next(self._order), member, sleep))
            case Admit():
                self._want(member)

    def _is_listed(self, member: Member) -> bool:
        return self._several[member.ref.kind].serves(member.ref)

    def _want(self, member: Member) -> None:
        if self._is_listed(member):
            self._several[member.ref.kind].waiting[member.ref] = None
        else:
            self._queue.append(member.ref)

    def _is_crowd(self) -> bool:
        return sum(len(group.members) for group in self._several.values()) > _MANY

    def _advance(self, member: Member, told: object) -> None:
        """Run a member's flow to what it wants next, or to its end."""
        try:
            step = member.flow.send(told)
            while isinstance(step, Task):
                if member.task is not None or not self._is_listed(member):
                    self._lessons.learn(member, step, self.now)
                member.task = step
                member.waiter.tell(step)
                step = member.flow.send(self.now)
            member.effect = step
        except StopIteration:
            self.end(member, None)
        except AtlassianTasksError as error:
            self.end(member, error)
        except Exception as error:
            member.effect = None
            member.waiter.trouble = error
            member.waiter.ring()

    def end(self, member: Member, error: AtlassianTasksError | None) -> None:
        """Follow it no more, and report how it ended."""
        self._forget(member)
        member.waiter.end(member, error)

    def _forget(self, member: Member) -> None:
        """Leave it out wherever it is by now: a stop may have struck on the way in or out."""
        member.effect = None
        if several := self._several.get(member.ref.kind):
            several.forget(member)
        self._lessons.forget(member)
