"""How long the spec pipeline takes: fresh interpreters, and no file is changed."""

import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter

from scripts.bench.figures import Figure, Section
from scripts.spec_files import ROOT


def _seconds(*command: str, runs: int) -> float:
    return median(_run(*command) for _ in range(runs))


def _run(*command: str) -> float:
    begun = perf_counter()
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", *command], cwd=ROOT, check=True, capture_output=True
    )
    return perf_counter() - begun


def section(runs: int = 3) -> Section:
    """Time `make spec` and `make generate`."""
    build = _seconds("scripts.build_spec", "--check", runs=runs)
    with tempfile.TemporaryDirectory() as folder:
        generate = _seconds("scripts.generate_client", "--into", folder, runs=runs)
    figures = [
        Figure("make spec", build, "s", target=1),
        Figure("make generate", generate, "s", target=3),
    ]
    return Section("the spec pipeline", figures)
