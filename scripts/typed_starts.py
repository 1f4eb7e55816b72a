"""Check that mypy sees the arguments of every generated start. `python -m scripts.typed_starts`.

`Start` takes them from the builder of the request, which is the generator's own affair: here it
shows if that changes. Exit: 0 all fit, 1 some do not.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.spec_files import ROOT

_API = ROOT / "generated/atlassian_tasks_rest/api"
_STARTS = r"(?!_|get_|list_|cancel_)"


def complaints(source: str) -> Mapping[int, str]:
    """What mypy says of a program, by line."""
    with TemporaryDirectory() as folder:
        program = Path(folder, "program.py")
        program.write_text(source, encoding="utf-8")
        told = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "mypy", "--no-error-summary", program],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    if told.stderr:
        raise RuntimeError(told.stderr)
    found = re.findall(r"(?m)^.*program\.py:(\d+): error: (.*)$", told.stdout)
    return {int(line): said for line, said in found}


def main() -> int:
    """Let each start have an argument that it does not take."""
    starts = [path for path in sorted(_API.glob("*/*.py")) if re.match(_STARTS, path.name)]
    lines = [f"from atlassian_tasks_rest.api.{one.parent.name} import {one.stem}" for one in starts]
    head = "from atlassian_tasks import Start"
    found = complaints("\n".join([head, *lines, *(f"Start({it.stem}, odd=1)" for it in starts)]))
    for number, path in enumerate(starts, 2 + len(starts)):
        if "odd" not in found.get(number, "") and "Missing" not in found.get(number, ""):
            print(f"mypy does not see what {path.stem} takes: {found.get(number)}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
