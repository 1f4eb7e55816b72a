"""A kind of task is whole: named, asked for, understood, simulated, tested."""

import pytest
from atlassian_tasks import Kind, Status, TaskRef
from atlassian_tasks.simulator import Simulator

from tests import upstream_bodies
from tests.answers import BODIES, ends
from tests.colours import Client, Colour


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
