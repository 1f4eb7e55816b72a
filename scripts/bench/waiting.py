"""The schedules' part of the benchmark: tables, targets, and the picture that README shows.

Nothing in it depends on the machine. What it measures is kept in `waiting.json`, from which the
picture is drawn, so that a test can hold the picture to it without measuring for long.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from scripts.bench.figures import Figure, Section
from scripts.bench.peers import PEERS
from scripts.bench.picture import draw
from scripts.bench.schedules import SEEDS, TASKS, Cell, Row, losses, measure_all, table
from scripts.spec_files import ROOT

MEASURED = Path(__file__).with_name("waiting.json")
PICTURE = ROOT / ".github" / "waiting.svg"
_LONG, _BESIDE = "median 20 min", "azure-core"
_TARGETS = {  # DESIGN's, on long tasks: most looks, most seconds of lag
    "linear": (45, 0.9),
    "stuck at 99 %": (88, 26),
    "bursty": (88, 26),
    "none": (92, 24),
}


def section() -> Section:
    """Measure every schedule, keep what came out, and draw it."""
    followed = measure_all()
    joined = measure_all([_LONG], joined=True)
    remarks = [f"looks a task, lag in s: mean / 95th percentile; {TASKS * len(SEEDS)} tasks a cell"]
    for title, rows in (("followed from the start", followed), ("joined mid-life", joined)):
        remarks += ["", title, *table(rows), *_lost(rows)]
    remarks += ["", *(f"{peer.name}: {peer.source}" for peer in PEERS), ""]
    remarks += [f"wrote {path.name}" for path in keep(followed)]
    return Section("schedules", _figures(followed), remarks)


def _lost(rows: Iterable[Row]) -> list[str]:
    return [
        f"! {winner.schedule} looks less and notices earlier: {ours.progress}, {family}"
        for ours, family, winner in losses(rows)
    ]


def _figures(rows: Iterable[Row]) -> list[Figure]:
    cells = {row.progress or row.schedule: row.cells[_LONG] for row in rows}
    other = cells[_BESIDE]
    return [
        figure
        for progress, (looks, lag) in _TARGETS.items()
        for ours in [cells[progress]]
        for figure in (
            _figure(f"{progress}: looks", "", ours.looks, other.looks, looks),
            _figure(f"{progress}: mean lag", "s", ours.lag, other.lag, lag),
        )
    ]


def _figure(what: str, unit: str, ours: float, other: float, target: float) -> Figure:
    what = f"{_LONG}, {what} (beside {_BESIDE})"
    return Figure(what, ours, unit, other, ours / other, target)


def keep(rows: Iterable[Row]) -> list[Path]:
    """Write the measured cells and the picture of them; the files that changed."""
    measured = written(rows)
    files = {MEASURED: measured, PICTURE: draw(read(measured))}
    changed = [path for path, text in files.items() if _content(path) != text]
    for path in changed:
        path.write_text(files[path], encoding="utf-8")
    return changed


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def written(rows: Iterable[Row]) -> str:
    """Write each row as a line of JSON, to two digits: platforms differ in later ones."""
    return "".join(
        json.dumps(
            {
                "schedule": row.schedule,
                "progress": row.progress,
                "cells": {
                    family: [round(value, 2) for value in (cell.looks, cell.lag, cell.lag95)]
                    for family, cell in row.cells.items()
                },
            }
        )
        + "\n"
        for row in rows
    )


def read(measured: str) -> list[Row]:
    """Read rows that were kept."""
    return [
        Row(
            row["schedule"],
            row["progress"],
            {family: Cell(*values) for family, values in row["cells"].items()},
        )
        for row in map(json.loads, measured.splitlines())
    ]
