"""Our own words on every operation, parameter and property: none missing, none left over."""

from http import HTTPStatus
from typing import Any

from scripts.references import each_operation
from scripts.spec_files import Misfits

Json = dict[str, Any]
_SCOPES = "x-atlassian-oauth2-scopes"
_ASKED = {
    "title": "a title for the whole spec",
    "about": "what it is",
    "does": "what the operation does, and beside it `starts: KIND` if it starts a task",
    "who": "who may call it",
    "parameters": "what it means to send it",
}
_RANGES = {"2XX": "Success", "default": "Any other answer"}


def tell(document: Json, prose: Json, misfits: Misfits) -> Json:
    """Write prose into the merged document and put its keys in reading order."""
    rest = _Entries(prose, misfits)
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
    rest.note_left_over()
    return told


class _Entries:
    """The prose still to be told; what nobody asks for has gone stale."""

    def __init__(self, prose: Json, misfits: Misfits) -> None:
        self._texts = dict(_flat(prose, ""))
        self._misfits = misfits

    def take(self, *steps: str) -> str:
        key = " / ".join(steps)
        text = self._texts.pop(key, None)
        if isinstance(text, str) and text.strip():
            return " ".join(text.split())
        asked = _ASKED.get(steps[-2] if "parameters" in steps else steps[-1], "what it means")
        told = f"prose.yaml has no words for {key}: write there {asked}"
        is_new = "parameters" in steps or (steps[0] == "schemas" and steps[-1] != "about")
        keep = self._misfits.warn if is_new else self._misfits.note
        keep(told)
        return ""

    def take_if_told(self, *steps: str) -> str:
        return self.take(*steps) if " / ".join(steps) in self._texts else ""

    def note_left_over(self) -> None:
        if left := sorted(self._texts):
            self._misfits.note(
                f"prose.yaml has stale entries: {', '.join(left)}; nothing is called so now: "
                "rename or drop them"
            )


def _flat(node: Any, prefix: str) -> list[tuple[str, Any]]:
    if not isinstance(node, dict):
        return [(prefix, node)]
    return [
        pair
        for key, value in node.items()
        for pair in _flat(value, f"{prefix} / {key}" if prefix else key)
    ]


def check_scopes(document: Json, prose: Json, misfits: Misfits) -> None:
    """Compare the scopes that the prose names with those that upstream asks for."""
    texts = dict(_flat(prose, ""))
    for _, raw in each_operation(document):
        key, needed = f"operations / {raw['operationId']} / scopes", _scopes(raw)
        said = str(texts.get(key) or "").strip()
        words = " ".join(sorted("+".join(sorted(one)) for one in needed) or ["none"])
        if not said or set(_alternatives(said)) != needed:
            misfits.note(
                f"prose.yaml says `{said or 'nothing'}` for {key}, but upstream asks for other "
                f"scopes: write there `{words}`"
            )


def _alternatives(scopes: str) -> list[frozenset[str]]:
    """Read `a b+c`: either one scope, or two together."""
    return [frozenset(one.split("+")) for one in scopes.split() if one != "none"]


def _scopes(raw: Json) -> set[frozenset[str]]:
    plain = [names for need in raw.get("security", ()) for names in need.values()]
    plain += [one.get("scopes") or () for one in raw.get(_SCOPES) or ()]
    return {frozenset(names) for names in plain if names}


def _tags(document: Json, rest: _Entries) -> list[Json]:
    used = {tag for _, raw in each_operation(document) for tag in raw["tags"]}
    return [{"name": tag, "description": rest.take("tags", tag)} for tag in sorted(used)]


def _operation(raw: Json, rest: _Entries) -> Json:
    name = raw["operationId"]
    does, who = (rest.take("operations", name, word) for word in ("does", "who"))
    scopes, starts = (rest.take_if_told("operations", name, word) for word in ("scopes", "starts"))
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
    return head | _described(description) | raw


def _described(words: str) -> Json:
    """What is new has no words yet."""
    return {"description": words} if words else {}


def _phrase(status: str) -> str:
    return _RANGES[status] if status in _RANGES else HTTPStatus(int(status)).phrase


def _schema(name: str, schema: Json, rest: _Entries) -> Json:
    told: Json = {"description": rest.take("schemas", name, "about")} | _ordered(schema)
    if "properties" in schema:
        told["properties"] = {
            key: _described(rest.take("schemas", name, key)) | _ordered(_wrapped(value))
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
