"""One change of the newest slices each, and what it does to us: the facade is the judge."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from attrs import field, frozen

from tests.drift.running import Desk, Json, changed

BREAKS, CALLERS, HAND_OVER = "breaks the facade", "callers have to change", "a hand-over changed"
MAPPING, ADDITIVE, LOST = "needs mapping", "additive", "upstream lost an operation"
STARTER = "a new operation starts a task"
LOOK = ("get()", "watch()", "wait()")

TASK, CANCEL = "/rest/api/3/task/{taskId}", "/rest/api/3/task/{taskId}/cancel"
MOVE, ARCHIVE = "/rest/api/3/bulk/issues/move", "/rest/api/3/issue/archive"
REDACT, PRIORITY = "/rest/api/3/redact", "/rest/api/3/priorityscheme"
DELETE_PRIORITY = "/rest/api/3/priority/{id}"
LONG_TASK, LONG_TASKS = "/wiki/rest/api/longtask/{id}", "/wiki/rest/api/longtask"
COPY = "/wiki/rest/api/content/{id}/pagehierarchy/copy"

Change = Callable[[Json], object]
At = tuple[str, str]


def operation(document: Json, at: At) -> Json:
    return document["paths"][at[0]][at[1]]


def schema(document: Json, name: str) -> Json:
    return document["components"]["schemas"][name]


def media(document: Json, at: At, status: str) -> Json:
    return operation(document, at)["responses"][status]["content"]["application/json"]


def answers(at: At, status: str, answer: Json) -> Change:
    """The answer of an operation becomes another one."""
    return lambda new: operation(new, at)["responses"].update({status: answer})


def shown(body: Json, name: str = "application/json") -> Json:
    return {"content": {name: {"schema": body}}}


def holds(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def moves(at: At, old: str, new: str, answer: Json | None = None) -> Change:
    def move(document: Json) -> None:
        responses = operation(document, at)["responses"]
        was = responses.pop(old)
        responses[new] = was if answer is None else answer

    return move


def becomes(name: str, field_name: str, body: Json) -> Change:
    return lambda new: schema(new, name)["properties"].update({field_name: body})


def goes(name: str, field_name: str) -> Change:
    def go(new: Json) -> None:
        one = schema(new, name)
        del one["properties"][field_name]
        if field_name in one.get("required", ()):
            one["required"].remove(field_name)

    return go


def gains_word(name: str, word: str = "NEVER") -> Change:
    return lambda new: schema(new, name)["enum"].append(word)


def renames_field(name: str, old: str, new: str) -> Change:
    def rename(document: Json) -> None:
        properties = schema(document, name)["properties"]
        properties[new] = properties.pop(old)

    return rename


def sends(at: At, name: str, **facts: Any) -> Change:
    """A parameter of an operation is said otherwise."""

    def send(new: Json) -> None:
        one = next(one for one in operation(new, at)["parameters"] if one["name"] == name)
        one["schema"] = one["schema"] | facts.pop("schema", {})
        one.update(facts)

    return send


def unsent(at: At, name: str) -> Change:
    def go(new: Json) -> None:
        parameters = operation(new, at)["parameters"]
        parameters[:] = [one for one in parameters if one["name"] != name]

    return go


def grows(at: At, **facts: Any) -> Change:
    more = {"name": "never", "in": "query", "schema": {"type": "string"}} | facts
    return lambda new: operation(new, at).setdefault("parameters", []).append(copy.deepcopy(more))


def renames(path: str, variable: str, name: str) -> Change:
    def rename(new: Json) -> None:
        item = new["paths"].pop(path)
        for one in (one for raw in item.values() for one in raw["parameters"]):
            one["name"] = name if one["name"] == variable else one["name"]
        new["paths"][path.replace(variable, name)] = item

    return rename


def needs(at: At, security: list[Json], scopes: list[Json] | None = None) -> Change:
    def need(new: Json) -> None:
        raw = operation(new, at)
        raw["security"] = security
        if scopes is not None:
            raw["x-atlassian-oauth2-scopes"] = scopes

    return need


def wraps(name: str) -> Change:
    """A schema becomes one of two alternatives, the other of which nobody knows."""

    def wrap(new: Json) -> None:
        old = new["components"]["schemas"].pop(name)
        new["components"]["schemas"][name] = {"oneOf": [old, holds(never={"type": "string"})]}

    return wrap


STRING: Json = {"type": "string"}
TEXT = {"type": "object"}
LINKS = holds(id=STRING, links=holds(status=STRING))
SELF = holds(id=STRING, links=holds(self=STRING))


@frozen
class Pair:
    """A change of a source's slice: which kinds it is, and what is said, or never said."""

    source: str
    change: Change
    kinds: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    facade: tuple[str, ...] = ()
    never: tuple[str, ...] = field(kw_only=True, default=())
    before: Change | None = field(kw_only=True, default=None)
    rules: dict[str, str] | None = field(kw_only=True, default=None)


PAIRS: dict[str, Pair] = {
    # 6: hand-overs
    "a bulk start says operationId": Pair(
        "jira-v3",
        answers((MOVE, "post"), "201", shown(holds(operationId=STRING))),
        (BREAKS,),
        ("201 {taskId} → 201", "raises UnexpectedResponse on 201", "kinds/handover.py"),
        ("start(bulkMove)",),
        never=("starts no task any more",),
    ),
    "a bulk start says nothing": Pair(
        "jira-v3", answers((MOVE, "post"), "201", {}), (BREAKS,), ("raises UnexpectedResponse",)
    ),
    "a bulk start's id becomes an integer": Pair(
        "jira-v3",
        answers((MOVE, "post"), "201", shown(holds(taskId={"type": "integer"}))),
        (),
    ),
    "a bulk start's id may be absent": Pair(
        "jira-v3",
        answers((MOVE, "post"), "201", shown(TEXT | {"properties": {"taskId": STRING}})),
        (BREAKS,),
        ("raises UnexpectedResponse",),
        before=answers((MOVE, "post"), "201", shown(holds(taskId=STRING))),
    ),
    "a bulk start's id becomes an object": Pair(
        "jira-v3",
        answers((MOVE, "post"), "201", shown(holds(taskId=TEXT))),
        (BREAKS,),
        ("raises InvalidRef",),
    ),
    "a long task's link is called self": Pair(
        "confluence-v1",
        answers((COPY, "post"), "202", shown(SELF)),
        (HAND_OVER,),
        ("`TaskRef.from_response` reads it: confluence",),
        before=answers((COPY, "post"), "202", shown(LINKS)),
    ),
    "a long task loses link and id": Pair(
        "confluence-v1",
        answers((COPY, "post"), "202", shown(holds(ari=STRING))),
        (BREAKS,),
        ("raises UnexpectedResponse on 202",),
        before=answers((COPY, "post"), "202", shown(LINKS)),
    ),
    "a redaction starts nothing any more": Pair(
        "jira-v3",
        moves((REDACT, "post"), "202", "204", {}),
        (HAND_OVER,),
        ("it starts no task any more",),
        ("start(redact)",),
    ),
    "a redaction's id stands in an object": Pair(
        "jira-v3",
        answers((REDACT, "post"), "202", shown(holds(jobId=STRING))),
        (BREAKS,),
        ("202 with a bare string → 202 {jobId}",),
    ),
    "a priority's deletion answers with the task itself": Pair(
        "jira-v3",
        moves(
            (DELETE_PRIORITY, "delete"),
            "303",
            "200",
            shown(holds(self=STRING, id=STRING, status=STRING, progress={"type": "integer"})),
        ),
        (HAND_OVER,),
        ("303 to its address → 200 the task", "reads it: jira"),
    ),
    "a start's answer gains a field beside its task": Pair(
        "jira-v3",
        lambda new: schema_of(new, MOVE, "201")["properties"].update(never=STRING),
        (),
        rules={},
    ),
    "a start takes no JSON any more": Pair(
        "jira-v3",
        lambda new: operation(new, (MOVE, "post"))["requestBody"].update(
            shown({"type": "string"}, "application/xml")
        ),
        (BREAKS,),
        ("`application/json` is not taken any more",),
        ("start(bulkMove)",),
    ),
    "a start may say at once that nothing is to do": Pair(
        "jira-v3",
        answers((DELETE_PRIORITY, "delete"), "204", {}),
        (HAND_OVER,),
        ("reads it: jira",),
    ),
    "a bulk start redirects to its task": Pair(
        "jira-v3",
        moves((MOVE, "post"), "201", "303", {}),
        (HAND_OVER,),
        (
            "201 {taskId} → 303 to its address",
            "reads it: jira",
            "_starts.py",
            "tests/documented.py",
        ),
        ("start(bulkMove)",),
    ),
    "a start is new": Pair(
        "jira-v3",
        lambda new: new["paths"].update({"/rest/api/3/a": {"post": {"responses": {"303": {}}}}}),
        (STARTER,),
        ("303 to its address", "spec/sources.yaml first"),
    ),
    "a start's redirect becomes a bare 202": Pair(
        "jira-v3",
        moves((DELETE_PRIORITY, "delete"), "303", "202", {}),
        (BREAKS,),
        ("raises UnexpectedResponse on 202",),
    ),
    "a start's answer loses its JSON": Pair(
        "jira-v3",
        answers((MOVE, "post"), "201", shown(holds(taskId=STRING), "text/html")),
        (BREAKS,),
        ("raises UnexpectedResponse on 201",),
    ),
    # 7: looks that lose their body, and access
    "a look loses its body": Pair(
        "jira-v3",
        answers((TASK, "get"), "200", {}),
        (BREAKS,),
        ("no body any more", "raises UnexpectedResponse"),
        LOOK,
    ),
    "a look loses its JSON": Pair(
        "jira-v3",
        lambda new: answers(
            (TASK, "get"), "200", shown(media(new, (TASK, "get"), "200")["schema"], "text/html")
        )(new),
        (BREAKS,),
        ("`application/json` → `text/html`", "raises UnexpectedResponse"),
        LOOK,
    ),
    "a look says its JSON in a type of its own": Pair(
        "jira-v3",
        lambda new: answers(
            (TASK, "get"),
            "200",
            shown(media(new, (TASK, "get"), "200")["schema"], "application/vnd.task+json"),
        )(new),
        (),
    ),
    "a look answers a list": Pair(
        "jira-v3",
        lambda new: media(new, (TASK, "get"), "200").update(
            schema={"type": "array", "items": media(new, (TASK, "get"), "200")["schema"]}
        ),
        (BREAKS,),
        ("raises UnexpectedResponse",),
        LOOK,
    ),
    "a look moves to another status": Pair(
        "jira-v3",
        moves((TASK, "get"), "200", "202"),
        (BREAKS,),
        ("`202`",),
        LOOK,
        rules={
            "response-success-status-removed": "breaking",
            "response-success-status-added": "additive",
        },
    ),
    "a look moves to a status without a body": Pair(
        "jira-v3",
        moves((TASK, "get"), "200", "202", {}),
        (BREAKS,),
        facade=LOOK,
        rules={
            "response-success-status-removed": "breaking",
            "response-success-status-added": "additive",
        },
    ),
    "a list loses its body": Pair(
        "confluence-v1",
        answers((LONG_TASKS, "get"), "200", {}),
        (BREAKS,),
        ("no body any more",),
        ("list()",),
    ),
    "a list may answer anything": Pair(
        "confluence-v1",
        answers((LONG_TASKS, "get"), "200", shown({})),
        (BREAKS,),
        ("→ `anything`, and reading it raises UnexpectedResponse",),
        ("list()",),
    ),
    "a list says no more where it goes on": Pair(
        "confluence-dc",
        goes("DataCenterLongTaskPageLinks", "next"),
        (BREAKS,),
        ("the facade finds nothing there",),
        ("list(): next page",),
    ),
    "a list calls its tasks otherwise": Pair(
        "confluence-v1",
        renames_field("LongTaskPage", "results", "tasks"),
        (BREAKS, ADDITIVE),
        ("raises UnexpectedResponse",),
        ("list()",),
    ),
    "a task calls its status otherwise": Pair(
        "jira-v3",
        renames_field("JiraTask", "status", "state"),
        (BREAKS, ADDITIVE),
        ("gone, and reading it raises UnexpectedResponse",),
        LOOK,
    ),
    "cancelling wants a body": Pair(
        "jira-v3",
        lambda new: operation(new, (CANCEL, "post")).update(
            requestBody=shown(holds(why=STRING)) | {"required": True}
        ),
        (BREAKS,),
        ("required now, and the facade does not send it",),
        ("cancel()",),
    ),
    "a start needs another way to sign in": Pair(
        "jira-v3",
        needs((MOVE, "post"), [{"OAuth2": ["write:jira-work"]}]),
        (BREAKS,),
        ("who signs in with `basicAuth` alone cannot call it",),
        ("start(bulkMove)",),
        before=needs((MOVE, "post"), [{"OAuth2": ["write:jira-work"]}, {"basicAuth": []}]),
    ),
    "cancelling answers with a body": Pair(
        "jira-v3", answers((CANCEL, "post"), "202", shown(holds(id=STRING))), ()
    ),
    "a scope is wanted in a state": Pair(
        "jira-v3",
        needs((TASK, "get"), [{"basicAuth": []}, {"OAuth2": ["read:never"]}]),
        (MAPPING,),
        ("+`OAuth2 (Current) read:never`", "in spec/prose.yaml"),
    ),
    "a granular scope becomes current": Pair(
        "jira-v3",
        needs((TASK, "get"), [], [{"scheme": "OAuth2", "state": "Current", "scopes": ["a:b"]}]),
        (MAPPING,),
        ("-`OAuth2 (Beta) a:b`", "+`OAuth2 (Current) a:b`"),
        before=needs((TASK, "get"), [], [{"scheme": "OAuth2", "state": "Beta", "scopes": ["a:b"]}]),
    ),
    "two schemes that were alternatives are wanted together": Pair(
        "jira-v3",
        needs((TASK, "get"), [{"basicAuth": [], "OAuth2": ["read:jira-work"]}]),
        (BREAKS,),
        ("`basicAuth`", "`OAuth2`"),
        LOOK,
        before=needs((TASK, "get"), [{"basicAuth": []}, {"OAuth2": ["read:jira-work"]}]),
    ),
    "an API token does not do any more": Pair(
        "jira-v3",
        needs((TASK, "get"), [{"OAuth2": ["read:jira-work"]}]),
        (BREAKS,),
        ("`basicAuth`",),
        LOOK,
        before=needs((TASK, "get"), [{"basicAuth": []}, {"OAuth2": ["read:jira-work"]}]),
    ),
    "an app's own token does not do any more": Pair(
        "jira-v3",
        needs((TASK, "get"), [{"basicAuth": []}]),
        (),
        never=("signs in",),
        before=needs((TASK, "get"), [{"basicAuth": []}, {"jwt": []}]),
    ),
    "a scope can stand for another": Pair(
        "jira-v3",
        needs((TASK, "get"), [{"OAuth2": ["a"]}, {"OAuth2": ["b"]}]),
        (MAPPING,),
        ("+`OAuth2 (Current) b`",),
        before=needs((TASK, "get"), [{"OAuth2": ["a"]}]),
    ),
    "a scope is wanted beside another": Pair(
        "jira-v3",
        needs((TASK, "get"), [{"OAuth2": ["a", "b"]}]),
        (MAPPING,),
        ("-`OAuth2 (Current) a`", "+`OAuth2 (Current) a b`"),
        before=needs((TASK, "get"), [{"OAuth2": ["a"]}, {"OAuth2": ["b"]}]),
    ),
    "nobody need sign in any more": Pair(
        "jira-v3", needs((TASK, "get"), [], []), (MAPPING,), never=("signs in",)
    ),
    # 8: what breaks nothing
    "an enumeration opens": Pair(
        "jira-v3",
        lambda new: new["components"]["schemas"].update(TaskStatus=STRING),
        (MAPPING,),
        ("UNKNOWN",),
    ),
    "an enumeration of one word is a const": Pair(
        "jira-v3",
        becomes("JiraTask", "message", {"type": "string", "const": "A"}),
        (),
        before=becomes("JiraTask", "message", {"type": "string", "enum": ["A"]}),
        rules={},
    ),
    "a default of what we send changes": Pair(
        "confluence-v1", sends((LONG_TASKS, "get"), "limit", schema={"default": 7}), ()
    ),
    "a default of what we do not send is set": Pair(
        "confluence-v1",
        sends((LONG_TASKS, "get"), "never", schema={"default": ""}),
        (MAPPING,),
        ('default `""` added',),
        before=grows((LONG_TASKS, "get")),
    ),
    "a path variable of a look is renamed": Pair(
        "jira-v3",
        renames(TASK, "taskId", "id"),
        rules={"path-parameter-renamed": "additive"},
    ),
    "a path variable of a start is renamed": Pair(
        "jira-v3", renames(DELETE_PRIORITY, "id", "priorityId"), ()
    ),
    "what a start is sent becomes required": Pair(
        "jira-v3",
        lambda new: schema(new, "IssuePropertyChange").update(required=["expression"]),
        (CALLERS,),
        ("required now", "Tell users in CHANGELOG.md"),
        ("start(setIssueProperty)",),
        rules={"request-property-became-required": "breaking"},
    ),
    "what a start is sent is gone": Pair(
        "jira-v3", goes("BulkDelete", "sendBulkNotification"), (CALLERS,), ("gone",)
    ),
    "what a start is sent changes its type": Pair(
        "jira-v3",
        becomes("BulkDelete", "sendBulkNotification", {"type": "integer", "nullable": True}),
        (CALLERS,),
        ("`boolean` → `integer`",),
        never=("required now",),
    ),
    "what a start is sent gets shorter": Pair(
        "jira-v3",
        becomes("IssuePropertyChange", "expression", STRING | {"maxLength": 5}),
        (CALLERS,),
        ("max length decreased `9` → `5`",),
        before=becomes("IssuePropertyChange", "expression", STRING | {"maxLength": 9}),
    ),
    "a word that a start is sent is gone": Pair(
        "jira-v3",
        lambda new: schema(new, "PanelPinAction")["enum"].pop(),
        (CALLERS,),
        ("word gone `",),
    ),
    "a default of what a start is sent changes": Pair(
        "jira-v3",
        sends((DELETE_PRIORITY, "delete"), "never", schema={"default": "a"}),
        (MAPPING,),
        ("default `a` added",),
        before=grows((DELETE_PRIORITY, "delete")),
    ),
    "what a look need not send changes its type": Pair(
        "confluence-v1",
        sends((LONG_TASKS, "get"), "never", schema={"type": "integer"}),
        (),
        never=("required now",),
        before=grows((LONG_TASKS, "get")),
    ),
    "what a look does not send becomes required": Pair(
        "confluence-v1",
        sends((LONG_TASKS, "get"), "never", required=True),
        (BREAKS,),
        ("required now, and the facade does not send it",),
        ("list()",),
        before=grows((LONG_TASKS, "get")),
    ),
    "a look gains a parameter that is required": Pair(
        "confluence-v1",
        grows((LONG_TASKS, "get"), required=True),
        (BREAKS,),
        ("required now, and the facade does not send it",),
        ("list()",),
    ),
    "what a look sends is gone": Pair(
        "confluence-v1", unsent((LONG_TASKS, "get"), "start"), (BREAKS,), ("gone",), ("list()",)
    ),
    "what a look sends is bounded above it": Pair(
        "confluence-v1", sends((LONG_TASKS, "get"), "limit", schema={"maximum": 100_000}), ()
    ),
    "what a look sends is bounded below it": Pair(
        "confluence-v1",
        sends((LONG_TASKS, "get"), "limit", schema={"maximum": 3}),
        (BREAKS,),
        ("`3`",),
        ("list()",),
    ),
    "words of a list that a look sends may be any": Pair(
        "confluence-dc",
        sends(("/rest/api/backup-restore/jobs", "get"), "jobStates", schema={"items": STRING}),
    ),
    "what a look sends becomes a word": Pair(
        "confluence-v1",
        sends((LONG_TASKS, "get"), "limit", schema={"type": "boolean"}),
        (BREAKS,),
        ("→ `boolean (int32)`",),
        ("list()",),
    ),
    "a start moves to a status without a body": Pair(
        "jira-v3",
        moves((MOVE, "post"), "201", "202", {}),
        (BREAKS,),
        never=("media type gone",),
    ),
    "a look's answer is one of two": Pair(
        "jira-v3",
        wraps("JiraTask"),
        (BREAKS,),
        ("raises UnexpectedResponse",),
        LOOK,
        rules={"response-body-one-of-added": "breaking"},
    ),
    "a payload is one of two": Pair(
        "jira-v3", wraps("BulkDelete"), (), rules={"request-body-one-of-added": "additive"}
    ),
    "a number may be text": Pair(
        "jira-v3",
        becomes("JiraTask", "progress", {"oneOf": [{"type": "integer", "format": "int64"}, TEXT]}),
        (BREAKS,),
        ("finds nothing there",),
        ("Task.percent",),
    ),
    "a time gets another form": Pair(
        "jira-v3", becomes("JiraTask", "started", {"type": "string", "format": "date-time"}), ()
    ),
    "a field that the facade reads is gone": Pair(
        "jira-v3",
        goes("BulkProgress", "progressPercent"),
        (BREAKS,),
        ("gone",),
        ("Task.percent",),
    ),
    "a task gains a field": Pair(
        "confluence-v1",
        becomes("LongTask", "never", {"type": "integer"}),
        (ADDITIVE,),
        ("new, and in `Task.raw` only", "spec/prose.yaml", "kinds/confluence.py"),
    ),
    "a field that the facade insists on may be absent": Pair(
        "jira-v2",
        lambda new: schema(new, "JiraTask")["required"].remove("status"),
        (BREAKS,),
        ("may be absent, and reading it raises UnexpectedResponse",),
        LOOK,
    ),
    "a field that nobody reads is gone": Pair("confluence-v1", goes("LongTask", "ari"), ()),
    "a status word is new": Pair(
        "jira-v3",
        gains_word("TaskStatus"),
        (MAPPING,),
        (
            "`NEVER`",
            "Give `NEVER` a Status in `_WORDS` of facade/atlassian_tasks/kinds/jira.py (or leave",
            "and a case to tests/test_jira.py.",
        ),
        ("Task.status", "Task.raw_status"),
        rules={"response-property-enum-value-added": "risky"},
    ),
    "a status word of a redaction is new": Pair(
        "jira-v3",
        gains_word("RedactionStatus"),
        (MAPPING,),
        ("kinds/redaction.py", "a case to tests/test_start_redaction.py"),
    ),
    "a status word that the facade knows is new": Pair(
        "jira-v2",
        gains_word("TaskStatus", "DEAD"),
        before=lambda new: schema(new, "TaskStatus")["enum"].remove("DEAD"),
        rules={"response-property-enum-value-added": "risky"},
    ),
    "a status word is gone": Pair(
        "jira-v3", lambda new: schema(new, "TaskStatus")["enum"].remove("DEAD"), ()
    ),
    "an error is new": Pair("jira-v3", answers((TASK, "get"), "409", {}), ()),
    "an operation is gone": Pair(
        "jira-v3",
        lambda new: new["paths"].pop(MOVE),
        (LOST,),
        (f"`POST {MOVE}`", "spec/sources.yaml"),
        ("start(bulkMove)",),
    ),
    "everything is gone": Pair(
        "jira-v3", lambda new: new["paths"].clear(), (LOST,), ("are not where they were",)
    ),
    "a list is gone": Pair(
        "confluence-v1", lambda new: new["paths"].pop(LONG_TASKS), (LOST,), (), ("list()",)
    ),
}


def schema_of(document: Json, path: str, status: str) -> Json:
    node = media(document, (path, "post"), status)["schema"]
    return schema(document, node["$ref"].rpartition("/")[2]) if "$ref" in node else node


def only(source: str, pair: Pair) -> tuple[Json, Json]:
    old, new = changed(source, pair.before or (lambda _: None))
    if pair.before:
        old, (_, new) = new, changed(source, pair.before)
    pair.change(new)
    return old, new


@pytest.mark.parametrize("name", PAIRS)
def test_one_change_does_to_us_what_it_does(desk: Desk, undeviated: object, name: str) -> None:
    pair = PAIRS[name]

    drift = desk.compare(*only(pair.source, pair), "--spec", str(undeviated))

    assert tuple(drift.kinds) == pair.kinds, drift.impacts
    told = " ".join([one["what"] + one["todo"] for one in drift.impacts])
    lines = " ".join(map(str, drift.changes))
    assert [words for words in pair.says if words not in told] == [], told
    assert [words for words in pair.never if words in told + lines] == []
    assert set(pair.facade) <= {name for one in drift.impacts for name in one["facade"]}
    assert pair.rules is None or drift.rules == pair.rules
