"""What mypy says of a program that somebody writes with this library."""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.spec_files import ROOT


def complaints(source: str) -> Mapping[int, str]:
    """What is wrong, by line."""
    with TemporaryDirectory() as folder:
        program = Path(folder, "program.py")
        program.write_text(source, encoding="utf-8")
        command = [sys.executable, "-m", "mypy", "--no-error-summary", program]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not told.stderr
    found = re.findall(r"(?m)^.*program\.py:(\d+): error: (.*)$", told.stdout)
    return {int(line): said for line, said in found}


def program(head: str, right: Iterable[str], wrong: Iterable[str]) -> str:
    """Return a program with these statements at its PLACE."""
    return head.replace("PLACE", "\n    ".join([*right, *wrong]))


def tell_wrong(head: str, right: Iterable[str], wrong: Mapping[str, str]) -> None:
    """Assert that of statements at its PLACE each wrong one is told, and no other."""
    source = program(head, right, wrong)

    found = complaints(source)

    lines = source.splitlines()
    told = {lines[number - 1].strip(): said for number, said in found.items()}
    assert told.keys() == wrong.keys()
    for line, said in wrong.items():
        assert said in told[line], line
