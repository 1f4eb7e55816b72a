"""Upstream changes what a deviation changes: what is said of it, and what is not said to users."""

from __future__ import annotations

import json
from pathlib import Path

from tests.drift.running import Desk, Json, changed, newest
from tests.drift.test_additions import schema

MENDED = "targetToSourcesMapping"


def mend(new: Json) -> None:
    schema(new, "BulkMove")["required"] = [MENDED]


def mend_all(new: Json) -> None:
    mend(new)
    required = schema(new, "BulkMoveTarget")["required"]
    required[required.index("issueIdOrKeys")] = "issueIdsOrKeys"


def test_what_a_deviation_has_mended_already_changes_nothing_for_users(desk: Desk) -> None:
    drift = desk.compare(*changed("jira-v3", mend))

    assert drift.kinds == ["a deviation went stale"]
    stale = drift.impact("a deviation went stale")
    assert stale["fields"] == ["bulk-move-required"]
    assert stale["what"] == (
        "does not fit `jira-v3` as a whole: upstream has by now what we want at "
        "`/components/schemas/BulkMove/required`; fits as ever at "
        "`/components/schemas/BulkMoveTarget/required`"
    )
    assert "Take the steps that upstream mended" in stale["todo"]


def test_a_deviation_that_upstream_has_made_superfluous_can_be_dropped(desk: Desk) -> None:
    drift = desk.compare(*changed("jira-v3", mend_all))

    assert drift.kinds == ["a deviation went stale"]
    stale = drift.impact("a deviation went stale")
    assert stale["what"] == "superfluous in `jira-v3`: upstream mended what it is for"
    assert stale["todo"].startswith("Drop the deviation from spec/deviations.yaml")


def test_what_upstream_asks_beside_a_mended_thing_is_told(desk: Desk) -> None:
    def insist(new: Json) -> None:
        mend(new)
        schema(new, "BulkMove")["required"].append("sendBulkNotification")

    drift = desk.compare(*changed("jira-v3", insist))

    assert drift.impact("breaks the facade")["fields"] == ["BulkMove.sendBulkNotification"]
    stale = drift.impact("a deviation went stale")
    assert "`/components/schemas/BulkMove/required` does not fit, upstream has" in stale["what"]
    assert "fits as ever at `/components/schemas/BulkMoveTarget/required`" in stale["what"]
    assert "Renew the tests" in stale["todo"]


def test_a_fixed_deviation(desk: Desk, undeviated: Path) -> None:
    path = "/components/schemas/LongTask/properties/neverAField"
    steps = [{"op": "test", "path": path, "value": {}}, {"op": "remove", "path": path}]
    entry = {"name": "never", "in": ["confluence-v1"], "why": "x", "evidence": "x"}
    entries = [entry | {"date": "2026-01-01", "patch": steps}]
    (undeviated / "deviations.yaml").write_text(json.dumps(entries))
    old = newest("confluence-v1")
    schema(old, "LongTask")["properties"]["neverAField"] = {}

    drift = desk.compare(old, newest("confluence-v1"), "--spec", str(undeviated))
    assert drift.impact("a deviation went stale")["fields"] == ["never"]
    assert "Drop the deviation from spec/deviations.yaml" in drift.impacts[-1]["todo"]


def test_a_body_that_we_require_already_may_be_required(desk: Desk) -> None:
    def insist(new: Json) -> None:
        new["paths"]["/wiki/rest/api/content/archive"]["post"]["requestBody"]["required"] = True

    drift = desk.compare(*changed("confluence-v1", insist))

    assert drift.kinds == ["a deviation went stale"]
    assert drift.impact("a deviation went stale")["fields"] == ["archived-pages-required"]


def test_what_a_deviation_leaves_out_is_not_mended_by_another_change_of_it(desk: Desk) -> None:
    def insist(new: Json) -> None:
        schema(new, "WorkflowUpdate")["required"] = ["id", "loopedTransitionContainerLayout"]
        schema(new, "WorkflowUpdate")["type"] = "array"

    drift = desk.compare(*changed("jira-v3", insist))

    stale = drift.impact("a deviation went stale")
    assert "`/components/schemas/WorkflowUpdate/type` does not fit" in stale["what"]
    assert "`/components/schemas/BulkEditFields`" in stale["what"]
    assert "`/components/schemas/WorkflowConditions`" in stale["what"]
    assert "breaks the facade" in drift.kinds


def test_two_schemas_that_were_one_are_told(desk: Desk) -> None:
    def differ(new: Json) -> None:
        schema(new, "LongTaskEntry")["properties"]["neverAField"] = {"type": "string"}

    drift = desk.compare(*changed("confluence-v1", differ))

    stale = drift.impact("a deviation went stale")
    assert stale["fields"] == ["long-task-in-a-list"]
    assert "`/components/schemas/LongTaskEntry` differs from LongTask at" in stale["what"]


def test_schemas_to_make_one_are_work_that_is_left(desk: Desk) -> None:
    def mend_steps(new: Json) -> None:
        links = schema(new, "LongTask")["properties"]["_links"]
        schema(new, "LongTaskEntry")["properties"]["_links"] = links
        destination = schema(new, "LongTaskEntryDetails")["properties"]["destinationId"]
        destination["nullable"] = True

    stale = desk.compare(*changed("confluence-v1", mend_steps)).impact("a deviation went stale")
    assert "fits as ever at `/components/schemas/LongTaskEntryDetails`" in stale["what"]
    assert stale["todo"].startswith("Take the steps that upstream mended")
