"""A document from the network is kept, and asked for again only if it has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from scripts import fetch_upstream
from scripts.spec_files import SpecError
from tests.scripts.documents import SOURCES

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
