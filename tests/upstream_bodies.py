"""Bodies drawn from the structure that Atlassian publishes: spec/upstream, not our curated spec."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

SLICES = Path(__file__).parents[1] / "spec" / "upstream"
NAMES = {
    "jira": ("jira-v3", "JiraTask"),
    "jira-v2": ("jira-v2", "JiraTask"),
    "jira-bulk": ("jira-v3", "BulkProgress"),
    "jira-redaction": ("jira-v3", "RedactionJob"),
    "confluence": ("confluence-v1", "LongTask"),
    "confluence-conversion": ("confluence-v1", "Conversion"),
    "confluence-permissions": ("confluence-v2", "PermissionTransition"),
    "confluence-dc": ("confluence-dc", "DataCenterLongTask"),
    "jira-dc-reindex": ("jira-dc", "Reindex"),
    "jira-dc-reindex-request": ("jira-dc", "ReindexRequest"),
    "confluence-dc-backup": ("confluence-dc", "BackupJob"),
}
_DATES = st.datetimes().map(lambda date: f"{date.isoformat(timespec='milliseconds')}Z")
_RANGES = {"int32": 2**31, "int64": 2**63}
# Documented as bare integers; these are what they mean.
_MEANT = {
    **dict.fromkeys(("progress", "progressPercent", "percentageComplete"), st.integers(0, 100)),
    **dict.fromkeys(("elapsedRuntime", "elapsedTime"), st.integers(0, 10**12)),
    **dict.fromkeys(("submitted", "started", "finished", "lastUpdate"), st.integers(0, 4 * 10**12)),
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_SIMPLE = {
    "string": st.text(max_size=20),
    "number": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "anything": anything,
}


def bodies(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """What the documents allow as the body of a task of this kind."""
    source, name = NAMES[kind]
    schemas = json.loads((SLICES / f"{source}.json").read_text())["components"]["schemas"]
    return _drawn(schemas[name], schemas)


def _drawn(schema: dict[str, Any], schemas: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _drawn(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("nullable"):
        return st.none() | _drawn({**schema, "nullable": False}, schemas)
    if options := schema.get("oneOf"):
        return st.one_of([_drawn(option, schemas) for option in options])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type", "object" if "properties" in schema else "anything")
    if kind == "object":
        return _object(schema, schemas)
    if kind == "array":
        return st.lists(_drawn(schema.get("items", {}), schemas), max_size=3)
    if kind == "integer":
        bound = _RANGES.get(schema.get("format", ""), 2**53)
        return st.integers(-bound, bound - 1)
    return _DATES if schema.get("format") == "date-time" else _SIMPLE[kind]


def _object(schema: dict[str, Any], schemas: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {
        name: _MEANT[name] if _is_meant(name, inner) else _drawn(inner, schemas)
        for name, inner in schema.get("properties", {}).items()
    }
    required = {name: fields.pop(name) for name in schema.get("required", [])}
    known = st.fixed_dictionaries(required, optional=fields)
    others = schema.get("additionalProperties")
    if not isinstance(others, dict):
        return known
    more = st.dictionaries(st.text(max_size=5), _drawn(others, schemas), max_size=3)
    return st.builds(lambda some, rest: {**rest, **some}, known, more)


def _is_meant(name: str, schema: dict[str, Any]) -> bool:
    return name in _MEANT and schema.get("type") == "integer"
