"""Whether an answer is one that Atlassian's own documents allow, save for the oddities below."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import httpx
from atlassian_tasks.simulator import Simulator
from jsonschema import Draft202012Validator

from tests.simulator.oddities import HEADERS, ODDITIES

SLICES = Path(__file__).parents[2] / "spec" / "upstream"
# The first whose path fits: Data Center's paths are the tails of Confluence Cloud's.
SOURCES = ("jira-v3", "jira-v2", "jira-dc", "confluence-v2", "confluence-v1", "confluence-dc")


# Any endpoint may answer so, and no document says it of these.
EVERYWHERE = {405, 429, 500, 502, 503, 504, 520}


def _load(source: str) -> Any:
    return json.loads((SLICES / f"{source}.json").read_text())


DOCUMENTS = {source: _load(source) for source in SOURCES}


def _operation(method: str, path: str) -> tuple[str, str, Any]:
    """Find what is documented; starts are the same in Jira's second version as in its third."""
    found = _documented_as(method, path)
    found = found or _documented_as(method, path.replace("/rest/api/2/", "/rest/api/3/"))
    assert found, f"No document has {method} {path}."
    return found


def _documented_as(method: str, path: str) -> tuple[str, str, Any] | None:
    for source, document in DOCUMENTS.items():
        for template, operations in document["paths"].items():
            pattern = re.sub(r"\{\w+\}", "[^/]+", template) + "$"
            if re.search(pattern, path) and method.lower() in operations:
                return source, template, operations[method.lower()]
    return None


def _resolved(schema: Any, document: Any, within: tuple[str, ...] = ()) -> Any:
    """Write references out and OpenAPI 3.0's `nullable` as JSON Schema has it.

    A schema that is part of itself is written out once, and anything goes further in.
    """
    if isinstance(schema, list):
        return [_resolved(item, document, within) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name in within:
            return {}
        return _resolved(document["components"]["schemas"][name], document, (*within, name))
    plain = {key: _resolved(value, document, within) for key, value in schema.items()}
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
    declared = operation["responses"].get(str(status), {}).get("headers", {})
    assert "Location" in {*HEADERS, *declared} or "Location" not in response.headers
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
