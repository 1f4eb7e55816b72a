"""Runs what is on a page as its reader would: in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import BLOCKS, ROOT

REACH = {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "facade", ROOT / "generated"))),
}


def lay_out(page: str, folder: Path) -> None:
    """Write the files that a page shows."""
    for block in BLOCKS:
        if block.page == page and block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.code, encoding="utf-8")


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python, to which a warning is an error."""
    return run(sys.executable, "-W", "error", *arguments)


def bash(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run what a shell is given."""
    return run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command, **environment)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it with our package in reach."""
    return subprocess.run(
        command,
        env={**os.environ, **REACH, **environment},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def wrong_with(language: str, code: str) -> str:
    """Run a piece of code, of which each command may say how it ends; what went wrong."""
    lines = [code] if language == "python" else _commands(code)
    return "\n".join(filter(None, (_wrong(language, line) for line in lines)))


def _wrong(language: str, code: str) -> str:
    said = re.search(r"# ends with (\d+)", code)
    done = python("-c", code) if language == "python" else bash(code)
    is_right = done.returncode == int(said[1] if said else 0)
    return "" if is_right else f"{code}\nended with {done.returncode}: {done.stderr}"


def _commands(code: str) -> list[str]:
    return [line for line in code.splitlines() if not line.startswith("make ")]
