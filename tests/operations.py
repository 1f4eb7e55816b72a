"""The operations of spec/, each with a request that its service accepts: read there, drawn here."""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from atlassian_tasks_rest import models
from attrs import frozen

from scripts.references import reached
from scripts.spec_files import SPEC, read_yaml

CURATED = read_yaml(SPEC / "openapi.yaml")
SCHEMAS: dict[str, Any] = CURATED["components"]["schemas"]
PROSE = read_yaml(SPEC / "prose.yaml")["operations"]

# What a service insists on and no schema says: by property or parameter, of one operation or all.
KNOWN = {
    "deleteField id": "customfield_10001",
    "selectedIssueIdsOrKeys": ["ABC-7", "10001"],
    "issueIdsOrKeys": ["ABC-7", "10001"],
    "jql": "project = ABC",
    "externalId": "0b2d1c0e-51a5-4e0c-9a52-3a1f0c9a7f01",
    "workflows": [{"id": "w", "statusMappings": [{"statusMigrations": []}]}],
}
# Names in objects that may have any.
KEYS = {"targetToSourcesMapping": "ABC,10001"}


@frozen
class Operation:
    """An operation, and a request with everything that it takes."""

    id: str
    method: str
    template: str
    """Its path with names in braces."""
    tag: str
    codes: list[str]
    """The successes that it documents."""
    errors: list[str]
    kind: str | None
    """Of the task that it starts, None if it starts none."""
    in_path: dict[str, Any]
    query: dict[str, Any]
    payload: Any
    model: type[Any] | None
    """Of the payload."""

    @property
    def product(self) -> str:
        """Whose it is, as the gateway names it."""
        return self.tag.partition("_")[0]

    @property
    def is_data_center(self) -> bool:
        """Whether the gateway does not know it, and there are no scopes."""
        return self.tag.endswith("_dc")

    @property
    def path(self) -> str:
        """The path of the request."""
        return self.template.format_map({name: quote(str(x)) for name, x in self.in_path.items()})

    @property
    def line(self) -> str:
        """The first line of the request."""
        said = {name: str(x).lower() if x is False else x for name, x in self.query.items()}
        return f"{self.method} {self.path}" + ("?" + urlencode(said, doseq=True) if said else "")

    @property
    def arguments(self) -> dict[str, Any]:
        """What the generated function takes to send it."""
        named = {snake(name): x for name, x in (self.in_path | self.query).items()}
        return named | ({"body": self.model.from_dict(self.payload)} if self.model else {})

    @property
    def module(self) -> ModuleType:
        """The generated module."""
        return importlib.import_module(f"atlassian_tasks_rest.api.{self.tag}.{snake(self.id)}")

    def send(self, client: httpx.Client, **changes: Any) -> httpx.Response:
        """Send it, with another payload or query, or to another path, where one is given."""
        payload = changes.get("payload", self.payload)
        sent = {} if payload is None else {"json": payload}
        query = changes.get("query", self.query)
        return client.request(self.method, changes.get("path", self.path), params=query, **sent)


def snake(name: str) -> str:
    """A name of Atlassian's as the generated code writes it."""
    told = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{told}_" if told == "type" else told  # as it is Python's


def resolved(schema: Any) -> Any:
    """The schema that a reference leads to, or the first of several."""
    match schema:
        case {"$ref": at}:
            return resolved(SCHEMAS[at.rpartition("/")[2]])
        case {"allOf": [one, *_]} | {"anyOf": [one, *_]}:
            return resolved(one)
    return schema


def drawn(schema: Any, name: str, numbers: Iterator[int]) -> Any:
    """A value with every property that its schema has; hardly two texts or numbers are alike."""
    if name in KNOWN:
        return KNOWN[name]
    match resolved(schema):
        case {"enum": [word, *_]}:
            return word
        case {"type": "array", "items": one}:
            return [drawn(one, name, numbers)]
        case {"type": "object", "properties": all_}:
            return {key: drawn(one, key, numbers) for key, one in all_.items()}
        case {"type": "object", "additionalProperties": dict(one)}:
            return {KEYS.get(name, "key"): drawn(one, "text", numbers)}
        case {"type": "boolean"}:
            return False
        case {"type": "integer"}:
            return next(numbers)
        case {"type": "string"}:
            return name
    return {"any": ["thing", None]}


def payload_of(name: str) -> Any:
    """A payload of a named schema."""
    return drawn(SCHEMAS[name], "", itertools.count(10001))


def _read(path: str, method: str, raw: Any) -> Operation:
    id_, numbers = raw["operationId"], itertools.count(1)

    def told(where: str) -> dict[str, Any]:
        names = {
            one["name"]: one["schema"] for one in raw.get("parameters", []) if one["in"] == where
        }
        return {
            name: KNOWN.get(f"{id_} {name}") or drawn(schema, name, numbers)
            for name, schema in names.items()
        }

    content = raw.get("requestBody", {}).get("content", {})
    at = content["application/json"]["schema"]["$ref"].rpartition("/")[2] if content else None
    starts = PROSE[id_].get("starts")
    return Operation(
        id=id_,
        method=method.upper(),
        template=path,
        tag=raw["tags"][0],
        codes=[status for status in raw["responses"] if status < "4"],
        errors=[status for status in raw["responses"] if status >= "4"],
        kind=starts and starts.partition(",")[0],
        in_path=told("path"),
        query=told("query"),
        payload=payload_of(at) if at else None,
        model=getattr(models, at) if at else None,
    )


_RAW = [
    (path, method, raw) for path, item in CURATED["paths"].items() for method, raw in item.items()
]
OPERATIONS = {raw["operationId"]: _read(path, method, raw) for path, method, raw in _RAW}
STARTS = {id_: one for id_, one in OPERATIONS.items() if one.kind}
PAYLOADS = {
    name: payload_of(name)
    for name in sorted(reached([raw.get("requestBody") for *_, raw in _RAW], SCHEMAS))
}
"""Each object that is sent, or part of what is sent, and each set of words."""
