"""The kept history and its reports. `python -m tests.drift.golden` writes both anew.

`history/SOURCE/DATE.json` are slices of Atlassian's documents of that date, structure only, of
the operations that we take today and that the document had then; they are made where the
documents lie beside this repository, and kept as they are where not. `reports/SOURCE/OLD..NEW.md`
are the reports on each two that follow each other.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from scripts.documents import read_openapi
from scripts.drift.curating import sliced_as_possible
from scripts.drift.formats import markdown
from scripts.drift.outline import Outline, outline
from scripts.drift.report import report
from scripts.knowledge import Knowledge, read_knowledge
from scripts.spec_files import ROOT, SPEC

Json = Any
HERE = Path(__file__).parent
HISTORY = HERE / "history"
REPORTS = HERE / "reports"
SHARED = ROOT.parent / "shared" / "upstream"


def pairs() -> list[tuple[Path, Path]]:
    """Each two slices of one source that follow each other."""
    return [
        pair
        for folder in sorted(HISTORY.iterdir())
        for pair in pairwise(sorted(folder.glob("*.json")))
    ]


def report_path(old: Path, new: Path) -> Path:
    return REPORTS / new.parent.name / f"{old.stem}..{new.stem}.md"


@cache
def known() -> Knowledge:
    return read_knowledge(SPEC)


@cache
def read(path: Path) -> Outline:
    """Read a document once: two reports and a slice are made of it."""
    return outline(path.name.partition(".")[0], read_openapi(path), known().sources)


def make_report(old: Path, new: Path) -> str:
    return markdown(report(read(old), read(new), known()))


def dated() -> list[tuple[str, Path]]:
    """The full documents of sources that have more than one date."""
    found = []
    for source in known().sources:
        paths = sorted((SHARED / source.key).glob("*.json.gz"))
        found += [(source.key, path) for path in paths if len(paths) > 1]
    return found


def history_path(key: str, document: Path) -> Path:
    return HISTORY / key / f"{document.name.partition('.')[0]}.json"


def make_slice(key: str, document: Path) -> str:
    """A document's slice on a line for each operation and schema."""
    source = next(one for one in known().sources if one.key == key)
    found = sliced_as_possible(read(document), source)
    assert found is not None
    return _lines(found)


def _lines(document: Json) -> str:
    def lines(node: Json) -> str:
        inner = (
            f"{json.dumps(key)}: {json.dumps(node[key], sort_keys=True)}" for key in sorted(node)
        )
        return "{\n" + ",\n".join(inner) + "\n}"

    schemas = lines(document["components"]["schemas"])
    head = json.dumps({"openapi": document["openapi"], "info": document["info"]})[1:-1]
    paths = lines(document["paths"])
    return f'{{{head},\n"paths": {paths},\n"components": {{"schemas": {schemas}}}}}\n'


def main() -> int:
    for key, document in dated():
        path = history_path(key, document)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make_slice(key, document), encoding="utf-8")
    wanted = {report_path(old, new): (old, new) for old, new in pairs()}
    for left_over in set(REPORTS.glob("*/*.md")) - wanted.keys():
        left_over.unlink()
    for path, (old, new) in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make_report(old, new), encoding="utf-8")
    print(f"drew {len(wanted)} reports; see git status and git diff of tests/drift/reports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
