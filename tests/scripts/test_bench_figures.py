from itertools import count

import pytest

from scripts.bench import Figure, Section, compare


def test_ratio_is_the_median_of_those_of_each_block() -> None:
    ours, other = iter([0.0, 1.1, 24.0, 3.9]), iter([1.0, 1.0, 20.0, 3.0])

    figure = compare("get", ours.__next__, other.__next__, blocks=3)

    assert figure.ratio == pytest.approx(1.2)
    assert (figure.ours, figure.other) == (3.9, 3.0)


def test_a_machine_that_slows_both_sides_leaves_the_ratio_alone() -> None:
    slow = [1, 1, 1, 50, 70, 90]
    ours, other = iter([2.0 * one for one in slow]), iter([1.0 * one for one in slow])

    assert compare("get", ours.__next__, other.__next__, blocks=5).ratio == 2


def test_sides_alternate_and_the_first_round_does_not_count() -> None:
    turns, times = [], count(1)

    def side(name: str) -> float:
        turns.append(name)
        return next(times)

    figure = compare("get", lambda: side("ours"), lambda: side("other"), blocks=2, unit="ms")

    assert turns == ["ours", "other", "other", "ours", "ours", "other"]
    assert (figure.ours, figure.other) == (4500, 4500)


@pytest.mark.parametrize(
    ("figure", "is_met"),
    [
        (Figure("requests", 135, target=135), True),
        (Figure("requests", 136, target=135), False),
        (Figure("get", 600, "µs", other=500, ratio_target=1.15), False),
        (Figure("get", 600, "µs", other=500, ratio_target=1.2), True),
        (Figure("just to know", 1), None),
    ],
)
def test_target_is_the_most_that_is_allowed(figure: Figure, is_met: bool | None) -> None:
    assert figure.is_met is is_met


def test_table_tells_both_sides_the_ratio_and_the_target() -> None:
    title, heading, row = str(
        Section("title", [Figure("get", 612, "µs", other=540, ratio_target=1.15)])
    ).splitlines()

    assert title == "== title =="
    assert heading.split() == ["what", "ours", "other", "ratio", "target", "met?"]
    assert row.split() == "get 612 µs 540 µs 1.13 ≤ 1.15 yes".split()


def test_section_without_figures_has_its_remarks() -> None:
    assert str(Section("title", lines=["remark"])) == "== title ==\nremark\n"
