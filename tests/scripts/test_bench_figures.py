from itertools import count

import pytest

from scripts.bench.figures import Figure, Pair, Section, alternate, table


def test_ratio_is_the_median_of_the_paired_ratios() -> None:
    pair = Pair.of([(1.1, 1.0), (24.0, 20.0), (3.9, 3.0)])

    assert pair.ratio == pytest.approx(1.2)
    assert (pair.ours, pair.other) == (3.9, 3.0)


def test_a_machine_that_slows_both_sides_leaves_the_ratio_alone() -> None:
    assert Pair.of([(2 * slow, 1 * slow) for slow in (1, 1, 50, 70, 90)]).ratio == 2


def test_sides_alternate_and_the_first_round_does_not_count() -> None:
    turns, times = [], count(1)

    def side(name: str) -> float:
        turns.append(name)
        return next(times)

    pair = alternate(lambda: side("ours"), lambda: side("other"), blocks=2)

    assert turns == ["ours", "other", "other", "ours", "ours", "other"]
    assert (pair.ours, pair.other) == ((4 + 5) / 2, (3 + 6) / 2)


@pytest.mark.parametrize(
    ("figure", "is_met"),
    [
        (Figure("requests", 135, target=135), True),
        (Figure("requests", 136, target=135), False),
        (Figure("get", 600, "µs", 500, 1.2, 1.15, is_ratio=True), False),
        (Figure("get", 600, "µs", 500, 1.2, 1.2, is_ratio=True), True),
        (Figure("just to know", 1), None),
    ],
)
def test_target_is_the_most_that_is_allowed(figure: Figure, is_met: bool | None) -> None:
    assert figure.is_met is is_met


def test_table_tells_both_sides_the_ratio_and_the_target() -> None:
    heading, row = table([Figure("get", 612, "µs", 540, 1.133, 1.15, is_ratio=True)])

    assert heading.split() == ["what", "ours", "other", "ratio", "target", "met?"]
    assert row.split() == "get 612 µs 540 µs 1.13 ≤ 1.15 yes".split()


def test_section_without_figures_has_its_remarks() -> None:
    assert str(Section("title", lines=["remark"])) == "== title ==\nremark\n"
