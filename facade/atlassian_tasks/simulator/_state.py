"""The state behind the simulated endpoints: tasks, users and the site's own time."""

import base64
import itertools
import random
import re
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve, field, frozen

from . import _demands as demands
from ._http import Request
from ._task import Script, ScriptOptions, SimulatedTask, shape_of
from ._time import Clock, SystemClock

if TYPE_CHECKING:
    from ._family import Family

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The site's date when a virtual clock stands at 0."""


@frozen(kw_only=True)
class User:
    """Somebody who may sign in.

    - `name`: what a script calls its `owner`.
    - `token`: as Bearer, or with `email` as Basic; "token".
    - `email`: None for somebody who signs in with Bearer only.
    - `is_admin`: whether others' tasks may be seen, too, and projects, fields, priorities and the
      like be deleted; not.
    - `may_bulk_change`: whether bulk operations may be started; they may.
    - `scopes`: what the token may do, through the gateway only; None for a token without scopes.
    - `number`: what Jira shows as `submittedBy`; 10000.
    """

    name: str = field(validator=demands.text)
    token: str = field(default="token", repr=False, validator=demands.text)
    email: str | None = field(default=None, validator=demands.or_none(demands.text))
    is_admin: bool = field(default=False, validator=demands.flag)
    may_bulk_change: bool = field(default=True, validator=demands.flag)
    scopes: frozenset[str] | None = None
    number: int = field(default=10000, validator=demands.whole)

    @property
    def account_id(self) -> str:
        """What a bulk operation shows as its submitter."""
        return f"account-{self.name}"

    @property
    def credentials(self) -> tuple[str, ...]:
        """The `Authorization` headers by which the site knows this user."""
        pair = base64.b64encode(f"{self.email}:{self.token}".encode()).decode()
        return (f"Bearer {self.token}", f"Basic {pair}")


ANYONE = User(name="anyone", is_admin=True)


@define
class Plan:
    """What the next operations that begin a task will do; see `Simulator.script_next`."""

    script: ScriptOptions
    starts_task: bool = field(validator=demands.flag)
    path: str = field(validator=demands.text)
    method: str | None = field(validator=demands.or_none(demands.text))
    times: float = field(validator=demands.times)

    def applies(self, request: Request, family: "Family", may_be_done_at_once: bool) -> bool:
        """Tell whether it fits this operation now, and count."""
        matches = self.path in request.path and self.method in (None, request.method)
        fits = self.script.get("outcome", "complete") in family.outcomes
        possible = self.starts_task or may_be_done_at_once
        if not (matches and fits and possible) or self.times <= 0:
            return False
        self.times -= 1
        return True


PRODUCTS = ("jira", "confluence", "confluence-dc", "jira-dc")
_an_address = demands.demand(
    lambda site: isinstance(site, str) and re.match("https?://.", site) is not None,
    "an address that begins with https:// or http://",
)
_a_context = demands.demand(
    lambda path: path == "" or (isinstance(path, str) and path.startswith("/")),
    'a path that begins with "/"',
)
_some_products = demands.demand(
    lambda products: not isinstance(products, str) and {*products} <= {*PRODUCTS},
    f"a list of some of {', '.join(PRODUCTS)}",
)
_some_users = demands.demand(
    lambda users: isinstance(users, Sequence) and all(isinstance(user, User) for user in users),
    "a list of User(name=…)",
)


@define(kw_only=True)
class State:
    """Tasks, users and settings; what they mean is said in `Simulator`."""

    families: Mapping[str, "Family"]
    clock: Clock
    url: str = field(alias="site", validator=_an_address)
    cloud_id: str = field(validator=demands.text)
    context: str = field(validator=_a_context)
    products: Collection[str] = field(validator=_some_products)
    users: Sequence[User] = field(validator=_some_users)
    page_cap: int = field(validator=demands.positive)
    keep_finished_listed: bool = field(validator=demands.flag)
    retention: float = field(validator=demands.from_zero)
    skew: float = field(validator=demands.number)
    latency: float = field(validator=demands.from_zero)
    seed: int
    nodes: int = field(validator=demands.positive)
    duration: float = field(validator=demands.from_zero)
    tasks: dict[tuple[str, str], SimulatedTask] = Factory(dict)
    started: list[SimulatedTask] = Factory(list)
    """By operations, not by `add`."""
    plans: list[Plan] = Factory(list)
    _busy: list[tuple[set[str], SimulatedTask]] = Factory(list)
    _ids: "itertools.count[int]" = Factory(lambda: itertools.count(10000))
    _node: int = 0
    """Of a cluster, the node that answers the request in hand."""
    _epoch: float = 0.0

    def __attrs_post_init__(self) -> None:
        """Fix which date the clock's zero is."""
        real = isinstance(self.clock, SystemClock)
        start = time.time() - self.clock.now() if real else EPOCH.timestamp()
        self._epoch = start + self.skew

    def timestamp(self, now: float) -> float:
        """Return the site's wall clock as seconds since 1970."""
        return self._epoch + now

    def millis(self, now: float) -> int:
        """Return the site's wall clock as milliseconds since 1970."""
        return round(self.timestamp(now) * 1000)

    def base(self, kind: str) -> str:
        """Return where this kind's paths begin."""
        return self.url + self.context if self._is_data_center(kind) else self.url

    def address(self, kind: str) -> str:
        """Return where a task of this kind is looked at, up to its id."""
        return self.base(kind) + self.families[kind].path

    def add(
        self, kind: str, task_id: str | None, script: Script, *, now: float | None = None
    ) -> SimulatedTask:
        """Let a task begin at that time, or by the clock."""
        family = self.families.get(kind)
        if family is None:
            raise ValueError(f"Kind {kind!r} is not one of {', '.join(self.families)}.")
        if script.outcome not in family.outcomes:
            raise ValueError(f"A task of kind {kind} cannot end as {script.outcome}.")
        if script.in_the_way_of is not None and family.product != "jira":
            raise ValueError(f"A task of kind {kind} is in no operation's way.")
        self._check_owner(script)
        if not isinstance(task_id, str | None):
            raise TypeError(f"id is text, not {task_id!r}.")
        new_id = task_id or self.new_id(kind)
        if (family.ids, new_id) in self.tasks:
            raise ValueError(f"There is a task {new_id!r} already.")
        shape = shape_of(script.progress, random.Random(f"{self.seed}:{new_id}"))
        created = self.clock.now() if now is None else now
        task = SimulatedTask(kind, new_id, script, created, shape, self.address, node=self._node)
        self.tasks[family.ids, new_id] = task
        return task

    def begin(
        self, kind: str, options: ScriptOptions, busy: Collection[str], now: float
    ) -> SimulatedTask:
        """Let an operation's task begin; until its end it keeps something busy."""
        script = Script(**options)
        left = [issue for issue in script.issues if issue not in script.failures]
        task = self.add(kind, None, evolve(script, issues=left), now=now)
        self.started.append(task)
        self._busy.append((set(busy), task))
        return task

    def plan(self, plan: Plan) -> None:
        """Queue a plan, unless it makes no sense."""
        self._check_owner(Script(**plan.script))
        self.plans.append(plan)

    def next_plan(
        self, request: Request, family: "Family", may_be_done_at_once: bool
    ) -> Plan | None:
        """Return what was planned for this operation, if anything."""
        plans = (plan for plan in self.plans if plan.applies(request, family, may_be_done_at_once))
        return next(plans, None)

    def keeps_busy(self, things: Collection[str], now: float) -> SimulatedTask | None:
        """Return a running task that keeps one of these busy."""
        self._busy = [(busy, task) for busy, task in self._busy if self._is_running(task, now)]
        return next((task for busy, task in self._busy if not busy.isdisjoint(things)), None)

    def in_the_way(self, path: str, now: float) -> SimulatedTask | None:
        """Return a running task of Jira that a script has put into the way of such a path."""
        for task in self.tasks.values():
            part = task.script.in_the_way_of
            if part is not None and part in path and self._is_running(task, now):
                return task
        return None

    def running(self, kind: str, now: float) -> int:
        """Count the tasks of a kind that have not ended."""
        tasks = self.tasks.values()
        return sum(task.kind == kind and self._is_running(task, now) for task in tasks)

    def _is_running(self, task: SimulatedTask, now: float) -> bool:
        return self._key(task) in self.tasks and now < task.ends()[0]

    def _is_data_center(self, kind: str) -> bool:
        return self.families[kind].product.endswith("-dc")

    def _key(self, task: SimulatedTask) -> tuple[str, str]:
        return self.families[task.kind].ids, task.id

    def _check_owner(self, script: Script) -> None:
        if script.owner and script.owner not in {user.name for user in self.users}:
            raise ValueError(f"There is no user {script.owner!r} to own the task.")

    def new_id(self, kind: str) -> str:
        """Return an id that nothing has, such as this kind's tasks have."""
        family = self.families[kind]
        while True:
            number = next(self._ids)
            new = family.new_id(number, random.Random(f"{self.seed}:{number}"))
            if (family.ids, new) not in self.tasks:
                return new

    def remove(self, task: SimulatedTask) -> None:
        """Forget a task, as the service does in the end."""
        self.tasks.pop(self._key(task), None)

    def find(self, ids: str, task_id: str, now: float) -> SimulatedTask | None:
        """Return the task if the site (still, already) knows it."""
        task = self.tasks.get((ids, task_id))
        return task if task and self._is_known(task, now) else None

    def look(self, ids: str, task_id: str, now: float) -> SimulatedTask | None:
        """Find a task for somebody who looks at it by its id."""
        if task := self.find(ids, task_id, now):
            task.looks += 1
            return task if task.looks > task.script.hidden_looks else None
        return None

    def listed(self, ids: str, user: User, now: float) -> list[SimulatedTask]:
        """Return the tasks of the list that this user may see."""
        return [
            task
            for (there, _), task in self.tasks.items()
            if there == ids
            and self._is_known(task, now)
            and self.may_see(user, task)
            and (self.keep_finished_listed or now < task.ends()[0])
        ]

    def pass_on(self) -> None:
        """Let the next node of a cluster answer, as a balancer without sticky sessions does."""
        self._node = (self._node + 1) % self.nodes

    def _is_known(self, task: SimulatedTask, now: float) -> bool:
        is_bound = self._is_data_center(task.kind) and self.families[task.kind].is_on_one_node
        is_elsewhere = is_bound and task.node != self._node
        if is_elsewhere or now < task.created + task.script.visible_after:
            return False
        kept, end = self.families[task.kind].kept, task.ends()[0]
        return now < (max(task.created + self.retention, end) if kept is None else end + kept)

    def may_see(self, user: User, task: SimulatedTask) -> bool:
        """Tell whether this user started the task or is an administrator."""
        return user.is_admin or task.script.owner in (None, user.name)

    def submitter(self, task: SimulatedTask) -> User:
        """Return who started the task."""
        return next((user for user in self.users if user.name == task.script.owner), ANYONE)

    def user(self, authorization: str | None) -> User | None:
        """Return who signs in, None for nobody we know; without users it is anyone."""
        if not self.users:
            return ANYONE
        return next((user for user in self.users if authorization in user.credentials), None)
