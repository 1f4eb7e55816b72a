"""`make upstream` when upstream lost something that we take: all that can be told is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import build_spec
from scripts.knowledge import Operation
from tests.drift.publishing import contents, operation, publish, run
from tests.drift.running import Json
from tests.scripts.documents import SOURCES
from tests.scripts.spoiling import change_yaml


def _only_name(one: Operation) -> str | None:
    """The name at an operation that has one, bound nowhere else."""
    schemas = SOURCES["jira-v3"].schemas
    names = [name for name in schemas if any(one.id == at.operation for at in schemas[name])]
    return names[0] if len(names) == len(schemas[names[0]] if names else ()) == 1 else None


LOST, NAME = next(
    (one, name)
    for one in SOURCES["jira-v3"].operations
    if one.method != "GET" and (name := _only_name(one))
)


def lose(document: Json) -> None:
    path = LOST.path.removeprefix("/rest")
    del document["paths"][path][LOST.method.lower()]


def at(document: Json, node: Json) -> Json:
    return document["components"]["schemas"][node["$ref"].rpartition("/")[2]]


def test_a_lost_operation_is_the_first_thing_to_do_and_the_rest_is_told(
    spec: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v3", lose)
    publish(
        folder,
        "confluence-v1",
        lambda document: operation(document, "/wiki/rest/api/longtask/{id}", "get").update(
            security=[{"oAuth": ["read:never-a-scope"]}]
        ),
    )
    built = (spec / "openapi.yaml").read_bytes()
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("Exit 1 means that there is some")
    first, _, rest = report.read_text().partition("\n\nThen `make spec generate`")
    _, blank, lost = first.split("\n")
    assert not blank
    assert lost.startswith(f"- [ ] jira-v3 has lost the operation {LOST}: ")
    assert f"drop it there with {NAME} in `schemas`" in lost
    assert "Write them into its `scopes` in spec/prose.yaml" in rest
    assert f"**upstream lost an operation** — `{LOST.id}`" in rest
    assert "Look for where it moved" not in rest
    assert "## Drift of confluence-v1" in rest
    assert (spec / "openapi.yaml").read_bytes() == built
    sliced = json.loads((spec / "upstream" / "jira-v3.json").read_text())
    assert LOST.method.lower() not in sliced["paths"].get(LOST.path, {})
    assert NAME not in sliced["components"]["schemas"]


def test_an_unsound_document_hides_no_loss_in_another(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v3", lose)
    publish(folder, "jira-v2", lambda document: document.update(swagger="2.0"))
    before = (spec / "upstream" / "jira-v2.json").read_bytes()

    assert run(spec, folder) == 3
    said = capsys.readouterr().out
    assert "Trouble; all else was looked at:\n\n  - jira-v2 is Swagger 2.0" in said
    assert f"jira-v3 has lost the operation {LOST}: " in said
    assert (spec / "upstream" / "jira-v2.json").read_bytes() == before


def test_a_check_after_a_loss_says_what_is_lacking(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v3", lose)
    run(spec, folder)
    capsys.readouterr()

    assert build_spec.main(["--spec", str(spec), "--check"]) == 3
    assert capsys.readouterr().err == (
        f"error: sources.yaml asks for {LOST.id}, which the slice of jira-v3 does not have: run "
        "`make upstream`, which takes it or says what became of it\n"
    )


def test_a_loss_is_told_again_until_it_is_dropped(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v3", lose)
    run(spec, folder)
    sliced = contents(spec)

    assert run(spec, folder) == 1
    assert f"jira-v3 has lost the operation {LOST.id}" in capsys.readouterr().out
    assert contents(spec) == sliced

    def drop(raw: Json) -> None:
        raw["jira-v3"]["operations"].pop(LOST.id)
        raw["jira-v3"]["schemas"].pop(NAME)

    def unsay(prose: Json) -> None:
        prose["operations"].pop(LOST.id)
        prose["schemas"].pop(NAME)

    change_yaml(spec, "sources.yaml", drop)
    change_yaml(spec, "prose.yaml", unsay)
    assert build_spec.main(["--spec", str(spec)]) == 0


def test_a_document_that_lost_everything_is_told_without_what_follows(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = {"get": {"responses": {"200": {"description": "OK"}}}}
    publish(folder, "jira-v2", lambda document: document.update(paths={"/api/2/never": other}))

    assert run(spec, folder) == 1
    first, _, _ = capsys.readouterr().out.partition("\n\nThen")
    lost = [line for line in first.splitlines() if line.startswith("  - ")]
    assert len(lost) == len(SOURCES["jira-v2"].operations)
    assert all("jira-v2 has lost the operation " in line for line in lost)


def test_a_change_at_one_of_two_places_of_a_name_is_reported_on(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(document: Json) -> None:
        body = operation(document, "/rest/api/3/bulk/issues/unwatch", "post")["requestBody"]
        media = body["content"]["application/json"]
        unwatch = at(document, media["schema"])
        more = {**unwatch["properties"], "neverAField": {"type": "string"}}
        media["schema"] = {**unwatch, "properties": more}

    publish(folder, "jira-v3", change)

    assert run(spec, folder) == 1
    first, _, rest = capsys.readouterr().out.partition("\n\nThen")
    (told,) = (line for line in first.splitlines() if line.startswith("  - "))
    assert told.startswith(
        "  - jira-v3 has two shapes for BulkWatch, of bulkWatch body and of bulkUnwatch body: at "
        "/properties/neverAField: only bulkUnwatch body has it. Let the name stay at bulkWatch body"
    )
    assert "neverAField" in rest
    assert build_spec.main(["--spec", str(spec), "--check"]) == 3
    assert "asks for BulkWatch at bulkUnwatch body, which" in capsys.readouterr().err


def retype(document: Json) -> None:
    answer = operation(document, "/rest/api/3/bulk/queue/{taskId}", "get")["responses"]["200"]
    progress = at(document, answer["content"]["application/json"]["schema"])
    progress["properties"]["created"] = {"type": "integer"}


def test_a_stale_deviation_is_told_once(spec: Path, folder: Path, tmp_path: Path) -> None:
    publish(folder, "jira-v3", retype)
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 1
    text = report.read_text()
    assert text.count("bulk-timestamps") == 1
    assert "and date it 2026-09-01, as the document" in text
    assert "## Drift of jira-v3" in text


def test_beside_a_loss_a_stale_deviation_is_in_the_report(
    spec: Path, folder: Path, tmp_path: Path
) -> None:
    publish(folder, "jira-v3", lambda document: (retype(document), lose(document)))
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 1
    first, _, rest = report.read_text().partition("\n\nThen `make spec generate`")
    assert "bulk-timestamps" not in first
    assert rest.count("bulk-timestamps") == 1
