"""How a task is named: what people and servers write, and what is refused before any request."""

import pickle
import time
from typing import Any

import pytest
from atlassian_tasks import Kind, Task, TaskClient, TaskRef
from atlassian_tasks.errors import AtlassianTasksError, InvalidRef
from atlassian_tasks.simulator import Simulator
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import BODIES
from tests.colours import Client

CLOUD, GATEWAY = "https://acme.atlassian.net", "https://api.atlassian.com/ex"
DATA_CENTER = "https://wiki.example.com/confluence"

ADDRESSES = {
    f"{CLOUD}/rest/api/3/task/10641": "jira:10641",
    f"{CLOUD}/rest/api/2/task/10641": "jira-v2:10641",
    f"{CLOUD}/rest/api/3/bulk/queue/10641": "jira-bulk:10641",
    f"{CLOUD}/wiki/rest/api/longtask/10641": "confluence:10641",
    f"{CLOUD}/rest/api/longtask/10641": "confluence:10641",
    f"{GATEWAY}/jira/CLOUD-ID/rest/api/3/task/10641": "jira:10641",
    f"{GATEWAY}/jira/CLOUD-ID/rest/api/3/bulk/queue/10641": "jira-bulk:10641",
    f"{GATEWAY}/confluence/CLOUD-ID/wiki/rest/api/longtask/10641": "confluence:10641",
    f"{GATEWAY}/confluence/CLOUD-ID/rest/api/longtask/10641": "confluence:10641",
    f"{DATA_CENTER}/rest/api/longtask/10641": "confluence-dc:10641",
    "http://wiki.example.com:8090/rest/api/longtask/10641": "confluence-dc:10641",
    f"{CLOUD}/api/3/task/10641": "jira:10641",
    f"{CLOUD}/wiki/api/longtask/10641": "confluence:10641",
    f"{CLOUD}/rest/api/3/task/10641/": "jira:10641",
    f"{CLOUD}/rest/api/3/task/10641?expand=all#top": "jira:10641",
    f"  {CLOUD}/rest/api/3/task/10641\n": "jira:10641",
    "HTTPS://ACME.ATLASSIAN.NET/rest/api/longtask/10641": "confluence:10641",
    "/rest/api/3/task/10641": "jira:10641",
    "/rest/api/longtask/10641": "confluence:10641",
    "/wiki/rest/api/longtask/10641": "confluence:10641",
    "/confluence/rest/api/longtask/10641": "confluence-dc:10641",
    "/ex/confluence/CLOUD-ID/rest/api/longtask/10641": "confluence:10641",
    f"{CLOUD}/rest/api/longtask/9c1f6b0e-6a53-4f08-b5de-cf1c1ab9d1c7": (
        "confluence:9c1f6b0e-6a53-4f08-b5de-cf1c1ab9d1c7"
    ),
}
NOT_IDS = ["", ".", "..", "a/b", "a?b", "a#b", "a%2fb", "a b", "\t", "a\nb", "a\x00b", "a\x7fb"]
NOT_IDS += ["a\u00a0b", "a\u2028b", "a\x85b", "a\ud800b"]
# Invisible, turning the line around, of private use, not assigned.
NOT_IDS += ["12\u202e43", "1\u20662", "1\u200b", "\ufeff1", "1\u00ad2", "1\ue000", "1\u0378"]
NOT_REFS: list[Any] = [
    "",
    "   ",
    "10641",
    ":10641",
    "jira:",
    "trello:10641",
    "JIRA:10641",
    "jira 10641",
    CLOUD,
    f"{CLOUD}/browse/ACME-1",
    f"{CLOUD}/rest/api/3/task",
    f"{CLOUD}/rest/api/3/task/",
    f"{CLOUD}/rest/api/3/task/..",
    f"{CLOUD}/rest/api/3/task/%2e%2e",
    f"{CLOUD}/rest/api/3/task/10641/cancel",
    f"{CLOUD}/rest/api/9/task/10641",
    "ftp://acme.atlassian.net/rest/api/3/task/10641",
    "acme.atlassian.net/rest/api/3/task/10641",
    "//evil.example.com/rest/api/3/task/10641",
    f"{CLOUD}/rest/api/3/task/1\n0641",
    None,
    10641,
    10641.0,
    b"jira:10641",
    ["jira:10641"],
    Kind.JIRA,
]


@pytest.mark.parametrize(("address", "ref"), ADDRESSES.items())
def test_an_address_tells_kind_and_id(address: str, ref: str) -> None:
    assert str(TaskRef.parse(address)) == ref


@pytest.mark.parametrize("kind", Kind)
def test_a_ref_survives_being_written_down(kind: Kind) -> None:
    ref = TaskRef(kind, "10641")

    assert str(ref) == f"{kind}:10641"
    assert TaskRef.parse(str(ref)) == TaskRef.parse(f" {ref}\n") == ref
    assert pickle.loads(pickle.dumps(ref)) == ref


def test_refs_are_values() -> None:
    ref = TaskRef("jira", "10641")

    assert len({ref, TaskRef(Kind.JIRA, "10641"), TaskRef("jira-v2", "10641")}) == 2
    with pytest.raises(AttributeError):
        ref.id = "10642"


def test_ids_may_be_whole_numbers() -> None:
    assert TaskRef("jira", 10641) == TaskRef("jira", "10641")


@pytest.mark.parametrize("task_id", [*NOT_IDS, None, True, 1.5, b"1"])
def test_an_id_that_could_leave_its_path_is_refused(task_id: Any) -> None:
    for kind in Kind:
        with pytest.raises(InvalidRef):
            TaskRef(kind, task_id)


@pytest.mark.parametrize("kind", ["", "task", None, 3, "Kind.JIRA"])
def test_an_unknown_kind_is_refused_with_those_there_are(kind: Any) -> None:
    with pytest.raises(InvalidRef, match=r"jira, jira-v2, jira-bulk.*confluence-dc"):
        TaskRef(kind, "1")


@pytest.mark.parametrize("text", NOT_REFS)
def test_what_names_no_task_is_refused(text: Any) -> None:
    with pytest.raises(InvalidRef) as caught:
        TaskRef.parse(text)

    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, AtlassianTasksError)


def test_a_bare_id_is_told_what_to_write() -> None:
    with pytest.raises(InvalidRef, match=r"jira:10641.*jira-bulk:10641.*confluence-dc:10641"):
        TaskRef.parse("10641")


def test_a_refused_address_keeps_its_password_to_itself() -> None:
    with pytest.raises(InvalidRef) as caught:
        TaskRef.parse("https://me:s3cret@acme.atlassian.net/browse/A-1?token=s3cret")

    assert "s3cret" not in str(caught.value)


@given(st.text())
def test_any_text_is_a_ref_or_refused(text: str) -> None:
    try:
        ref = TaskRef.parse(text)
    except InvalidRef:
        return

    assert TaskRef.parse(str(ref)) == ref


@given(st.sampled_from(Kind), st.text())
def test_what_is_accepted_as_an_id_can_be_written_and_read_again(kind: Kind, task_id: str) -> None:
    try:
        ref = TaskRef(kind, task_id)
    except InvalidRef:
        return
    with TaskClient(CLOUD) as client:
        known = TaskRef.parse(client.url(ref))

    assert TaskRef.parse(str(ref)) == ref
    assert known.id == ref.id


@pytest.mark.parametrize("kind", BODIES)
def test_each_form_of_ref_leads_to_the_task(
    client: Client, simulator: Simulator, kind: str
) -> None:
    there = simulator.add(kind)
    task = client.get(TaskRef(kind, there.id))
    others = [client.get(form) for form in (task, there.ref, f" {there.ref} ")]

    assert [other.ref for other in others] == [task.ref] * 3
    told = [f"{one.path}?{one.query}".rstrip("?") for one in simulator.requests]
    assert told == [client.url(task)[len(simulator.site) :]] * 4


@pytest.mark.parametrize("kind", [kind for kind in BODIES if kind != "confluence-dc"])
def test_the_address_that_url_tells_leads_back(
    client: Client, simulator: Simulator, kind: str
) -> None:
    there = simulator.add(kind)
    task = client.get(client.url(there.ref))

    assert client.url(task) == there.url
    assert str(task.ref) == there.ref


VERBS = {
    "get": lambda client, ref: client.get(ref),
    "watch": lambda client, ref: client.watch(ref),
    "wait": lambda client, ref: client.wait(ref),
    "cancel": lambda client, ref: client.cancel(ref),
    "url": lambda client, ref: client.url(ref),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_bad_ref_is_refused_when_the_verb_is_called(
    client: Client, simulator: Simulator, verb: str
) -> None:
    for ref in NOT_REFS:
        with pytest.raises(InvalidRef):
            VERBS[verb](client, ref)

    assert simulator.requests == []


OTHER_SITES = [
    "https://other.atlassian.net/rest/api/3/task/1",
    "http://example.atlassian.net/rest/api/3/task/1",
    "https://example.atlassian.net:8443/rest/api/3/task/1",
    "https://example.atlassian.net/context/rest/api/3/task/1",
    "https://example.atlassian.net.evil.example.com/rest/api/3/task/1",
    "https://me:s3cret@example.atlassian.net/rest/api/3/task/1",
    "https://me:s3cret@other.atlassian.net/rest/api/3/task/1",
    "https://api.atlassian.com/ex/jira/some-id/rest/api/3/task/1",
    "https://example.atlassian.net:port/rest/api/3/task/1",
    "https://example.atlassian.net:99999999/rest/api/3/task/1",
    "https://exa mple.atlassian.net/rest/api/3/task/1",
    "https://[::1/rest/api/3/task/1",
    "https://xn--\u00fc.example.com/rest/api/3/task/1",
    "https://" + "a" * 70_000 + "/rest/api/3/task/1",
]


@pytest.mark.parametrize("verb", VERBS)
def test_an_address_of_another_site_is_refused(
    client: Client, simulator: Simulator, verb: str
) -> None:
    for address in OTHER_SITES:
        with pytest.raises(InvalidRef) as caught:
            VERBS[verb](client, address)

        assert "s3cret" not in str(caught.value)
    assert simulator.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "https://example.atlassian.net/rest/api/3/task/10000",
        "https://EXAMPLE.atlassian.net/rest/api/3/task/10000",
        "https://example.atlassian.net:443/rest/api/3/task/10000",
        "https://api.atlassian.com/ex/jira/the-cloud-id/rest/api/3/task/10000",
        "https://api.atlassian.com/ex/confluence/the-cloud-id/rest/api/3/task/10000",
        "/rest/api/3/task/10000",
    ],
)
def test_case_port_and_gateway_make_no_other_site(open_client: Any, address: str) -> None:
    client = open_client(cloud_id="the-cloud-id")

    assert client.url(address) == "https://example.atlassian.net/rest/api/3/task/10000"


def test_refs_and_tasks_are_not_asked_where_they_come_from(
    client: Client, simulator: Simulator
) -> None:
    there = simulator.add("jira")
    stranger = TaskRef.parse(f"https://other.atlassian.net/rest/api/3/task/{there.id}")

    assert client.get(stranger).id == there.id
    assert client.get(Task(ref=stranger, status=client.get(stranger).status)).id == there.id


def test_an_id_has_an_end() -> None:
    with pytest.raises(InvalidRef, match="too long"):
        TaskRef("jira", "1" * 501)


def test_a_password_without_a_scheme_is_not_repeated() -> None:
    with pytest.raises(InvalidRef) as caught:
        TaskRef.parse("me:s3cret@acme.atlassian.net/rest/api/3/task/1")

    assert "s3cret" not in str(caught.value)


LONG = 10_000_000


@pytest.mark.parametrize(
    "text",
    [
        "/" * LONG,
        "//" + "/@" * (LONG // 2),
        "https://" + "/" * LONG,
        "x" * LONG,
        "\u202e" * LONG,
        "7" * LONG,
        " " * LONG + "x",
        "jira:" + "7" * LONG,
        "trello:" * (LONG // 7),
        f"{CLOUD}/rest/api/3/task/" + "7" * LONG,
        "/rest/api/3/task/" * (LONG // 17),
        f"{CLOUD}/rest/api/3/task/1?" + "x" * LONG,
    ],
    ids=range(12),
)
def test_endless_text_is_refused_soon_and_in_a_short_sentence(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(InvalidRef) as caught:
        TaskRef.parse(text)

    assert time.process_time() - begun < 2
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()


def test_what_is_no_ref_is_not_quoted_at_length(client: Client) -> None:
    for other in ({"id": "x" * LONG}, [b"x" * LONG], b"x" * LONG):
        with pytest.raises(InvalidRef) as caught:
            client.get(other)

        assert len(str(caught.value)) < 500
    with pytest.raises(InvalidRef) as caught:
        client.wait_all("x" * LONG)
    assert len(str(caught.value)) < 500
    with pytest.raises(InvalidRef) as caught:
        TaskRef("x" * LONG, "1")
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("task_id", [",", "a,b", "a,b:c"])
def test_an_id_may_have_a_comma(task_id: str) -> None:
    assert TaskRef.parse(f"jira:{task_id}") == TaskRef("jira", task_id)


@pytest.mark.parametrize(("text", "meant"), [("JIRA:1", "jira"), ("jria-bulk:1", "jira-bulk")])
def test_a_misspelt_kind_is_asked_about(text: str, meant: str) -> None:
    with pytest.raises(InvalidRef, match=rf"did you mean {meant}\?"):
        TaskRef.parse(text)
