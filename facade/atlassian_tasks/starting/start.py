"""What is started: an operation and its arguments, checked before anything is sent. Values only.

The payload is kept as JSON, not as a model of the generated client: so a start is equal by value,
can be pickled and cut, and does not change with what it was made from.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from traceback import walk_tb
from typing import Any, ParamSpec, Protocol, cast

import httpx
from attrs import field, fields, frozen

from atlassian_tasks import operations
from atlassian_tasks.errors import AtlassianTasksError, ConfigurationError, NoTaskStarted
from atlassian_tasks.kinds import Product
from atlassian_tasks.kinds.dialect import Call, Endpoint
from atlassian_tasks.kinds.refs import TaskRef, brief
from atlassian_tasks.model import Task

P = ParamSpec("P")

_PACKAGE = "atlassian_tasks_rest.api."
_NO_STARTS = ("get_", "list_", "cancel_")
_LONGEST = 500  # characters of what was wrong
_LONGEST_KEY = 200
_MISREAD = (TypeError, ValueError, KeyError, AttributeError, RecursionError)


class Startable(Protocol[P]):
    """A generated start operation, or a `Start`: what builds its request tells its arguments."""

    def _get_kwargs(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]: ...


@frozen(init=False)
class Start:
    """A start operation and its arguments: checked when it is made, and sent by a client.

    >>> from atlassian_tasks_rest.api.jira_v3 import delete_project
    >>> Start(delete_project, project_id_or_key="OLD")

    A dict where a payload model is expected is read as one. Equal by value; can be pickled.
    Raises `ConfigurationError` for arguments that the operation cannot take.

    - `endpoint`: the generated module; `operation` is its name.
    - `arguments`: what it is called with, by name.
    - `key`: what a ledger knows it by, None without one; `keyed` gives it.
    """

    endpoint: Endpoint = field(repr=lambda module: _name_of(module)[1])
    arguments: Mapping[str, Any] = field(hash=False, repr=lambda told: brief(dict(told)))
    key: str | None

    def __init__(self, endpoint: Startable[P], /, *args: P.args, **kwargs: P.kwargs) -> None:
        self.__attrs_init__(cast("Endpoint", endpoint), _checked(endpoint, args, kwargs), None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.endpoint.__name__, dict(self.arguments), self.key)

    @property
    def operation(self) -> str:
        """The operation's name, such as bulk_delete."""
        return _name_of(self.endpoint)[1]

    def keyed(self, idempotency_key: str) -> Start:
        """Return it with a key: a client with a ledger starts it once, whoever asks how often."""
        return _made(self.endpoint, self.arguments, _checked_key(idempotency_key))

    def split(self, size: int = 1000) -> list[Start]:
        """Cut its issues into starts of up to `size`: order kept, and each issue in one of them.

        Subtasks count, and stay with their parents only if they are in the same part. With a key,
        theirs are KEY/1, KEY/2 and so on. Raises `NotSupported` for an operation without a list of
        issues, and for a move to several targets.
        """
        from .split import parts  # not before there are many

        starts = [
            _made(self.endpoint, {**self.arguments, "body": part})
            for part in parts(self.operation, self.arguments.get("body"), size)
        ]
        if self.key is None:
            return starts
        return [start.keyed(f"{self.key}/{n}") for n, start in enumerate(starts, 1)]

    def _get_kwargs(self) -> dict[str, Any]:
        """Build the request; a start needs no further arguments."""
        return cast("dict[str, Any]", self.endpoint._get_kwargs(**call_of(self).arguments))  # noqa: SLF001


@frozen
class StartOutcome:
    """What became of one start of several.

    - `start`: which one.
    - `ref`: the task that it started, None if none was begun.
    - `task`: the last snapshot, None if no look succeeded or there was nothing to wait for.
    - `error`: what starting it and waiting for it alone would have raised, None if all went well.
    """

    start: Start
    ref: TaskRef | None
    task: Task | None
    error: AtlassianTasksError | None = None

    def result(self) -> Task:
        """Return the task, or raise its error; `NoTaskStarted` if it was done at once."""
        if self.error is not None:
            raise self.error
        if self.task is None:
            raise NoTaskStarted(f"{self.start.operation} was done at once: there is no task")
        return self.task


def started(endpoint: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Start:
    """Return what is to be started, a `Start` as it is."""
    if not isinstance(endpoint, Start):
        return Start(cast("Any", endpoint), *args, **kwargs)
    if args or kwargs:
        raise ConfigurationError("a Start has its arguments already: make another one")
    return endpoint


def call_of(start: Start) -> Call:
    """Return its request, as the drivers send it."""
    tag = re.sub(r"_v\d$", "", _name_of(start.endpoint)[0])
    product = cast("Product", tag.replace("_", "-"))
    model = _parameters(start.endpoint).get("body")
    read = {"body": model.annotation.from_dict(start.arguments["body"])} if model else {}
    return Call(start.endpoint, product, {**start.arguments, **read})


def _made(endpoint: Any, arguments: Mapping[str, Any], key: str | None = None) -> Start:
    """Make one of what another holds, which was checked."""
    made = Start.__new__(Start)
    made.__attrs_init__(endpoint, arguments, key)
    return made


def _checked_key(key: object) -> str:
    if not isinstance(key, str) or not key.strip() or not key.isprintable():
        raise ConfigurationError(f"an idempotency key is text on one line, not {brief(key)}")
    if len(key) > _LONGEST_KEY:
        raise ConfigurationError(f"an idempotency key has up to {_LONGEST_KEY} characters")
    return key


def _restored(name: str, arguments: Mapping[str, Any], key: str | None) -> Start:
    """Read a pickle, which another version may have written."""
    endpoint = import_module(name)
    return _made(endpoint, _checked(endpoint, (), arguments, is_new=False), key)


def _name_of(endpoint: object) -> tuple[str, str]:
    """Return the tag and name of a generated operation, empty for what is none."""
    name = getattr(endpoint, "__name__", "")
    if not name.startswith(_PACKAGE) or not hasattr(endpoint, "sync_detailed"):
        return "", ""
    tag, _, operation = name.removeprefix(_PACKAGE).partition(".")
    return tag, operation


def _parameters(endpoint: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(endpoint._get_kwargs).parameters  # noqa: SLF001 - see `Startable`


def _checked(
    endpoint: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], *, is_new: bool = True
) -> Mapping[str, Any]:
    """Return the arguments by name, payloads as JSON; raises `ConfigurationError`."""
    operation = _name_of(endpoint)[1]
    if not operation or operation.startswith(_NO_STARTS):
        raise ConfigurationError(
            "start takes the module of an operation that may start a task, such as "
            f"{_PACKAGE}jira_v3.delete_project, not {brief(endpoint)}"
        )
    parameters, told = _parameters(endpoint), dict(kwargs)
    is_plain = "body" in parameters and isinstance(told.get("body"), Mapping)
    if is_plain:
        told["body"] = _read(operation, parameters["body"].annotation, told["body"])
    try:
        if unknown := [name for name in told if name not in parameters]:
            raise TypeError(f"there is no argument {unknown[0]!r}")
        named = inspect.signature(endpoint._get_kwargs).bind(*args, **told).arguments  # noqa: SLF001
        for name, parameter in parameters.items():
            if name in named and not _fits(parameter, named[name]):
                raise ConfigurationError(
                    f"{operation} cannot take {brief(named[name])} as {name}, "
                    f"which is {_expected(parameter)}"
                )
        for wrong in _wrong(named.get("body"), is_closed=is_plain and is_new):
            raise ConfigurationError(f"{operation}: {wrong[:_LONGEST]}")
        made = endpoint._get_kwargs(*args, **told)  # noqa: SLF001 - see `Startable`
        httpx.Request(**made)  # which refuses what no address can hold
        body = {"body": json.loads(json.dumps(made["json"]))} if "json" in made else {}
    except (*_MISREAD, httpx.InvalidURL) as error:
        raise ConfigurationError(
            f"{operation} cannot be started with these arguments: {str(error)[:_LONGEST]}. "
            f"It takes {', '.join(parameters)}"
        ) from error
    return {name: it for name, it in named.items() if it is not parameters[name].default} | body


def _fits(parameter: inspect.Parameter, value: object) -> bool:
    """Whether it is a model of the right class, or an id that stays within its part of a path."""
    if parameter.name == "body":
        return isinstance(value, parameter.annotation)
    if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
        is_text = isinstance(value, str | int) and not isinstance(value, bool)
        return is_text and str(value).strip() not in ("", ".", "..")
    return True


def _expected(parameter: inspect.Parameter) -> str:
    if parameter.name == "body":
        return f"a {parameter.annotation.__name__}, or a dict with its fields"
    return "one text or whole number, and not empty"


def _read(operation: str, model: Any, told: Mapping[str, Any]) -> Any:
    """Read a payload; raises `ConfigurationError` that names the field and its model."""
    try:
        return model.from_dict(told)
    except _MISREAD as error:
        raise ConfigurationError(f"{operation}: {_misfit(error)[:_LONGEST]}") from error


def _misfit(error: Exception) -> str:
    """Say which field of which model could not be read; generated code does not."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    reading = [frame.f_locals for frame in frames if frame.f_code.co_name == "from_dict"]
    holder, wrong = reading[-1], None
    if isinstance(error, KeyError):
        return f"{holder['cls'].__name__} needs the field {error.args[0]!r}"
    if not isinstance(holder["src_dict"], Mapping):  # it should be an object
        holder, wrong = reading[-2], holder["src_dict"]
    name = next(
        (name for name, value in holder["src_dict"].items() if _is_wrong(value, wrong, error)), "?"
    )
    return f"{holder['cls'].__name__} cannot read its field {name!r}: {error}"


def _wrong(payload: Any, *, is_closed: bool) -> Iterator[str]:
    """Say which field has something else than its list or, if `is_closed`, is misspelt.

    One that is like none of its model's may be newer than this version: the server knows.
    """
    if not hasattr(payload, "additional_properties"):
        return
    model: Any = type(payload)
    others = payload.additional_properties
    kinds = {it.name: str(it.type) for it in fields(model)}
    values = kinds.pop("additional_properties").removeprefix("dict[str, ")
    for name in others if is_closed else ():
        if close := get_close_matches(name, _called(model).values()):
            meant = " or ".join(map(repr, close))
            yield f"{model.__name__} has no field {brief(name)}; did you mean {meant}?"
    told = [(name, values, value) for name, value in others.items()]
    told += [(name, kind, getattr(payload, name)) for name, kind in kinds.items()]
    for name, kind, value in told:
        if kind.startswith("list[") and isinstance(value, str | int | float | Mapping):
            called = _called(model).get(name, name)
            yield f"{model.__name__} takes a list as its field {called!r}, not {brief(value)}"
        for inner in value if isinstance(value, list) else [value]:
            yield from _wrong(inner, is_closed=is_closed)


@cache
def _called(model: Any) -> Mapping[str, str]:
    """Return what JSON calls the fields of a model."""
    try:
        return operations.field_names(model)
    except OSError:  # a frozen application has no source
        return {it.name: re.sub(r"_(.)", lambda it: it[1].upper(), it.name) for it in fields(model)}


def _is_wrong(value: object, wrong: object, error: Exception) -> bool:
    if wrong is not None:
        held = value.values() if isinstance(value, dict) else value
        return value is wrong or (isinstance(held, Iterable) and any(it is wrong for it in held))
    return repr(type(value).__name__) in str(error)  # 'int' object is not iterable
