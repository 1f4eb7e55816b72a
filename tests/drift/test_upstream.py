"""`make upstream` offline, on copies of spec/ and documents dressed up as Atlassian's."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from scripts import fetch_upstream, upstream
from scripts.spec_files import SpecError
from tests.drift.running import Json
from tests.scripts.documents import SOURCES, operations, published, spec_copy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "published"
    for key in SOURCES:
        (folder / key).mkdir(parents=True)
        publish(folder, key, lambda _: None, "2026-08-30")
    return folder


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return spec_copy(tmp_path / "copy")


def contents(spec: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in spec.rglob("*") if path.is_file()}


def publish(
    folder: Path, key: str, change: Callable[[Json], object], date: str = "2026-09-01"
) -> None:
    document = published(key)
    for number, one in enumerate(operations(document)):
        one["operationId"] = f"com.atlassian.rest.Resource.{number}"
    change(document)
    content = gzip.compress(json.dumps(document).encode())
    (folder / key / f"{date}.json.gz").write_bytes(content)


def operation(document: Json, path: str, method: str) -> Json:
    root = document["servers"][0]["url"].partition("atlassian.net")[2]
    return document["paths"][path.removeprefix(root)][method]


def run(spec: Path, folder: Path, *options: str) -> int:
    arguments = ["--spec", str(spec), "--from", str(folder), "--no-client", *options]
    return upstream.main(arguments)


def test_nothing_new_changes_nothing(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(spec)

    assert run(spec, folder) == 0
    assert contents(spec) == before
    said = capsys.readouterr().out
    assert "Nothing changed upstream that concerns us." in said
    assert "Next: nothing to do." in said


def test_a_change_that_the_build_takes_is_built_and_told(
    spec: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def grow(document: Json) -> None:
        responses = operation(document, "/rest/api/3/task/{taskId}", "get")["responses"]
        responses["418"] = {"description": "Never"}

    publish(folder, "jira-v3", grow)
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 0
    assert "'418'" in (spec / "openapi.yaml").read_text()
    assert "`418`: new error status · `getTask`" in report.read_text()
    assert "review `git diff spec generated`" in capsys.readouterr().out


def test_a_change_that_stops_the_build_is_told_with_what_stopped_it(
    spec: Path, folder: Path, tmp_path: Path
) -> None:
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
    text = report.read_text()
    first, _, rest = text.partition("## Drift of confluence-v1")
    assert first.startswith("To do first: the build stopped")
    assert "- [ ] prose.yaml says `read:confluence-space.summary" in first
    assert "`getLongTask`: scopes +`read:never-a-scope`" in rest
    assert "Next:" not in text
    assert (spec / "openapi.yaml").read_bytes() == built


def test_a_starter_that_nobody_takes_is_told_from_the_whole_document(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def start(document: Json) -> None:
        document["paths"]["/api/3/never/{id}"] = {"delete": {"responses": {"303": {}}}}
        document["paths"]["/api/3/never/{taskId}"] = {"get": {"responses": {"200": {}}}}

    publish(folder, "jira-v3", start)

    assert run(spec, folder) == 0
    said = capsys.readouterr().out
    start = "a new operation starts a task: DELETE /rest/api/3/never/{id}: starts a task, and is"
    assert start in said
    look = "GET /rest/api/3/never/{taskId}: looks at a task, and is not taken: by its path"
    assert f"a new operation looks at a task: {look}" in said
    assert "to do: If users can start such tasks, add the kind as CONTRIBUTING.md says" in said


def test_a_lost_operation_is_trouble_and_writes_nothing(
    spec: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v2", lambda document: document.update(paths={}))
    before = contents(spec)
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 3
    assert "jira-v2 has lost the operation getTaskV2" in capsys.readouterr().err
    assert contents(spec) == before
    assert not report.exists()


def test_two_operations_of_one_name_are_trouble(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def repeat(document: Json) -> None:
        for item in document["paths"].values():
            for one in item.values():
                if isinstance(one, dict):
                    one["operationId"] = "same"

    publish(folder, "jira-v3", repeat)
    before = contents(spec)

    assert run(spec, folder) == 3
    assert "has two operations named same" in capsys.readouterr().err
    assert contents(spec) == before


def test_a_report_too_long_for_a_pull_request_is_cut(
    spec: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upstream, "_LONGEST", 20)
    report = tmp_path / "report.md"

    assert run(spec, folder, "--report", str(report)) == 0
    assert "The report is cut here" in report.read_text()


SOURCE = SOURCES["jira-v2"]


def asked(cache: Path, answer: Callable[[httpx.Request], httpx.Response]) -> bytes:
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        return fetch_upstream.download(client, SOURCE, cache)


def test_a_document_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    headers: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        headers.append(request.headers.get("If-None-Match"))
        if headers[-1] == '"1"':
            return httpx.Response(304)
        return httpx.Response(200, content=b'{"a": 1}', headers={"ETag": '"1"'})

    assert asked(cache, answer) == asked(cache, answer) == b'{"a": 1}'
    assert headers == [None, '"1"']
    assert (cache / ".gitignore").read_text() == "*\n"


def test_half_a_cached_document_is_fetched_anew(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "If-None-Match" not in request.headers
        return httpx.Response(200, content=b'{"a": 1}', headers={"ETag": '"1"'})

    asked(tmp_path, answer)
    (tmp_path / "jira-v2.json").write_bytes(b'{"a"')

    assert asked(tmp_path, answer) == b'{"a": 1}'


@pytest.mark.parametrize("about", ["", "[]", "{}", '{"etag": 1, "url": "x"}'])
def test_an_odd_cache_is_no_cache(tmp_path: Path, about: str) -> None:
    (tmp_path / "jira-v2.json").write_bytes(b"{}")
    (tmp_path / "jira-v2.etag.json").write_text(about)

    assert asked(tmp_path, lambda _: httpx.Response(200, content=b"[]")) == b"[]"


def test_not_modified_without_a_cache_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="answered 304"):
        asked(tmp_path, lambda _: httpx.Response(304))
