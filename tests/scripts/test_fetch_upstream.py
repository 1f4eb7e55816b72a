from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml

from scripts import fetch_upstream, upstream
from scripts.fetch_upstream import LARGEST
from scripts.knowledge import Source
from scripts.spec_files import SPEC, SpecError
from tests.scripts.documents import (
    LOOKED_THROUGH,
    SOURCES,
    committed,
    operations,
    publish_all,
    published,
)
from tests.scripts.spoiling import change_yaml

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return publish_all(tmp_path / "published")


def fetch(spec: Path, folder: Path, *options: str) -> int:
    arguments = ["--spec", str(spec), "--from", str(folder), "--no-client", *options]
    return upstream.main(arguments)


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
    for key in (*SOURCES, *LOOKED_THROUGH):
        (flat / f"{key}.json").write_text(json.dumps(published(key)))
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
    blanks = gzip.compress(b" " * (LARGEST + 1))
    (folder / "jira-v2" / "2026-09-01.json.gz").write_bytes(blanks)


def _deep(folder: Path) -> None:
    (folder / "jira-v2" / "2026-09-01.json").write_text("[" * 200_000)


def _no_number(folder: Path) -> None:
    text = json.dumps(committed("jira-v2")).replace('"structure"', "NaN")
    (folder / "jira-v2" / "2026-09-01.json").write_text(text)


def _missing(folder: Path) -> None:
    (folder / "jira-v2" / "2026-08-30.json.gz").unlink()


def test_a_folder_without_documents_is_told_what_to_hold(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetch(spec, tmp_path) == 3
    said = capsys.readouterr().out
    assert said.count("there is no document for ") == len(SOURCES) + len(LOOKED_THROUGH)
    assert f"looked for {tmp_path}/jira-v3/DATE.json, {tmp_path}/jira-v3.json" in said


def test_all_that_all_documents_lack_is_named_at_once(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = published(LOOKED_THROUGH[0])["paths"]
    for key in SOURCES:
        (folder / key / "2026-09-01.json").write_text(json.dumps(committed(key) | {"paths": other}))

    assert fetch(spec, folder, "--check") == 3
    lines = capsys.readouterr().err.splitlines()
    lost = [operation.id for source in SOURCES.values() for operation in source.operations]
    assert [line.split()[6] for line in lines] == lost


def test_one_bad_document_is_trouble_and_stops_no_other(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _swagger(folder)
    grown = published("jira-v3")
    next(operations(grown))["deprecated"] = True
    (folder / "jira-v3" / "2026-09-01.json").write_text(json.dumps(grown))
    before = contents(spec)
    told = folder / "trouble.md"

    assert fetch(spec, folder, "--trouble", str(told)) == 3
    assert "jira-v2 is Swagger 2.0" in told.read_text()
    assert "jira-v2 is Swagger 2.0" in capsys.readouterr().out
    changed = [name for name, content in contents(spec).items() if before[name] != content]
    assert sorted(name.rpartition("/")[2] for name in changed) == [
        "jira-v3.json",
        "openapi.yaml",
        "upstream.lock.yaml",
    ]
    assert lock(spec)["jira-v2"] == lock(SPEC)["jira-v2"]


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
        (_missing, "no document for jira-v2: looked for "),
    ],
)
def test_what_is_bad_in_a_document_is_said(
    spec: Path,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    change_yaml(spec, "sources.yaml", lambda raw: [raw.pop(key) for key in {*raw} - {"jira-v2"}])
    (spec / "deviations.yaml").write_text("[]\n")
    spoil(folder)
    slice_before = (spec / "upstream" / "jira-v2.json").read_bytes()

    assert fetch(spec, folder) == 3
    assert message in capsys.readouterr().out
    assert (spec / "upstream" / "jira-v2.json").read_bytes() == slice_before
    assert lock(spec)["jira-v2"] == lock(SPEC)["jira-v2"]


Answer = Callable[[httpx.Request], httpx.Response]
JIRA, CONFLUENCE = SOURCES["jira-v2"], SOURCES["confluence-dc"]


def asked(answer: Answer, source: Source = JIRA, pauses: list[float] | None = None) -> str:
    """What is fetched, or else the address that was asked in the end."""
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        pause = ([] if pauses is None else pauses).append
        found = fetch_upstream.from_network(client, source, pause)
    assert found.content == b"{}"
    return found.url


def test_a_document_is_downloaded_from_its_address() -> None:
    urls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        return httpx.Response(200, content=b"{}")

    assert asked(answer) == JIRA.url
    assert urls == [JIRA.url]


@pytest.mark.parametrize("status", [204, 300, 403, 404, 503])
def test_an_answer_that_is_no_document_is_refused(status: int) -> None:
    with pytest.raises(SpecError, match=f"swagger.v3.json answered {status}"):
        asked(lambda request: httpx.Response(status, content=b"{}"))


def test_what_fails_is_tried_again_twice() -> None:
    pauses: list[float] = []
    answers = [httpx.Response(503), httpx.Response(502), httpx.Response(200, content=b"{}")]

    assert asked(lambda _: answers.pop(0), pauses=pauses) == JIRA.url
    assert pauses == [5.0, 30.0]
    answers = [httpx.Response(503)] * 4
    with pytest.raises(SpecError, match="answered 503"):
        asked(lambda _: answers.pop(0))
    assert len(answers) == 1


PAGE = """
<a href="https://dac-static.atlassian.com/server/confluence/9.12.1.swagger.v3.json?_v=1.2">
"https://dac-static.atlassian.com/server/confluence/10.2.14.swagger.v3.json"
https://dac-static.atlassian.com/server/confluence/10.2.9.swagger.v3.json
https://elsewhere.example/server/confluence/11.0.0.swagger.v3.json
"""


@pytest.mark.parametrize(
    ("page", "release"), [(PAGE, "10.2.14"), (PAGE.replace("10.2.", "9.2."), "10.0.3")]
)
def test_of_a_product_with_a_document_a_release_the_newest_is_taken(
    page: str, release: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        text = page if str(request.url) == CONFLUENCE.newest else "{}"
        return httpx.Response(200, text=text)

    url = asked(answer, CONFLUENCE)
    assert url == f"https://dac-static.atlassian.com/server/confluence/{release}.swagger.v3.json"


def test_a_page_that_links_to_no_document_is_named() -> None:
    with pytest.raises(SpecError, match="/server/confluence/rest/ links to no document such as"):
        asked(lambda _: httpx.Response(200, text="<p>moved"), CONFLUENCE)


def test_a_moved_document_is_followed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "static.example.com":
            return httpx.Response(200, content=b"{}")
        return httpx.Response(302, headers={"Location": "https://static.example.com/a.json"})

    assert asked(answer) == JIRA.url


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
        asked(lambda request: httpx.Response(302, headers={"Location": target}))


def test_a_failed_connection_is_one_sentence() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(SpecError, match=r"could not be fetched: no route"):
        asked(refuse)


def test_a_download_stops_at_the_size_cap() -> None:
    sent = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self):  # type: ignore[no-untyped-def]
            nonlocal sent
            while True:
                sent += 1 << 20
                yield b" " * (1 << 20)

    with (
        httpx.Client(
            transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
        ) as client,
        pytest.raises(SpecError, match="jira-v2 is larger than 32 MB"),
    ):
        fetch_upstream.download(client, JIRA.url, JIRA.key)
    assert sent <= LARGEST + (2 << 20)


def test_only_https_addresses_are_fetched() -> None:
    with httpx.Client() as client, pytest.raises(SpecError, match="is not an https address"):
        fetch_upstream.download(client, "http://example.com/a.json", JIRA.key)
