from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.drift import starters as module
from scripts.drift.asking import handed_over
from scripts.drift.outline import outline
from scripts.drift.starters import asked, does, news, untaken
from scripts.fetch_upstream import newest
from scripts.knowledge import Silence, read_built, read_knowledge, read_silences
from scripts.spec_files import SPEC, SpecError, parse_json, read_content
from tests.documented import answer_of
from tests.drift.golden import SHARED
from tests.drift.running import Json
from tests.drift.running import newest as newest_slice
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


@pytest.mark.parametrize("key", ["jira-v3", "jira-v2", "confluence-v1"])
def test_the_rule_finds_every_start_operation_that_we_take(key: str) -> None:
    document = outline(key, newest_slice(key), read_knowledge(SPEC).sources)
    did = {one.at: does(document, one) for one in document.endpoints.values()}
    told = {at: did[at].partition(", ")[2] for at in did if did[at].startswith("starts")}
    taken = {f"{one.method} {one.template}": one for one in ours(key) if one.kind}

    assert told.keys() == taken.keys()
    for at, start in taken.items():
        assert words_of(start) in told[at].split(", ")
        assert [part.partition(" ")[0] for part in told[at].split(", ")] == start.codes


@beside
def test_the_newest_documents_have_what_is_kept_as_not_taken_and_nothing_else() -> None:
    kept = read_built(SPEC / "untaken.yaml")

    assert len(kept) == 6
    for key, entries in kept.items():
        whole = parse_json(read_content(newest(SHARED, key)), key)
        assert untaken(outline(key, whole, read_knowledge(SPEC).sources)) == entries


def hold(spec: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return module.main(["--spec", str(spec)]), capsys.readouterr().err


def test_everything_that_is_not_taken_has_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert hold(SPEC, capsys) == (0, "")


def test_what_has_no_reason_and_a_reason_for_nothing_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = Path(shutil.copytree(SPEC, tmp_path / "spec"))
    gone = "DELETE /rest/api/3/webhook"
    for name, there, put in (
        ("starters.yaml", gone, "DELETE /rest/api/3/never"),
        ("untaken.yaml", "issue/archive:", "issue/never:"),
    ):
        text = (spec / name).read_text()
        (spec / name).write_text(text.replace(there, put, 1))

    code, said = hold(spec, capsys)
    assert code == 1
    lines = said.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{gone} of jira-v3: is not taken, and starts a task, 202 without")
    assert "POST /rest/api/2/issue/never of jira-v2: `POST /rest/api/3/issue/never`" in lines[1]
    assert lines[2].startswith("starters.yaml silences DELETE /rest/api/3/never of jira-v3, which")


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
RUNNING = {"type": "string", "enum": ["QUEUED", "IN PROGRESS", "DONE"]}
TO_DO = {"type": "string", "enum": ["todo", "in_progress", "done"]}
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
    "an id of a conversion": ({"200": shown({"properties": {"asyncId": STRING}})}, "200 {asyncId}"),
    "an operation's id": (
        {"200": shown({"properties": {"operationId": STRING}})},
        "200 {operationId}",
    ),
    "a request's id and a word": (
        {"200": shown({"properties": {"requestId": STRING, "status": STRING}})},
        "200 {requestId}",
    ),
    "a request's id alone": ({"200": shown({"properties": {"requestId": STRING}})}, None),
    "a list of ids": (
        {"200": shown({"type": "array", "items": {"properties": {"taskId": STRING}}})},
        "200 [{taskId}]",
    ),
    "an id in what is wrapped": (
        {"200": shown({"properties": {"data": {"properties": {"taskId": STRING}}}})},
        "200 {data.taskId}",
    ),
    "an id in what has a name that would act": (
        {"200": shown({"properties": {"@team": {"properties": {"taskId": STRING}}}})},
        "200 {….taskId}",
    ),
    "a status that is none": ({"2 @team": shown(TASK)}, None),
    "a job with a running word": (
        {"200": shown({"properties": {"id": STRING, "jobState": RUNNING}})},
        "200 the task",
    ),
    "an embedded job with a running word": (
        {"200": shown({"properties": {"task": {"properties": {"id": STRING, "status": RUNNING}}}})},
        "200 {task}",
    ),
    "accepted": ({"202": {}}, "202 without a body"),
    "accepted, and no word of a task": (
        {"202": shown({"properties": {"title": STRING}})},
        "202 that names no task",
    ),
    "a bare number": ({"200": shown({"type": "integer"})}, "200 with a bare number"),
    "the number of a created thing": ({"201": shown({"type": "integer"})}, None),
    "the Location of a created thing": (
        {"201": {"headers": {"Location": {"schema": STRING}}}},
        None,
    ),
    "an inline to-do": (
        {"200": shown({"properties": {"task": {"properties": {"id": STRING, "status": STRING}}}})},
        None,
    ),
    "an inline to-do with its words": (
        {"200": shown({"properties": {"task": {"properties": {"id": STRING, "status": TO_DO}}}})},
        None,
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
    (endpoint,) = one.endpoints.values()

    assert does(one, endpoint) == (f"starts a task, {expected}" if expected else "")


@beside
def test_what_the_rules_call_a_start_is_one_or_a_riddle_to_the_facade() -> None:
    for source in read_knowledge(SPEC).sources:
        whole = parse_json(read_content(newest(SHARED, source.key)), source.key)
        document = outline(source.key, whole, read_knowledge(SPEC).sources)
        starts = [
            one
            for one in document.endpoints.values()
            if does(document, one).startswith("starts a task")
        ]

        assert [
            one.at
            for one in starts
            if not any(told.kind or told.error for told in handed_over(document, one))
        ] == []


@pytest.mark.parametrize(
    ("at", "responses", "expected"),
    [
        ("GET /never/a/{thing}", {"200": shown(TASK)}, "looks at a task, 200 the task"),
        ("GET /never/a/task/{thing}", {"200": shown(STRING)}, "looks at a task, by its path"),
        ("GET /never/a/{taskId}", {"200": shown(STRING)}, "looks at a task, by its path"),
        ("GET /never/a/{jobId}/file", {"200": shown(STRING)}, ""),
        ("GET /never/tasks/{id}", {"200": shown(STRING)}, ""),
        ("GET /never/a/{inlineTaskId}", {"200": shown(STRING)}, ""),
        (
            "GET /never/a",
            {"200": shown({"properties": {"progressUrl": STRING}})},
            "looks at a task, 200 {progressUrl}",
        ),
        (
            "GET /never/a",
            {"200": shown({"properties": {"taskId": STRING, "status": RUNNING}})},
            "looks at a task, 200 the task",
        ),
        (
            "GET /never/a",
            {"200": shown({"properties": {"asyncId": STRING}})},
            "starts a task, 200 {asyncId}",
        ),
        (
            "GET /never/a",
            {"200": shown({"properties": {"a": STRING}}), "202": {}},
            "starts a task, 200, 202 without a body",
        ),
        ("GET /never/a", {"303": {}}, ""),
        ("POST /never/{id}/cancel", {"202": {}}, ""),
    ],
)
def test_what_an_operation_does_is_known_by_its_answer_or_its_path(
    at: str, responses: Json, expected: str
) -> None:
    one = outline("one", document({"responses": responses}, at), ())

    assert does(one, next(iter(one.endpoints.values()))) == expected


@pytest.mark.parametrize(
    ("source", "at", "told"),
    [
        ("jira-v2", "bulk/issues/move", "starts a task, 303 to its address; not taken: Version 2"),
        (
            "jira-v2",
            "never/archive",
            "`POST /rest/api/3/never/archive`, which would cover it, is lost or not taken: starts",
        ),
        ("jira-dc", "bulk/issues/move", "is not taken, and starts a task, 303 to its address"),
    ],
)
def test_a_reason_counts_for_its_own_source_and_while_the_other_version_is_taken(
    source: str, at: str, told: str
) -> None:
    known = read_knowledge(SPEC)
    entries = {f"POST /rest/api/2/{at}": "starts a task, 303 to its address"}

    (impact,) = news([source], entries, known)
    assert impact.what.startswith(told)
    assert bool(impact.todo) is ("not taken: V" not in told)
    is_not_new = impact.title == "an operation that starts a task is not covered, or no longer"
    assert is_not_new is ("would cover" in told)


def test_what_started_a_task_before_is_not_told_as_new() -> None:
    known = read_knowledge(SPEC)
    one = outline("jira-dc", document({"responses": {"303": {}}}), known.sources)

    (impact,) = asked(one, one, known)
    assert impact.what.endswith("303 to its address, as it did before")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [{at: GET /x}]\n", "a / 1 does not say: why"),
        ("a: [{at: GET /x, why: so, who: me}]\n", "a / 1 says what nobody reads: who"),
        ("a: [{at: GET /x, why: ''}]\n", "a / 1 / why needs some words"),
        ("a: b\n", "a needs a list"),
        ("a: [{at: '* /wiki/api/v2/*', why: so}]\n", "a / 1 does not say: taken-as"),
    ],
)
def test_a_silence_without_a_reason_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "starters.yaml").write_text(text)

    with pytest.raises(SpecError, match=message):
        read_silences(tmp_path / "starters.yaml")


def test_a_silence_covers_what_it_names() -> None:
    at = "POST /a/{b}"

    assert Silence("one", "POST /a/{b}", "so").names(at)
    assert not Silence("one", "POST /a/*", "so").names(at)
    assert not Silence("one", "PUT /a/{b}", "so").names(at)
