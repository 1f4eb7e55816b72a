from __future__ import annotations

from pathlib import Path

import pytest

from scripts.drift import starters as module
from scripts.drift.cli import read_knowledge
from scripts.drift.handing import hand_over_impacts
from scripts.drift.handover import hand_over, look
from scripts.drift.outline import outline
from scripts.drift.reading import read_openapi
from scripts.drift.starters import Silence, Starter, read_silences, starters
from scripts.fetch_upstream import newest
from scripts.spec_files import SPEC, SpecError
from tests.documented import answer_of
from tests.drift.golden import SHARED
from tests.drift.running import Json
from tests.operations import OPERATIONS, Operation

beside = pytest.mark.skipif(
    not SHARED.is_dir(), reason="Atlassian's documents are not beside this tree"
)

TAGS = {
    "jira-v3": "jira_v3",
    "jira-v2": "jira_v2",
    "confluence-v1": "confluence",
    "confluence-dc": "confluence_dc",
}


def ours(key: str) -> list[Operation]:
    return [one for one in OPERATIONS.values() if one.tag == TAGS.get(key)]


def words_of(start: Operation) -> str:
    """How the rule words the documented answer that has the task."""
    reply, _ = answer_of(start)
    match reply.body:
        case _ if reply.location:
            return f"{reply.status} to its address"
        case {"taskId": _}:
            return f"{reply.status} {{taskId}}"
        case {"asyncId": _}:
            return f"{reply.status} {{asyncId}}"
        case {"task": _}:
            return f"{reply.status} {{task}}"
        case {"links": _}:
            return f"{reply.status} {{links.status}}"
    return f"{reply.status} with a bare string"


CONFLUENCE_2 = {
    "POST /wiki/api/v2/space-permissions/transition/combinations": "202 {taskId}",
    "POST /wiki/api/v2/space-permissions/transition/role-assignments": "202 {taskId}",
    "POST /wiki/api/v2/space-permissions/transition/access-removals": "202 {taskId}",
    "PUT /wiki/api/v2/space-roles/{id}": "202 {taskId}",
    "DELETE /wiki/api/v2/space-roles/{id}": "202 {taskId}",
}


# Those that we do not look with.
MORE_LOOKS = {
    "jira-v3": {"GET /rest/atlassian-connect/1/migration/{connectKey}/{jiraIssueFieldsKey}/task"},
    "jira-v2": {"GET /rest/api/2/redact/status/{jobId}"},
    "confluence-v1": set[str](),
    "confluence-v2": {"GET /wiki/api/v2/space-permissions/transition/tasks/{taskId}"},
    "confluence-dc": set[str](),
}


def listed(path: Path) -> list[Starter]:
    known = read_knowledge(SPEC)
    document = outline(path.name, read_openapi(path), known.sources)
    return list(starters(document, known.sources, known.silences))


def found(path: Path) -> dict[str, str]:
    return {one.endpoint.at: str(one.hand_over) for one in listed(path) if not one.is_look}


def check_starts(path: Path, key: str) -> None:
    told, taken = (
        found(path),
        # By rule, reading is not starting.
        {
            f"{one.method} {one.template}": one
            for one in ours(key)
            if one.kind and one.method != "GET"
        },
    )

    assert told.keys() == taken.keys()
    for at, start in taken.items():
        assert words_of(start) in told[at].split(", ")
        assert [part.partition(" ")[0] for part in told[at].split(", ")] == start.codes


@pytest.mark.parametrize("key", ["jira-v3", "jira-v2", "confluence-v1"])
def test_the_rule_finds_every_start_operation_that_we_take(key: str) -> None:
    check_starts(SPEC / "upstream" / f"{key}.json", key)


@beside
@pytest.mark.parametrize("key", ["jira-v3", "confluence-v1"])
def test_of_the_newest_documents_it_finds_these_and_no_others(key: str) -> None:
    check_starts(newest(SHARED, key), key)


@beside
def test_of_confluences_second_version_it_finds_what_we_do_not_take() -> None:
    assert found(newest(SHARED, "confluence-v2")) == CONFLUENCE_2


@beside
@pytest.mark.parametrize("key", MORE_LOOKS)
def test_of_the_newest_documents_these_look_at_a_task_and_no_others(key: str) -> None:
    looks = {one.endpoint.at for one in listed(newest(SHARED, key)) if one.is_look}

    taken = {
        f"{one.method} {one.template}"
        for one in ours(key)
        if one.template.endswith("}") and not one.kind
    }
    assert looks == {at for at in taken if at.startswith("GET ")} | MORE_LOOKS[key]


@beside
def test_every_starter_of_the_newest_documents_is_taken_or_left_out_with_a_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    keys = ("jira-v3", "jira-v2", "confluence-v1", "confluence-v2", "confluence-dc")

    assert module.main([str(newest(SHARED, key)) for key in keys]) == 0, "do what it lists"
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 60
    assert not [line for line in lines if "not taken" in line]
    for silence in read_silences(SPEC / "starters.yaml"):
        assert any(" ".join(silence.why.split()) in line for line in lines), silence.at


def document(operation: Json, at: str = "POST /rest/api/3/thing") -> Json:
    method, path = at.split()
    return {"openapi": "3.0.3", "info": {}, "paths": {path: {method.lower(): operation}}}


def shown(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


STRING = {"type": "string"}
TASK = {
    "type": "object",
    "properties": {"id": STRING, "status": STRING, "progress": {"type": "integer"}},
}
ANSWERS: dict[str, tuple[Json, str | None]] = {
    "a 303": ({"303": {}}, "303 to its address"),
    "a bare string": ({"202": shown(STRING)}, "202 with a bare string"),
    "a Location alone": (
        {"202": {"headers": {"location": {"schema": STRING}}}},
        "202 with a Location alone",
    ),
    "a task": ({"200": shown(TASK)}, "200 the task"),
    "a task's id": (
        {"201": shown({"properties": {"taskId": STRING}})},
        "201 {taskId}",
    ),
    "an embedded task": ({"202": shown({"properties": {"task": TASK}})}, "202 {task}"),
    "an id in an alternative": (
        {
            "202": shown(
                {"oneOf": [{"properties": {"a": STRING}}, {"properties": {"taskId": STRING}}]}
            )
        },
        "202 {taskId}",
    ),
    "a link": (
        {"202": shown({"properties": {"links": {"properties": {"status": STRING}}}})},
        "202 {links.status}",
    ),
    "a created thing": ({"201": shown({"properties": {"id": STRING}})}, None),
    "a plain string": ({"200": shown(STRING)}, None),
    "a subtask": ({"201": shown({"properties": {"subtask": {"type": "boolean"}}})}, None),
    "nothing": ({"204": {}}, None),
    "an error with a task": ({"409": shown(TASK)}, None),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_hands_over_a_task_or_not(name: str) -> None:
    responses, expected = ANSWERS[name]
    one = outline("one", document({"responses": responses}), ())
    endpoint = next(iter(one.endpoints.values()))

    told = hand_over(one, endpoint)
    assert (None if told is None else str(told)) == expected


def test_reading_is_not_starting() -> None:
    one = outline("one", document({"responses": {"200": shown(TASK)}}, "GET /x"), ())

    assert hand_over(one, next(iter(one.endpoints.values()))) is None


@pytest.mark.parametrize(
    ("at", "schema", "expected"),
    [
        ("GET /never/a/{thing}", TASK, "200 the task"),
        ("GET /never/a/task/{thing}", STRING, "by its path"),
        ("GET /never/a/{taskId}", STRING, "by its path"),
        ("GET /never/a/{jobId}/file", STRING, None),
        ("GET /never/tasks/{id}", STRING, None),
        ("GET /never/a/{inlineTaskId}", STRING, None),
    ],
)
def test_a_look_is_known_by_its_answer_or_its_path(
    at: str, schema: Json, expected: str | None
) -> None:
    one = outline("one", document({"responses": {"200": shown(schema)}}, at), ())

    told = look(one, next(iter(one.endpoints.values())))
    assert (None if told is None else str(told)) == expected


def test_an_older_version_is_left_out_only_where_the_newer_one_is_taken() -> None:
    known = read_knowledge(SPEC)
    for path, is_known in (("bulk/issues/move", True), ("bulk/issues/else", False)):
        at = f"POST /rest/api/2/{path}"
        one = outline("one", document({"responses": {"303": {}}}, at), known.sources)

        all_ = list(starters(one, known.sources, known.silences))
        assert [starter.is_known for starter in all_] == [is_known]


def test_an_older_version_that_the_newer_one_no_longer_covers_is_not_new() -> None:
    known = read_knowledge(SPEC)
    at = "POST /rest/api/2/never/archive"
    one = outline("jira-v2", document({"responses": {"303": {}}}, at), known.sources)

    impact, *more = hand_over_impacts(one, one, starters(one, known.sources, known.silences))
    assert more == []
    assert impact.title == "an operation that starts a task is not covered, or no longer"
    assert impact.what.startswith("`POST /rest/api/3/never/archive`, which would cover it, is lost")
    assert "give the reason in spec/starters.yaml" in impact.todo


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- at: GET /x\n", "an entry needs `at` and `why`"),
        ("- {at: GET /x, why: so, who: me}\n", "an entry needs `at` and `why`"),
        ("- {at: GET /x, why: ''}\n", "says something that is no text"),
        ("a: b\n", "is not a list"),
    ],
)
def test_a_silence_without_a_reason_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "starters.yaml").write_text(text)

    with pytest.raises(SpecError, match=message):
        read_silences(tmp_path / "starters.yaml")


def test_a_silence_covers_what_it_names() -> None:
    one = outline("one", document({"responses": {"303": {}}}, "POST /a/{b}"), ())
    endpoint = next(iter(one.endpoints.values()))

    assert Silence("POST /a/{b}", "so").covers(endpoint, set())
    assert not Silence("POST /a/[{]b}x", "so").covers(endpoint, set())
    assert not Silence("PUT /a/{b}", "so").covers(endpoint, set())
