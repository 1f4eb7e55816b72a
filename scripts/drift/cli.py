"""Compare two documents: slices, curated specs or full ones, as .json or .yaml, or either .gz.

What counts is what concerns us: the operations of spec/sources.yaml, and any other that starts a
task. All operations count with `--all`, and where neither document has any of ours.
Exit: 0 nothing to do, 1 look, 2 something breaks, 3 trouble.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from scripts.deviations import read_deviations
from scripts.drift.curating import Prose
from scripts.drift.formats import FORMATS
from scripts.drift.outline import Outline, outline
from scripts.drift.reading import read_openapi
from scripts.drift.report import Knowledge, Report, report
from scripts.drift.starters import read_silences
from scripts.sources import read_sources
from scripts.spec_files import SPEC, SpecError, read_yaml, run

if TYPE_CHECKING:
    from collections.abc import Sequence

TROUBLE = 3


class Parser(argparse.ArgumentParser):
    """Usage errors end with 3."""

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
    return run(lambda: _tell(options))


def _tell(options: argparse.Namespace) -> int:
    known = read_knowledge(options.spec)
    found = compare_files(options.old, options.new, known, everything=options.all)
    print(FORMATS[options.format](found), end="")
    return found.code


def compare_files(old: Path, new: Path, known: Knowledge, *, everything: bool = False) -> Report:
    """Read two documents and report on them; raises SpecError naming the one that is unsound."""
    before, after = _outline(old, known), _outline(new, known)
    try:
        return report(before, after, known, everything=everything)
    except SpecError as error:
        raise SpecError(f"{new.name} or {old.name} {error}") from error
    except RecursionError as error:
        raise SpecError(f"{new.name} or {old.name} nests deeper than any real document") from error
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        raise SpecError(f"{old.name} or {new.name} is not well-formed OpenAPI") from error


def _outline(path: Path, known: Knowledge) -> Outline:
    document = read_openapi(path)
    return outline(_name(path), document, known.sources)


def _name(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    return name.removesuffix(".json").removesuffix(".yaml").removesuffix(".yml")


def read_knowledge(spec: Path) -> Knowledge:
    """Read what we know about ourselves."""
    sources = read_sources(spec / "sources.yaml")
    deviations = read_deviations(spec / "deviations.yaml", {source.key for source in sources})
    silences = read_silences(spec / "starters.yaml")
    return Knowledge(sources, deviations, silences, Prose(read_yaml(spec / "prose.yaml")))
