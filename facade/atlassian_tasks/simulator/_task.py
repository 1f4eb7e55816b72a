"""One simulated task: a script of what will happen, and what there is to see of it now."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypedDict

from attrs import define, field, frozen

from . import _demands as demands
from ._http import Json

Shape = Callable[[float], float | None]
"""From the fraction of the work that is done (0 to 1) to the percentage told, None for untold."""

ABSENT: Final = object()
"""In `overrides`: leave this field out."""

OUTCOMES: Final = ("complete", "failed", "cancelled", "dead")
SHAPES: Final[Mapping[str, Shape]] = {
    "linear": lambda done: 100 * done,
    "curved": lambda done: 100 * (1 - (1 - done) ** 2),
    "stuck": lambda done: min(99, 330 * done),
    "backwards": lambda done: 100 * done if done < 0.5 else 100 * done - 30,
    "none": lambda _done: None,
}


def shape_of(progress: str | Shape, dice: random.Random) -> Shape:
    """Return the named shape; `bursty` has 3 to 8 jumps at times of its own."""
    if callable(progress):
        return progress
    if progress == "bursty":
        jumps = sorted(dice.random() for _ in range(dice.randint(3, 8)))
        return lambda done: 100 * sum(jump <= done for jump in jumps) / (len(jumps) + 1)
    if progress not in SHAPES:
        words = ", ".join(["bursty", *SHAPES])
        raise ValueError(f"progress is one of {words}, or a function, not {progress!r}.")
    return SHAPES[progress]


def _a_shape(_: object, _field: object, value: str | Shape) -> None:
    shape_of(value, random.Random())


@frozen(kw_only=True)
class Script:
    """What will happen to a task. Times are in seconds; what makes no sense is a `ValueError`.

    - `duration`: from its start to its end; 10 (of one that an operation starts, the site's
      own), `math.inf` for never.
    - `delay`: in the queue before it starts; 0.
    - `progress`: `linear` (without a word), `curved` (ever slower), `bursty`, `stuck` (99 % after
      30 % of the time), `backwards` (loses 30 points half-way), `none`, or a function from the
      fraction done, 0 to 1, to the percentage.
    - `outcome`: `complete` (without a word), `failed`, `cancelled` or `dead`; Confluence knows only
      the first two, a backup also the third, redaction only the first.
    - `reaches`: the percentage at which it ends without success; 70, or 100 where no other sign
      tells.
    - `name`: Jira's `description`, Confluence's `name.key`; none.
    - `messages`: texts, HTML allowed, or whole Confluence messages: the first from the start, of
      several the last at the scripted end, the others between. Jira shows the newest one.
    - `result`: any JSON, shown at the end: Jira's `result` (also of a bulk operation asked for as a
      task, else it names the issues), Confluence's `additionalDetails`; in Data Center its fields
      are in the report that has the failures, or from the start in the body of a backup. The body
      that a conversion comes to.
    - `file`: bytes that it makes, such as an export: once it is complete, Confluence's last message
      links to it, and it can be brought down from there.
    - `issues`: what it deals with successfully: the issues of a bulk operation or an option
      replacement, the external ids of a redaction job.
    - `failures`: lists of reasons by issue id (Jira), by external id (redaction, which keeps the
      reasons to itself) or by page (Confluence, where they are `errors`; in Data Center they are in
      a report, JSON in the last message).
    - `inaccessible`: how many issues a bulk operation could not deal with and does not name; 0.
    - `owner`: the name of the user who started it; None for anybody's.
    - `in_the_way_of`: a part of a path: Jira operations at such paths are refused with 409 until
      it has ended, and the answer names it. None is in nobody's way.
    - `cancel_takes`: from the request to CANCELLED; 1. `math.inf`: it ends as if nothing had been
      asked; None: it cannot be cancelled (400).
    - `cancel_status`: of the answer to a cancel request; 202.
    - `cancel_body`: JSON in that answer; None for no body.
    - `words`: said instead of Jira's status words; in Confluence a `status` for each (there is none
      else). {"RUNNING": "NEVER_A_WORD"} for a word nobody knows.
    - `tells_finished`: whether a Confluence body has `finished`, as it has; older Cloud and Data
      Center have not.
    - `flag_lag`: seconds after its end in which a Confluence body without `finished` shows the
      wrong success, as the flag does not change together with the percentage; 0.
    - `visible_after`: seconds in which it is not found; 0.
    - `hidden_looks`: how many first looks do not find it; 0.
    - `overrides`: fields of the body to replace, or leave out with `ABSENT`.
    """

    duration: float = field(default=10.0, validator=demands.from_zero)
    delay: float = field(default=0.0, validator=demands.from_zero)
    progress: str | Shape = field(default="linear", validator=_a_shape)
    outcome: str = field(default="complete", validator=demands.one_of(OUTCOMES))
    reaches: float | None = field(default=None, validator=demands.or_none(demands.from_zero))
    name: str | None = field(default=None, validator=demands.or_none(demands.text))
    messages: Sequence[str | Mapping[str, object]] = field(default=(), validator=demands.messages)
    result: object = field(default=None, validator=demands.json_value)
    file: bytes | None = field(default=None, validator=demands.or_none(demands.content))
    issues: Sequence[int | str] = field(default=(), validator=demands.ids)
    failures: Mapping[int | str, Sequence[str]] = field(factory=dict, validator=demands.reasons)
    inaccessible: int = field(default=0, validator=demands.whole)
    owner: str | None = field(default=None, validator=demands.or_none(demands.text))
    in_the_way_of: str | None = field(default=None, validator=demands.or_none(demands.text))
    cancel_takes: float | None = field(default=1.0, validator=demands.or_none(demands.from_zero))
    cancel_status: int = field(default=202, validator=demands.status)
    cancel_body: object = field(default=None, validator=demands.json_value)
    words: Mapping[str, str] = field(factory=dict, validator=demands.words)
    tells_finished: bool = field(default=True, validator=demands.flag)
    flag_lag: float = field(default=0.0, validator=demands.from_zero)
    visible_after: float = field(default=0.0, validator=demands.from_zero)
    hidden_looks: int = field(default=0, validator=demands.whole)
    overrides: Mapping[str, object] = field(factory=dict, validator=demands.a_mapping)


class ScriptOptions(TypedDict, total=False):
    """The fields of `Script` as keyword arguments."""

    duration: float
    delay: float
    progress: str | Shape
    outcome: str
    reaches: float | None
    name: str | None
    messages: Sequence[str | Mapping[str, object]]
    result: object
    file: bytes | None
    issues: Sequence[int | str]
    failures: Mapping[int | str, Sequence[str]]
    inaccessible: int
    owner: str | None
    in_the_way_of: str | None
    cancel_takes: float | None
    cancel_status: int
    cancel_body: object
    words: Mapping[str, str]
    tells_finished: bool
    flag_lag: float
    visible_after: float
    hidden_looks: int
    overrides: Mapping[str, object]


@frozen
class Moment:
    """What there is to see of a task at one time; times in seconds on the simulator's clock."""

    state: str
    """One of Jira's seven words, whatever the kind."""
    percent: int | None
    updated: float
    started: float | None
    ended: float | None
    messages: Sequence[str | Mapping[str, object]]


@define(eq=False)
class SimulatedTask:
    """A task on the simulated site.

    - `kind` and `id`: as in `ref`.
    - `script`: what will happen to it; may be replaced while it runs.
    - `created`: when it began, in seconds on the simulator's clock.
    - `cancel_requested`: when somebody asked to cancel it, None if nobody has.
    - `looks`: how often it was looked at by its id.
    - `node`: of a Data Center cluster, the node that runs it.
    """

    kind: str
    id: str
    script: Script
    created: float
    _shape: Shape = field(repr=False)
    _base: Callable[[str], str] = field(repr=False)
    cancel_requested: float | None = None
    looks: int = 0
    node: int = 0

    @property
    def ref(self) -> str:
        """`kind:id`, as the command line and `TaskRef.parse` read it."""
        return f"{self.kind}:{self.id}"

    @property
    def url(self) -> str:
        """The address on the site at which it is looked at."""
        return self._base(self.kind) + self.id

    @property
    def has_finish_flag(self) -> bool:
        """Whether its body says `finished`."""
        return self.script.tells_finished and self.kind != "confluence-dc"

    def ends(self) -> tuple[float, str]:
        """Return when it ends and as what, from all that is known now."""
        natural = self.created + self.script.delay + self.script.duration
        if self.cancel_requested is not None and self.script.cancel_takes is not None:
            cancelled = self.cancel_requested + self.script.cancel_takes
            if cancelled < natural:
                return cancelled, "CANCELLED"
        return natural, self.script.outcome.upper()

    def at(self, now: float) -> Moment:
        """Return what there is to see of it at that time."""
        end, outcome = self.ends()
        updated, start = min(now, end), self.created + self.script.delay
        started, said = start if updated >= start else None, self._said(updated)
        if now >= end:
            return Moment(outcome, self._percent(updated, outcome), updated, started, end, said)
        state = "ENQUEUED" if started is None else "RUNNING"
        if self.cancel_requested is not None:
            state = "CANCEL_REQUESTED"
        return Moment(state, self._percent(updated, state), updated, started, None, said)

    def _said(self, at: float) -> Sequence[str | Mapping[str, object]]:
        messages = self.script.messages
        later = math.floor(round(self._done(at) * (len(messages) - 1), 6))  # times are not exact
        return messages[: 1 + max(0, later)]

    def _percent(self, at: float, state: str) -> int | None:
        if state == "COMPLETE":
            return 100
        told = self._shape(self._done(at))
        return None if told is None else math.floor(told * self._reaches() / 100)

    def _done(self, at: float) -> float:
        elapsed = max(0.0, at - self.created - self.script.delay)
        if math.isinf(self.script.duration):
            return elapsed / (elapsed + 60)
        return min(1.0, elapsed / self.script.duration) if self.script.duration else 1.0

    def _reaches(self) -> float:
        if self.script.reaches is not None:
            return self.script.reaches
        without_sign = self.kind.startswith("confluence") and not self.has_finish_flag
        return 100 if without_sign or self.script.outcome == "complete" else 70


def told(body: Json, task: SimulatedTask) -> Json:
    """Leave out what is not known, as the service does, then do as the script says."""
    known = {name: value for name, value in body.items() if value is not None}
    merged = known | dict(task.script.overrides)
    return {name: value for name, value in merged.items() if value is not ABSENT}
