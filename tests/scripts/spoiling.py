"""Ways to spoil a copy of spec/, and what the build says of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import build_spec

Json = Any


def build(spec: Path, *options: str) -> int:
    return build_spec.main(["--spec", str(spec), *options])


def change_slice(spec: Path, key: str, change: Any) -> None:
    """Change a slice as a fetch would: with its lock."""
    path = spec / "upstream" / f"{key}.json"
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    lock = yaml.load((spec / "upstream.lock.yaml").read_text(), Loader=yaml.CSafeLoader)
    lock[key]["slice"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (spec / "upstream.lock.yaml").write_text(yaml.dump(lock, Dumper=yaml.CSafeDumper))


def change_yaml(spec: Path, name: str, change: Any) -> None:
    content = yaml.load((spec / name).read_text(), Loader=yaml.CSafeLoader)
    change(content)
    (spec / name).write_text(yaml.dump(content, Dumper=yaml.CSafeDumper))


def deviation(deviations: list[Json], name: str) -> Json:
    return next(one for one in deviations if one["name"] == name)


def refusal(spec: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the build says when it refuses; it must not touch anything."""
    before = {path: path.read_bytes() for path in spec.rglob("*") if path.is_file()}
    assert build(spec) == 3
    assert before == {path: path.read_bytes() for path in spec.rglob("*") if path.is_file()}
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "Traceback" not in captured.err
    return captured.err
