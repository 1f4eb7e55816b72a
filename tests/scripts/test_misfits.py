"""Each step of the build names all that does not fit, and nothing that only follows from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.knowledge import LOCK, read_built
from scripts.spec_files import Misfits, SpecError
from tests.scripts.spoiling import change_slice, change_yaml, deviation, refusal

Json = Any


def schema(document: Json, name: str) -> Json:
    return document["components"]["schemas"][name]


def said(spec: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    lines = refusal(spec, capsys).splitlines()
    assert all(line.startswith("error: ") for line in lines)
    return [line.removeprefix("error: ") for line in lines]


def grow(document: Json) -> None:
    """Change what words, scopes and the other version have to do with."""
    schema(document, "BulkProgress")["properties"]["neverAField"] = {"type": "string"}
    schema(document, "IssuePropertyFilter")["maxProperties"] = 12345
    look = document["paths"]["/rest/api/3/task/{taskId}"]["get"]
    look["security"] = [{"OAuth2": ["never:a-scope"]}]


def starts(lines: list[str], beginnings: list[str]) -> bool:
    return all(map(str.startswith, lines, beginnings)) and len(lines) == len(beginnings)


def test_deviations_are_named_at_once_before_what_comes_after_them(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(document: Json) -> None:
        grow(document)
        schema(document, "BulkProgress")["properties"]["created"] = {"type": "boolean"}

    change_slice(spec, "jira-v3", change)
    change_yaml(
        spec,
        "deviations.yaml",
        lambda all_: deviation(all_, "access")["in"].append("confluence-dc"),
    )

    lines = said(spec, capsys)
    assert starts(
        lines,
        [
            "deviation 'bulk-timestamps' on jira-v3: the test of ",
            "deviation 'access' on confluence-dc is stale: ",
        ],
    )


def test_what_sources_and_words_do_not_share_is_named_at_once(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_slice(spec, "jira-v3", grow)
    change_yaml(spec, "prose.yaml", lambda prose: prose["tags"].update(never="Said."))

    lines = said(spec, capsys)
    assert starts(
        lines,
        [
            "IssuePropertyFilter differs between jira-v3 and jira-v2 at /maxProperties: only",
            "prose.yaml says `",
            "prose.yaml has stale entries: tags / never; ",
        ],
    )


def test_what_follows_from_a_failed_deviation_is_not_named(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the failed one, the submitter keeps fields that are neither told nor named."""
    change_slice(
        spec,
        "jira-v3",
        lambda document: schema(document, "BulkSubmitter")["properties"].pop("displayName"),
    )

    (line,) = said(spec, capsys)
    assert "deviation 'bulk-submitter' on jira-v3" in line
    date = read_built(spec / LOCK)["jira-v3"]["date"]
    assert f"; renew what failed in deviations.yaml and date it {date}, as the document; or" in line


def test_every_misshapen_file_is_named_at_once(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (spec / "prose.yaml").write_text("a: [")
    (spec / "upstream" / "jira-v2.json").unlink()

    def spoil(deviations: list[Json]) -> None:
        deviation(deviations, "task-id").pop("why")
        deviation(deviations, "access").pop("date")

    change_yaml(spec, "deviations.yaml", spoil)

    message = "\n".join(said(spec, capsys))
    for part in ("prose.yaml: ", "cannot read jira-v2.json", "'task-id' does", "'access' does"):
        assert part in message


def test_each_thing_is_said_once() -> None:
    misfits = Misfits()
    misfits.note("one")
    misfits.gather(lambda: misfits_of("one", "two"))

    with pytest.raises(SpecError) as caught:
        misfits.refuse()
    assert caught.value.sentences == ("one", "two")


def misfits_of(*sentences: str) -> None:
    raise SpecError(*sentences)
