"""Where the service differs from Atlassian's documents, and how we know."""

from collections.abc import Callable
from typing import Any

from attrs import frozen


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


STARTS = r"/rest/api/[23]/(?!task|bulk)[^?]+"
BULK_STARTS = "/rest/api/3/bulk/issues/(fields|move)"
WIKI_STARTS = "/wiki/rest/api/(content|space)/.+"
CONVERSIONS = "/wiki/rest/api/contentbody/.+"
TASK, QUEUE = "/rest/api/[23]/task/{taskId}", "/rest/api/3/bulk/queue/{taskId}"
CANCEL = TASK + "/cancel"
LONG_TASK, LONG_TASKS = "/wiki/rest/api/longtask/{id}", "/wiki/rest/api/longtask"
DC_TASK, DC_TASKS = "/rest/api/longtask/{id}", "/rest/api/longtask"
TRANSITIONS = "/wiki/api/v2/space-permissions/.+"
BACKUPS = "/rest/api/backup-restore/.+"

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
V2_ERROR = {
    "type": "object",
    "required": ["errors"],
    "properties": {"errors": {"type": "array", "items": {"required": ["status", "title"]}}},
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


def _silent(schema: Any) -> Callable[[Any], Any]:
    """Take this schema where the document has none."""
    return lambda documented: documented or schema


def _entries_without_finished(page: Any) -> Any:
    page["properties"]["results"] = {
        "type": "array", "items": _not_required("finished")(page["properties"]["results"]["items"])
    }  # fmt: skip
    return page


SILENT = "declared without a body; the document's examples and other operations have it"
V2_ERRORS = "Confluence's second REST API answers every error so; the document leaves it open"
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
    "dc backup 401": Oddity(BACKUPS, 401, V1_ERRORS, _instead(CONFLUENCE_ERROR)),
    "start 400": Oddity(STARTS, 400, SILENT, _silent(JIRA_ERROR)),
    "start 401": Oddity(STARTS, 401, SILENT, _silent(JIRA_ERROR)),
    "start 403": Oddity(STARTS, 403, SILENT, _silent(JIRA_ERROR)),
    "start 404": Oddity("/rest/api/[23]/project/.+", 404, SILENT, _silent(JIRA_ERROR)),
    "start 409": Oddity(STARTS, 409, SILENT, _silent(JIRA_ERROR)),
    "start 412": Oddity(STARTS, 412, SILENT, _silent(JIRA_ERROR)),
    "export 202": Oddity(
        "/rest/api/[23]/issues/archive/export",
        202,
        "the document's own example",
        _property("submittedTime", {"type": "integer"}),
    ),
    "move 403": Oddity(
        BULK_STARTS, 403, "undeclared; the prose demands a permission", _silent(BULK_ERROR)
    ),
    "wiki start 400": Oddity(WIKI_STARTS, 400, V1_ERRORS, _silent(CONFLUENCE_ERROR)),
    "wiki start 401": Oddity(WIKI_STARTS, 401, V1_ERRORS, _silent(CONFLUENCE_ERROR)),
    **{
        f"conversion {status}": Oddity(CONVERSIONS, status, V1_ERRORS, _instead(CONFLUENCE_ERROR))
        for status in (400, 401, 403, 404)
    },
    "reindex requests 200": Oddity(
        "/rest/api/2/reindex/request",
        200,
        "a number by its schema, an array by its description",
        _instead({"anyOf": [{"type": "integer"}, {"type": "array", "maxItems": 0}]}),
    ),
    "reindex 404": Oddity("/rest/api/2/reindex/.+", 404, SILENT, _instead(JIRA_ERROR)),
    **{
        f"transition {status}": Oddity(TRANSITIONS, status, V2_ERRORS, _instead(V2_ERROR))
        for status in (400, 401, 404)
    },
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
HEADERS = {
    "Location": "every asynchronous operation's prose tells of it, and no response declares it",
}
"""Headers that answers have and no document declares."""
