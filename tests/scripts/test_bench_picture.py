from xml.etree import ElementTree

import pytest

from scripts.bench.picture import PICTURE, draw
from scripts.bench.schedules import FAMILIES, OURS, Cell, Row, kept, measure_all


def test_picture_in_the_tree_is_what_the_kept_cells_draw() -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw(kept())


def test_kept_cells_are_what_the_schedules_cost_now() -> None:
    family = "median 4 s"

    for now, then in zip(measure_all([family]), kept(), strict=True):
        assert (now.schedule, now.progress) == (then.schedule, then.progress)
        expected = pytest.approx([then.cells[family].looks, then.cells[family].lag], abs=0.006)
        assert [now.cells[family].looks, now.cells[family].lag] == expected


def test_cells_survive_being_kept() -> None:
    row = Row(OURS, "linear & <so on>", {"one": Cell(10.25, 5.5, 9.75), "two": Cell(1, 2, 3)})

    assert kept(draw([row])) == [row]


def test_picture_names_every_schedule_in_every_panel() -> None:
    rows = kept()

    drawn = [element.text for element in ElementTree.fromstring(draw(rows)).iter()]

    for row in rows:
        assert drawn.count(row.progress or row.schedule) == len(FAMILIES)


def test_fewer_looks_are_further_left_and_less_lag_is_further_down() -> None:
    costly, cheap = Cell(100, 0.5, 1), Cell(10, 20, 30)
    picture = draw([Row(OURS, "linear", {"one": costly}), Row("peer", None, {"one": cheap})])

    dots = [e for e in ElementTree.fromstring(picture).iter() if e.tag.endswith("circle")][2:]
    places = {d.attrib["class"]: (float(d.attrib["cx"]), float(d.attrib["cy"])) for d in dots}

    assert places["theirs"][0] < places["ours"][0]
    assert places["theirs"][1] < places["ours"][1]
