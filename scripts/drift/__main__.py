"""Compare two documents: slices, curated specs or full ones, as .json or .yaml, or either .gz.

What counts is what concerns us: the operations of spec/sources.yaml, and any other that starts a
task. All operations count with `--all`, and where neither document has any of ours.
Exit: 0 nothing to do, 1 look, 2 something breaks, 3 trouble.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from scripts.drift.formats import FORMATS
from scripts.drift.report import compare_files
from scripts.knowledge import read_knowledge
from scripts.spec_files import SPEC, run

TROUBLE = 3


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Usage is trouble too: 2 means that something breaks."""
        self.print_usage(sys.stderr)
        self.exit(TROUBLE, f"{self.prog}: error: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Print what changed and what that does to us; the exit code says how grave it is."""
    parser = Parser(prog="python -m scripts.drift", description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--all", action="store_true", help="count and list operations that we do not take, too"
    )
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)

    def tell() -> int:
        known = read_knowledge(options.spec)
        found = compare_files(options.old, options.new, known, everything=options.all)
        print(FORMATS[options.format](found), end="")
        return found.code

    return run(tell)


if __name__ == "__main__":
    sys.exit(main())
