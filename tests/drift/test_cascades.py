"""One cause is one line, however much it takes with it. The deviations are ours here."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drift.publishing import contents, publish, run
from tests.drift.running import Desk, Json, changed
from tests.drift.test_judge import BREAKS, LOST, goes, schema, wraps
from tests.scripts.documents import SOURCES, operations, published

BULK = "/rest/api/3/bulk/queue/{taskId}"


def lose_operation(new: Json) -> None:
    del new["paths"][BULK]
    for name in ("BulkProgress", "BulkSubmitter", "BulkFailures"):
        del new["components"]["schemas"][name]


def test_a_lost_operation_takes_its_deviations_along(desk: Desk) -> None:
    drift = desk.compare(*changed("jira-v3", lose_operation))

    assert drift.kinds == [LOST]
    assert drift.impact(LOST)["operations"] == ["getBulkProgress"]


def test_a_moved_place_takes_its_deviations_along(desk: Desk) -> None:
    def move(new: Json) -> None:
        properties = schema(new, "BulkProgress")["properties"]
        properties["submitter"] = properties.pop("submittedBy")

    def lose(new: Json) -> None:
        goes("BulkProgress", "submittedBy")(new)
        del new["components"]["schemas"]["BulkSubmitter"]

    for change in (move, lose):
        drift = desk.compare(*changed("jira-v3", change))
        assert [kind for kind in drift.kinds if kind != "additive"] == [BREAKS], drift.impacts
        assert drift.impact(BREAKS)["fields"] == ["BulkProgress.submittedBy"]


def test_a_lost_field_takes_its_deviation_along(desk: Desk) -> None:
    drift = desk.compare(*changed("jira-v3", goes("BulkProgress", "created")))

    assert drift.kinds == [BREAKS]
    assert len(drift.changes) == 1


def test_a_schema_in_an_alternative_takes_its_deviations_along(desk: Desk) -> None:
    drift = desk.compare(*changed("jira-v3", wraps("JiraTask")))

    assert drift.kinds == [BREAKS]
    assert set(drift.rules) == {"response-body-one-of-added"}


def at_other_paths(document: Json, old: str, new: str) -> None:
    document["paths"] = {
        path.replace(old, new, 1): item for path, item in document["paths"].items()
    }


@pytest.mark.parametrize("prefix", ["/rest/api/4/", "/rest/"])
def test_a_moved_prefix_is_one_line(desk: Desk, prefix: str) -> None:
    drift = desk.compare(
        *changed("jira-v3", lambda new: at_other_paths(new, "/rest/api/3/", prefix))
    )

    assert drift.kinds == [LOST]
    impact = drift.impact(LOST)
    assert len(impact["operations"]) == len(SOURCES["jira-v3"].operations)
    assert f"`/rest/api/3` → `{prefix.rstrip('/')}`" in impact["what"]
    assert "spec/sources.yaml" in impact["todo"]
    assert [one["rule"] for one in drift.changes] == ["path-prefix-moved"]
    assert drift.code == 2


def test_what_changes_behind_a_moved_prefix_is_told_too(desk: Desk) -> None:
    def change(new: Json) -> None:
        schema(new, "TaskStatus")["enum"].append("NEVER_A_WORD")
        at_other_paths(new, "/rest/api/3/", "/rest/api/4/")

    drift = desk.compare(*changed("jira-v3", change))
    assert drift.kinds == [LOST, "needs mapping"]


def test_two_lost_operations_are_two_things_to_do(desk: Desk) -> None:
    def lose(new: Json) -> None:
        del new["paths"]["/rest/api/3/priority/{id}"]
        del new["paths"]["/rest/api/3/resolution/{id}"]

    drift = desk.compare(*changed("jira-v3", lose))
    assert drift.kinds == [LOST, LOST]


def full(change: Callable[[Json], object]) -> tuple[Json, Json]:
    old = published("jira-v3")
    for number, one in enumerate(operations(old)):
        one["operationId"] = f"com.atlassian.rest.Resource.{number}"
    new = copy.deepcopy(old)
    change(new)
    return old, new


def put_before(document: Json) -> None:
    document["servers"].insert(0, {"url": "https://api.atlassian.net/gateway/never"})


def put_after(document: Json) -> None:
    document["servers"].append({"url": "https://eu.atlassian.net"})


def move_root(document: Json) -> None:
    document["servers"][0]["url"] = "https://your-domain.atlassian.net/never"


@pytest.mark.parametrize("change", [put_before, put_after])
def test_an_added_server_is_one_line(desk: Desk, change: Callable[[Json], object]) -> None:
    drift = desk.compare(*full(change))

    assert [one["rule"] for one in drift.changes] == ["server-changed"]
    assert (drift.impacts, drift.elsewhere) == ([], [])


def test_a_moved_root_is_one_line(desk: Desk) -> None:
    drift = desk.compare(*full(move_root))

    assert drift.kinds == [LOST]
    assert "→ `/never`" in drift.impact(LOST)["what"]
    assert [one["rule"] for one in drift.changes] == ["path-prefix-moved"]


def test_make_upstream_takes_an_added_server_without_a_word_of_loss(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v3", put_before)
    before = contents(spec)

    assert run(spec, folder) == 0
    assert "lost" not in capsys.readouterr().out
    assert contents(spec) == before


def test_make_upstream_says_a_moved_prefix_once(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(folder, "jira-v2", move_root)

    assert run(spec, folder) == 1
    first, _, rest = capsys.readouterr().out.partition("\n\nThen")
    (line,) = (line for line in first.splitlines() if line.startswith("  - "))
    assert "jira-v2 has moved 4 operations from /rest to /never: " in line
    assert rest.count("upstream lost an operation:") == 1


def test_our_variables_stay_whatever_upstream_calls_them(
    spec: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def rename(document: Json) -> None:
        path = next(path for path in document["paths"] if path.endswith("/task/{taskId}"))
        item = document["paths"].pop(path)
        text = json.dumps(item).replace('"taskId"', '"never"')
        document["paths"][path.replace("taskId", "never")] = json.loads(text)

    publish(folder, "jira-v2", rename)
    before = contents(spec)

    assert run(spec, folder) == 0
    assert "Nothing changed" in capsys.readouterr().out
    assert contents(spec) == before
