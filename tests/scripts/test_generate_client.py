from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import generate_client
from scripts.spec_files import ROOT, SPEC
from tests.scripts.small import tree

PACKAGE = generate_client.PACKAGE


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A copy of generated/ to spoil."""
    compiled = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(ROOT / "generated", tmp_path / "generated", ignore=compiled))


def generate(into: Path, *options: str) -> int:
    return generate_client.main(["--into", str(into), *options])


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if "__pycache__" not in path.parts
    }


COPYING = f"""
import shutil, sys
shutil.copytree({str(ROOT / "generated" / PACKAGE)!r}, sys.argv[-1])
"""


def test_every_byte_and_every_file_is_compared(
    into: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = tmp_path / "stands_in" / "openapi_python_client"
    generator.mkdir(parents=True)
    (generator / "__init__.py").touch()
    (generator / "__main__.py").write_text(COPYING)
    monkeypatch.setenv("PYTHONPATH", str(generator.parent))
    (into / PACKAGE / "models" / "stale.py").write_text("")
    (into / PACKAGE / "py.typed").unlink()
    (into / PACKAGE / "types.py").write_text("")
    spoilt = files(into)

    assert generate(into, "--check") == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{PACKAGE}/{name} is not what its inputs make; run `make generate`"
        for name in ("models/stale.py", "py.typed", "types.py")
    ]
    assert files(into) == spoilt


def test_another_hash_seed_without_a_path_makes_the_same_bytes(into: Path) -> None:
    (into / PACKAGE / "models" / "stale.py").write_text("")
    (into / PACKAGE / "py.typed").unlink()
    environment = os.environ | {"PYTHONHASHSEED": "1", "PATH": os.defpath}
    command = [sys.executable, "-m", "scripts.generate_client", "--into", str(into)]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)

    assert files(into) == files(ROOT / "generated")
    assert [path.name for path in into.iterdir()] == [PACKAGE]


def test_compiled_files_do_not_count(into: Path) -> None:
    cache = into / PACKAGE / "__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "types.cpython-311.pyc").write_bytes(b"")

    kept = generate_client.contents(ROOT / "generated" / PACKAGE)
    assert generate_client.contents(into / PACKAGE) == kept


@pytest.mark.parametrize("tool", ["openapi-python-client", "ruff"])
def test_another_version_of_a_tool_is_named(
    into: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tool: str,
) -> None:
    real = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: "0.0.1" if name == tool else real(name)
    )
    before = files(into)

    assert generate(into, "--check") == 3
    message = capsys.readouterr().err
    assert f"needs {tool} {real(tool)}, this environment has 0.0.1" in message
    assert generate(into) == 3
    assert files(into) == before


def test_a_missing_tool_is_named(
    into: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", nothing)

    assert generate(into) == 3
    assert "this environment has none" in capsys.readouterr().err


INFO = {"title": "Small", "version": "1"}


def test_a_spec_that_the_generator_warns_of_leaves_the_client_as_it_was(
    into: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    shutil.copy(SPEC / "client.yaml", spec)
    lost = {"$ref": "#/components/schemas/Lost"}
    document = tree(Node={"type": "object", "properties": {"next": lost}})
    document["paths"]["/tree"]["get"]["responses"]["200"]["description"] = "OK"
    (spec / "openapi.yaml").write_text(json.dumps(document | {"info": INFO}))
    before = files(into)

    assert generate(into, "--spec", str(spec)) == 3
    message = capsys.readouterr().err
    assert message.startswith("error: openapi-python-client refused the spec: ")
    assert (
        "(Could not find reference in parsed models or enums), response will be omitted" in message
    )
    assert files(into) == before
    assert [path.name for path in into.iterdir()] == [PACKAGE]
