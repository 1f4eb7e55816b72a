"""How long the spec pipeline and the drift report take, and redocly's; no file is changed.

The drift report is of the newest two full documents: `measure` gives figures, `drift` sets them
beside their targets. It needs Atlassian's documents, and for the other side redocly where npm is.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.bench.figures import Figure, Section
from scripts.drift.curating import read_knowledge
from scripts.drift.outline import outline
from scripts.drift.reading import read_openapi
from scripts.drift.report import report
from scripts.slicing import slice_document
from scripts.spec_files import ROOT, SPEC

if TYPE_CHECKING:
    from collections.abc import Callable

DOCUMENTS = ROOT.parent / "shared" / "upstream"
_KEY = "jira-v3"


@frozen
class Figures:
    """Seconds, the best of three; None where redocly is not installed."""

    megabytes: float
    compared: float
    refreshed: float
    redocly: float | None


def measure(documents: Path = DOCUMENTS, redocly: str | None = None) -> Figures | None:
    """Slice and compare the newest two documents, and do the whole of `make upstream --from`.

    None without the documents. `redocly` names its program; the default is the one on PATH.
    """
    dated = sorted((documents / _KEY).glob("*.json.gz"))[-2:]
    if len(dated) < 2:
        return None
    known = read_knowledge(SPEC)
    source = next(one for one in known.sources if one.key == _KEY)

    def compare() -> None:
        before, after = (outline(_KEY, read_openapi(path), known.sources) for path in dated)
        slice_document(after.document, source)
        report(before, after, known)

    size = len(gzip.decompress(dated[1].read_bytes()))
    program = redocly or shutil.which("redocly")
    theirs = _redocly(program, dated) if program else None
    return Figures(size / 1e6, _best(compare), _best(lambda: _refresh(documents), 1), theirs)


def _refresh(documents: Path) -> None:
    """All of `make upstream --from` but that it writes to a copy of spec/."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(shutil.copytree(SPEC, Path(folder) / "spec"))
        command = [sys.executable, "-m", "scripts.upstream", "--from", str(documents)]
        quiet = subprocess.DEVNULL
        arguments = [*command, "--spec", str(spec)]
        subprocess.run(arguments, check=True, cwd=ROOT, stdout=quiet)  # noqa: S603


def _redocly(program: str, dated: list[Path]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / path.name.removesuffix(".gz") for path in dated]
        for path, packed in zip(paths, dated, strict=True):
            path.write_bytes(gzip.decompress(packed.read_bytes()))
        command = [program, "diff", *map(str, paths), "--format", "json", "--fail-on", "none"]
        quiet = subprocess.DEVNULL
        silent = os.environ | {"REDOCLY_TELEMETRY": "off"}

        def ask() -> None:
            subprocess.run(command, check=True, stdout=quiet, stderr=quiet, env=silent)  # noqa: S603

        return _best(ask)


def _best(work: Callable[[], None], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def drift(figures: Figures | None = None) -> Section:
    """Measure, unless figures are given, and set them beside their targets."""
    found = figures or measure()
    if found is None:
        return Section("drift", lines=["Atlassian's documents are not beside this repository"])
    size = f"two documents of {found.megabytes:.1f} MB"
    ratio = None if found.redocly is None else found.compared / found.redocly
    rows = [
        Figure(
            f"slice and compare {size} (beside redocly diff)",
            found.compared,
            "s",
            found.redocly,
            ratio,
            1,
        ),
        Figure("all of make upstream --from", found.refreshed, "s", target=10),
    ]
    return Section("drift", rows)


def section(runs: int = 3) -> Section:
    """Time `make spec` and `make generate`, in fresh interpreters."""
    build = _seconds("scripts.build_spec", "--check", runs=runs)
    with tempfile.TemporaryDirectory() as folder:
        generate = _seconds("scripts.generate_client", "--into", folder, runs=runs)
    figures = [
        Figure("make spec", build, "s", target=1),
        Figure("make generate", generate, "s", target=3),
    ]
    return Section("the spec pipeline", figures)


def _seconds(*command: str, runs: int) -> float:
    return median(_run(*command) for _ in range(runs))


def _run(*command: str) -> float:
    begun = time.perf_counter()
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", *command], cwd=ROOT, check=True, capture_output=True
    )
    return time.perf_counter() - begun
