"""One simulated task: a script of what will happen, and what there is to see of it now."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypedDict

from attrs import Attribute, define, field, frozen
from attrs.validators import optional

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
        raise ValueError(f"Progress {progress!r} is not one of bursty, {', '.join(SHAPES)}.")
    return SHAPES[progress]


def _from_zero(_: object, field: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, int | float) or not value >= 0:
        raise ValueError(f"{field.name} is a number from 0 up, not {value!r}.")


def _an_end(_: object, field: "Attribute[Any]", value: object) -> None:
    if value not in OUTCOMES:
        raise ValueError(f"{field.name} is one of {', '.join(OUTCOMES)}, not {value!r}.")


def _a_list(_: object, field: "Attribute[Any]", value: object) -> None:
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise TypeError(f"{field.name} is a list, not {value!r}.")


def _a_mapping(_: object, field: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, Mapping):
        raise TypeError(f"{field.name} is a mapping, not {value!r}.")


@frozen(kw_only=True)
class Script:
    """What will happen to a task. Times are in seconds."""

    duration: float = field(default=10.0, validator=_from_zero)
    """From its start to its end; `math.inf` for never."""
    delay: float = field(default=0.0, validator=_from_zero)
    """In the queue before it starts."""
    progress: str | Shape = "linear"
    """`linear`, `curved` (ever slower), `bursty`, `stuck` (99 % after 30 % of the time),
    `backwards` (loses 30 points half-way), `none`, or a function of the fraction done."""
    outcome: str = field(default="complete", validator=_an_end)
    """Confluence knows only the first two, a backup also the third, redaction only the first."""
    reaches: float | None = field(default=None, validator=optional(_from_zero))
    """The percentage at which it ends without success; 70, or 100 where no other sign tells."""
    name: str | None = None
    """Jira's `description`, Confluence's `name.key`."""
    messages: Sequence[str | Mapping[str, object]] = field(default=(), validator=_a_list)
    """Texts, HTML allowed, or whole Confluence messages: the first from the start, of several the
    last at the scripted end, the others between. Jira shows the newest one."""
    result: object = None
    """Any JSON, shown at the end: Jira's `result` (also of a bulk operation asked for as a task,
    else it names the issues), Confluence's `additionalDetails`; in Data Center its fields are in
    the report that has the failures, or from the start in the body of a backup. The body that a
    conversion comes to."""
    file: bytes | None = None
    """What it makes, such as an export: once it is complete, Confluence's last message links to
    it, and it can be brought down from there."""
    issues: Sequence[int | str] = field(default=(), validator=_a_list)
    """What it deals with successfully: the issues of a bulk operation or an option replacement,
    the external ids of a redaction job."""
    failures: Mapping[int | str, Sequence[str]] = field(factory=dict, validator=_a_mapping)
    """Reasons by issue id (Jira), by external id (redaction, which keeps the reasons to itself)
    or by page (Confluence, where they are `errors`; in Data Center they are in a report, JSON in
    the last message)."""
    inaccessible: int = 0
    """Issues that a bulk operation could not deal with and does not name."""
    owner: str | None = None
    """The name of the user who started it; None for anybody's."""
    cancel_takes: float | None = 1.0
    """From the request to CANCELLED; `math.inf`: it ends as if nothing had been asked;
    None: it cannot be cancelled (400)."""
    cancel_status: int = 202
    cancel_body: object = None
    """JSON in the answer to a cancel request; None for no body."""
    words: Mapping[str, str] = field(factory=dict, validator=_a_mapping)
    """Said instead of Jira's status words; in Confluence a `status` for each (there is none else).
    {"RUNNING": "NEVER_A_WORD"} for a word nobody knows."""
    tells_finished: bool = True
    """Whether a Confluence body has `finished`; older Cloud and Data Center have not."""
    flag_lag: float = field(default=0.0, validator=_from_zero)
    """Seconds after its end in which a Confluence body without `finished` shows the wrong success:
    the flag does not change together with the percentage."""
    visible_after: float = 0.0
    """Not found before."""
    hidden_looks: int = 0
    """Not found by that many first looks."""
    overrides: Mapping[str, object] = field(factory=dict, validator=_a_mapping)
    """Fields of the body to replace, or leave out with `ABSENT`."""


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
    """A task on the simulated site; `script` may be replaced while it runs."""

    kind: str
    id: str
    script: Script
    created: float
    """Seconds on the simulator's clock."""
    _shape: Shape = field(repr=False)
    _base: Callable[[str], str] = field(repr=False)
    cancel_requested: float | None = None
    looks: int = 0
    """How often it was looked at by id."""
    node: int = 0
    """Of a cluster, the node that runs it."""

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
