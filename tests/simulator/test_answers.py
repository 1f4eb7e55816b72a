"""Every answer is one that upstream's documents allow."""

from json import JSONDecodeError

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from attrs import evolve
from jsonschema import ValidationError

from tests.answers import BODIES, ends
from tests.simulator.upstream import ODDITIES, check, checked

MAPPED = {"id": "w", "statusMappings": [{}]}
KINDS = [*BODIES]
SCRIPTS = {
    "plain": {},
    "queued": {"delay": 3.0},
    "failed": {"outcome": "failed", "messages": ["It broke."]},
    "partly failed": {"issues": [10001, 10002], "failures": {10003: ["Locked.", "Old."]}},
    "with words": {"name": "Deleting", "messages": ['See <a href="/x">there</a>.']},
    "untold progress": {"progress": "none"},
}


@pytest.mark.parametrize(
    ("kind", "script"),
    [
        pytest.param(kind, script, id=f"{kind} {name}")
        for kind in KINDS
        for name, script in SCRIPTS.items()
        if script.get("outcome", "complete") in ends(kind)
    ],
)
def test_a_look_has_the_documented_structure_from_start_to_end(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, kind: str, script: dict
) -> None:
    task = simulator.add(kind, duration=10, **script)

    for _ in range(15):
        assert client.get(task.url).status_code == 200
        clock.advance(1)


@pytest.mark.parametrize("outcome", ["cancelled", "dead"])
@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
def test_jira_has_two_more_ways_to_end(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, kind: str, outcome: str
) -> None:
    task = simulator.add(kind, duration=10, outcome=outcome)
    clock.advance(10)

    assert client.get(task.url).json()["status"] == outcome.upper()


@pytest.mark.parametrize("path", ["/wiki/rest/api/longtask", "/rest/api/longtask"])
def test_a_list_has_the_documented_structure(
    simulator: Simulator, client: httpx.Client, path: str
) -> None:
    for kind in ("confluence", "confluence-dc"):
        simulator.add(kind)
        simulator.add(kind, messages=[{"translation": "Copied", "args": []}])

    assert client.get(path).json()["size"] == 2


def test_a_page_tree_copy_shows_where_it_went(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    details = {"destinationId": None, "destinationUrl": "/x", "totalPageNeedToCopy": 3}
    task = simulator.add("confluence", duration=1, result=details)
    before = client.get(task.url).json()
    clock.advance(1)

    assert "additionalDetails" not in before
    assert client.get(task.url).json()["additionalDetails"] == details


@pytest.mark.parametrize(
    ("odd", "kind", "script"),
    [
        ("no finished", "confluence", {"tells_finished": False}),
        ("new word", "jira", {"words": {"RUNNING": "NEVER_A_WORD"}}),
        ("integer id", "jira-bulk", {"overrides": {"taskId": 10000}}),
    ],
)
def test_an_oddity_on_demand_is_one_and_is_allowed_by_name_only(
    simulator: Simulator, odd: str, kind: str, script: dict
) -> None:
    task = simulator.add(kind, **script)
    with checked(simulator, odd) as tolerant:
        response = tolerant.get(task.url)

    assert response.status_code == 200
    with pytest.raises(ValidationError):
        check(response)


def test_the_check_refuses_what_no_document_allows(
    simulator: Simulator, client: httpx.Client
) -> None:
    task = simulator.add("jira", overrides={"progress": "half"})

    with pytest.raises(ValidationError):
        client.get(task.url)


def test_the_check_refuses_a_status_that_no_document_has(
    simulator: Simulator, client: httpx.Client
) -> None:
    simulator.fail_next(418)

    with pytest.raises(AssertionError, match="never answers 418"):
        client.get(simulator.add("jira").url)


@pytest.mark.parametrize("name", [name for name, oddity in ODDITIES.items() if oddity.is_usual])
def test_every_usual_oddity_is_met_and_is_refused_once_it_is_struck_off(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    response = odd_answer(name)
    check(response)
    monkeypatch.delitem(ODDITIES, name)

    with pytest.raises((ValidationError, AssertionError, JSONDecodeError)):
        check(response)


def odd_answer(name: str) -> httpx.Response:
    """An answer with the oddity, from a site that asks for credentials."""
    user = User(name="ada", token="ada")
    simulator = Simulator(
        VirtualClock(),
        users=[
            user,
            evolve(user, name="bob", token="b", may_bulk_change=False),
            evolve(user, name="root", token="r", is_admin=True),
        ],
    )
    paths = {kind: simulator.add(kind).url for kind in KINDS}
    lists = paths["confluence"].rpartition("/")[0], paths["confluence-dc"].rpartition("/")[0]
    theirs = simulator.add("confluence-conversion", owner="ada").url
    simulator.script_next(path="/reindex/request", starts_task=False)
    root, transitions = {"Authorization": "Bearer r"}, paths["confluence-permissions"]
    transitions = transitions[: transitions.rindex("/") + 1] + "0"
    ada = {"Authorization": "Bearer ada"}
    requests = {
        "bulk dates": ("GET", paths["jira-bulk"], ada),
        "bulk 400": ("GET", paths["jira-bulk"].replace("10002", "10000"), ada),
        "bulk 403": ("GET", paths["jira-bulk"], {"Authorization": "Bearer b"}),
        "bulk 404": ("GET", paths["jira-bulk"] + "0", ada),
        "cancel 202": ("POST", paths["jira"] + "/cancel", ada),
        "one 401": ("GET", paths["confluence"], {}),
        "one 404": ("GET", paths["confluence"] + "0", ada),
        "list 400": ("GET", lists[0] + "?start=x", ada),
        "list 401": ("GET", lists[0], {}),
        "dc one 401": ("GET", paths["confluence-dc"], {}),
        "dc list 401": ("GET", lists[1], {}),
        "dc backup 401": ("GET", paths["confluence-dc-backup"], {}),
        "start 400": ("POST", "/rest/api/3/issue/archive", ada),
        "start 401": ("POST", "/rest/api/3/project/ABC/delete", {}),
        "start 403": ("DELETE", "/rest/api/3/field/f/option/1/issue", ada),
        "start 404": ("POST", "/rest/api/3/project/ABC/delete", ada),
        "start 409": ("POST", "/rest/api/3/workflows/update", ada),
        "start 412": ("PUT", "/rest/api/3/issues/archive/export", ada),
        "export 202": ("PUT", "/rest/api/3/issues/archive/export", ada),
        "move 403": ("POST", "/rest/api/3/bulk/issues/move", {"Authorization": "Bearer b"}),
        "wiki start 400": ("POST", "/wiki/rest/api/content/archive", ada),
        "conversion 400": ("POST", "/wiki/rest/api/contentbody/convert/async/view", ada),
        "conversion 401": ("GET", paths["confluence-conversion"], {}),
        "conversion 403": ("GET", theirs, {"Authorization": "Bearer b"}),
        "conversion 404": ("GET", paths["confluence-conversion"] + "0", ada),
        "reindex requests 200": ("POST", "/rest/api/2/reindex/request", ada),
        "reindex 404": ("GET", paths["jira-dc-reindex"] + "0", ada),
        "transition 400": ("POST", transitions.replace("tasks/0", "access-removals"), root),
        "transition 401": ("GET", transitions, {}),
        "transition 404": ("GET", transitions, ada),
        "wiki start 401": ("DELETE", "/wiki/rest/api/space/ABC", {}),
    }
    method, url, headers = requests[name]
    sent = None if name in ("start 400", "wiki start 400") else {"workflows": [MAPPED]}
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        for _ in range(2 if name in ("start 409", "start 412") else 1):
            response = client.request(method, url, headers=headers, json=sent)
        return response
