"""Atlassian's documents as they are published, from the network or from a folder.

A folder has `SOURCE/DATE.json[.gz]`, of which the newest is taken, or `SOURCE.json[.gz]`.
"""

import datetime as dt
import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from attrs import frozen

from scripts.knowledge import Source
from scripts.spec_files import LARGEST, SpecError, read_content

_HOPS = 5
_PAUSES = (5.0, 30.0)  # seconds between attempts
# The number of a release, in the file's name.
_RELEASE = re.compile(r"(.*/[^/\d]*)(\d+(?:\.\d+)*)([^/]*)")


@frozen
class Document:
    """One upstream document as it came, where it was, and the day it is from."""

    content: bytes
    url: str
    date: str


def fetch(source: Source, folder: Path | None = None) -> Document:
    """A source's document, from a folder or else from the network."""
    if folder:
        return read_document(newest(folder, source.key), source.url)
    with httpx.Client(timeout=30.0, follow_redirects=False) as client:
        return from_network(client, source)


def from_network(
    client: httpx.Client, source: Source, pause: Callable[[float], None] = time.sleep
) -> Document:
    """A source's document; what fails is tried again, twice."""
    for seconds in _PAUSES:
        try:
            return _published(client, source)
        except SpecError:
            pause(seconds)
    return _published(client, source)


def _published(client: httpx.Client, source: Source) -> Document:
    url = _address(client, source) if source.newest else source.url
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return Document(download(client, url, source.key), url, today)


def _address(client: httpx.Client, source: Source) -> str:
    """Where the newest release's document is: the highest number that the page links to."""
    release = _RELEASE.fullmatch(source.url)
    if release is None:
        raise SpecError(f"sources.yaml: {source.key} has no release in its `url` to look for newer")
    page = download(client, source.newest, source.key).decode(errors="replace")
    head, ours, tail = release.groups()
    found = re.findall(f"{re.escape(head)}([0-9]+(?:[.][0-9]+)*){re.escape(tail)}", page)
    if not found:
        raise SpecError(
            f"{source.newest} links to no document such as {source.url}: see where {source.key} "
            "has its newest one, and say it in sources.yaml"
        )
    latest = max(ours, *found, key=lambda release: [*map(int, release.split("."))])
    return f"{head}{latest}{tail}"


def download(client: httpx.Client, address: str, key: str) -> bytes:
    """Read what is at an address, over https only and up to the size cap."""
    try:
        url = httpx.URL(address)
        for _ in range(_HOPS):
            if url.scheme != "https":
                raise SpecError(f"{key} is not fetched: {url} is not an https address")
            with client.stream("GET", url) as response:
                if not response.has_redirect_location:
                    return _body(response, key)
                url = url.join(response.headers["Location"])
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SpecError(f"{address} could not be fetched: {error}") from error
    raise SpecError(f"{address} redirects more than {_HOPS} times")


def _body(response: httpx.Response, key: str) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise SpecError(f"{response.url} answered {response.status_code}")
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise SpecError(f"{key} is larger than {LARGEST >> 20} MB, as no real document is")
    return bytes(body)


def newest(folder: Path, key: str) -> Path:
    """The newest dated document of a source in a folder, or its only one."""
    names = (f"{key}/*.json", f"{key}/*.json.gz", f"{key}.json", f"{key}.json.gz")
    found = [path for name in names for path in folder.glob(name)]
    if not found:
        raise SpecError(
            f"there is no document for {key}: looked for {folder}/{key}/DATE.json, "
            f"{folder}/{key}.json and either with .gz"
        )
    return max(found, key=lambda path: (path.parent != folder, path.name))


def read_document(path: Path, url: str = "") -> Document:
    """Read a document, compressed or not; its name or its time of change dates it."""
    return Document(read_content(path), url, _date(path))


def _date(path: Path) -> str:
    try:
        return dt.date.fromisoformat(path.name.partition(".")[0]).isoformat()
    except ValueError:
        changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        return changed.date().isoformat()
