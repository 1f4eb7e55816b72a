"""Every error names its task, survives a process boundary and reads as a sentence."""

import pickle
from typing import Any

import pytest
from atlassian_tasks import Failure, Outcome, Status, Task, TaskRef, errors
from atlassian_tasks.errors import OversizedBody

REF = TaskRef("jira", "10641")
TASK = Task(ref=REF, status=Status.FAILED, failures=(Failure("10", ("locked",)),), raw={"id": "1"})
API = {
    "status_code": 418,
    "messages": ("short and stout",),
    "retry_after": 7.0,
    "hint": "use a kettle",
}


def every_type(root: type = errors.AtlassianTasksError) -> list[type]:
    return [root] + [found for kind in root.__subclasses__() for found in every_type(kind)]


def made(kind: type) -> errors.AtlassianTasksError:
    if kind is errors.TasksFailed:
        inner = [errors.TaskFailed("broke", task=TASK), errors.WaitTimeout("late", ref=REF)]
        return errors.TasksFailed("two", inner, [Outcome(REF, TASK, inner[0])])
    extra: dict[str, Any] = API if issubclass(kind, errors.ApiError) else {}
    if kind is errors.WaitTimeout:
        extra = {"retry_after": 7.0}
    if kind is errors.StartUnclear:
        extra = {"operation": "bulk_delete", "key": "friday"}
    return kind("it went wrong", task=TASK, **extra)


@pytest.mark.parametrize("kind", every_type())
def test_every_error_can_be_pickled(kind: type) -> None:
    error = made(kind)
    error.add_note("go on with: …")
    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is kind
    assert (str(copy), copy.ref, copy.task) == (str(error), error.ref, error.task)
    assert copy.__notes__ == error.__notes__
    for name in ("status_code", "messages", "retry_after", "operation", "key"):
        assert getattr(copy, name, None) == getattr(error, name, None)


@pytest.mark.parametrize("kind", every_type())
def test_every_error_has_a_hint_or_none(kind: type) -> None:
    hint = API["hint"] if issubclass(kind, errors.ApiError) else None
    if kind is errors.StartUnclear:
        hint = errors.StartUnclear().hint
        assert "as not-begun it is sent the next time" in str(hint)

    assert made(kind).hint == pickle.loads(pickle.dumps(made(kind))).hint == hint


def test_a_pickled_group_keeps_outcomes_and_errors() -> None:
    error = made(errors.TasksFailed)
    copy = pickle.loads(pickle.dumps(error))

    assert [str(inner) for inner in copy.exceptions] == [str(inner) for inner in error.exceptions]
    assert [(o.ref, o.task, str(o.error)) for o in copy.outcomes] == [
        (o.ref, o.task, str(o.error)) for o in error.outcomes
    ]


def test_a_group_keeps_outcomes_when_a_part_is_handled() -> None:
    error = made(errors.TasksFailed)
    timeouts, rest = error.split(errors.WaitTimeout)

    assert (len(timeouts.exceptions), len(rest.exceptions)) == (1, 1)
    assert timeouts.outcomes == rest.outcomes == error.outcomes
    assert isinstance(error, ExceptionGroup)


PARENTS = [
    (errors.TaskError, errors.AtlassianTasksError),
    (errors.TaskFailed, errors.TaskError),
    (errors.TaskPartlyFailed, errors.TaskFailed),
    (errors.TaskCancelled, errors.TaskError),
    (errors.TaskDead, errors.TaskError),
    (errors.TasksFailed, errors.AtlassianTasksError),
    (errors.WaitTimeout, errors.AtlassianTasksError),
    (errors.WaitTimeout, TimeoutError),
    (errors.ConnectionFailed, errors.AtlassianTasksError),
    (errors.AuthenticationFailed, errors.ApiError),
    (errors.PermissionDenied, errors.ApiError),
    (errors.TaskNotFound, errors.ApiError),
    (errors.TaskGone, errors.TaskNotFound),
    (errors.RateLimited, errors.ApiError),
    (errors.ServerError, errors.ApiError),
    (errors.CancelRejected, errors.ApiError),
    (errors.UnexpectedResponse, errors.ApiError),
    (OversizedBody, errors.UnexpectedResponse),
    (errors.InvalidRef, errors.AtlassianTasksError),
    (errors.InvalidRef, ValueError),
    (errors.NoTaskStarted, errors.AtlassianTasksError),
    (errors.NotSupported, errors.AtlassianTasksError),
    (errors.ConfigurationError, errors.AtlassianTasksError),
]


@pytest.mark.parametrize(("child", "parent"), PARENTS)
def test_errors_are_caught_by_their_parents(child: type, parent: type) -> None:
    assert issubclass(child, parent)


def test_the_docstring_draws_every_error() -> None:
    drawn = errors.__doc__ or ""
    public = [kind for kind in every_type() if kind.__module__ == errors.__name__]

    assert [kind.__name__ for kind in public if kind.__name__ not in drawn] == []


def test_an_error_is_about_its_task() -> None:
    assert errors.TaskFailed("broke", task=TASK).ref == REF
    assert str(errors.TaskFailed("broke", task=TASK)) == "jira:10641: broke"
    assert str(errors.TaskFailed("jira:10641 broke", task=TASK)) == "jira:10641 broke"
    assert errors.ConfigurationError("closed").ref is None
