"""Runs what is on a page as its reader would: in a process of its own, though a forked one."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import BLOCKS
from tests.forked import PATH, forked

REACH = {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "PYTHONPATH": os.pathsep.join(PATH),
}
_IN_TURN = """
import sys
for number, piece in enumerate(sys.argv[1:], 1):
    exec(compile(piece, f"piece {number}", "exec"), {"__name__": "__main__"})
"""


def lay_out(page: str, folder: Path) -> None:
    """Write the files that a page shows."""
    for block in BLOCKS:
        if block.page == page and block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.code, encoding="utf-8")


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python, to which a warning is an error."""
    return run(str(forked() / "python"), "-W", "error", *arguments)


def bash(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run what a shell is given."""
    environment = {"PATH": f"{forked()}{os.pathsep}{REACH['PATH']}"} | environment
    return run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command, **environment)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it with our package in reach."""
    return subprocess.run(
        command,
        env={**os.environ, **REACH, **environment},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )


def wrong_with(language: str, pieces: list[str]) -> str:
    """Run pieces of code one after the other; what went wrong."""
    if language == "python":
        done = python("-c", _IN_TURN, *pieces)
        return f"ended with {done.returncode}: {done.stderr}" if done.returncode else ""
    commands = [line for piece in pieces for line in piece.splitlines()]
    return "".join(_wrong(command) for command in commands if not command.startswith("make "))


def _wrong(command: str) -> str:
    """Run a command, which may say how it ends."""
    said = re.search(r"# ends with (\d+)", command)
    done = bash(command)
    is_right = done.returncode == int(said[1] if said else 0)
    return "" if is_right else f"{command}\nended with {done.returncode}: {done.stderr}"
