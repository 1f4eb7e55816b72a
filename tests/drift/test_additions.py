"""One thing is added to the newest slice, and the report says what a maintainer has to do."""

from __future__ import annotations

from tests.drift.running import Desk, Json, changed, newest

TASK = "/rest/api/2/task/{taskId}"
BULK_MOVE = "/rest/api/3/bulk/issues/move"


def schema(document: Json, name: str) -> Json:
    return document["components"]["schemas"][name]


def test_a_status_word(desk: Desk) -> None:
    drift = desk.compare(
        *changed("jira-v3", lambda new: schema(new, "TaskStatus")["enum"].append("NEVER_A_WORD"))
    )

    assert drift.code == 1
    assert drift.rules == {"response-property-enum-value-added": "risky"}
    impact = drift.impact("needs mapping")
    assert "`NEVER_A_WORD`" in impact["what"]
    assert impact["todo"] == (
        "Give `NEVER_A_WORD` a Status in `_WORDS` of facade/atlassian_tasks/kinds/jira.py (or "
        "leave it UNKNOWN to users), and a case to tests/test_jira.py."
    )
    assert "getTask" in impact["operations"]
    assert impact["fields"] == ["TaskStatus"]
    assert set(impact["facade"]) == {"Task.status", "Task.raw_status"}


def test_a_status_word_of_a_redaction_job(desk: Desk) -> None:
    drift = desk.compare(
        *changed(
            "jira-v3", lambda new: schema(new, "RedactionStatus")["enum"].append("NEVER_A_WORD")
        )
    )

    impact = drift.impact("needs mapping")
    assert "`_WORDS` of facade/atlassian_tasks/kinds/redaction.py" in impact["todo"]
    assert "tests/test_start_redaction.py" in impact["todo"]


def test_a_status_word_that_the_facade_knows_needs_no_mapping(desk: Desk) -> None:
    old = newest("jira-v2")
    schema(old, "TaskStatus")["enum"].remove("DEAD")

    drift = desk.compare(old, newest("jira-v2"))
    assert "needs mapping" not in drift.kinds
    assert drift.rules == {"response-property-enum-value-added": "risky"}


def test_a_field_of_a_task(desk: Desk) -> None:
    def grow(new: Json) -> None:
        schema(new, "LongTask")["properties"]["neverAField"] = {"type": "integer"}

    drift = desk.compare(*changed("confluence-v1", grow))

    assert drift.code == 1
    impact = drift.impact("additive")
    assert impact["fields"] == ["LongTask.neverAField"]
    assert impact["what"] == "new, and in `Task.raw` only"
    assert "spec/prose.yaml" in impact["todo"]
    assert "facade/atlassian_tasks/kinds/confluence.py" in impact["todo"]


def test_a_required_flag_on_what_users_send(desk: Desk) -> None:
    def insist(new: Json) -> None:
        schema(new, "IssuePropertyChange")["required"] = ["expression"]

    drift = desk.compare(*changed("jira-v3", insist))

    assert drift.code == 2
    assert drift.rules == {"request-property-became-required": "breaking"}
    impact = drift.impact("callers have to change")
    assert impact["fields"] == ["IssuePropertyChange.expression"]
    assert impact["facade"] == ["start(setIssueProperty)"]
    assert impact["todo"].startswith("Tell users in CHANGELOG.md")


def test_a_required_flag_that_is_gone(desk: Desk) -> None:
    drift = desk.compare(
        *changed("jira-v2", lambda new: schema(new, "JiraTask")["required"].remove("status"))
    )

    assert drift.code == 2
    impact = drift.impact("breaks the facade")
    assert impact["fields"] == ["JiraTask.status"]
    assert "UnexpectedResponse" in impact["what"]
    stale = drift.impact("a deviation went stale")
    assert stale["fields"] == ["task-required"]


def test_a_new_start_operation(desk: Desk) -> None:
    def start(new: Json) -> None:
        started = {"303": {"headers": {"Location": {"schema": {"type": "string"}}}}}
        new["paths"]["/rest/api/3/never/{id}"] = {"delete": {"responses": started}}

    drift = desk.compare(*changed("jira-v3", start))

    assert drift.code == 1
    impact = drift.impact("a new operation starts a task")
    assert impact["operations"] == ["DELETE /rest/api/3/never/{id}"]
    assert "303 to its address" in impact["what"]
    assert "spec/sources.yaml first" in impact["todo"]


def test_a_moved_success_code_of_a_look(desk: Desk) -> None:
    def move(new: Json) -> None:
        responses = new["paths"][TASK]["get"]["responses"]
        responses["202"] = responses.pop("200")

    drift = desk.compare(*changed("jira-v2", move))

    assert drift.code == 2
    assert drift.rules["response-success-status-removed"] == "breaking"
    impact = drift.impact("breaks the facade")
    assert impact["operations"] == ["getTaskV2"]
    assert impact["facade"] == ["get()", "watch()", "wait()"]


def test_a_moved_success_code_of_a_start(desk: Desk) -> None:
    def move(new: Json) -> None:
        operation = new["paths"][BULK_MOVE]["post"]
        del operation["responses"]["201"]
        operation["responses"]["303"] = {}

    drift = desk.compare(*changed("jira-v3", move))

    assert drift.code == 2
    impact = drift.impact("a hand-over changed")
    assert impact["operations"] == ["bulkMove"]
    assert "201 {taskId} → 303 to its address" in impact["what"]
    assert "`TaskRef.from_response` reads it: jira" in impact["what"]
    for file in (
        "facade/atlassian_tasks/simulator/_starts.py",
        "tests/documented.py",
    ):
        assert file in impact["todo"]
    assert impact["facade"] == ["start(bulkMove)"]


def test_a_hand_over_that_nobody_understands(desk: Desk) -> None:
    def rename(new: Json) -> None:
        responses = new["paths"][BULK_MOVE]["post"]["responses"]
        media = responses["201"]["content"]["application/json"]
        media["schema"] = {"type": "object", "properties": {"longTaskId": {"type": "string"}}}

    drift = desk.compare(*changed("jira-v3", rename))

    assert drift.code == 2
    impact = drift.impact("breaks the facade")
    assert "201 {taskId} → 201 {longTaskId}" in impact["what"]
    assert "facade/atlassian_tasks/kinds/handover.py" in impact["todo"]


def test_a_removed_operation(desk: Desk) -> None:
    drift = desk.compare(*changed("confluence-v1", lambda new: new["paths"].pop(LONG_TASKS)))

    assert drift.code == 2
    impact = drift.impact("upstream lost an operation")
    assert impact["operations"] == ["listLongTasks"]
    assert impact["facade"] == ["list()"]
    assert "spec/sources.yaml" in impact["todo"]


LONG_TASKS = "/wiki/rest/api/longtask"


def test_a_field_that_the_facade_reads_is_gone(desk: Desk) -> None:
    drift = desk.compare(
        *changed(
            "jira-v3", lambda new: schema(new, "BulkProgress")["properties"].pop("progressPercent")
        )
    )

    assert drift.code == 2
    impact = drift.impact("breaks the facade")
    assert impact["fields"] == ["BulkProgress.progressPercent"]
    assert impact["facade"] == ["Task.percent"]


def test_a_field_that_nobody_reads_is_gone(desk: Desk) -> None:
    drift = desk.compare(
        *changed("confluence-v1", lambda new: schema(new, "LongTask")["properties"].pop("ari"))
    )

    assert drift.code == 1
    assert "breaks the facade" not in drift.kinds


def test_times_may_change_their_form_unnoticed(desk: Desk) -> None:
    def date(new: Json) -> None:
        schema(new, "JiraTask")["properties"]["started"] = {"type": "string", "format": "date-time"}

    drift = desk.compare(*changed("jira-v2", date))

    assert drift.code == 2
    assert drift.changes[0]["facade"] == ["Task.started"]
    assert "breaks the facade" not in drift.kinds


def test_a_renamed_variable_is_ours_to_name(desk: Desk) -> None:
    def rename(new: Json) -> None:
        item = new["paths"].pop(TASK)
        item["get"]["parameters"][0]["name"] = "id"
        new["paths"]["/rest/api/2/task/{id}"] = item

    drift = desk.compare(*changed("jira-v2", rename))

    assert drift.impacts == []
    assert drift.rules == {"path-parameter-renamed": "additive"}


def test_a_parameter_that_we_do_not_send_becomes_required(desk: Desk) -> None:
    def insist(new: Json) -> None:
        new["paths"][LONG_TASKS]["get"]["parameters"].append(
            {
                "name": "neverAParameter",
                "in": "query",
                "required": True,
                "schema": {"type": "string"},
            }
        )

    drift = desk.compare(*changed("confluence-v1", insist))
    assert drift.impact("breaks the facade")["facade"] == ["list()"]


def test_a_scope(desk: Desk) -> None:
    def widen(new: Json) -> None:
        new["paths"][TASK]["get"]["security"].append({"OAuth2": ["read:never-a-scope"]})

    drift = desk.compare(*changed("jira-v2", widen))

    assert drift.code == 1
    impact = drift.impact("needs mapping")
    assert impact["what"] == "scopes +`OAuth2 (Current) read:never-a-scope`"
    assert "in spec/prose.yaml" in impact["todo"]
