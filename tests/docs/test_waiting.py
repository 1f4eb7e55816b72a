"""The page of what waiting costs shows what the benchmark has measured."""

from scripts.bench.schedules import Row, kept
from tests.docs.pages import table

LENGTHS = ("median 4 s", "median 60 s", "median 20 min")


def line_of(row: Row) -> str:
    cells = [row.cells[length] for length in LENGTHS]
    return " | ".join(
        [f"| {row.progress}", *(f"{cell.looks:.0f} · {cell.lag:.1f} s" for cell in cells), ""]
    ).rstrip()


def test_the_page_has_the_looks_and_the_lag_of_each_progress() -> None:
    ours = [row for row in kept() if row.schedule == "atlassian-tasks"]

    expected = [line_of(row) for row in ours]
    assert table("waiting", "| progress") == expected, "\n".join(expected)
