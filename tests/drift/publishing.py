"""Documents dressed up as Atlassian's in a folder, and `make upstream` on them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

from scripts import upstream
from tests.drift.running import Json
from tests.scripts.documents import publish_all, published


def publish_unchanged(folder: Path) -> Path:
    return publish_all(folder)


def publish(
    folder: Path, key: str, change: Callable[[Json], object], date: str = "2026-09-01"
) -> None:
    document = published(key)
    change(document)
    content = gzip.compress(json.dumps(document).encode(), compresslevel=1)
    (folder / key / f"{date}.json.gz").write_bytes(content)


def operation(document: Json, path: str, method: str) -> Json:
    root = document["servers"][0]["url"].partition("atlassian.net")[2]
    return document["paths"][path.removeprefix(root)][method]


def run(spec: Path, folder: Path, *options: str) -> int:
    arguments = ["--spec", str(spec), "--from", str(folder), "--no-client", *options]
    return upstream.main(arguments)


def contents(spec: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in spec.rglob("*") if path.is_file()}
