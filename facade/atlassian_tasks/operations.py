"""The operations of the generated client that start tasks, and what each of them takes.

Names, types and words are read off the generated code: the command line and the MCP server tell
the same, which is what spec/ says.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from enum import Enum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from .errors import ConfigurationError

_API = "atlassian_tasks_rest.api"
_NO_STARTS = ("get_", "list_", "cancel_")
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object"}

Schema = dict[str, Any]
"""A JSON Schema."""


@attrs.frozen
class Argument:
    """What is said to an operation by name; `words` say what it means."""

    name: str
    type: Any
    words: str
    is_required: bool

    def schema(self) -> Schema:
        """Describe what it may be."""
        return _schema(self.type) | _told(self.words)


@attrs.frozen
class Signature:
    """What there is to know of an operation before it is started.

    `endpoint` is what `start` takes, `summary` a sentence and `words` all of it, `body` the class
    of its payload, None without one.
    """

    name: str
    endpoint: ModuleType
    summary: str
    words: str
    arguments: tuple[Argument, ...]
    body: type | None

    def schema(self) -> Schema:
        """Describe all that it takes, the payload as `body`."""
        return _object({it.name: it.schema() for it in self.arguments}) | {
            "required": [it.name for it in self.arguments if it.is_required],
        }


def names() -> list[str]:
    """Name every operation that may start a task, such as delete_project."""
    return [*_tags()]


def signature(name: str) -> Signature:
    """Return what an operation takes; raises `ConfigurationError` if there is none of that name."""
    tag = _tags().get(name)
    if tag is None:
        raise ConfigurationError(f"no operation that starts a task is called {name!r}")
    endpoint = import_module(f"{_API}.{tag}.{name}")
    words, _, rest = inspect.cleandoc(endpoint.sync_detailed.__doc__ or "").partition("Args:")
    arguments = re.findall(r"^ {4}(\w+) \(.*?\): *(\S.*(?:\n {5}.+)*)$", rest, re.MULTILINE)
    described = {name: " ".join(text.split()) for name, text in arguments}
    parameters = dict(inspect.signature(endpoint.sync_detailed).parameters)
    del parameters["client"]
    return Signature(
        name,
        endpoint,
        summary=" ".join(words.partition("\n\n")[0].split()),
        words="\n".join(line.strip() for line in words.splitlines()).rstrip(),
        arguments=tuple(
            Argument(it.name, it.annotation, described.get(it.name, ""), _is_required(it))
            for it in parameters.values()
        ),
        body=parameters["body"].annotation if "body" in parameters else None,
    )


def field_names(model: Any) -> dict[str, str]:
    """Return what JSON calls each field of a model of the generated client."""
    told = re.findall(r'd\.pop\(\s*"(\w+)"', inspect.getsource(model))
    fields = (field.name for field in attrs.fields(model) if field.init)
    return dict(zip(fields, told, strict=True))


@cache
def _tags() -> dict[str, str]:
    """Each start of the generated client, and its tag."""
    return {
        found.name: tag.name
        for folder in import_module(_API).__path__
        for tag in iter_modules([folder])
        for found in iter_modules([f"{folder}/{tag.name}"])
        if not found.name.startswith(_NO_STARTS)
    }


def _is_required(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty


def _told(words: str) -> Schema:
    return {"description": " ".join(words.split())} if words else {}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _schema(kind: Any) -> Schema:
    """Describe a type; what may be None or left out is described as what it is otherwise."""
    if attrs.has(kind):
        return _payload(kind)
    if kind is Any:
        return {}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [str(word.value) for word in kind]}
    if get_origin(kind) is list:
        return {"type": "array", "items": _schema(*get_args(kind))}
    if not get_args(kind) or get_origin(kind) is dict:
        return {"type": _PLAIN[get_origin(kind) or kind]}
    said = [it for it in get_args(kind) if it.__name__ not in ("NoneType", "Unset")]
    return _schema(said[0]) if len(said) == 1 else {"anyOf": [_schema(it) for it in said]}


def _payload(model: Any) -> Schema:
    """Describe a model of the generated client, whose source alone has names and words."""
    from atlassian_tasks_rest import models

    known = {name: getattr(models, name) for name in models.__all__}
    hints = get_type_hints(model, {**known, **vars(sys.modules[model.__module__])})
    fields = [field for field in attrs.fields(model) if field.init]
    words = _words(inspect.getsource(model))
    called = field_names(model)
    told = _object({called[it.name]: _schema(hints[it.name]) | words[it.name] for it in fields})
    others = _schema(get_args(hints["additional_properties"])[1])
    return (
        told
        | {"required": [called[it.name] for it in fields if it.default is attrs.NOTHING]}
        | _told(model.__doc__ or "")
        | ({"additionalProperties": others} if others else {})
    )


def _words(source: str) -> dict[str, Schema]:
    """Read the text that stands below each field of a class."""
    [told] = ast.parse(source).body
    assert isinstance(told, ast.ClassDef)  # noqa: S101 - a class was given
    found: dict[str, Schema] = {}
    for field, below in zip(told.body, [*told.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    found[field.target.id] = _told(text)
                case _:
                    found[field.target.id] = {}
    return found
