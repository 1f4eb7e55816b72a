"""Runs of the command line on documents of a test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.drift.__main__ import main
from scripts.spec_files import SPEC

Json = Any


def newest(key: str) -> Json:
    """The slice that the curated spec is built from."""
    return json.loads((SPEC / "upstream" / f"{key}.json").read_text(encoding="utf-8"))


def changed(key: str, change: Callable[[Json], object]) -> tuple[Json, Json]:
    """The newest slice, and the same with a change of upstream's in it."""
    old, new = newest(key), newest(key)
    change(new)
    return old, new


class Drift:
    """What the command said about two documents."""

    def __init__(self, code: int, told: Json) -> None:
        self.code = code
        self.impacts: list[Json] = told["impacts"]
        self.changes: list[Json] = told["changes"]
        self.elsewhere: list[Json] = told["elsewhere"]
        assert code == told["code"]

    def impact(self, kind: str) -> Json:
        found = [one for one in self.impacts if one["kind"] == kind]
        assert len(found) == 1, self.impacts
        return found[0]

    @property
    def kinds(self) -> list[str]:
        return [one["kind"] for one in self.impacts]

    @property
    def rules(self) -> dict[str, str]:
        return {one["rule"]: one["level"] for one in self.changes}


class Desk:
    """A folder to write documents to, and the command to run on them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def write(self, name: str, content: Json) -> Path:
        path = self._folder / name
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(data)
        return path

    def run(self, *arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(one) for one in arguments])
        except SystemExit as ended:
            code = int(str(ended.code))
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def compare(self, old: Json, new: Json, *options: str) -> Drift:
        paths = self.write("old.json", old), self.write("new.json", new)
        code, out, err = self.run(*paths, "--format", "json", *options)
        assert not err
        return Drift(code, json.loads(out))
