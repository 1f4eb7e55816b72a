"""A kind of task is whole: named, asked for, understood, simulated, documented, tested."""

from pathlib import Path

import pytest
from atlassian_tasks import Kind, Status, TaskRef
from atlassian_tasks.simulator import Simulator

from tests import upstream_bodies
from tests.answers import BODIES, ends
from tests.colours import Client

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


@pytest.mark.parametrize(("kind", "end"), [(kind, end) for kind in Kind for end in ends(kind)])
def test_each_of_its_ends_is_a_status(
    client: Client, simulator: Simulator, kind: Kind, end: str
) -> None:
    task = simulator.add(kind, duration=60, outcome=end)
    snapshots = list(client.watch(task.ref))

    assert snapshots[-1].status == Status(end.upper())
    assert snapshots[0].status is Status.RUNNING


@pytest.mark.parametrize("kind", Kind)
def test_the_readme_says_how_to_name_it(kind: Kind) -> None:
    assert f'`"{kind}:' in README
