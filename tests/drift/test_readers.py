"""The map from a field of the wire to a name of the facade, asked from the facade itself."""

from __future__ import annotations

from functools import cache

import pytest
from atlassian_tasks import Kind

from scripts.drift.asking import Map, readers
from scripts.drift.facts import Schemas, Steps
from scripts.drift.outline import below, outline
from scripts.knowledge import read_knowledge
from scripts.references import json_schema
from scripts.spec_files import SPEC
from tests.drift.running import Json, newest


def everything(known: Map, schemas: Schemas, node: Json) -> dict[Steps, frozenset[str]]:
    """All fields that feed any name; below one that feeds none there is nothing to find."""
    found: dict[Steps, frozenset[str]] = {}
    waiting = list(schemas.fields(node))
    while waiting:
        steps, part = waiting.pop(0)
        if steps not in found and (names := known.names(steps)) and len(steps) < 6:
            found[steps] = names
            waiting += schemas.fields(part, steps)
    return found


@cache
def fields(key: str, operation: str) -> dict[str, set[str]]:
    document = outline(key, newest(key), read_knowledge(SPEC).sources)
    endpoint = next(one for one in document.endpoints.values() if one.label == operation)
    node = json_schema(document.document, endpoint.raw["responses"]["200"])
    reader = readers()[operation.lower()]
    found = everything(Map(reader, document.schemas, node, 200), document.schemas, node)
    return {
        below(steps).lstrip("."): {name.removeprefix("Task.") for name in names}
        for steps, names in found.items()
    }


def test_every_kind_of_task_has_a_reader() -> None:
    verbs = [reader.verbs for reader in readers().values()]

    assert verbs.count(("get()", "watch()", "wait()")) == len(Kind)
    assert ("cancel()",) in verbs
    assert ("list()",) in verbs


def test_every_reader_is_an_operation_that_we_take() -> None:
    taken = {one.id.lower() for source in read_knowledge(SPEC).sources for one in source.operations}

    assert readers().keys() <= taken


# DESIGN §4, the table from the wire to `Task`.
@pytest.mark.parametrize(
    ("key", "operation", "field", "names"),
    [
        ("jira-v3", "getTask", "status", {"status", "raw_status"}),
        ("jira-v3", "getTask", "progress", {"percent"}),
        ("jira-v3", "getTask", "description", {"name"}),
        ("jira-v3", "getTask", "message", {"message"}),
        ("jira-v3", "getTask", "submitted", {"submitted"}),
        ("jira-v3", "getTask", "started", {"started"}),
        ("jira-v3", "getTask", "finished", {"finished"}),
        ("jira-v3", "getTask", "lastUpdate", {"updated"}),
        ("jira-v3", "getTask", "elapsedRuntime", {"elapsed"}),
        ("jira-v3", "getTask", "submittedBy", {"submitted_by"}),
        ("jira-v2", "getTaskV2", "status", {"status", "raw_status"}),
        ("jira-v3", "getBulkProgress", "progressPercent", {"percent"}),
        ("jira-v3", "getBulkProgress", "created", {"submitted", "elapsed"}),
        ("jira-v3", "getBulkProgress", "submittedBy.accountId", {"submitted_by"}),
        ("jira-v3", "getRedactionStatus", "jobStatus", {"status", "raw_status"}),
        ("confluence-v1", "getLongTask", "finished", {"status"}),
        ("confluence-v1", "getLongTask", "successful", {"status"}),
        ("confluence-v1", "getLongTask", "status", {"raw_status"}),
        ("confluence-v1", "getLongTask", "percentageComplete", {"percent", "status"}),
        ("confluence-v1", "getLongTask", "name.key", {"name"}),
        ("confluence-v1", "getLongTask", "messages[].translation", {"message", "links"}),
        ("confluence-v1", "getLongTask", "elapsedTime", {"elapsed"}),
        ("confluence-v1", "listLongTasks", "results[].elapsedTime", {"elapsed"}),
        ("confluence-dc", "getDataCenterLongTask", "successful", {"status"}),
        ("confluence-dc", "listDataCenterLongTasks", "_links.next", {"list(): next page"}),
    ],
)
def test_a_field_feeds_these_names(key: str, operation: str, field: str, names: set[str]) -> None:
    assert fields(key, operation)[field] == names


@pytest.mark.parametrize(
    ("operation", "field"),
    [("getTask", "self"), ("getTask", "id"), ("getBulkProgress", "taskId")],
)
def test_a_field_that_feeds_no_name_is_not_in_the_map(operation: str, field: str) -> None:
    assert field not in fields("jira-v3", operation)


def test_reading_what_makes_no_sense_is_an_error_of_ours() -> None:
    reader = readers()["gettask"]

    assert reader.told(200, {"status": "RUNNING"})["Task.status"] == "RUNNING"
    assert reader.told(200, {}) == {"an error": "UnexpectedResponse"}
    assert reader.told(302, {}) == {"an error": "UnexpectedResponse"}
