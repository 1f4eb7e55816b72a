"""Fetch Atlassian's documents and keep what we use of them: `python -m scripts.fetch_upstream`.

From the network, or with `--from DIR` from `DIR/SOURCE/DATE.json[.gz]` (the newest) or
`DIR/SOURCE.json[.gz]`. Slices and lock are written together or not at all. What the network gave
is kept in .upstream_cache/, and asked for again only if its ETag is no longer upstream's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import json
import sys
import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import httpx
from attrs import frozen

from scripts.misfits import Misfits
from scripts.slicing import slice_there
from scripts.sources import Source, read_lock, read_sources
from scripts.spec_files import (
    ROOT,
    SPEC,
    SpecError,
    parse_json,
    publish,
    run,
    to_json,
    to_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST = 32 * 1024 * 1024
CACHE = ROOT / ".upstream_cache"
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
    sources = read_sources(spec / "sources.yaml")
    lacking = Misfits()
    files = refreshed(spec, sources, documents(sources, folder), lacking)
    lacking.refuse()
    return publish(files, check=check, remedy="run `make upstream` and review the difference")


def documents(sources: Sequence[Source], folder: Path | None) -> dict[str, Document]:
    """Every source's document, from a folder or from the network."""
    return _from_folder(sources, folder) if folder else _from_network(sources, CACHE)


def refreshed(
    spec: Path, sources: Sequence[Source], fetched: Mapping[str, Document], lacking: Misfits
) -> dict[Path, bytes]:
    """The slices of these documents and their lock, as files to write; what they lack is noted."""
    lock_path = spec / "upstream.lock.yaml"
    known = read_lock(spec) if lock_path.exists() else {}
    files: dict[Path, bytes] = {}
    lock: dict[str, Any] = {}
    misfits = Misfits()
    for source in sources:
        if taken := misfits.gather(partial(take, source, fetched[source.key], lacking)):
            files[spec / "upstream" / f"{source.key}.json"], entry = taken
            lock[source.key] = _kept(known.get(source.key), entry)
    misfits.refuse()
    return files | {lock_path: to_yaml(lock, _HEADING)}


def take(source: Source, document: Document, lacking: Misfits) -> tuple[bytes, dict[str, str]]:
    """Slice one document: the slice's bytes and its entry in the lock."""
    parsed = parse_json(document.content, f"the {source.key} document")
    sliced = slice_there(parsed, source)
    lacking.note(*sliced.lacking)
    content = to_json(sliced.document)
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


def _from_network(sources: Sequence[Source], cache: Path) -> dict[str, Document]:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    with httpx.Client(timeout=60.0, follow_redirects=False) as client:
        return {source.key: Document(download(client, source, cache), today) for source in sources}


def download(client: httpx.Client, source: Source, cache: Path | None = None) -> bytes:
    """Read a source's document from its address, over https only and up to the size cap.

    With a cache, a document that has not changed since is taken from there.
    """
    url, known = httpx.URL(source.url), _cached(source, cache)
    headers = {"If-None-Match": known[0]} if known else {}
    try:
        for _ in range(_HOPS):
            if url.scheme != "https":
                raise SpecError(f"{source.key} is not fetched: {url} is not an https address")
            with client.stream("GET", url, headers=headers) as response:
                if known and response.status_code == httpx.codes.NOT_MODIFIED:
                    return known[1]
                if not response.has_redirect_location:
                    return _kept_in(cache, source, response)
                url = url.join(response.headers["Location"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SpecError(f"{source.url} could not be fetched: {error}") from error
    raise SpecError(f"{source.url} redirects more than {_HOPS} times")


def _kept_in(cache: Path | None, source: Source, response: httpx.Response) -> bytes:
    body, etag = _body(response, source), response.headers.get("ETag")
    if cache is not None and etag:
        entry = {"url": source.url, "etag": etag, "sha256": hashlib.sha256(body).hexdigest()}
        document, about = _cache_paths(cache, source)
        cache.mkdir(parents=True, exist_ok=True)
        (cache / ".gitignore").write_text("*\n", encoding="utf-8")
        document.write_bytes(body)
        about.write_text(json.dumps(entry), encoding="utf-8")
    return body


def _cached(source: Source, cache: Path | None) -> tuple[str, bytes] | None:
    """The ETag and the document; None if there is none or it is not what was written."""
    if cache is None:
        return None
    document, about = _cache_paths(cache, source)
    try:
        entry, body = json.loads(about.read_bytes()), document.read_bytes()
    except (OSError, ValueError):
        return None
    digest = hashlib.sha256(body).hexdigest()
    whole = isinstance(entry, dict) and (entry.get("url"), entry.get("sha256")) == (
        source.url,
        digest,
    )
    return (str(entry["etag"]), body) if whole and "etag" in entry else None


def _cache_paths(cache: Path, source: Source) -> tuple[Path, Path]:
    return cache / f"{source.key}.json", cache / f"{source.key}.etag.json"


def _body(response: httpx.Response, source: Source) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise SpecError(f"{response.url} answered {response.status_code}")
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        _bounded(len(body), source.key)
    return bytes(body)


def _from_folder(sources: Sequence[Source], folder: Path) -> dict[str, Document]:
    misfits = Misfits()
    paths = {one.key: misfits.gather(partial(newest, folder, one.key)) for one in sources}
    misfits.refuse()
    return {key: read_document(path) for key, path in paths.items() if path}


def newest(folder: Path, key: str) -> Path:
    """The newest dated document of a source in a folder, or its only one."""
    dated = [path for path in (folder / key).glob("*.json*") if _is_document(path)]
    single = [path for path in folder.glob(f"{key}.json*") if _is_document(path)]
    if not dated and not single:
        raise SpecError(
            f"there is no document for {key}: looked for {folder}/{key}/DATE.json, "
            f"{folder}/{key}.json and either with .gz"
        )
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
