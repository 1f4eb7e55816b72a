"""What importing costs: `atlassian_tasks` beside `httpx`, each in an interpreter of its own.

httpx imports rich and click for its command line where they are installed, as with our extra
`cli`; without them it is faster, and so is measured both ways. Both sides find their bytecode, as
installed packages do, whatever PYTHONDONTWRITEBYTECODE says here.
"""

import os
import subprocess
import sys
from functools import partial
from tempfile import TemporaryDirectory

from scripts.bench.figures import Figure, Section, alternate
from scripts.spec_files import ROOT

_HIDE = "sys.modules['rich'] = sys.modules['click'] = None"
_BLOCKS = 15


def _seconds(module: str, before: str, bytecode: str) -> float:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
    code = f"import sys\n{before}\nfrom time import perf_counter as now\nbegun = now()\n"
    code += f"import {module}\nprint(now() - begun)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _figure(what: str, before: str, blocks: int) -> Figure:
    with TemporaryDirectory() as bytecode:
        ours, other = (
            partial(_seconds, name, before, bytecode) for name in ("atlassian_tasks", "httpx")
        )
        ours()  # compiles for both
        return alternate(ours, other, blocks=blocks).figure(what, 1.5, scale=1e3, unit="ms")


def section(blocks: int = _BLOCKS) -> Section:
    """Import in fresh interpreters, in turn."""
    figures = [
        _figure("with rich and click", "", blocks),
        _figure("without them", _HIDE, blocks),
    ]
    return Section("`import atlassian_tasks` ÷ `import httpx`", figures)
