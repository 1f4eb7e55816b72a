"""Whether an answer is one that Atlassian's own documents allow, save for the oddities below."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from atlassian_tasks.simulator import Simulator
from attrs import frozen
from jsonschema import Draft202012Validator

SLICES = Path(__file__).parents[2] / "spec" / "upstream"
# The first whose path fits: Data Center's paths are the tails of Confluence Cloud's.
SOURCES = ("jira-v3", "jira-v2", "confluence-v1", "confluence-dc")


@frozen
class Oddity:
    """Where the service differs from its document, and how we know."""

    path: str
    status: int
    source: str
    """Of the knowledge."""
    change: Callable[[Any], Any]
    """From the documented schema (None where no body or no such status is documented)."""
    is_usual: bool = True
    """Whether every such answer has it, or only one that a test asks for by name."""


TASK, QUEUE = "/rest/api/[23]/task/{taskId}", "/rest/api/3/bulk/queue/{taskId}"
CANCEL = TASK + "/cancel"
LONG_TASK, LONG_TASKS = "/wiki/rest/api/longtask/{id}", "/wiki/rest/api/longtask"
DC_TASK, DC_TASKS = "/rest/api/longtask/{id}", "/rest/api/longtask"

STRINGS = {"type": "array", "items": {"type": "string"}}
JIRA_ERROR = {
    "type": "object",
    "required": ["errorMessages", "errors"],
    "properties": {"errorMessages": STRINGS, "errors": {"type": "object"}},
}
CONFLUENCE_ERROR = {
    "type": "object",
    "required": ["statusCode", "message"],
    "properties": {"statusCode": {"type": "integer"}, "message": {"type": "string"}},
}
BULK_ERROR = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {
            "type": "array",
            "items": {"required": ["message"], "properties": {"message": {"type": "string"}}},
        }
    },
}


def _milliseconds(schema: Any) -> Any:
    for name in ("created", "started", "updated"):
        schema["properties"][name] = {"type": "integer"}
    return schema


def _not_required(name: str) -> Callable[[Any], Any]:
    def change(schema: Any) -> Any:
        schema["required"] = [field for field in schema["required"] if field != name]
        return schema

    return change


def _property(name: str, instead: Any) -> Callable[[Any], Any]:
    def change(schema: Any) -> Any:
        schema["properties"][name] = instead
        return schema

    return change


def _instead(schema: Any) -> Callable[[Any], Any]:
    return lambda _documented: schema


def _entries_without_finished(page: Any) -> Any:
    page["properties"]["results"] = {
        "type": "array", "items": _not_required("finished")(page["properties"]["results"]["items"])
    }  # fmt: skip
    return page


V1_ERRORS = "Confluence's first REST API answers every error so; the document leaves it open"
ODDITIES = {
    "bulk dates": Oddity(
        QUEUE, 200, "the document's own examples hold epoch milliseconds", _milliseconds
    ),
    "bulk 400": Oddity(
        QUEUE, 400, "the document's own example contradicts its schema", _instead(JIRA_ERROR)
    ),
    "bulk 403": Oddity(
        QUEUE, 403, "undeclared; the prose demands a permission", _instead(BULK_ERROR)
    ),
    "bulk 404": Oddity(QUEUE, 404, "undeclared; the prose tells of 14 days", _instead(BULK_ERROR)),
    "cancel 202": Oddity(CANCEL, 202, "the body is untyped since 2020-12", _instead(None)),
    "cancel 200": Oddity(CANCEL, 200, "the status until 2020", _instead({}), is_usual=False),
    "cancel body": Oddity(CANCEL, 202, "untyped: any JSON", _instead({}), is_usual=False),
    "one 401": Oddity(LONG_TASK, 401, V1_ERRORS, _instead(CONFLUENCE_ERROR)),
    "one 404": Oddity(LONG_TASK, 404, V1_ERRORS, _instead(CONFLUENCE_ERROR)),
    "list 400": Oddity(LONG_TASKS, 400, V1_ERRORS, _instead(CONFLUENCE_ERROR)),
    "list 401": Oddity(LONG_TASKS, 401, V1_ERRORS, _instead(CONFLUENCE_ERROR)),
    "dc one 401": Oddity(DC_TASK, 401, V1_ERRORS, _instead(CONFLUENCE_ERROR)),
    "dc list 401": Oddity(DC_TASKS, 401, V1_ERRORS, _instead(CONFLUENCE_ERROR)),
    "no finished": Oddity(
        LONG_TASK, 200, "required since 2021 only", _not_required("finished"), is_usual=False
    ),
    "no finished in the list": Oddity(
        LONG_TASKS, 200, "required since 2021 only", _entries_without_finished, is_usual=False
    ),
    "new word": Oddity(
        TASK, 200, "enumerations grow", _property("status", {"type": "string"}), is_usual=False
    ),
    "integer id": Oddity(
        QUEUE, 200, "seen live", _property("taskId", {"type": "integer"}), is_usual=False
    ),
}
# Any endpoint may answer so, and no document says it of these.
EVERYWHERE = {405, 429, 500, 502, 503, 504, 520}


def _load(source: str) -> Any:
    return json.loads((SLICES / f"{source}.json").read_text())


DOCUMENTS = {source: _load(source) for source in SOURCES}


def _operation(method: str, path: str) -> tuple[str, str, Any]:
    for source, document in DOCUMENTS.items():
        for template, operations in document["paths"].items():
            pattern = re.sub(r"\{\w+\}", "[^/]+", template) + "$"
            if re.search(pattern, path) and method.lower() in operations:
                return source, template, operations[method.lower()]
    raise AssertionError(f"No document has {method} {path}.")


def _resolved(schema: Any, document: Any) -> Any:
    """Write references out and OpenAPI 3.0's `nullable` as JSON Schema has it."""
    if isinstance(schema, list):
        return [_resolved(item, document) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return _resolved(document["components"]["schemas"][name], document)
    plain = {key: _resolved(value, document) for key, value in schema.items()}
    return {"anyOf": [plain, {"type": "null"}]} if plain.pop("nullable", False) is True else plain


def _documented(operation: Any, status: int, document: Any) -> Any:
    content = operation["responses"].get(str(status), {}).get("content", {})
    return _resolved(content.get("application/json", {}).get("schema"), document)


def check(response: httpx.Response, *odd: str) -> None:
    """Fail unless the document, or a listed oddity, allows this answer."""
    status = response.status_code
    if status in EVERYWHERE:
        return
    source, template, operation = _operation(response.request.method, response.request.url.path)
    schema = copy.deepcopy(_documented(operation, status, DOCUMENTS[source]))
    known = str(status) in operation["responses"]
    for name, oddity in sorted(ODDITIES.items(), key=lambda item: not item[1].is_usual):
        here = oddity.status == status and re.fullmatch(_pattern(oddity.path), template)
        if here and (oddity.is_usual or name in odd):
            schema, known = oddity.change(schema), True
    assert known, f"{template} never answers {status}."
    if schema is None:
        assert response.content == b""
    else:
        Draft202012Validator(schema).validate(response.json())


def _pattern(path: str) -> str:
    return re.sub(r"\{\w+\}", r"\\{\\w+\\}", path)


def checked(simulator: Simulator, *odd: str) -> httpx.Client:
    """A client that holds every answer to upstream's structure, but for the named oddities."""

    def hook(response: httpx.Response) -> None:
        response.read()
        check(response, *odd)

    return httpx.Client(
        transport=simulator.transport(),
        base_url=simulator.site,
        event_hooks={"response": [hook]},
    )
