"""What a measurement says: ours, the other side's, their ratio, the target, and if it is met."""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

import attrs

HEADINGS = ("what", "ours", "other", "ratio", "target", "met?")
_IN_A_SECOND = {"s": 1, "ms": 1e3, "µs": 1e6}


@attrs.frozen
class Figure:
    """One row. `target` is the most that is allowed of ours, `ratio_target` of the ratio."""

    what: str
    ours: float
    unit: str = ""
    other: float | None = attrs.field(default=None, kw_only=True)
    ratio: float | None = attrs.field(kw_only=True)
    target: float | None = attrs.field(default=None, kw_only=True)
    ratio_target: float | None = attrs.field(default=None, kw_only=True)

    @ratio.default
    def _divided(self) -> float | None:
        return None if self.other is None else self.ours / self.other

    @property
    def is_met(self) -> bool | None:
        """Whether it is within its target, None without one."""
        for value, most in ((self.ours, self.target), (self.ratio, self.ratio_target)):
            if value is not None and most is not None:
                return value <= most
        return None

    def cells(self) -> tuple[str, ...]:
        """Write it as text."""
        most = self.ratio_target if self.target is None else self.target
        unit = "" if self.target is None else self.unit
        return (
            self.what,
            _text(self.ours, self.unit),
            "" if self.other is None else _text(self.other, self.unit),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if most is None else f"≤ {most:g} {unit}".rstrip(),
            {True: "yes", False: "NO", None: ""}[self.is_met],
        )


@attrs.frozen
class Section:
    """The figures of one part of the benchmark, and tables or remarks above them."""

    title: str
    figures: Sequence[Figure] = ()
    lines: Sequence[str] = ()

    def __str__(self) -> str:
        figures = table(HEADINGS, [figure.cells() for figure in self.figures])
        return "\n".join([f"== {self.title} ==", *self.lines, *figures, ""])


def _text(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{0 if value == int(value) else digits}f} {unit}".rstrip()


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows below their headings: names to the left, all else to the right."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if place else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (headings, *rows)
    ]


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Do it so often; how long each took."""
    begun = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - begun) / times


def compare(
    what: str,
    ours: Callable[[], float],
    other: Callable[[], float],
    *,
    blocks: int,
    unit: str = "s",
    **targets: float,
) -> Figure:
    """Measure both sides in turn, either of them first every other time, after one round unseen.

    The figure has the medians; its ratio is the median of those of each block, so that what slows
    the machine for a while slows both. Sides are told in seconds.
    """
    ours(), other()
    pairs: list[tuple[float, float]] = []
    for place in range(blocks):
        if place % 2:
            pairs.append((ours(), other()))
        else:
            its = other()
            pairs.append((ours(), its))
    mine, theirs = (median(side) * _IN_A_SECOND[unit] for side in zip(*pairs, strict=True))
    ratio = median(one / another for one, another in pairs)
    return Figure(what, mine, unit, other=theirs, ratio=ratio, **targets)
