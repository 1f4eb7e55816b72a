"""Build spec/openapi.yaml from slices, deviations and prose: `python -m scripts.build_spec`."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.deviations import Deviation, read_deviations
from scripts.merging import merge
from scripts.prose import check_scopes, tell
from scripts.sources import Source, read_lock, read_sources
from scripts.spec_files import (
    SPEC,
    SpecError,
    parse_json,
    publish,
    read_bytes,
    read_yaml,
    run,
    to_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json = dict[str, Any]
_HEADING = "The generator's only input. Written by scripts.build_spec: change deviations or prose."


def main(argv: Sequence[str] | None = None) -> int:
    """Build, or check, the curated spec; exit 0 done, 1 a check found a change, 3 trouble."""
    parser = argparse.ArgumentParser(prog="python -m scripts.build_spec", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say what would change")
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _build(options.spec, check=options.check))


def _build(spec: Path, *, check: bool) -> int:
    slices = read_slices(spec)
    deviations = read_deviations(spec / "deviations.yaml", set(slices))
    curated = build(slices, deviations, read_yaml(spec / "prose.yaml"))
    files = {spec / "openapi.yaml": to_yaml(curated, _HEADING)}
    return publish(files, check=check, remedy="run `make spec` and review the difference")


def build(slices: Mapping[str, Json], deviations: Sequence[Deviation], prose: Json) -> Json:
    """The curated spec: slices with every deviation, merged, in our own words."""
    for document in slices.values():
        check_scopes(document, prose)
    return tell(merge(deviate(slices, deviations)), prose)


def deviate(slices: Mapping[str, Json], deviations: Sequence[Deviation]) -> dict[str, Json]:
    """Apply every deviation, in order, to the slices that it names."""
    deviated = dict(slices)
    for deviation in deviations:
        for source in deviation.sources:
            deviated[source] = deviation.apply(deviated[source], source)
    return deviated


def read_slices(spec: Path) -> dict[str, Json]:
    """Read the slices of sources.yaml, each as its lock entry knows it."""
    lock = read_lock(spec)
    sources = read_sources(spec / "sources.yaml")
    present = {path.stem for path in (spec / "upstream").glob("*.json")}
    if strange := sorted((present | set(lock)) - {source.key for source in sources}):
        raise SpecError(f"upstream/ or its lock holds what sources.yaml does not: {strange[0]}")
    slices: dict[str, Json] = {}
    for source in sources:
        path = spec / "upstream" / f"{source.key}.json"
        content = read_bytes(path)
        if lock.get(source.key, {}).get("slice") != hashlib.sha256(content).hexdigest():
            raise SpecError(
                f"upstream/{path.name} is not the slice that upstream.lock.yaml records"
            )
        slices[source.key] = parse_json(content, path.name)
        _check_names(source, slices[source.key])
    return slices


def _check_names(source: Source, document: Json) -> None:
    """Refuse a slice that was taken by another sources.yaml."""
    operations = {
        one["operationId"] for path in document["paths"].values() for one in path.values()
    }
    schemas = set(document.get("components", {}).get("schemas", {}))
    unknown = {one.id for one in source.operations} - operations | set(source.schemas) - schemas
    if unknown:
        raise SpecError(
            f"sources.yaml names {min(unknown)}, which the slice of {source.key} does not have: "
            "run `make upstream`, which slices anew"
        )


if __name__ == "__main__":
    sys.exit(main())
