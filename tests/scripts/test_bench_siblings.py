import pytest

from scripts.bench.siblings import CELLS, Cell, follow, siblings


def test_siblings_that_all_take_as_long_are_looked_at_far_less() -> None:
    cell = CELLS["all exactly 20 min, none"]
    ours, alone = (follow(cell, 0, alone=alone, size=60) for alone in (False, True))

    assert ours[0] < 0.6 * alone[0]
    assert ours[1] < alone[1]


def test_the_same_seed_measures_the_same() -> None:
    cell = CELLS["median 60 s, none"]

    assert follow(cell, 3, alone=False, size=60) == follow(cell, 3, alone=False, size=60)


def test_every_cell_has_looks_and_lag_with_a_target() -> None:
    figures = siblings(size=6, seeds=[0]).figures

    assert len(figures) == 2 * len(CELLS)
    assert all(figure.target or figure.ratio_target for figure in figures)


def test_of_tasks_in_five_lanes_each_is_followed_from_its_own_start() -> None:
    cell = Cell(lambda _, size: [30.0] * size, lanes=5)

    looks, lag = follow(cell, 0, alone=True, size=20)

    assert looks == pytest.approx(12, abs=1)
    assert 0 < lag < 5
