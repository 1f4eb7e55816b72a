"""Fetch Atlassian's documents and keep what we use of them: `python -m scripts.fetch_upstream`.

From the network, or with `--from DIR` from `DIR/SOURCE/DATE.json[.gz]` (the newest) or
`DIR/SOURCE.json[.gz]`. Slices and lock are written together or not at all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import httpx
from attrs import frozen

from scripts.slicing import slice_document
from scripts.sources import Source, read_lock, read_sources
from scripts.spec_files import (
    SPEC,
    SpecError,
    parse_json,
    publish,
    run,
    to_json,
    to_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 32 * 1024 * 1024
_HOPS = 5
_HEADING = "Which document each slice was taken from. Written by scripts.fetch_upstream."


@frozen
class Document:
    """One upstream document as it came, and the day it is from."""

    content: bytes
    date: str


def main(argv: Sequence[str] | None = None) -> int:
    """Refresh spec/upstream and its lock; exit 0 done, 1 a check found a change, 3 trouble."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fetch_upstream", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, help="take documents from this folder")
    parser.add_argument("--check", action="store_true", help="write nothing, say what would change")
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _refresh(options.spec, options.folder, check=options.check))


def _refresh(spec: Path, folder: Path | None, *, check: bool) -> int:
    lock_path = spec / "upstream.lock.yaml"
    known = read_lock(spec) if lock_path.exists() else {}
    sources = read_sources(spec / "sources.yaml")
    fetched = _from_folder(sources, folder) if folder else _from_network(sources)
    files: dict[Path, bytes] = {}
    lock: dict[str, Any] = {}
    for source in sources:
        content, entry = take(source, fetched[source.key])
        files[spec / "upstream" / f"{source.key}.json"] = content
        lock[source.key] = _kept(known.get(source.key), entry)
    files[lock_path] = to_yaml(lock, _HEADING)
    return publish(files, check=check, remedy="run `make upstream` and review the difference")


def take(source: Source, document: Document) -> tuple[bytes, dict[str, str]]:
    """Slice one document: the slice's bytes and its entry in the lock."""
    parsed = parse_json(document.content, f"the {source.key} document")
    content = to_json(slice_document(parsed, source))
    entry = {
        "url": source.url,
        "date": document.date,
        "version": _version(parsed.get("info")),
        "document": hashlib.sha256(document.content).hexdigest(),
        "slice": hashlib.sha256(content).hexdigest(),
    }
    return content, entry


def _version(info: Any) -> str:
    return str(info.get("version", "")) if isinstance(info, dict) else ""


def _kept(known: dict[str, str] | None, entry: dict[str, str]) -> dict[str, str]:
    """Upstream's documents change daily; the lock moves when a slice did."""
    same = known and (known.get("slice"), known.get("url")) == (entry["slice"], entry["url"])
    return known if known and same else entry


def _from_network(sources: Sequence[Source]) -> dict[str, Document]:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    with httpx.Client(timeout=60.0, follow_redirects=False) as client:
        return {source.key: Document(download(client, source), today) for source in sources}


def download(client: httpx.Client, source: Source) -> bytes:
    """Read a source's document from its address, over https only and up to the size cap."""
    url = httpx.URL(source.url)
    try:
        for _ in range(_HOPS):
            if url.scheme != "https":
                raise SpecError(f"{source.key} is not fetched: {url} is not an https address")
            with client.stream("GET", url) as response:
                if not response.has_redirect_location:
                    return _body(response, source)
                url = url.join(response.headers["Location"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SpecError(f"{source.url} could not be fetched: {error}") from error
    raise SpecError(f"{source.url} redirects more than {_HOPS} times")


def _body(response: httpx.Response, source: Source) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise SpecError(f"{response.url} answered {response.status_code}")
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        _bounded(len(body), source.key)
    return bytes(body)


def _from_folder(sources: Sequence[Source], folder: Path) -> dict[str, Document]:
    return {source.key: read_document(newest(folder, source.key)) for source in sources}


def newest(folder: Path, key: str) -> Path:
    """The newest dated document of a source in a folder, or its only one."""
    dated = [path for path in (folder / key).glob("*.json*") if _is_document(path)]
    single = [path for path in folder.glob(f"{key}.json*") if _is_document(path)]
    if not dated and not single:
        raise SpecError(f"{folder.name} holds no document for {key}")
    return max(dated or single, key=lambda path: path.name)


def _is_document(path: Path) -> bool:
    return path.name.endswith((".json", ".json.gz")) and path.is_file()


def read_document(path: Path) -> Document:
    """Read a document, compressed or not; its name or its time of change dates it."""
    try:
        with _opened(path) as file:
            content = file.read(LARGEST + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SpecError(f"{path.name} is not a whole gzip file: {error}") from error
    _bounded(len(content), path.name)
    return Document(content, _date(path))


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(path)) if path.suffix == ".gz" else path.open("rb")


def _date(path: Path) -> str:
    try:
        return dt.date.fromisoformat(path.name.partition(".")[0]).isoformat()
    except ValueError:
        changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        return changed.date().isoformat()


def _bounded(size: int, name: str) -> None:
    if size > LARGEST:
        raise SpecError(f"{name} is larger than {LARGEST >> 20} MB, more than any real document")


if __name__ == "__main__":
    sys.exit(main())
