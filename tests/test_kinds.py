"""A kind of task is whole: named, asked for, understood, simulated, documented, tested."""

import re
from pathlib import Path

import pytest
from atlassian_tasks import Kind, Status, TaskRef
from atlassian_tasks.kinds import ROWS
from atlassian_tasks.simulator import Simulator

from tests import upstream_bodies
from tests.answers import BODIES, ends
from tests.colours import Client, Colour

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_every_kind_goes_through_the_tests_that_hold_for_all() -> None:
    assert {*BODIES} == {*upstream_bodies.NAMES} == {*Kind}


@pytest.mark.parametrize("kind", Kind)
def test_a_simulated_task_stands_where_its_ref_says(
    client: Client, simulator: Simulator, kind: Kind
) -> None:
    task = simulator.add(kind, duration=0)

    assert client.get(task.ref).ref == TaskRef(kind, task.id)
    assert client.url(task.ref) == task.url


@pytest.mark.parametrize("kind", Kind)
def test_a_task_is_followed_over_a_real_socket(colour: Colour, kind: Kind) -> None:
    simulator = Simulator()
    with simulator.serve(), colour.make(simulator.site) as client:
        task = simulator.add(kind, duration=0)

        assert client.wait(task.ref).is_success


@pytest.mark.parametrize(("kind", "end"), [(kind, end) for kind in Kind for end in ends(kind)])
def test_each_of_its_ends_is_a_status(
    client: Client, simulator: Simulator, kind: Kind, end: str
) -> None:
    task = simulator.add(kind, duration=60, outcome=end)
    snapshots = list(client.watch(task.ref))

    assert snapshots[-1].status == Status(end.upper())
    assert snapshots[0].status is Status.RUNNING


WHO = {
    "creator": "who started it, Jira administrators",
    "owner": "who started it, system administrators",
    "bulk": "who may make bulk changes",
    "admin": "administrators",
    "visible": "who may see it",
}


def line_of(kind: Kind) -> str:
    """What README says of a kind, of which it has nothing that is not in the row."""
    row = ROWS[kind]
    more = {"cancel": row.cancel, "list": row.list, "download": row.file}
    cells = [
        f"`{kind}`",
        f"`{row.root}/ID`",
        WHO[row.who],
        f"`{row.look}`" if row.look else "",
        row.kept or "",
        ", ".join(f"`{verb}`" for verb, told in more.items() if told is not None),
    ]
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def test_the_readme_has_a_line_for_each_kind_as_its_row_says() -> None:
    table = README.partition("\n| kind |")[2].partition("\n\n")[0].splitlines()[2:]

    assert table == [line_of(kind) for kind in ROWS], "\n".join(map(line_of, ROWS))


def test_the_readme_names_tasks_in_ways_that_are_read() -> None:
    table = README.partition("\n## Name a task\n")[2].partition("\n\n`str(ref)`")[0]
    told = [TaskRef.parse(text) for text in re.findall('`"([^"]+)"`', table)]

    assert [str(ref.kind) for ref in told] == ["jira", "confluence", "jira"]


def test_the_readme_cancels_only_what_can_be_cancelled() -> None:
    cancelled = {kind for kind, row in ROWS.items() if row.cancel is not None}

    shown = re.findall(r'\bcancel(?: |\(")([a-z0-9-]+):', README)

    assert shown
    assert {*shown} <= cancelled
