"""What an operation does that begins a task: refuse, plan, begin, answer."""

from collections.abc import Callable

from attrs import frozen

from . import _checks as checks
from . import _handover as answers
from ._bodies import Errors, jira_error
from ._call import Call
from ._http import Response
from ._task import ScriptOptions, SimulatedTask

# Of a task that no script speaks of, in seconds.
_DURATION = 5.0


@frozen(kw_only=True)
class Start:
    """An operation that begins a task. Refusals come in the order of the fields."""

    answer: Callable[[Call, SimulatedTask], Response]
    kind: str = "jira"
    """`jira` where the path tells the version."""
    scopes: tuple[str, ...] = ("manage:jira-configuration",)
    """Any one of them will do."""
    errors: Errors = jira_error
    permits: Callable[[Call], Response | None] = lambda _call: None
    """An answer to those who may not."""
    check: checks.Check = checks.nothing
    """What is wrong with the request (400)."""
    rehearse: Callable[[Call], Response | None] = lambda _call: None
    """An answer to those who only want to know whether it could be done."""
    busy: Callable[[Call], set[str]] = lambda _call: set()
    """What its task keeps busy until it ends."""
    conflict: Callable[[Call, SimulatedTask], Response] = answers.is_running
    """The answer when some of that is busy already."""
    needs_task: Callable[[Call], bool] = lambda _call: True
    """Whether this request means work for a task."""
    at_once: Callable[[Call], Response] | None = None
    """The answer when there is nothing to wait for; None where there always is a task."""
    script: Callable[[Call], ScriptOptions] = lambda _call: {}
    """What its task does with what was sent."""

    def __call__(self, call: Call) -> Response:
        """Answer; at most one task begins."""
        if refusal := self._refusal(call):
            return refusal
        plan = call.site.next_plan(call.request, self._kind(call), self.at_once is not None)
        needs_task = self.needs_task(call) if plan is None else plan.starts_task
        if self.at_once is not None and not needs_task:
            return self.at_once(call)
        options: ScriptOptions = {"duration": _DURATION, "owner": call.owner}
        options |= self.script(call)
        if plan is not None:
            options |= plan.script
        task = call.site.begin(self._kind(call), options, self.busy(call), call.now)
        return self.answer(call, task)

    @property
    def product(self) -> str:
        """Where it is found."""
        return "jira" if self.kind.startswith("jira") else self.kind

    def _refusal(self, call: Call) -> Response | None:
        if refusal := self.permits(call):
            return refusal
        if complaint := self.check(call):
            return self.errors(400, complaint)
        if rehearsal := self.rehearse(call):
            return rehearsal
        running = call.site.keeps_busy(self.busy(call), call.now)
        return self.conflict(call, running) if running else None

    def _kind(self, call: Call) -> str:
        is_v2 = self.kind == "jira" and call.request.path.startswith("/rest/api/2/")
        return "jira-v2" if is_v2 else self.kind
