"""An answer about another task, such as a cache's or a mixed-up proxy's, is never a verdict."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from atlassian_tasks import Status
from atlassian_tasks.errors import UnexpectedResponse
from atlassian_tasks.simulator import ABSENT, Simulator, VirtualClock

from tests.answers import BODIES
from tests.colours import Client, Colour, OtherSite
from tests.many import wait_all

SITE = "https://acme.atlassian.net"
NAMES = dict.fromkeys(BODIES, "id") | {"jira-bulk": "taskId", "jira-redaction": "jobId"}
NAMES["confluence-conversion"] = "asyncId"
NAMES["confluence-permissions"] = "taskId"
NAMES["jira-dc-reindex"] = "progressUrl"


def named(kind: str, told: Any) -> dict[str, Any]:
    """The field in which a body says whose it is, with that id."""
    if kind == "jira-dc-reindex" and type(told) in (str, int) and str(told).strip():
        told = f"/secure/admin/IndexProgress.jspa?{urlencode({'taskId': told})}"
    return {NAMES[kind]: told}


every_kind = pytest.mark.parametrize("kind", BODIES)
# Where the id is a field of its own, and where it is in an address.
BOTH = ("jira", "jira-dc-reindex")


@pytest.mark.parametrize(
    ("kind", "told"),
    [*((kind, "10642") for kind in BODIES)]
    + [(kind, told) for kind in BOTH for told in (10642, "1064", "x" * 1000, "a/b")],
)
def test_an_answer_about_another_task_is_unexpected(colour: Colour, kind: str, told: Any) -> None:
    body = BODIES[kind](**named(kind, told))
    with (
        colour.make(SITE, transport=OtherSite(body)) as client,
        pytest.raises(
            UnexpectedResponse, match=f"another task, whose id is '{told}"[:60]
        ) as caught,
    ):
        client.get(f"{kind}:10641")

    assert str(caught.value.ref) == f"{kind}:10641"
    assert caught.value.status_code == 200
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("kind", "told"),
    [(kind, told) for kind in BODIES for told in ("10641", None)]
    + [(kind, told) for kind in BOTH for told in (10641, "", " ", True, 1.5, [], {})],
)
def test_its_own_id_or_none_is_an_answer(colour: Colour, kind: str, told: Any) -> None:
    with colour.make(SITE, transport=OtherSite(BODIES[kind](**named(kind, told)))) as client:
        assert client.get(f"{kind}:10641").status is Status.COMPLETE


@every_kind
def test_an_id_may_come_in_the_other_case(colour: Colour, kind: str) -> None:
    body = BODIES[kind](**named(kind, "9b0c1f6e-0000-4000-8000-0123456789ab"))
    with colour.make(SITE, transport=OtherSite(body)) as client:
        task = client.get(f"{kind}:9B0C1F6E-0000-4000-8000-0123456789AB")

    assert task.is_success


@every_kind
def test_a_wait_looks_again_after_an_answer_about_another_task(
    client: Client, simulator: Simulator, clock: VirtualClock, kind: str
) -> None:
    task = simulator.add(kind, duration=20)
    simulator.fail_next(200, body=BODIES[kind](**named(kind, "7")))

    assert client.wait(task.ref).is_success
    assert clock.now() >= 20


@every_kind
def test_a_wait_that_hears_of_another_task_only_ends_when_patience_does(
    client: Client, simulator: Simulator, clock: VirtualClock, kind: str
) -> None:
    task = simulator.add(kind, duration=5, overrides=named(kind, "7"))
    with pytest.raises(UnexpectedResponse, match="another task, whose id is '7'"):
        client.wait(task.ref, patience=30)

    assert 29 <= clock.now() <= 60


@pytest.mark.parametrize("count", [2, 5])
@pytest.mark.parametrize("kind", BODIES)
def test_of_many_one_that_is_told_about_another_has_its_own_outcome(
    client: Client, simulator: Simulator, kind: str, count: int
) -> None:
    wrong = simulator.add(kind, duration=5, overrides=named(kind, "7"))
    others = [simulator.add(kind, duration=5) for _ in range(count)]
    first, *rest = wait_all(client, [wrong.ref, *(task.ref for task in others)], check=False)

    assert isinstance(first.error, UnexpectedResponse)
    assert all(outcome.result().is_success for outcome in rest)


def test_a_body_without_an_id_is_taken_from_who_was_asked(
    open_client: Callable[..., Client], simulator: Simulator
) -> None:
    tasks = [
        simulator.add(kind, overrides={NAMES[kind]: ABSENT})
        for kind in BODIES
        if not kind.startswith("confluence")  # else they are on a list, where an id is needed
    ]
    outcomes = wait_all(open_client(), [task.ref for task in tasks])

    assert [str(outcome.result().ref) for outcome in outcomes] == [task.ref for task in tasks]
