"""Build spec/openapi.yaml from slices, deviations and prose: `python -m scripts.build_spec`."""

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from scripts.deviations import deviate, read_deviations
from scripts.knowledge import LOCK, Source, read_built, read_sources
from scripts.merging import merge
from scripts.naming import note_unnamed
from scripts.prose import check_scopes, tell
from scripts.slicing import slice_there
from scripts.spec_files import (
    SPEC,
    Misfits,
    SpecError,
    about,
    parse_json,
    publish,
    read_content,
    read_yaml,
    run,
    to_yaml,
)

Json = dict[str, Any]
_HEADING = "The generator's only input. Written by scripts.build_spec: change deviations or prose."
_REMEDY = "run `make spec` and review the difference"


def main(argv: Sequence[str] | None = None) -> int:
    """Build, or check, the curated spec; exit 0 done, 1 a check found a change, 3 trouble."""
    parser = argparse.ArgumentParser(prog="python -m scripts.build_spec", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say what would change")
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: publish(curated(options.spec), check=options.check, remedy=_REMEDY))


def curated(spec: Path) -> dict[Path, bytes]:
    """The curated spec: slices with every deviation, merged, in our own words.

    Raises SpecError naming all that does not fit in a step, before the next, where more would only
    follow from it. What stops nothing is told as a warning.
    """
    sources = [one for one in read_sources(spec / "sources.yaml") if one.operations]
    keys = {source.key for source in sources}
    misfits = Misfits()
    slices = _read_slices(spec, sources, misfits)
    deviations = misfits.gather(lambda: read_deviations(spec / "deviations.yaml", keys)) or ()
    prose = misfits.gather(lambda: read_yaml(spec / "prose.yaml")) or {}
    misfits.refuse()
    dates = {key: str(entry.get("date", "")) for key, entry in read_built(spec / LOCK).items()}
    deviated = deviate(slices, deviations, dates)
    note_unnamed(sources, deviated, misfits, prose)
    merged = merge(deviated, misfits, dates)
    for document in slices.values():
        check_scopes(document, prose, misfits)
    told = tell(merged, prose, misfits)
    misfits.refuse()
    for warning in misfits.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return {spec / "openapi.yaml": to_yaml(told, _HEADING)}


def _read_slices(spec: Path, sources: Sequence[Source], misfits: Misfits) -> dict[str, Json]:
    """The slices of the sources, each as its lock entry knows it."""
    lock = misfits.gather(lambda: read_built(spec / LOCK)) or {}
    present = {path.stem for path in (spec / "upstream").glob("*.json")}
    for strange in sorted((present | set(lock)) - {source.key for source in sources}):
        misfits.note(
            f"upstream/ or its lock holds what sources.yaml does not: {strange}; remove "
            f"upstream/{strange}.json and run `make upstream`"
        )
    read = {
        source.key: misfits.gather(partial(_read_slice, spec, source, lock.get(source.key, {})))
        for source in sources
    }
    return {key: document for key, document in read.items() if document}


def _read_slice(spec: Path, source: Source, entry: Mapping[str, str]) -> Json:
    """A slice; it is refused if it has not all that sources.yaml asks for by now."""
    path = spec / "upstream" / f"{source.key}.json"
    content = read_content(path)
    if entry.get("slice") != hashlib.sha256(content).hexdigest():
        raise SpecError(
            f"upstream/{path.name} is not the slice that upstream.lock.yaml records: undo what was "
            "done to it by hand, and run `make upstream`"
        )
    document: Json = parse_json(content, path.name)
    with about(source.key):
        sliced = slice_there(document, source)
    unnamed = source.schemas.keys() - document["components"]["schemas"].keys()
    if asked := [*sliced.lacking] or sorted(unnamed):
        raise SpecError(
            f"sources.yaml asks for {', '.join(asked)}, which the slice of {source.key} does not "
            "have: run `make upstream`, which takes it or says what became of it"
        )
    return document


if __name__ == "__main__":
    sys.exit(main())
