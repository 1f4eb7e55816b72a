"""What a measurement says: ours, the other side's, their ratio, the target, and if it is met."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

import attrs

HEADINGS = ("what", "ours", "other", "ratio", "target", "met?")


@attrs.frozen
class Figure:
    """One row. `target` is the most that is allowed, of the ratio if there is no other measure."""

    what: str
    ours: float
    unit: str = ""
    other: float | None = None
    ratio: float | None = None
    target: float | None = None
    is_ratio: bool = False  # what the target is for

    @property
    def is_met(self) -> bool | None:
        """Whether it is within its target, None without one."""
        judged = self.ratio if self.is_ratio else self.ours
        return None if self.target is None or judged is None else judged <= self.target

    def cells(self) -> tuple[str, ...]:
        """Write it as text."""
        unit = "" if self.is_ratio else self.unit
        return (
            self.what,
            _text(self.ours, self.unit),
            "" if self.other is None else _text(self.other, self.unit),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if self.target is None else "≤ " + f"{self.target:g} {unit}".rstrip(),
            {True: "yes", False: "NO", None: ""}[self.is_met],
        )


@attrs.frozen
class Section:
    """The figures of one part of the benchmark, and tables or remarks above them."""

    title: str
    figures: Sequence[Figure] = ()
    lines: Sequence[str] = ()

    def __str__(self) -> str:
        return "\n".join([f"== {self.title} ==", *self.lines, *table(self.figures), ""])


def _text(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{0 if value == int(value) else digits}f} {unit}".rstrip()


def table(figures: Iterable[Figure]) -> list[str]:
    """Align figures below their headings."""
    rows = [figure.cells() for figure in figures]
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if 0 < place < len(HEADINGS) - 1 else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (HEADINGS, *rows)
    ]


@attrs.frozen
class Pair:
    """Two sides measured in alternating blocks: medians, and the median of the paired ratios.

    The ratio is taken block by block, so that what slows the machine for a while slows both.
    """

    ours: float
    other: float
    ratio: float

    @classmethod
    def of(cls, blocks: Iterable[tuple[float, float]]) -> "Pair":
        """Sum up blocks of (ours, other)."""
        ours, other = zip(*blocks, strict=True)
        ratios = (mine / its for mine, its in zip(ours, other, strict=True))
        return cls(median(ours), median(other), median(ratios))

    def figure(self, what: str, target: float, *, scale: float, unit: str) -> Figure:
        """Make a row whose target is for the ratio."""
        sides = self.ours * scale, self.other * scale
        return Figure(what, sides[0], unit, sides[1], self.ratio, target, is_ratio=True)


def alternate(ours: Callable[[], float], other: Callable[[], float], *, blocks: int) -> Pair:
    """Measure both sides in turn, either of them first every other time, after one round unseen."""
    ours(), other()

    def block(place: int) -> tuple[float, float]:
        if place % 2:
            return (ours(), other())
        its = other()
        return (ours(), its)

    return Pair.of([block(place) for place in range(blocks)])
