"""What pyright, strict, says of programs with this library: `make pyright`, where npm is.

It has to find nothing in the code on README and the pages, every wrong statement that the tests of
the types have and no other, and a type for each public name. `make test` asks mypy the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import test_help, test_start_types
from tests.docs.pages import BLOCKS
from tests.npm import install
from tests.typed import program

PACKAGE = "pyright@1.1.414"
# What a program cannot help: what is used of jira is private, and atlassian lacks types.
THEIRS = {
    "\nfrom jira import": "reportPrivateUsage=false, reportOptionalMemberAccess=false",
    "\nfrom atlassian import": "reportUnknownMemberType=false, reportUnknownArgumentType=false",
}
# Rooms that only our own code enters, what takes Airflow, and a server.
NOT_PUBLIC = ("airflow", "cli", "kinds", "mcp", "starting", "waiting", "wire")
STRICT = {
    "typeCheckingMode": "strict",
    "reportUnusedVariable": False,  # statements that only have to fit
    "reportUnusedImport": False,
}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the programs on the pages, each with its name; Airflow has its own environment."""
    for block in BLOCKS:
        if block.language == "python" and block.page != "airflow":
            theirs = [rules for line, rules in THEIRS.items() if line in block.code]
            name = block.file or f"{block.page.replace('-', '_')}_{block.number}.py"
            yield name, "".join(f"# pyright: {rules}\n" for rules in theirs) + block.code


def wrong() -> Iterator[tuple[str, str, set[int]]]:
    """Yield programs that are wrong, each with its name and the lines that are."""
    for module in (test_help, test_start_types):
        source = program(module.HEAD, module.RIGHT, module.WRONG)
        lines = enumerate(source.splitlines(), 1)
        name = module.__name__.rpartition("_")[2]
        yield f"{name}.py", source, {n for n, line in lines if line.strip() in module.WRONG}
    source = test_start_types.ODD
    lines = enumerate(source.splitlines(), 1)
    yield "odd.py", source, {number for number, line in lines if "odd=1" in line}


def ask(pyright: Path, *options: str) -> Any:
    """Return what pyright finds, with the packages of this environment."""
    environment = os.environ | {"VIRTUAL_ENV": sys.prefix}
    environment["PATH"] = f"{sys.prefix}/bin{os.pathsep}{environment['PATH']}"
    command = [str(pyright), "--outputjson", *options]
    told = subprocess.run(
        command, env=environment, cwd=pyright.parents[2], capture_output=True, check=False
    )
    return json.loads(told.stdout)


def of_programs(pyright: Path, folder: Path) -> Iterator[str]:
    """Yield what is found in programs and should not be, and the other way round."""
    expected: dict[str, set[int]] = {}
    for name, source, *lines in [*pages(), *wrong()]:
        (folder / name).write_text(source, encoding="utf-8")
        expected[name] = lines[0] if lines else set()
    (folder / "pyrightconfig.json").write_text(json.dumps(STRICT), encoding="utf-8")
    found: dict[str, set[int]] = {name: set() for name in expected}
    for one in ask(pyright, "--project", str(folder))["generalDiagnostics"]:
        name, line = Path(one["file"]).name, one["range"]["start"]["line"] + 1
        if line not in expected[name] and one["severity"] != "information":
            yield f"{name}:{line}: {one['message']}"
        found[name].add(line)
    for name, lines in expected.items():
        yield from (f"{name}:{line}: nothing is told" for line in sorted(lines - found[name]))


def of_names(pyright: Path) -> Iterator[str]:
    """Yield each public name whose type is not known, or not the same to each checker."""
    told = ask(pyright, "--ignoreexternal", "--verifytypes", "atlassian_tasks")["typeCompleteness"]
    for symbol in told["symbols"]:
        room = symbol["name"].split(".")[1]
        if room not in NOT_PUBLIC and (symbol["isTypeAmbiguous"] or not symbol["isTypeKnown"]):
            why = [one["message"] for one in symbol["diagnostics"]]
            yield ": ".join([symbol["name"], *why])
    score = told["completenessScore"]
    print(f"of all names, also those of our own rooms, {score:.1%} have a type for each checker")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        pyright = install(Path(name), PACKAGE, "pyright")
        if pyright is None:
            print("npm is not here; what pyright says is optional", file=sys.stderr)
            return 0
        folder = Path(name, "programs")
        folder.mkdir()
        lines = [*of_programs(pyright, folder), *of_names(pyright)]
    print("\n".join(lines) or "pyright tells what is wrong, and nothing else")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
