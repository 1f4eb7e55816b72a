"""The pipeline on Atlassian's real documents, where they lie beside this repository."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from atlassian_tasks_rest import models

from scripts import fetch_upstream
from scripts.deviations import read_deviations
from scripts.references import base_path, follow, operations, same_path
from scripts.slicing import slice_document
from scripts.spec_files import SPEC, SpecError
from tests.scripts.documents import SHARED, SOURCES

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="Atlassian's documents are not beside this repository"
)
DATED = [
    (key, path.name.partition(".")[0])
    for key in SOURCES
    for path in sorted((SHARED / key).glob("*.json.gz"))
]
MODELS: dict[str, Any] = {
    "getTask": models.JiraTask,
    "getTaskV2": models.JiraTask,
    "getBulkProgress": models.BulkProgress,
    "getLongTask": models.LongTask,
    "listLongTasks": models.LongTaskPage,
    "getDataCenterLongTask": models.DataCenterLongTask,
    "listDataCenterLongTasks": models.DataCenterLongTaskPage,
}
# How many examples of our operations the newest documents hold; Confluence's hold none.
EXAMPLES = {"jira-v3": 4, "jira-v2": 1, "confluence-v1": 0, "confluence-dc": 0}
# Dated documents that the pipeline cannot take today, and what stops each.
STOPPED = {
    ("jira-v3", "2019-07-31"): "jira-v3 has lost the operation getBulkProgress",
    ("jira-v3", "2021-11-23"): "jira-v3 has lost the operation getBulkProgress",
    ("jira-v3", "2024-03-28"): "jira-v3 has lost the operation getBulkProgress",
    ("jira-v2", "2020-10-28"): "deviation 'cancel-answer-v2' on jira-v2: the test of",
    ("confluence-v1", "2019-12-20"): "confluence-v1 has no schema at getLongTask 200 name",
    ("confluence-v1", "2021-11-23"): "LongTaskEntryDetails differs from LongTaskDetails",
}


@cache
def document(key: str, date: str) -> Any:
    path = SHARED / key / f"{date}.json.gz"
    return json.loads(fetch_upstream.read_document(path).content)


def newest(key: str) -> Any:
    return document(key, fetch_upstream.newest(SHARED, key).name.partition(".")[0])


def test_the_committed_slices_are_those_of_the_newest_documents() -> None:
    assert fetch_upstream.main(["--from", str(SHARED), "--check"]) == 0


@pytest.mark.parametrize(("key", "date"), DATED)
def test_a_dated_document_passes_or_what_stops_it_is_named(key: str, date: str) -> None:
    deviations = read_deviations(SPEC / "deviations.yaml", set(SOURCES))
    ours = [one for one in deviations if key in one.sources]

    def curate() -> Any:
        slices = {key: slice_document(document(key, date), SOURCES[key])}
        for one in ours:
            slices[key] = one.apply(slices[key], key)
        return slices[key]

    if stop := STOPPED.get((key, date)):
        with pytest.raises(SpecError, match=re.escape(stop)):
            curate()
    else:
        assert len(curate()["paths"]) == len({one.path for one in SOURCES[key].operations})


def _examples(key: str) -> Iterator[tuple[str, Any]]:
    """Every answer of our operations that a document shows, in examples and in prose."""
    whole = newest(key)
    for method, path, _, raw in operations(whole, base_path(whole, SOURCES[key].context)):
        for ours in SOURCES[key].operations:
            if (ours.method, same_path(ours.path, path)) == (method, True):
                yield from ((ours.id, example) for example in _shown(whole, raw))


def _shown(whole: Any, raw: Any) -> Iterator[Any]:
    for line in raw.get("description", "").splitlines():
        if line.startswith("    {"):
            yield json.loads(line)
    content = follow(whole, raw["responses"].get("200", {})).get("content", {})
    for media in content.values():
        shown = [one["value"] for one in media.get("examples", {}).values()]
        shown += [media["example"]] if "example" in media else []
        yield from (json.loads(one) if isinstance(one, str) else one for one in shown)


@pytest.mark.parametrize("key", SOURCES)
def test_every_documented_example_parses_and_loses_nothing(key: str) -> None:
    examples = list(_examples(key))

    assert len(examples) == EXAMPLES[key]
    for operation, example in examples:
        parsed = MODELS[operation].from_dict(example)
        assert parsed.to_dict() == example
        assert parsed.additional_properties == {}
