"""The pipeline on Atlassian's real documents, where they lie beside this repository."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from attrs import evolve

from scripts import fetch_upstream, upstream
from scripts.deviations import deviate, read_deviations
from scripts.knowledge import LOCK, read_built
from scripts.references import base_path, follow, operations, plain_path
from scripts.spec_files import SPEC, SpecError
from tests.generated.looks import LOOKS
from tests.operations import STARTS
from tests.scripts.documents import SHARED, SOURCES
from tests.scripts.small import slice_document

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="Atlassian's documents are not beside this repository"
)
DATED = [
    (key, path.name.partition(".")[0])
    for key in SOURCES
    for path in sorted((SHARED / key).glob("*.json.gz"))
]
MODELS = {look.id: model for look, _, model in LOOKS if model}
# The documents that show examples of our operations; Confluence's show none.
WITH_EXAMPLES = ("jira-v3", "jira-v2")
# Dated documents that the pipeline cannot take today, and what stops each.
STOPPED = {
    ("jira-v3", "2019-07-31"): "jira-v3 has lost the operation getBulkProgress",
    ("jira-v3", "2021-11-23"): "jira-v3 has lost the operation getBulkProgress",
    ("jira-v3", "2024-03-28"): "jira-v3 has lost the operation getBulkProgress",
    ("jira-v3", "2025-03-31"): "jira-v3 has lost the operation getRedactionStatus",
    ("jira-v2", "2020-10-28"): "deviation 'cancel-answer-v2' on jira-v2: the test of",
    ("confluence-v1", "2019-12-20"): "confluence-v1 has lost the operation archivePages",
    ("confluence-v1", "2021-11-23"): "confluence-v1 has lost the operation deletePageTree",
}


@cache
def document(key: str, date: str) -> Any:
    path = SHARED / key / f"{date}.json.gz"
    return json.loads(fetch_upstream.read_document(path).content)


def newest(key: str) -> Any:
    return document(key, fetch_upstream.newest(SHARED, key).name.partition(".")[0])


def test_the_committed_slices_are_those_of_the_newest_documents() -> None:
    for key, entry in read_built(SPEC / LOCK).items():
        if entry["date"] > fetch_upstream.newest(SHARED, key).name.partition(".")[0]:
            pytest.skip(f"{key} was taken from a newer document than lies beside this repository")

    assert upstream.main(["--from", str(SHARED), "--check"]) == 0


@pytest.mark.parametrize(("key", "date"), DATED)
def test_a_dated_document_passes_or_what_stops_it_is_named(key: str, date: str) -> None:
    deviations = read_deviations(SPEC / "deviations.yaml", set(SOURCES))
    ours = [evolve(one, sources=(key,)) for one in deviations if key in one.sources]

    def curate() -> Any:
        slices = {key: slice_document(document(key, date), SOURCES[key])}
        return deviate(slices, ours, {key: date})[key]

    if stop := STOPPED.get((key, date)):
        with pytest.raises(SpecError, match=re.escape(stop)):
            curate()
    else:
        assert len(curate()["paths"]) == len({one.path for one in SOURCES[key].operations})


def _ours(key: str) -> Iterator[tuple[str, Any]]:
    """Our operations as a document has them."""
    whole = newest(key)
    for method, path, _, raw in operations(whole, base_path(whole, SOURCES[key].context)):
        for ours in SOURCES[key].operations:
            if (ours.method, plain_path(ours.path)) == (method, plain_path(path)):
                yield ours.id, raw


def _answers(key: str, raw: Any) -> Iterator[Any]:
    """The answers that a document shows, in examples and in prose."""
    for line in raw.get("description", "").splitlines():
        if line.startswith("    {"):
            yield json.loads(line)
    yield from _shown(follow(newest(key), raw["responses"].get("200", {})))


def _shown(message: Any) -> Iterator[Any]:
    for media in message.get("content", {}).values():
        shown = [one["value"] for one in media.get("examples", {}).values()]
        shown += [media["example"]] if "example" in media else []
        yield from (json.loads(one) if isinstance(one, str) else one for one in shown)


@pytest.mark.parametrize("key", SOURCES)
def test_every_documented_example_parses_and_loses_nothing(key: str) -> None:
    looks = [(MODELS[name], raw) for name, raw in _ours(key) if name in MODELS]
    examples = [(model, example) for model, raw in looks for example in _answers(key, raw)]

    assert examples or key not in WITH_EXAMPLES
    for model, example in examples:
        parsed = model.from_dict(example)
        assert parsed.to_dict() == example
        assert parsed.additional_properties == {}


@pytest.mark.parametrize("key", SOURCES)
def test_every_documented_payload_is_one_that_our_models_make(key: str) -> None:
    bodies = {start.id: start.model for start in STARTS.values() if start.model}
    starts = [(bodies[name], raw) for name, raw in _ours(key) if name in bodies]
    examples = [(body, one) for body, raw in starts for one in _shown(raw["requestBody"])]

    assert examples or key not in WITH_EXAMPLES
    for body, example in examples:
        assert body.from_dict(example).to_dict() == example
