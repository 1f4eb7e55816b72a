"""The picture of what schedules cost that the docs show: looks against lag, as an SVG.

A panel for each family of tasks, both axes logarithmic, on a background of its own, light or dark
as its reader prefers. The same rows draw the same bytes, so that a test can hold the picture to
what was measured without measuring for long.
"""

from __future__ import annotations

import math
from html import escape
from itertools import product
from typing import TYPE_CHECKING

import attrs

from scripts.spec_files import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scripts.bench.schedules import Row

PICTURE = ROOT / ".github" / "waiting.svg"
_WIDE, _HIGH = 900, 786
_PANEL_WIDE, _PANEL_HIGH = 372, 272
_LEFT, _TOP, _NEXT_X, _NEXT_Y = 62, 126, 442, 336
_LAGS = (0.3, 40.0)  # s, the same in every panel
_LETTER, _LINE, _DOT = 5.9, 12, 4.5  # px
_STYLE = """<style>
text { font: 11px system-ui, -apple-system, "Segoe UI", Helvetica, sans-serif; fill: #57606a }
.title { font-size: 17px; font-weight: 600; fill: #1f2328 }
.family { font-size: 13px; font-weight: 600; fill: #1f2328 }
.ours { fill: #0a58ca } .theirs { fill: #57606a }
circle.ours { stroke: #fff } circle.theirs { fill: #fff; stroke: #57606a; stroke-width: 1.5 }
.card { fill: #fff; stroke: #d0d7de } .grid { stroke: #e4e8ec }
.frame { fill: none; stroke: #8c959f }
.lead { stroke: #afb8c1 }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1 } .title, .family { fill: #f0f6fc }
.ours { fill: #6cb6ff } .theirs { fill: #9198a1 }
circle.ours { stroke: #0d1117 } circle.theirs { fill: #0d1117; stroke: #9198a1 }
.card { fill: #0d1117; stroke: #3d444d } .grid { stroke: #21262d } .frame { stroke: #656c76 }
.lead { stroke: #3d444d }
}
</style>"""


@attrs.frozen
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: _Box) -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)

    def is_within(self, frame: _Box) -> bool:
        is_wide = frame.left <= self.left and self.right <= frame.right
        return is_wide and frame.top <= self.top and self.bottom <= frame.bottom


@attrs.frozen
class _Point:
    x: float
    y: float
    name: str
    side: str

    @property
    def box(self) -> _Box:
        return _Box(self.x - _DOT, self.y - _DOT, self.x + _DOT, self.y + _DOT)

    def dot(self) -> str:
        return f'<circle class="{self.side}" cx="{self.x:.1f}" cy="{self.y:.1f}" r="{_DOT}"/>'

    def places(self) -> Iterator[_Box]:
        """Yield where its name may stand: close first, right first."""
        wide = _LETTER * len(self.name)
        for away in (7, 18, 32, 48, 64):
            for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), *product((1, -1), repeat=2)):
                slant = 0.75 if right and down else 1
                left = self.x + right * away * slant - wide * (1 - right) / 2
                top = self.y + down * (away * slant + _LINE / 2) - _LINE / 2
                yield _Box(left, top, left + wide, top + _LINE)

    def label(self, box: _Box) -> str:
        """Write the name, and a line to it if it stands away."""
        x = min(max(self.x, box.left), box.right)
        y = min(max(self.y, box.top), box.bottom)
        lead = ""
        if math.dist((x, y), (self.x, self.y)) > 2 * _DOT:
            ends = f'x1="{self.x:.1f}" y1="{self.y:.1f}" x2="{x:.1f}" y2="{y:.1f}"'
            lead = f'<line class="lead" {ends}/>\n'
        at = f'x="{box.left:.1f}" y="{box.bottom - 3:.1f}"'
        span = f'textLength="{box.right - box.left:.1f}" lengthAdjust="spacingAndGlyphs"'
        return f'{lead}<text class="{self.side}" {at} {span}>{escape(self.name)}</text>'


def _scale(value: float, ends: tuple[float, float], low: float, high: float) -> float:
    """Place a value on a logarithmic axis that goes from low to high."""
    part = math.log(value / ends[0]) / math.log(ends[1] / ends[0])
    return low + part * (high - low)


def _ticks(ends: tuple[float, float]) -> list[float]:
    every = [step * 10**power for power in range(-1, 5) for step in (1, 2, 5)]
    return [tick for tick in every if ends[0] <= tick <= ends[1]]


def _placed(points: Sequence[_Point], frame: _Box) -> Iterator[str]:
    """Write each name at the first place where it covers nothing, names before it included."""
    taken = [point.box for point in points]
    for point in points:
        free = (
            box
            for box in point.places()
            if box.is_within(frame) and not any(map(box.touches, taken))
        )
        taken.append(next(free, next(point.places())))
        yield point.label(taken[-1])


def _panel(family: str, rows: Sequence[Row], left: float, top: float) -> Iterator[str]:
    frame = _Box(left, top, left + _PANEL_WIDE, top + _PANEL_HIGH)
    looks = [row.cells[family].looks for row in rows]
    range_x = min(looks) / 1.3, max(looks) * 1.3
    yield f'<text class="family" x="{left}" y="{top - 8}">tasks of {escape(family)}</text>'
    yield f'<text x="{frame.right}" y="{top - 8}" text-anchor="end">↑ mean lag</text>'
    below = frame.bottom + 32
    yield f'<text x="{frame.right}" y="{below}" text-anchor="end">looks a task →</text>'
    for tick in _ticks(range_x):
        x = _scale(tick, range_x, frame.left, frame.right)
        yield f'<path class="grid" d="M{x:.1f} {frame.top}V{frame.bottom}"/>'
        yield f'<text x="{x:.1f}" y="{frame.bottom + 15}" text-anchor="middle">{tick:g}</text>'
    for tick in _ticks(_LAGS):
        y = _scale(tick, _LAGS, frame.bottom, frame.top)
        yield f'<path class="grid" d="M{frame.left} {y:.1f}H{frame.right}"/>'
        yield f'<text x="{frame.left - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g} s</text>'
    size = f'width="{_PANEL_WIDE}" height="{_PANEL_HIGH}"'
    yield f'<rect class="frame" x="{left}" y="{top}" {size}/>'
    points = [
        _Point(
            _scale(row.cells[family].looks, range_x, frame.left, frame.right),
            _scale(row.cells[family].lag, _LAGS, frame.bottom, frame.top),
            row.progress or row.schedule,
            "ours" if row.progress else "theirs",
        )
        for row in rows
    ]
    yield from _placed(points, frame)
    yield from (point.dot() for point in reversed(points))  # ours above the others


def _legend() -> Iterator[str]:
    yield '<text class="title" x="24" y="34">What waiting costs, and what it gains</text>'
    yield '<text x="24" y="56">Looks at a task until its end is noticed, against the mean lag '
    yield "of noticing it; both axes are logarithmic, down and to the left is better.</text>"
    yield '<circle class="ours" cx="29" cy="72" r="4.5"/>'
    yield '<text class="ours" x="40" y="76">atlassian-tasks, by how the task shows progress</text>'
    yield '<circle class="theirs" cx="329" cy="72" r="4.5"/>'
    yield '<text class="theirs" x="340" y="76">other schedules, which do not look at it</text>'


def draw(rows: Iterable[Row]) -> str:
    """Draw every family of the rows."""
    rows = list(rows)
    head = f'viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}" role="img"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {head}>']
    lines += ["<title>Looks a task against mean lag, beside other schedules</title>", _STYLE]
    card = f'x="0.5" y="0.5" width="{_WIDE - 1}" height="{_HIGH - 1}" rx="8"'
    lines += [f'<rect class="card" {card}/>', *_legend()]
    for place, family in enumerate(rows[0].cells):
        below, beside = divmod(place, 2)
        lines += _panel(family, rows, _LEFT + beside * _NEXT_X, _TOP + below * _NEXT_Y)
    return "\n".join([*lines, "</svg>", ""])
