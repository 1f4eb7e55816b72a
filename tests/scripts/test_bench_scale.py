import asyncio
import math

import httpx
import pytest
from atlassian_tasks.simulator import Simulator

from scripts.bench.costs import AUTH, FIRST_ID, Spent, served, spend, summary
from scripts.bench.siblings import growth, kept, spent


def test_a_ref_takes_a_few_kilobytes_and_a_look_some_time() -> None:
    kept(20)

    assert 0.5 < kept(50) < 6
    assert 0 < spent(50) < 0.01


def test_every_size_has_memory_and_time() -> None:
    figures = growth(sizes=[5, 10, 20]).figures

    assert len(figures) == 2 * 3
    assert all(figure.target or figure.ratio_target for figure in figures)


def test_served_site_tells_how_often_its_tasks_were_looked_at() -> None:
    with (
        served([math.inf, 0.0]) as site,
        httpx.Client(base_url=site.url, auth=AUTH) as http,
    ):
        bodies = [http.get(f"/rest/api/3/task/{FIRST_ID + place}").json() for place in (0, 1, 1)]

    assert site.looks == 3
    assert [body["status"] for body in bodies] == ["RUNNING", "COMPLETE", "COMPLETE"]


def test_client_of_thousands_waits_for_each_and_gets_plainly_before_and_after() -> None:
    simulator = Simulator()
    for place in range(3):
        simulator.add("jira", str(FIRST_ID + place), duration=0)
    with simulator.serve() as server:
        client = asyncio.run(spend(server.url, 3, gets=8))

    assert (client.ended, len(client.plain)) == (3, 6)
    assert sum(task.looks for task in simulator.tasks) == 6 * 8 + 1 + 3


def test_processor_time_is_divided_by_looks_and_by_the_median_plain_get() -> None:
    client = Spent(waiting=3.0, memory=40_000, ended=10, plain=[0.1, 0.2, 9.0])

    memory, look = summary(client, count=10, looks=10).figures

    assert (memory.ours, memory.unit) == (4, "kB")
    assert look.ratio == pytest.approx(1.5)
