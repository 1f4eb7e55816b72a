"""Measure both sides in one run and print the ratios: `python -m scripts.bench [PART…]`."""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version

from scripts.bench import Section, costs, fleets, schedules, siblings
from scripts.spec_files import ROOT

PARTS: Mapping[str, Callable[[], Section]] = {
    "get": costs.looking,
    "import": costs.importing,
    "pipeline": costs.building,
    "drift": costs.drift,
    "schedules": schedules.section,
    "fleet": fleets.section,
    "siblings": siblings.siblings,
    "growth": siblings.growth,
    "thousands": costs.thousands,
}
_VERSIONS = ("httpx", "attrs", "anyio")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the parts named, or all."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    names = parser.parse_args(argv).parts or list(PARTS)
    if strange := [name for name in names if name not in PARTS]:
        parser.error(f"there is no part {strange[0]!r}; there are: {', '.join(PARTS)}")
    print(_machine(), end="\n\n", flush=True)
    for name in names:
        _run(name)
    return 0


def _run(name: str) -> None:
    """Run a part in a process of its own: what one leaves in memory would count for the next."""
    code = f"from scripts.bench.__main__ import PARTS; print(PARTS[{name!r}]())"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)  # noqa: S603


def _machine() -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return f"{platform.system()} {platform.machine()}, {cores}, {python}, {packages}"


if __name__ == "__main__":
    sys.exit(main())
