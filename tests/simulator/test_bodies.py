"""What the site says about a task, in the words of its product."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from atlassian_tasks.simulator import ABSENT, Simulator, VirtualClock


def test_jira_counts_in_milliseconds(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    clock.advance(1)
    task = simulator.add("jira", delay=1, duration=2.5)
    clock.advance(9)
    body = client.get(task.url).json()

    submitted = datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC).timestamp() * 1000
    assert body["submitted"] == submitted
    assert body["started"] == submitted + 1000
    assert body["finished"] == body["lastUpdate"] == submitted + 3500
    assert body["elapsedRuntime"] == 2500


def test_a_confluence_task_counts_in_milliseconds_until_its_end(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("confluence", delay=1, duration=2)
    clock.advance(2.5)
    running = client.get(task.url).json()["elapsedTime"]
    clock.advance(60)

    assert (running, client.get(task.url).json()["elapsedTime"]) == (1500, 2000)


def test_a_bulk_operation_names_issues_as_it_gets_to_them(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    script = {"issues": [1, 2], "failures": {3: ["Locked."], 4: ["Old.", "Gone."]}}
    task = simulator.add("jira-bulk", duration=4, inaccessible=5, **script)
    clock.advance(3)
    early = client.get(task.url).json()
    clock.advance(1)
    late = client.get(task.url).json()

    assert early["failedAccessibleIssues"] == {"3": ["Locked."]}
    assert late["failedAccessibleIssues"] == {"3": ["Locked."], "4": ["Old.", "Gone."]}
    assert late["processedAccessibleIssues"] == [1, 2]
    assert (late["status"], late["totalIssueCount"]) == ("COMPLETE", 9)
    assert late["invalidOrInaccessibleIssueCount"] == 5


def test_a_bulk_operation_is_a_task_too_whose_result_names_its_failures(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    script = {"issues": [1, 2], "failures": {3: ["Locked."], 4: []}}
    task = simulator.add("jira-bulk", duration=4, inaccessible=5, **script)
    wordy = simulator.add("jira-bulk", duration=0, messages=["Moved."], result={"n": 1})
    clock.advance(3)
    early = client.get(f"/rest/api/3/task/{task.id}").json()
    clock.advance(1)
    late = client.get(f"/rest/api/3/task/{task.id}").json()
    own = client.get(f"/rest/api/3/task/{wordy.id}").json()

    assert "result" not in early
    assert late["result"] == {
        "successfulIssues": [1, 2],
        "failedIssues": {"3": ["Locked."], "4": []},
        "totalIssueCount": 9,
    }
    assert early["message"] == late["message"] == "bulk.operation.progress.percent.complete"
    assert (own["message"], own["result"]) == ("Moved.", {"n": 1})


def test_a_jira_task_can_be_complete_with_issues_left_unmodified(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("jira", duration=1, issues=[1], failures={2: ["Locked."]})
    clock.advance(1)
    body = client.get(task.url).json()

    assert body["status"] == "COMPLETE"
    assert body["result"]["modifiedIssues"] == [1]
    assert body["result"]["unmodifiedIssues"] == [2]
    assert body["result"]["errors"]["errorMessages"] == ["Locked."]


def test_confluence_reports_errors_of_a_successful_task(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    failures = {"Page A": ["ERROR_COPY_PAGE"]}
    task = simulator.add("confluence", duration=1, failures=failures)
    clock.advance(1)
    told = client.get(task.url).json()

    assert told["successful"]
    assert told["errors"] == [{"translation": "ERROR_COPY_PAGE", "args": ["Page A"]}]


def test_data_center_reports_errors_and_result_as_json_in_its_last_message(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    script = {"failures": {"Page A": ["ERROR_COPY_PAGE", "Locked."]}, "messages": ["Copying."]}
    result = {"destinationUrl": "/display/DST/Home"}
    task = simulator.add("confluence-dc", duration=1, result=result, **script)
    quiet = simulator.add("confluence-dc", duration=1, messages=["Copying."])
    early = client.get(task.url).json()["messages"]
    clock.advance(1)
    first, last = client.get(task.url).json()["messages"]

    assert early == client.get(quiet.url).json()["messages"] == [first]
    assert first == {"translation": "Copying.", "args": []}
    assert json.loads(last["translation"]) == {
        "status": {"key": "STATUS_COMPLETE", "args": []},
        "errors": [
            {"key": "ERROR_COPY_PAGE", "type": "ERROR", "args": ["Page A"]},
            {"key": "Locked.", "type": "ERROR", "args": ["Page A"]},
        ],
        "destinationUrl": "/display/DST/Home",
    }


def test_messages_come_one_after_another_and_the_last_at_the_end(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    script = {"duration": 10, "messages": ["12 pages.", "Half of them.", "All copied."]}
    tasks = [simulator.add(kind, **script) for kind in ("confluence", "jira")]
    told = []
    for _ in range(3):
        confluence, jira = (client.get(task.url).json() for task in tasks)
        told.append(([entry["translation"] for entry in confluence["messages"]], jira["message"]))
        clock.advance(5)

    assert told == [
        (["12 pages."], "12 pages."),
        (["12 pages.", "Half of them."], "Half of them."),
        (["12 pages.", "Half of them.", "All copied."], "All copied."),
    ]


def test_a_task_that_is_cancelled_does_not_say_what_it_would_have_said_at_its_end(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("jira", duration=10, messages=["To do.", "Done."])
    clock.advance(5)
    client.post(f"{task.url}/cancel")
    clock.advance(60)

    assert client.get(task.url).json()["message"] == "To do."


def test_data_center_never_says_finished(simulator: Simulator, client: httpx.Client) -> None:
    assert "finished" not in client.get(simulator.add("confluence-dc").url).json()


def test_a_confluence_status_word_is_shown_where_one_is_scripted(
    simulator: Simulator, client: httpx.Client
) -> None:
    silent = simulator.add("confluence")
    wordy = simulator.add("confluence", words={"RUNNING": "STATUS_COPYING_PAGES"})

    assert "status" not in client.get(silent.url).json()
    assert client.get(wordy.url).json()["status"] == "STATUS_COPYING_PAGES"


def test_overrides_replace_and_remove_fields(simulator: Simulator) -> None:
    task = simulator.add("jira", overrides={"progress": None, "self": ABSENT})
    with httpx.Client(transport=simulator.transport()) as client:
        body = client.get(task.url).json()

    assert body["progress"] is None
    assert "self" not in body


def test_all_jira_tasks_share_one_sequence_of_ids(
    simulator: Simulator, client: httpx.Client
) -> None:
    bulk = simulator.add("jira-bulk")
    plain = simulator.add("jira-v2", "20000")

    assert client.get(f"/rest/api/3/task/{bulk.id}").json()["id"] == bulk.id
    assert (plain.ref, plain.url) == ("jira-v2:20000", f"{simulator.site}/rest/api/2/task/20000")
    with pytest.raises(ValueError, match="already"):
        simulator.add("jira", "20000")


def test_the_bulk_queue_refuses_other_tasks(simulator: Simulator, client: httpx.Client) -> None:
    response = client.get(f"/rest/api/3/bulk/queue/{simulator.add('jira').id}")

    assert response.status_code == 400
    assert "is not a bulk operation task" in response.json()["errorMessages"][0]


WRONG = [
    ({"outcome": "gone"}, "outcome is one of complete, failed, cancelled, dead, not 'gone'"),
    ({"duration": -1}, "duration is a number from 0 up, not -1"),
    (
        {"progress": "wobbly"},
        "progress is one of bursty, linear, curved, stuck",
    ),
    ({"name": 3}, "name is text, not 3"),
    ({"file": "text"}, "file is bytes, not 'text'"),
    ({"inaccessible": 1.5}, "inaccessible is a whole number from 0 up, not 1.5"),
    ({"failures": {"1": "why"}}, "failures is a mapping to lists of reasons"),
    ({"words": {"RUNNING": 5}}, "words is a mapping to texts"),
    ({"cancel_status": "202"}, "cancel_status is an HTTP status, not '202'"),
    ({"tells_finished": "no"}, "tells_finished is True or False, not 'no'"),
    ({"id": 10641}, "id is text, not 10641"),
    ({"delay": "soon"}, "delay is a number from 0 up, not 'soon'"),
    ({"reaches": -1}, "reaches is a number from 0 up"),
    ({"messages": "half way"}, "messages is a list of texts or mappings, not 'half way'"),
    ({"messages": [3]}, "messages is a list of texts or mappings, not [3]"),
    ({"issues": "ABC-1"}, "issues is a list of ids, not 'ABC-1'"),
    ({"issues": [None]}, "issues is a list of ids, not [None]"),
    ({"failures": ["ABC-1"]}, "failures is a mapping"),
    ({"failures": {None: ["why"]}}, "failures is a mapping"),
    ({"words": ["RUNNING"]}, "words is a mapping"),
    (
        {"result": {"at": datetime(2026, 1, 1, tzinfo=UTC)}},
        "result is JSON, not {'at': datetime.datetime(",
    ),
    ({"cancel_body": b"gone"}, "cancel_body is JSON, not b'gone'"),
]


@pytest.mark.parametrize(("script", "said"), WRONG)
def test_what_a_script_cannot_take_is_refused_in_words(
    simulator: Simulator, script: dict[str, Any], said: str
) -> None:
    with pytest.raises((ValueError, TypeError), match=f"^{re.escape(said)}") as caught:
        simulator.add("jira", **script)

    assert len(caught.value.args) == 1


WRONG_SETTINGS = [
    ({"site": "acme"}, "site is an address that begins with https:// or http://, not 'acme'"),
    ({"context": "wiki"}, "context is a path that begins with \"/\", not 'wiki'"),
    (
        {"products": ["jirra"]},
        "products is a list of some of jira, confluence",
    ),
    ({"users": ["ada"]}, "users is a list of User(name=…), not ['ada']"),
    ({"page_cap": 0}, "page_cap is a whole number from 1 up, not 0"),
    ({"retention": None}, "retention is a number from 0 up, not None"),
    ({"duration": "5s"}, "duration is a number from 0 up, not '5s'"),
    ({"latency": "1"}, "latency is a number from 0 up, not '1'"),
    ({"nodes": 0}, "nodes is a whole number from 1 up, not 0"),
    ({"rate_limit": "3"}, "rate_limit is a whole number from 1 up, not '3'"),
]


@pytest.mark.parametrize(("settings", "said"), WRONG_SETTINGS)
def test_what_a_site_cannot_have_is_refused_in_words(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        Simulator(**settings)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": "503"}, "status is an HTTP status, not '503'"),
        ({"times": "x"}, "times is a whole number from 0 up, or inf, not 'x'"),
        ({"raises": "x"}, "raises is an exception, not 'x'"),
        ({"delay": -1}, "delay is a number from 0 up, not -1"),
    ],
)
def test_what_cannot_go_wrong_is_refused_in_words(
    simulator: Simulator, fault: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        simulator.fail_next(**fault)


def test_an_operation_gives_its_task_an_id_that_no_other_has(
    simulator: Simulator, client: httpx.Client
) -> None:
    simulator.add("jira", "10001")
    for project in ("A", "B", "C"):
        client.post(f"/rest/api/3/project/{project}/delete")

    assert [task.id for task in simulator.started] == ["10000", "10002", "10003"]
