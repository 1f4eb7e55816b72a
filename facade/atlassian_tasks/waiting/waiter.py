"""Who waits in a fleet, and for what: each within limits of its own. No I/O and no clock."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator
from copy import copy
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import define, field

from atlassian_tasks.errors import AtlassianTasksError
from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Outcome, Task, bad_end

from .effects import Doze, Effect, Flow, Sleep
from .watch import Limits, left_alone, resume

if TYPE_CHECKING:
    from atlassian_tasks.schedule import Schedule

    from .siblings import Siblings


@define(eq=False, weakref_slot=False)
class Member:
    """One task that somebody waits for: its flow, what that wants, and its newest snapshot.

    `since` is when it fell asleep.
    """

    ref: TaskRef
    waiter: Waiter
    flow: Flow[Task, None]
    schedule: Schedule
    effect: Effect | None = None
    task: Task | None = None
    has_phase: bool = False
    is_seen: bool = False
    since: float = 0.0
    siblings: Siblings | None = None


Sleeper: TypeAlias = tuple[float, int, Member, Sleep]
"""Who sleeps until when; the number keeps the order of those due together."""


@define(eq=False)
class Waiter:
    """Whoever follows tasks until each has ended, or is left.

    Of `wanted`, `Task` stands for each changed snapshot and `Outcome` for each end; without
    `Outcome` the one task's error is raised. `limits` and a schedule hold for each, the deadline
    for all, whenever they join. `is_away` holds while it has a report, and has not
    come back for more: its tasks rest, and who of them wanted something is `parked`.
    """

    wanted: tuple[type, ...]
    deadline: float
    limits: Limits
    schedule: Callable[[], Schedule]
    members: dict[TaskRef, Member] = field(factory=dict)
    reports: deque[Task | Outcome] = field(factory=deque)
    parked: list[Member] = field(factory=list)
    trouble: Exception | None = None
    is_away: bool = False
    doze: Doze | None = None

    def tell(self, report: Task | Outcome) -> None:
        """Report it, if it is wanted."""
        if isinstance(report, self.wanted):
            self.reports.append(report)
            self.ring()

    def end(self, member: Member, error: AtlassianTasksError | None) -> None:
        """Report an end, or raise what went wrong with the only one."""
        del self.members[member.ref]
        if Outcome in self.wanted:
            error = error or (bad_end(member.task) if member.task else None)
            if error is not None:
                _shed_frames(error)
                member.task = error.task or member.task
            self.reports.append(Outcome(member.ref, member.task, error))
        else:
            self.trouble = error
        self.ring()

    def check(self) -> None:
        """Raise what ended it, if anything did."""
        if self.trouble is not None:
            raise self.trouble

    def rest(self, seconds: float = math.inf) -> Generator[Effect, Any, float]:
        """Doze until then, or until it is rung; the time."""
        self.doze = Doze(seconds)
        try:
            return (yield self.doze)  # type: ignore[no-any-return]
        finally:
            self.doze = None

    def ring(self) -> None:
        """Let it see what there is, if it dozes."""
        if self.doze is not None:
            self.doze.wake()

    def note(self) -> str:
        """Say what is left alone by a stop."""
        if Outcome not in self.wanted:
            return " ".join(map(left_alone, self.members))
        goes_on = "goes on" if len(self.members) == 1 else "go on"
        return f"{len(self.members)} not cancelled, {goes_on}. {resume(*self.members)}"


def _shed_frames(error: BaseException) -> None:
    """Drop the tracebacks, which would keep every frame of the flow and of httpx alive."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__


def twin(error: AtlassianTasksError) -> AtlassianTasksError:
    """Give each task an error of its own, which will name it."""
    its_own = copy(error)
    its_own.__cause__ = error.__cause__
    return its_own
