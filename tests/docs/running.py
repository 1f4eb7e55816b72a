"""Runs what is on a page as its reader would: in a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ALL, ROOT


def lay_out(page: str, folder: Path) -> None:
    """Write the files that a page shows."""
    for block in ALL:
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
    reach = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "facade", ROOT / "generated"))),
    }
    return subprocess.run(
        command,
        env={**os.environ, **reach, **environment},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
