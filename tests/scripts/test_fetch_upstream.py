from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml

from scripts import fetch_upstream
from scripts.spec_files import SPEC, SpecError
from tests.scripts.documents import (
    SOURCES,
    committed,
    operations,
    publish_all,
    published,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return publish_all(tmp_path / "published")


def fetch(spec: Path, folder: Path, *options: str) -> int:
    return fetch_upstream.main(["--spec", str(spec), "--from", str(folder), *options])


def contents(spec: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in spec.rglob("*") if path.is_file()}


def lock(spec: Path) -> dict[str, dict[str, str]]:
    return dict(yaml.load((spec / "upstream.lock.yaml").read_text(), Loader=yaml.CSafeLoader))


def test_slices_and_lock_are_made_from_a_folder(spec: Path, folder: Path) -> None:
    for path in [*(spec / "upstream").iterdir(), spec / "upstream.lock.yaml"]:
        path.unlink()

    assert fetch(spec, folder) == 0
    for key in SOURCES:
        name = f"upstream/{key}.json"
        assert (spec / name).read_bytes() == (SPEC / name).read_bytes()
    assert {entry["date"] for entry in lock(spec).values()} == {"2026-08-30"}
    slices = {key: entry["slice"] for key, entry in lock(spec).items()}
    assert slices == {key: entry["slice"] for key, entry in lock(SPEC).items()}


def test_a_document_that_changes_no_slice_changes_nothing(spec: Path, folder: Path) -> None:
    before = contents(spec)

    assert fetch(spec, folder) == 0
    assert contents(spec) == before


def test_a_changed_slice_takes_its_lock_entry_along(spec: Path, folder: Path) -> None:
    document = published("jira-v2")
    next(operations(document))["deprecated"] = True
    (folder / "jira-v2" / "2026-09-01.json").write_text(json.dumps(document))

    assert fetch(spec, folder, "--check") == 1
    assert lock(spec) == lock(SPEC)
    assert fetch(spec, folder) == 0
    assert fetch(spec, folder, "--check") == 0
    assert lock(spec)["jira-v2"]["date"] == "2026-09-01"
    assert lock(spec)["jira-v3"] == lock(SPEC)["jira-v3"]


def test_undated_documents_are_taken_too(spec: Path, tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for key in SOURCES:
        (flat / f"{key}.json").write_text(json.dumps(committed(key)))
    (spec / "upstream" / "jira-v2.json").unlink()

    assert fetch(spec, flat) == 0
    assert contents(spec)[str(spec / "upstream/jira-v2.json")]


def _swagger(folder: Path) -> None:
    (folder / "jira-v2" / "2026-09-01.json").write_text('{"swagger": "2.0", "paths": {}}')


def _no_json(folder: Path) -> None:
    (folder / "jira-v2" / "2026-09-01.json").write_text("<!doctype html>")


def _no_gzip(folder: Path) -> None:
    (folder / "jira-v2" / "2026-09-01.json.gz").write_bytes(b"{}")


def _half_gzip(folder: Path) -> None:
    whole = (folder / "jira-v2" / "2026-08-30.json.gz").read_bytes()
    (folder / "jira-v2" / "2026-09-01.json.gz").write_bytes(whole[: len(whole) // 2])


def _huge(folder: Path) -> None:
    blanks = gzip.compress(b" " * (fetch_upstream.LARGEST + 1))
    (folder / "jira-v2" / "2026-09-01.json.gz").write_bytes(blanks)


def _deep(folder: Path) -> None:
    (folder / "jira-v2" / "2026-09-01.json").write_text("[" * 200_000)


def _no_number(folder: Path) -> None:
    text = json.dumps(committed("jira-v2")).replace('"structure"', "NaN")
    (folder / "jira-v2" / "2026-09-01.json").write_text(text)


def _lost(folder: Path) -> None:
    document = committed("jira-v2") | {"paths": {}}
    (folder / "jira-v2" / "2026-09-01.json").write_text(json.dumps(document))


def _missing(folder: Path) -> None:
    (folder / "jira-v2" / "2026-08-30.json.gz").unlink()


def test_a_folder_without_documents_is_told_what_to_hold(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(spec, tmp_path) == 3
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(SOURCES)
    assert f"looked for {tmp_path}/jira-v3/DATE.json, {tmp_path}/jira-v3.json" in lines[0]


def test_all_that_all_documents_lack_is_named_at_once(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in SOURCES:
        (folder / key / "2026-09-01.json").write_text(json.dumps(committed(key) | {"paths": {}}))

    assert fetch(spec, folder) == 3
    lines = capsys.readouterr().err.splitlines()
    lost = [operation.id for source in SOURCES.values() for operation in source.operations]
    assert [line.split()[6] for line in lines] == lost


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_swagger, "jira-v2 is Swagger 2.0"),
        (_no_json, "the jira-v2 document is not JSON"),
        (_no_gzip, "2026-09-01.json.gz is not a whole gzip file"),
        (_half_gzip, "2026-09-01.json.gz is not a whole gzip file"),
        (_huge, "2026-09-01.json.gz is larger than 32 MB"),
        (_deep, "the jira-v2 document is not JSON"),
        (_no_number, "NaN is no number"),
        (_lost, "jira-v2 has lost the operation getTaskV2 (GET /rest/api/2/task/{taskId})"),
        (_missing, "no document for jira-v2: looked for "),
    ],
)
def test_one_bad_document_and_nothing_is_written(
    spec: Path,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    spoil(folder)
    (spec / "upstream" / "jira-v3.json").unlink()
    before = contents(spec)

    assert fetch(spec, folder) == 3
    assert message in capsys.readouterr().err
    assert contents(spec) == before


def download(answer: Callable[[httpx.Request], httpx.Response], key: str = "jira-v2") -> bytes:
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        return fetch_upstream.download(client, SOURCES[key])


def test_a_document_is_downloaded_from_its_address() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, content=b"{}")

    assert download(answer) == b"{}"
    assert asked == [SOURCES["jira-v2"].url]


@pytest.mark.parametrize("status", [204, 300, 403, 404, 503])
def test_an_answer_that_is_no_document_is_refused(status: int) -> None:
    with pytest.raises(SpecError, match=f"swagger.v3.json answered {status}"):
        download(lambda request: httpx.Response(status, content=b"{}"))


def test_a_moved_document_is_followed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "static.example.com":
            return httpx.Response(200, content=b"{}")
        return httpx.Response(302, headers={"Location": "https://static.example.com/a.json"})

    assert download(answer) == b"{}"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("http://static.example.com/a.json", "http://static.example.com/a.json is not an https"),
        ("/again", "redirects more than 5 times"),
        ("https://host:port/", "could not be fetched"),
    ],
)
def test_a_document_that_moved_nowhere_is_refused(target: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        download(lambda request: httpx.Response(302, headers={"Location": target}))


def test_a_failed_connection_is_one_sentence() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(SpecError, match=r"could not be fetched: no route"):
        download(refuse)


def test_a_download_stops_at_the_size_cap() -> None:
    sent = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self):  # type: ignore[no-untyped-def]
            nonlocal sent
            while True:
                sent += 1 << 20
                yield b" " * (1 << 20)

    with pytest.raises(SpecError, match="jira-v2 is larger than 32 MB"):
        download(lambda request: httpx.Response(200, stream=Endless()))
    assert sent <= fetch_upstream.LARGEST + (2 << 20)


def test_only_https_addresses_are_fetched() -> None:
    source = SOURCES["jira-v2"]
    plain = type(source)(
        source.key, "http://example.com/a.json", "", source.operations, source.schemas
    )

    with httpx.Client() as client, pytest.raises(SpecError, match="is not an https address"):
        fetch_upstream.download(client, plain)
