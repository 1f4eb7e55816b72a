"""When other libraries look at a long-running operation next, as their own source says.

Each `gaps` yields the seconds between one look and the next; none of them knows the task's age or
percentage. Deadlines are left out: a wait that gives up would look cheap.
"""

import math
from collections.abc import Callable, Iterator
from random import Random

import attrs


@attrs.frozen
class Peer:
    """A schedule, and where it is written."""

    name: str
    gaps: Callable[[Random], Iterator[float]]
    source: str


def _fixed(seconds: float) -> Callable[[Random], Iterator[float]]:
    def gaps(_: Random) -> Iterator[float]:
        while True:
            yield seconds

    return gaps


def _google(random: Random) -> Iterator[float]:
    most = 1.0
    while True:
        yield random.uniform(0.0, most)
        most = min(most * 1.5, 20.0)


def _databricks(random: Random) -> Iterator[float]:
    attempt = 1
    while True:
        yield min(attempt, 10) + random.random()
        attempt += 1


def _oci(_: Random) -> Iterator[float]:
    gap = 1.0
    while True:
        yield gap
        gap = min(gap * 2, 30.0)


def _square_root(_: Random) -> Iterator[float]:
    age = 0.0
    while True:
        gap = min(max(math.sqrt(age), 1.0), 60.0)
        yield gap
        age += gap


PEERS = (
    Peer(
        "azure-core",
        _fixed(30),
        "azure-core 1.41.0, azure/core/polling/base_polling.py:644 and 889-893",
    ),
    Peer(
        "google-api-core",
        _google,
        "google-api-core 2.44.0, google/api_core/future/polling.py:55-61 "
        "and google/api_core/retry/retry_base.py:118-121",
    ),
    Peer(
        "botocore",
        _fixed(15),
        "botocore 1.44.5, botocore/waiter.py:343 and 396; the commonest delay of its waiters, "
        "as in botocore/data/ec2/2016-11-15/waiters-2.json:200",
    ),
    Peer(
        "hcloud, openai",
        _fixed(1),
        "hcloud 2.27.0, hcloud/_client.py:146 and hcloud/actions/client.py:48; "
        "openai 3.54.0, openai/resources/videos.py:622-624",
    ),
    Peer(
        "databricks-sdk",
        _databricks,
        "databricks-sdk 0.162.0, databricks/sdk/service/compute.py:8964-8970",
    ),
    Peer("oci", _oci, "oci 2.189.0, oci/waiter.py:91, 115 and 118"),
    Peer("every 5 s", _fixed(5), "a fixed interval"),
    Peer("square root of age", _square_root, "Keller 1974, for an unknown scale; from 1 s to 60 s"),
)
