"""The drift that a branch brings along: `python -m scripts.drift.since REVISION`.

Compares the slices of a git revision with those of the working tree, and where none differs the
curated specs; and tells what else starts a task by now. What the revision's slices hold counts as
ours, whether we still take it or not. Exit codes are those of `python -m scripts.drift`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from scripts.deviations import read_deviations
from scripts.drift.cli import Parser, compare_files, read_knowledge
from scripts.drift.formats import FORMATS
from scripts.drift.impacts import gathered
from scripts.drift.outline import outline
from scripts.drift.report import report
from scripts.drift.starters import UNTAKEN, news, read_untaken
from scripts.spec_files import ROOT, SpecError, run, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scripts.drift.report import Report

_CURATED = "spec/openapi.yaml"
# The slice of a source that we do not take any more.
_NOTHING = {"openapi": "3.0.3", "info": {"title": "", "version": "structure"}, "paths": {}}


def main(argv: Sequence[str] | None = None) -> int:
    """Report on everything in spec/ that differs from a revision."""
    parser = Parser(prog="python -m scripts.drift.since", description=__doc__)
    parser.add_argument("revision")
    parser.add_argument("--format", choices=[*FORMATS], default="markdown")
    parser.add_argument("--repository", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _tell(options.repository, options.revision, options.format))


def _tell(repository: Path, revision: str, form: str) -> int:
    if revision.startswith("-"):
        raise SpecError(f"{revision} is no revision")
    reports = _with_starters(list(_reports(repository, revision)), repository, revision)
    if form == "json":
        print("[" + ",\n".join(FORMATS[form](one) for one in reports) + "]")
    elif reports:
        print("\n".join(FORMATS[form](one) for one in reports), end="")
    elif form != "github":
        print("Nothing changed that concerns us.")
    return max((one.code for one in reports), default=0)


def _reports(repository: Path, revision: str) -> Iterator[Report]:
    listed = _git(repository, "ls-tree", "-r", "--name-only", revision, "--", "spec/upstream")
    names = [name for name in listed.decode().split() if name.endswith(".json")]
    changed = [name for name in names if _differs(repository, revision, name)]
    with tempfile.TemporaryDirectory() as folder:
        then = Path(folder) / "deviations.yaml"
        then.write_bytes(_git(repository, "show", f"{revision}:spec/{then.name}"))
        deviations = read_deviations(then, {Path(name).stem for name in names})
        known = evolve(read_knowledge(repository / "spec"), deviations_then=deviations)
        for name in changed or [_CURATED]:
            if not _differs(repository, revision, name):
                continue
            before = Path(folder) / Path(name).name
            before.write_bytes(_git(repository, "show", f"{revision}:{name}"))
            after = repository / name
            if not after.is_file():
                after = Path(folder) / "dropped" / before.name
                after.parent.mkdir(exist_ok=True)
                after.write_bytes(to_json(_NOTHING))
            yield compare_files(before, after, known)


def _with_starters(reports: list[Report], repository: Path, revision: str) -> list[Report]:
    """The reports with what starts a task, or looks at one, as it did not then."""
    name = f"spec/{UNTAKEN}"
    if not _git(repository, "ls-tree", "--name-only", revision, "--", name):
        return reports
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / UNTAKEN
        before.write_bytes(_git(repository, "show", f"{revision}:{name}"))
        then, now = read_untaken(before), read_untaken(repository / name)
    known = read_knowledge(repository / "spec")
    told = {one.sources: one for one in reports}
    for key, entries in now.items():
        fresh = {at: does for at, does in entries.items() if then.get(key, {}).get(at) != does}
        if fresh:
            none = outline(key, _NOTHING, ())
            one = told.get((key,)) or report(none, none, known)
            impacts = gathered([*one.impacts, *news(key, fresh, known.sources, known.silences)])
            told[(key,)] = evolve(one, sources=(key,), impacts=impacts)
    return list(told.values())


def _differs(repository: Path, revision: str, name: str) -> bool:
    path = repository / name
    kept = path.read_bytes() if path.is_file() else b""
    return _git(repository, "show", f"{revision}:{name}") != kept


def _git(repository: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(repository), *arguments]
    # A list of arguments, no shell; git is the one that the person has.
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise SpecError(f"git: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
