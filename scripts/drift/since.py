"""The drift that a branch brings along: `python -m scripts.drift.since REVISION`.

Compares the slices of a git revision with those of the working tree, and where none differs the
curated specs; and tells what else starts a task by now. What the revision's slices hold counts as
ours, whether we still take it or not. Exit codes are those of `python -m scripts.drift`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve

from scripts.deviations import read_deviations
from scripts.drift.__main__ import Parser
from scripts.drift.formats import FORMATS
from scripts.drift.impacts import gathered
from scripts.drift.outline import outline
from scripts.drift.report import Report, compare_files, report
from scripts.drift.starters import news
from scripts.knowledge import UNTAKEN, Knowledge, read_built, read_knowledge
from scripts.spec_files import ROOT, SpecError, current, run, to_json

# The slice of a source that we do not take any more.
_NOTHING = {"openapi": "3.0.3", "info": {"title": "", "version": "structure"}, "paths": {}}


def main(argv: Sequence[str] | None = None) -> int:
    parser = Parser(prog="python -m scripts.drift.since", description=__doc__)
    parser.add_argument("revision")
    parser.add_argument("--format", choices=[*FORMATS], default="markdown")
    parser.add_argument("--repository", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _tell(options.repository, options.revision, options.format))


def _tell(repository: Path, revision: str, form: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        then, now = _take_out(repository, revision, Path(folder)), repository / "spec"
        names = {path.stem for path in (then / "upstream").glob("*.json")}
        deviations = read_deviations(then / "deviations.yaml", names)
        known = evolve(read_knowledge(now), deviations_then=deviations)
        reports = _with_starters(list(_reports(then, now, known)), then, now, known)
    if form == "json":
        print("[" + ",\n".join(FORMATS[form](one) for one in reports) + "]")
    elif reports:
        print("\n".join(FORMATS[form](one) for one in reports), end="")
    elif form != "github":
        print("Nothing changed that concerns us.")
    return max((one.code for one in reports), default=0)


def _take_out(repository: Path, revision: str, folder: Path) -> Path:
    if revision.startswith("-"):
        raise SpecError(f"{revision} is no revision")
    archive = folder / "spec.tar"
    command = ["git", "-C", str(repository), "archive", "-o", str(archive), revision, "spec"]
    # A list of arguments, no shell; git is the one that the person has.
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise SpecError(f"git: {done.stderr.decode(errors='replace').strip()}")
    shutil.unpack_archive(archive, folder, filter="data")
    return folder / "spec"


def _reports(then: Path, now: Path, known: Knowledge) -> Iterator[Report]:
    names = [f"upstream/{path.name}" for path in sorted((then / "upstream").glob("*.json"))]
    changed = [name for name in names if current(then / name) != current(now / name)]
    for name in changed or ["openapi.yaml"]:
        after = now / name
        if not after.is_file():
            after = then / "dropped" / after.name
            after.parent.mkdir(exist_ok=True)
            after.write_bytes(to_json(_NOTHING))
        if current(then / name) != current(after):
            yield compare_files(then / name, after, known)


def _with_starters(reports: list[Report], then: Path, now: Path, known: Knowledge) -> list[Report]:
    """The reports with what starts a task, or looks at one, as it did not then."""
    before = read_built(then / UNTAKEN)
    told = {one.sources: one for one in reports}
    for key, entries in read_built(now / UNTAKEN).items():
        fresh = {at: does for at, does in entries.items() if before.get(key, {}).get(at) != does}
        if fresh:
            none = outline(key, _NOTHING, ())
            one = told.get((key,)) or report(none, none, known)
            impacts = gathered([*one.impacts, *news([key], fresh, known)])
            told[(key,)] = evolve(one, sources=(key,), impacts=impacts)
    return list(told.values())


if __name__ == "__main__":
    sys.exit(main())
