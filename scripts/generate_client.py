"""Write generated/atlassian_tasks_rest from spec/openapi.yaml: `python -m scripts.generate_client`.

The client is written to a temporary folder by pinned tools; what differs is then put in place.
"""

import argparse
import importlib.metadata
import os
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from scripts.spec_files import ROOT, SPEC, SpecError, publish, run

PACKAGE = "atlassian_tasks_rest"
INTO = ROOT / "generated"
_TOOLS = ("openapi-python-client", "ruff")


def main(argv: Sequence[str] | None = None) -> int:
    """Generate, or check, the client; exit 0 done, 1 a check found a difference, 3 trouble."""
    parser = argparse.ArgumentParser(prog="python -m scripts.generate_client", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, default=INTO, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(
        lambda: publish(
            client(options.spec, options.into),
            check=options.check,
            remedy="run `make generate`",
            base=options.into,
        )
    )


def client(spec: Path, into: Path = INTO) -> dict[Path, bytes | None]:
    """Every file of the client, and None for each that is there and should not be."""
    _require_tools()
    with tempfile.TemporaryDirectory() as folder:
        fresh = contents(_write(spec, Path(folder) / PACKAGE))
    names = sorted({*fresh, *contents(into / PACKAGE)})
    return {into / PACKAGE / name: fresh.get(name) for name in names}


def contents(folder: Path) -> dict[str, bytes]:
    """What a folder holds, by name; compiled files do not count."""
    found = (path for path in folder.rglob("*") if not path.is_dir())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if "__pycache__" not in path.parts
    }


def _require_tools() -> None:
    """Refuse any other version of the tools that shape the output than the pinned one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for requirement in project["dependency-groups"]["dev"]:
        name, _, pinned = requirement.partition("==")
        if name not in _TOOLS:
            continue
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "none"
        if found != pinned:
            raise SpecError(f"needs {name} {pinned}, this environment has {found}: `make setup`")


def _write(spec: Path, target: Path) -> Path:
    """Run the generator on a spec folder into a folder that does not exist yet."""
    arguments = ["generate", "--meta", "none", "--fail-on-warning"]
    arguments += ["--path", str(spec / "openapi.yaml"), "--config", str(spec / "client.yaml")]
    arguments += ["--custom-template-path", str(SPEC / "templates")]
    tools = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "openapi_python_client", *arguments, "--output-path", str(target)],
        env=os.environ | {"PATH": tools, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not target.is_dir():
        last_words = " ".join(f"{done.stdout} {done.stderr}".split())[-600:]
        raise SpecError(f"openapi-python-client refused the spec: {last_words}")
    (target / "py.typed").touch()
    return target


if __name__ == "__main__":
    sys.exit(main())
