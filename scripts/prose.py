"""Our own words on every operation, parameter and property: none missing, none left over."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from scripts.spec_files import SpecError

Json = dict[str, Any]
_SCOPES = "x-atlassian-oauth2-scopes"
_RANGES = {"2XX": "Success", "default": "Any other answer"}


def tell(document: Json, prose: Json) -> Json:
    """Write prose into the merged document and put its keys in reading order."""
    rest = _Entries(prose)
    told = {
        "openapi": "3.0.3",
        "info": {"title": rest.take("title"), "description": rest.take("about"), "version": "1"},
        "tags": _tags(document, rest),
        "paths": {
            path: {method: _operation(raw, rest) for method, raw in sorted(item.items())}
            for path, item in sorted(document["paths"].items())
        },
        "components": {
            "schemas": {
                name: _schema(name, schema, rest)
                for name, schema in sorted(document["components"]["schemas"].items())
            }
        },
    }
    rest.refuse_left_over()
    return told


class _Entries:
    """The prose still to be told; what nobody asks for has gone stale."""

    def __init__(self, prose: Json) -> None:
        self._texts = dict(_flat(prose, ""))

    def take(self, *steps: str) -> str:
        key = " / ".join(steps)
        text = self._texts.pop(key, None)
        if not isinstance(text, str) or not text.strip():
            raise SpecError(f"prose.yaml has no words for {key}")
        return " ".join(text.split())

    def take_if_told(self, *steps: str) -> str:
        return self.take(*steps) if " / ".join(steps) in self._texts else ""

    def refuse_left_over(self) -> None:
        if self._texts:
            raise SpecError(f"prose.yaml has stale entries: {', '.join(sorted(self._texts))}")


def _flat(node: Any, prefix: str) -> list[tuple[str, Any]]:
    if not isinstance(node, dict):
        return [(prefix, node)]
    return [
        pair
        for key, value in node.items()
        for pair in _flat(value, f"{prefix} / {key}" if prefix else key)
    ]


def check_scopes(document: Json, prose: Json) -> None:
    """Compare the scopes that the prose names with those that upstream asks for."""
    texts = dict(_flat(prose, ""))
    for raw in (raw for item in document["paths"].values() for raw in item.values()):
        name = raw["operationId"]
        said = set(_alternatives(str(texts.get(f"operations / {name} / scopes"))))
        if said != (needed := _scopes(raw)):
            words = sorted("+".join(sorted(together)) for together in needed) or ["none"]
            raise SpecError(f"prose.yaml: the scopes of {name} are upstream: {' '.join(words)}")


def _alternatives(scopes: str) -> list[frozenset[str]]:
    """Read `a b+c`: either one scope, or two together."""
    return [frozenset(one.split("+")) for one in scopes.split() if one != "none"]


def _scopes(raw: Json) -> set[frozenset[str]]:
    plain = [names for need in raw.get("security", ()) for names in need.values()]
    plain += [one["scopes"] for one in raw.get(_SCOPES, ())]
    return {frozenset(names) for names in plain if names}


def _tags(document: Json, rest: _Entries) -> list[Json]:
    used = {
        tag for item in document["paths"].values() for raw in item.values() for tag in raw["tags"]
    }
    return [{"name": tag, "description": rest.take("tags", tag)} for tag in sorted(used)]


def _operation(raw: Json, rest: _Entries) -> Json:
    name = raw["operationId"]
    does, who, scopes = (rest.take("operations", name, word) for word in ("does", "who", "scopes"))
    starts = rest.take_if_told("operations", name, "starts")
    summary, _, more = does.partition(". ")
    told = {
        "operationId": name,
        "tags": raw["tags"],
        "summary": summary.rstrip(".") + ".",
        "description": "\n\n".join(
            part for part in (more, _started(starts), f"Who may: {who}", _listed(scopes)) if part
        ),
    }
    if "parameters" in raw:
        told["parameters"] = [_parameter(name, one, rest) for one in raw["parameters"]]
    told["responses"] = {
        status: {"description": _phrase(status)} | response
        for status, response in raw["responses"].items()
    }
    return told | {key: value for key, value in raw.items() if key not in told}


def _started(starts: str) -> str:
    kind, comma, condition = starts.partition(",")
    return f"Starts a task of kind `{kind}`{comma}{condition}." if starts else ""


def _listed(scopes: str) -> str:
    alternatives = [
        " and ".join(f"`{scope}`" for scope in sorted(together))
        for together in _alternatives(scopes)
    ]
    return f"Scopes: {', or '.join(alternatives)}." if alternatives else ""


def _parameter(operation: str, raw: Json, rest: _Entries) -> Json:
    description = rest.take("operations", operation, "parameters", raw["name"])
    head = {key: raw[key] for key in ("name", "in", "required") if key in raw}
    return head | {"description": description} | raw


def _phrase(status: str) -> str:
    return _RANGES[status] if status in _RANGES else HTTPStatus(int(status)).phrase


def _schema(name: str, schema: Json, rest: _Entries) -> Json:
    told: Json = {"description": rest.take("schemas", name, "about")} | _ordered(schema)
    if "properties" in schema:
        told["properties"] = {
            key: {"description": rest.take("schemas", name, key)} | _ordered(_wrapped(value))
            for key, value in schema["properties"].items()
        }
    return told


def _wrapped(schema: Json) -> Json:
    """What stands beside a reference does not count, so that the words need a wrapping."""
    return {"allOf": [schema]} if "$ref" in schema else schema


def _ordered(schema: Json) -> Json:
    first = ("type", "format", "nullable", "enum", "required")
    head = {key: schema[key] for key in first if key in schema}
    return head | {key: schema[key] for key in sorted(schema) if key not in head}
