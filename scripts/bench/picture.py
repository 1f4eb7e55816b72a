"""The picture of what schedules cost that the docs show: looks against lag, as an SVG.

A panel for each family of tasks, both axes logarithmic, on a background of its own, light or dark
as its reader prefers. Names stand in a column beside the dots, in the order of their lags. The rows
that it was drawn from are kept in it, so that a test can hold it to what was measured without
measuring for long: the same rows draw the same bytes.
"""

from __future__ import annotations

import json
import math
from functools import partial
from html import escape, unescape
from typing import TYPE_CHECKING, Any

import attrs

from scripts.spec_files import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scripts.bench.schedules import Row

PICTURE = ROOT / ".github" / "waiting.svg"
_WIDE, _HIGH = 252, 272  # px, of a panel's frame; names stand beside it
_LEFT, _TOP, _NEXT_X, _NEXT_Y = 62, 126, 442, 336
_LAGS = (0.3, 40.0)  # s, the same in every panel
_TICKS = [step * 10**power for power in range(-1, 5) for step in (1, 2, 5)]
_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 786" width="900" height="786" role="img">
<title>Looks a task against mean lag, beside other schedules</title>
<style>
text { font: 11px system-ui, -apple-system, "Segoe UI", Helvetica, sans-serif; fill: #57606a }
.title { font-size: 17px; font-weight: 600; fill: #1f2328 }
.family { font-size: 13px; font-weight: 600; fill: #1f2328 }
.ours { fill: #0a58ca } .theirs { fill: #57606a }
circle.ours { stroke: #fff } circle.theirs { fill: #fff; stroke: #57606a; stroke-width: 1.5 }
.card { fill: #fff; stroke: #d0d7de } .grid { stroke: #e4e8ec }
.frame { fill: none; stroke: #8c959f }
.lead { stroke: #d0d7de }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1 } .title, .family { fill: #f0f6fc }
.ours { fill: #6cb6ff } .theirs { fill: #9198a1 }
circle.ours { stroke: #0d1117 } circle.theirs { fill: #0d1117; stroke: #9198a1 }
.card { fill: #0d1117; stroke: #3d444d } .grid { stroke: #21262d } .frame { stroke: #656c76 }
.lead { stroke: #30363d }
}
</style>
<rect class="card" x="0.5" y="0.5" width="899" height="785" rx="8"/>
<text class="title" x="24" y="34">What waiting costs, and what it gains</text>
<text x="24" y="56">Looks at a task until its end is noticed, against the mean lag of noticing it; \
both axes are logarithmic, down and to the left is better.</text>
<circle class="ours" cx="29" cy="72" r="4.5"/>
<text class="ours" x="40" y="76">atlassian-tasks, by how the task shows progress</text>
<circle class="theirs" cx="329" cy="72" r="4.5"/>
<text class="theirs" x="340" y="76">other schedules, which do not look at it</text>"""


def draw(rows: Sequence[Row]) -> str:
    """Draw every family of the rows."""
    kept = [escape(json.dumps(attrs.asdict(row)), quote=False) for row in rows]
    lines = [_HEAD, "<metadata>", *kept, "</metadata>"]
    for place, family in enumerate(rows[0].cells):
        below, beside = divmod(place, 2)
        lines += _panel(family, rows, _LEFT + beside * _NEXT_X, _TOP + below * _NEXT_Y)
    return "\n".join([*lines, "</svg>", ""])


def drawn_from(picture: str) -> list[dict[str, Any]]:
    """Take out the rows that a picture shows."""
    kept = picture.partition("<metadata>")[2].partition("</metadata>")[0]
    return [json.loads(unescape(line)) for line in kept.split("\n") if line]


def _panel(family: str, rows: Iterable[Row], left: int, top: int) -> Iterator[str]:
    bottom, edge = top + _HIGH, left + _WIDE
    shown = sorted(rows, key=lambda row: row.cells[family].lag, reverse=True)
    looks = [row.cells[family].looks for row in shown]
    across = partial(_scale, ends=(min(looks) / 1.3, max(looks) * 1.3), low=left, high=edge)
    upwards = partial(_scale, ends=_LAGS, low=bottom, high=top)
    yield f'<text class="family" x="{left}" y="{top - 8}">tasks of {escape(family)}</text>'
    yield f'<text x="{edge}" y="{top - 8}" text-anchor="end">↑ mean lag</text>'
    yield f'<text x="{edge}" y="{bottom + 32}" text-anchor="end">looks a task →</text>'
    for tick, x in ((one, across(one)) for one in _TICKS):
        if left <= x <= edge:
            yield f'<path class="grid" d="M{x:.1f} {top}V{bottom}"/>'
            yield f'<text x="{x:.1f}" y="{bottom + 15}" text-anchor="middle">{tick:g}</text>'
    for tick, y in ((one, upwards(one)) for one in _TICKS):
        if top <= y <= bottom:
            yield f'<path class="grid" d="M{left} {y:.1f}H{edge}"/>'
            yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g} s</text>'
    yield f'<rect class="frame" x="{left}" y="{top}" width="{_WIDE}" height="{_HIGH}"/>'
    dots: list[str] = []
    for place, row in enumerate(shown):
        side, name = ("ours", row.progress) if row.progress else ("theirs", row.schedule)
        x, y = across(row.cells[family].looks), upwards(row.cells[family].lag)
        beside, level = edge + 18, top + _HIGH * (place + 0.5) / len(shown)
        yield f'<path class="lead" d="M{x:.1f} {y:.1f}L{beside - 4} {level:.1f}"/>'
        yield f'<text class="{side}" x="{beside}" y="{level + 4:.1f}">{escape(name)}</text>'
        dots.append(f'<circle class="{side}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
    yield from sorted(dots, key=lambda dot: "ours" in dot)  # above the others


def _scale(value: float, ends: tuple[float, float], low: float, high: float) -> float:
    """Place a value on a logarithmic axis that goes from low to high."""
    part = math.log(value / ends[0]) / math.log(ends[1] / ends[0])
    return low + part * (high - low)
