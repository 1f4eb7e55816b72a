"""From whatever an operation answered, got by whatever client, to the task that it started."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import requests
import urllib3
from atlassian_tasks import TaskRef, errors
from atlassian_tasks_rest.types import Response as GeneratedResponse
from hypothesis import example, given
from hypothesis import strategies as st
from requests.adapters import BaseAdapter, HTTPAdapter

from tests.answers import confluence, data_center, jira
from tests.documented import (
    DATA_CENTER,
    JIRA_GATEWAY,
    JOB,
    LONG_TASK,
    ROWS,
    SEE_EMPTY,
    SEE_OTHER,
    SEE_TASK,
    SITE,
    TASK,
    V2_TASK,
    V3,
    WIKI,
    WIKI_GATEWAY,
    Reply,
    dc_long_task,
    long_task,
)


def got_by_httpx(method: str, url: str, *replies: Reply, follow: bool = False) -> httpx.Response:
    left = list(replies)

    def answer(_: httpx.Request) -> httpx.Response:
        reply = left.pop(0)
        return httpx.Response(reply.status, headers=reply.headers, content=reply.content)

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        return client.request(method, url, follow_redirects=follow, auth=("ada", "token"))


class ScriptedAdapter(BaseAdapter):
    """Answers a `requests.Session` as told."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        super().__init__()
        self._left = list(replies)

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        reply = self._left.pop(0)
        raw = urllib3.HTTPResponse(
            io.BytesIO(reply.content), reply.headers, reply.status, preload_content=False
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        self._left.clear()


def got_by_requests(
    method: str, url: str, *replies: Reply, follow: bool = False
) -> requests.Response:
    with requests.Session() as session:
        session.mount("https://", ScriptedAdapter(replies))
        return session.request(method, url, allow_redirects=follow, auth=("ada", "token"))


Got = Callable[..., Any]
both = pytest.mark.parametrize("got", [got_by_httpx, got_by_requests])


@pytest.mark.parametrize(("method", "path", "reply", "ref"), ROWS)
@both
def test_every_documented_answer_is_its_task(
    got: Got, method: str, path: str, reply: Reply, ref: str
) -> None:
    at_site = got(method, SITE + path, reply)
    at_gateway = got(method, (WIKI_GATEWAY if "/wiki/" in path else JIRA_GATEWAY) + path, reply)

    assert str(TaskRef.from_response(at_site)) == ref
    assert str(TaskRef.from_response(at_gateway)) == ref


@pytest.mark.parametrize(("method", "path", "reply", "ref"), ROWS)
def test_a_kind_that_is_given_wins(method: str, path: str, reply: Reply, ref: str) -> None:
    found = TaskRef.from_response(got_by_httpx(method, SITE + path, reply), kind="confluence-dc")

    assert str(found) == f"confluence-dc:{ref.partition(':')[2]}"


@pytest.mark.parametrize(
    ("url", "reply", "ref"),
    [
        (f"{SITE}/rest/api/2/project/OLD/delete", Reply(303, jira(), V2_TASK), "jira-v2:10641"),
        (f"{SITE}/rest/api/2/project/OLD/delete", Reply(303, jira(self=V2_TASK)), "jira-v2:10641"),
        (f"{SITE}/rest/api/2/x", Reply(200, {"taskId": "10641"}), "jira-v2:10641"),
        (f"{SITE}/rest/api/latest/x", Reply(200, {"taskId": "10641"}), "jira:10641"),
        (
            f"{SITE}/rest/api/latest/bulk/issues/move",
            Reply(201, {"taskId": "10641"}),
            "jira-bulk:10641",
        ),
        (f"{SITE}/rest/api/3/x", Reply(303, b"", "/rest/api/3/task/10641"), "jira:10641"),
        (
            f"{SITE}/rest/api/3/x",
            Reply(303, b"", f"{JIRA_GATEWAY}/rest/api/3/task/10641"),
            "jira:10641",
        ),
        (f"{SITE}/rest/api/3/x", Reply(201, b"", "/rest/api/3/bulk/queue/1"), "jira-bulk:1"),
        (
            f"{SITE}/rest/api/3/redact",
            Reply(202, b"", f"/rest/api/3/redact/status/{JOB}"),
            f"jira-redaction:{JOB}",
        ),
        (f"{SITE}/wiki/rest/api/space/OLD", Reply(202, long_task(links={
            "status": f"{SITE}/wiki/rest/api/longtask/10641"})), "confluence:10641"),
        ("http://127.0.0.1:8000/wiki/rest/api/space/OLD", LONG_TASK, "confluence:10641"),
    ],
)  # fmt: skip
@both
def test_addresses_are_understood_relative_and_absolute(
    got: Got, url: str, reply: Reply, ref: str
) -> None:
    url = url.replace("http:", "https:")  # where the scripts are mounted

    assert str(TaskRef.from_response(got("POST", url, reply))) == ref


@pytest.mark.parametrize("context", ["", "/confluence"])
@pytest.mark.parametrize("host", ["", DATA_CENTER])
@both
def test_data_center_is_told_by_where_it_was_asked(got: Got, host: str, context: str) -> None:
    asked = f"{DATA_CENTER}{context}/rest/api/space/OLD"
    answer = Reply(202, dc_long_task(f"{host}{context}/rest/api/longtask/10641"))
    bare = Reply(202, {"id": "10641", "statusPath": "longtask"})

    assert str(TaskRef.from_response(got("DELETE", asked, answer))) == "confluence-dc:10641"
    assert str(TaskRef.from_response(got("DELETE", asked, bare))) == "confluence-dc:10641"


FINAL_BODIES = [
    Reply(200, jira(self=TASK, status="RUNNING")),
    Reply(401),
    Reply(403),
    Reply(404),
    Reply(503, b"<html>"),
    Reply(200, b"<html>Log in</html>"),
]


@pytest.mark.parametrize("final", FINAL_BODIES)
@pytest.mark.parametrize("first", [SEE_TASK, SEE_OTHER, SEE_EMPTY])
@both
def test_a_redirect_that_was_followed_still_tells(got: Got, first: Reply, final: Reply) -> None:
    same_host = got("POST", f"{SITE}{V3}/project/OLD/delete", first, final, follow=True)
    through_gateway = got("POST", f"{JIRA_GATEWAY}{V3}/x", first, final, follow=True)

    assert len(same_host.history) == len(through_gateway.history) == 1
    assert "Authorization" in same_host.request.headers
    assert "Authorization" not in through_gateway.request.headers
    assert str(TaskRef.from_response(same_host)) == "jira:10641"
    assert str(TaskRef.from_response(through_gateway)) == "jira:10641"


@both
def test_the_first_request_decides_the_kind_after_a_redirect(got: Got) -> None:
    moved = Reply(307, b"", f"{SITE}/elsewhere")
    start = f"{SITE}{V3}/bulk/issues/move"

    found = TaskRef.from_response(got("POST", start, moved, Reply(201, {"taskId": 1}), follow=True))

    assert str(found) == "jira-bulk:1"


@pytest.mark.parametrize("body", [jira(self=TASK), {}, b"", b"<html>"])
@both
def test_a_final_body_without_history_tells_by_its_address(got: Got, body: object) -> None:
    answer = got("GET", TASK, Reply(200, body))

    assert answer.history == []
    assert str(TaskRef.from_response(answer)) == "jira:10641"


@both
def test_a_refused_look_without_history_is_its_error(got: Got) -> None:
    with pytest.raises(errors.AuthenticationFailed) as caught:
        TaskRef.from_response(got("GET", TASK, Reply(401)))

    assert caught.value.ref == TaskRef("jira", "10641")


NOTHING = [
    (f"{V3}/priorityscheme", Reply(201, {"id": "10001"})),
    (f"{V3}/priorityscheme/1", Reply(202, {"priorityScheme": {"id": "1"}})),
    (f"{V3}/priorityscheme/1", Reply(202, {"priorityScheme": {"id": "1"}, "task": None})),
    (f"{V3}/workflows/update", Reply(200, {"statuses": [], "workflows": [], "taskId": None})),
    (f"{V3}/workflowscheme/update", Reply(200, {})),
    (f"{V3}/workflowscheme/1/draft/publish", Reply(204)),
    (f"{V3}/workflows/update", Reply(200, {"taskId": ""})),
    (f"{V3}/priorityscheme/1?expand=x", Reply(202, {})),
    (f"{V3}/bulk/issues/move", Reply(204)),
    (f"{V3}/x", Reply(204)),
    (f"{V3}/x", Reply(200, b"")),
    (f"{V3}/x", Reply(201, b"")),
    (f"{V3}/x", Reply(200, "")),
    (f"{V3}/x", Reply(200, {"status": "COMPLETE", "progressUrl": None, "jobState": None})),
    (f"{V3}/x", Reply(200, {"task": {"id": None, "status": "incomplete"}})),
    ("/wiki/api/v2/pages", Reply(200, {"id": None, "status": "current"})),
    ("/wiki/rest/api/content", Reply(200, {"id": "7", "_links": {"self": f"{SITE}/w/content/7"}})),
    (f"{V3}/project", Reply(201, {"id": 1, "self": f"{SITE}{V3}/project/1"}, f"{V3}/project/1")),
]


@pytest.mark.parametrize(("path", "reply"), NOTHING)
@pytest.mark.parametrize("kind", [None, "jira"])
@both
def test_nothing_to_wait_for_is_said(got: Got, path: str, reply: Reply, kind: str | None) -> None:
    with pytest.raises(errors.NoTaskStarted, match="nothing to wait for"):
        TaskRef.from_response(got("POST", SITE + path, reply), kind=kind)


def test_a_changed_scheme_without_a_task_is_known_by_its_body_too() -> None:
    body = b'{"priorityScheme": {"id": "1"}}'
    answer = SimpleNamespace(status_code=202, headers={}, content=body)
    with pytest.raises(errors.NoTaskStarted):
        TaskRef.from_response(answer)


# What may be running is never taken for nothing: the answer, and what speaks for it
RUNNING = [
    (f"{V3}/bulk/issues/move", Reply(201, {}), "201.* names no task"),
    (f"{V3}/bulk/issues/move", Reply(200, {"taskId": None}), "200.* names no task"),
    (f"{V3}/forge/panel/action/bulk/async", Reply(202, {"taskId": ""}), "202.* names no task"),
    (f"{V3}/issue/archive", Reply(202, ""), "202.* names no task"),
    (f"{V3}/issue/archive", Reply(202, b""), "202.* names no task"),
    (f"{V3}/issues/archive/export", Reply(202, {}), "202.* names no task"),
    (f"{V3}/priorityscheme", Reply(202, {"id": "10001"}), "202.* names no task"),
    (f"{V3}/x", Reply(203, {}), "203.* names no task"),
    (f"{V3}/x", Reply(207, {}), "207.* names no task"),
    (f"{V3}/x", Reply(202, {"id": "7", "type": "T", "status": "IN_PROGRESS"}), "shows status"),
    (f"{V3}/x", Reply(200, {"status": "queued"}), "shows status"),
    (f"{V3}/x", Reply(200, {"task": {"id": "7", "status": "RUNNING"}}), "shows status"),
    (f"{V3}/x", Reply(201, {"operationId": "7"}), "shows operationId"),
    (f"{V3}/x", Reply(200, {"requestId": 7, "operationId": 8}), "operationId, requestId"),
    (f"{V3}/x", Reply(200, {"progressUrl": "/elsewhere"}), "shows progressUrl"),
    (f"{V3}/x", Reply(200, {"message": "Begun.", "requestId": "7"}), "shows requestId"),
    (f"{V3}/x", Reply(200, {"task": "7", "operationId": "7"}), "shows operationId, task"),
    (f"{V3}/x", Reply(200, {"task": "7"}), "shows task"),
    (f"{V3}/x", Reply(200, {"jobStatus": "IN_PROGRESS"}), "shows jobStatus"),
    (f"{V3}/x", Reply(200, {"status": "In Progress"}), "shows status"),
    (f"{V3}/x", Reply(200, {"status": "in-progress"}), "shows status"),
    (f"{V3}/x", Reply(200, {"status": "STARTED"}), "shows status"),
    (f"{V3}/x", Reply(201, {"statusUrl": "/elsewhere"}), "shows statusUrl"),
    (f"{V3}/x", Reply(201, [{"operationId": 1}]), "shows operationId"),
]


@pytest.mark.parametrize(("path", "reply", "told"), RUNNING)
@both
def test_a_task_that_may_be_running_is_not_taken_for_nothing(
    got: Got, path: str, reply: Reply, told: str
) -> None:
    with pytest.raises(errors.UnexpectedResponse, match=f"{told}.*may be running") as caught:
        TaskRef.from_response(got("POST", SITE + path, reply))

    assert caught.value.status_code == reply.status


REINDEXING = {
    "progressUrl": "/secure/admin/jira/IndexProgress.jspa?taskId=3",
    "currentProgress": 0,
    "currentSubTask": "",
    "type": "FOREGROUND",
    "success": False,
}
TRANSITION = {"taskId": "1", "status": "IN_PROGRESS", "statusUrl": "x"}
V2 = "/wiki/api/v2"
FAMILIES = [
    (
        "/jira/rest/api/2/user/anonymization",
        Reply(202, {"progressUrl": "/rest/api/2/user/anonymization/progress?taskId=3"}),
        "anonymization of users",
    ),
    (f"{V2}/space-roles/1", Reply(202, {"taskId": "1"}), "v2"),
    (f"{V2}/space-roles/1", Reply(202, {}), "v2"),
    (
        "/jsm/csm/cloudid/1/api/v1/x",
        Reply(202, {"id": "7", "type": "T", "status": "IN_PROGRESS"}),
        "Customer Service Management",
    ),
]


@pytest.mark.parametrize(("path", "reply", "family"), FAMILIES)
@both
def test_a_family_without_a_kind_is_not_supported(
    got: Got, path: str, reply: Reply, family: str
) -> None:
    with pytest.raises(errors.NotSupported, match=f"may be running.*{family}"):
        TaskRef.from_response(got("POST", SITE + path, reply))


@pytest.mark.parametrize(
    ("body", "family"),
    [
        ({"progressUrl": "/rest/api/2/user/anonymization/progress?taskId=3"}, "anonymization"),
    ],
)
def test_a_decoded_answer_of_such_a_family_is_known_by_its_fields(
    body: object, family: str
) -> None:
    with pytest.raises(errors.NotSupported, match=family):
        TaskRef.from_response(body)


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ({"operationId": "7"}, "operationId"),
        ({"requestId": "7", "operationId": "8"}, "operationId, requestId"),
        ({"status": "IN_PROGRESS", "id": "7"}, "status"),
        ({"progressUrl": "/elsewhere"}, "progressUrl"),
        ('{"status": "PENDING", "message": "Soon."}', "status"),
    ],
)
def test_a_decoded_answer_that_may_have_started_a_task_asks_for_its_kind(
    body: object, keys: str
) -> None:
    with pytest.raises(
        errors.InvalidRef, match=rf"shows {keys},.*may be running.*kind=.*confluence-dc"
    ):
        TaskRef.from_response(body)


@pytest.mark.parametrize(
    ("body", "task_id"),
    [
        ({"id": "7", "status": "RUNNING"}, "7"),
        ({"id": 7, "name": "N"}, "7"),
        ({"task_id": "7", "id": "8"}, "7"),
        ({"id": "7", "requestId": "8"}, "7"),
        ({"operationId": "7"}, "7"),
        ({"requestId": "7"}, "7"),
        ({"asyncId": "7"}, "7"),
        (TRANSITION, "1"),
        ({"taskId": "7", "task": {"id": "8", "status": "incomplete"}}, "7"),
        ("7", "7"),
    ],
)
def test_an_id_beside_a_kind_is_that_task(body: object, task_id: str) -> None:
    replies = [Reply(200, body), Reply(202, body), Reply(201, body)]
    answers = [got_by_httpx("POST", f"{SITE}/x", reply) for reply in replies]

    for answer in (body, *answers):
        found = TaskRef.from_response(answer, kind="jira-v2")
        assert found == TaskRef("jira-v2", task_id)


def test_a_number_beside_a_kind_is_that_task() -> None:
    answer = got_by_httpx("POST", f"{SITE}/rest/api/2/reindex/request", Reply(200, 7))

    assert str(TaskRef.from_response(answer, kind="jira-v2")) == "jira-v2:7"


def test_a_to_do_within_a_page_is_no_running_task() -> None:
    to_do = {"id": "9", "task": {"id": "5", "status": "incomplete", "body": "Call Ada."}}

    for answer in (to_do, got_by_httpx("PUT", f"{SITE}{WIKI}/x", Reply(200, to_do))):
        with pytest.raises(errors.NoTaskStarted):
            TaskRef.from_response(answer)


REFUSALS = [
    (400, {"errorMessages": ["No such field."], "errors": {}}, errors.ApiError, "No such field"),
    (401, {"code": 401, "message": "Unauthorized"}, errors.AuthenticationFailed, "Unauthorized"),
    (403, ["Not you."], errors.PermissionDenied, "Not you"),
    (404, {"statusCode": 404, "message": "No space"}, errors.TaskNotFound, "No space"),
    (409, b"<html>busy</html>", errors.ApiError, "409"),
    (412, {"errors": [{"title": "Runs", "detail": "with ID 1"}]}, errors.ApiError, "with ID 1"),
    (429, b"slow down", errors.RateLimited, "slow down"),
    (500, b"", errors.ServerError, "500"),
    (520, b"<html>", errors.ServerError, "520"),
    (302, b"", errors.UnexpectedResponse, "302"),
]


@pytest.mark.parametrize(("status", "body", "error", "words"), REFUSALS)
@both
def test_a_refusal_is_its_error_with_the_servers_words(
    got: Got, status: int, body: object, error: type[errors.ApiError], words: str
) -> None:
    elsewhere = Reply(status, body, f"{SITE}/login" if status == 302 else None)
    with pytest.raises(errors.ApiError, match=words) as caught:
        TaskRef.from_response(got("POST", f"{SITE}{V3}/project/OLD/delete", elsewhere))

    assert type(caught.value) is error
    assert (caught.value.status_code, caught.value.ref) == (status, None)


@both
def test_an_address_in_a_refusal_is_no_start(got: Got) -> None:
    with pytest.raises(errors.ApiError):
        TaskRef.from_response(got("POST", f"{SITE}{V3}/x", Reply(400, b"", TASK)))


CONFLICTS = [
    ({"errors": {"conflictingTaskId": "7"}, "errorMessages": ["Busy."]}, "jira:7"),
    ({"errors": {"conflictingTaskId": 7}}, "jira:7"),
    ({"errorMessages": ["Busy."], "errors": {}}, "None"),
    ({"errors": {"conflictingTaskId": "../7"}}, "None"),
    ({"errors": ["Busy."]}, "None"),
    (["Busy."], "None"),
    (b"<html>", "None"),
    (b"", "None"),
]


@pytest.mark.parametrize(("body", "ref"), CONFLICTS)
@both
def test_a_conflict_carries_the_task_in_the_way_where_it_is_named(
    got: Got, body: object, ref: str
) -> None:
    with pytest.raises(errors.ApiError) as caught:
        TaskRef.from_response(got("POST", f"{SITE}{V3}/workflowscheme/project/switch",
                                  Reply(409, body)))  # fmt: skip

    assert (caught.value.status_code, str(caught.value.ref)) == (409, ref)


@pytest.mark.parametrize("body", [b"<html>Log in</html>", b"{", b"\xff\xfe", b"[" * 100_000])
@both
def test_a_success_that_is_no_json_is_not_taken_for_nothing(got: Got, body: bytes) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="not known"):
        TaskRef.from_response(got("POST", f"{SITE}{V3}/x", Reply(200, body)))


@pytest.mark.parametrize("body", [b"", {}, jira(self="x", id=None)])
@pytest.mark.parametrize(
    "location", [None, "", "/login", "/rest/api/3/task/", "//rest/api/3/task/1"]
)
@both
def test_a_redirect_to_nowhere_is_not_taken_for_nothing(
    got: Got, location: str | None, body: object
) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="303"):
        TaskRef.from_response(got("POST", f"{SITE}{V3}/x", Reply(303, body, location)))


@pytest.mark.parametrize(
    "body",
    [
        {"taskId": {"id": 1}},
        {"taskId": 1.5},
        {"taskId": True},
        {"taskId": {}},
        {"task_id": []},
        {"taskId": " "},
        {"taskId": "a b"},
        {"task": {"progress": 0, "id": "a/../b"}},
        "Your request / wish is granted.",
        "x" * 3000,
        "/" * 3000,
    ],
)
def test_an_id_that_cannot_be_one_is_refused_and_not_taken_for_nothing(body: object) -> None:
    with pytest.raises(errors.InvalidRef) as caught:
        TaskRef.from_response(got_by_httpx("POST", f"{SITE}{V3}/x", Reply(202, body)))

    assert len(str(caught.value)) < 200


def test_a_task_without_an_address_is_still_a_task() -> None:
    task = {name: value for name, value in jira().items() if name != "self"}
    scheme = got_by_httpx("PUT", f"{SITE}{V3}/priorityscheme/1", Reply(202, {"task": task}))
    space = got_by_httpx("DELETE", f"{SITE}{WIKI}/space/OLD", Reply(202, long_task(links={})))

    assert str(TaskRef.from_response(scheme)) == "jira:10641"
    assert str(TaskRef.from_response(space)) == "confluence:10641"


GENERATED = [
    (Reply(303, jira(self=TASK), TASK), "jira:10641"),
    (Reply(303, b"", V2_TASK), "jira-v2:10641"),
    (Reply(202, TASK), "jira:10641"),
    (LONG_TASK, "confluence:10641"),
    (Reply(202, dc_long_task(f"{DATA_CENTER}/rest/api/longtask/10641")), "confluence-dc:10641"),
]


@pytest.mark.parametrize(("reply", "ref"), GENERATED)
def test_the_generated_clients_response_is_read(reply: Reply, ref: str) -> None:
    assert str(TaskRef.from_response(generated(reply))) == ref


def generated(reply: Reply) -> GeneratedResponse[None]:
    headers = httpx.Headers(reply.headers)
    return GeneratedResponse(httpx.codes(reply.status), reply.content, headers, parsed=None)


@pytest.mark.parametrize(
    "undecidable",
    [
        generated(Reply(201, {"taskId": "10641"})),
        generated(Reply(202, JOB)),
        httpx.Response(201, json={"taskId": "10641"}),
        {"taskId": "10641"},
        '{"taskId": "10641"}',
        '"10641"',
        "10641",
    ],
)
def test_an_id_alone_needs_its_kind(undecidable: object) -> None:
    with pytest.raises(errors.InvalidRef, match=r"kind=.*jira-bulk.*confluence-dc"):
        TaskRef.from_response(undecidable)

    assert TaskRef.from_response(undecidable, kind="jira-bulk").kind == "jira-bulk"


# facade/docs/starting.md: where a kind is needed, and what is found without one.
NEEDS_KIND = [
    ({"taskId": "10641"}, "jira-bulk", None),
    ({"statuses": [], "workflows": [], "taskId": "10641"}, "jira", None),
    ({"payload": "{}", "progress": 0, "status": "ENQUEUED", "taskId": "10641"}, "jira", None),
    ("10641", "jira-redaction", None),
    ({name: value for name, value in jira().items() if name != "self"}, "jira-v2", None),
    (confluence(_links={}), "confluence", None),
    (long_task(), "confluence-dc", "confluence:10641"),
]


@pytest.mark.parametrize(("body", "kind", "otherwise"), NEEDS_KIND)
def test_readme_names_where_a_kind_is_needed(
    body: object, kind: str, otherwise: str | None
) -> None:
    assert str(TaskRef.from_response(body, kind=kind)) == f"{kind}:10641"
    if otherwise is None:
        with pytest.raises(errors.InvalidRef, match="kind="):
            TaskRef.from_response(body)
    else:
        assert str(TaskRef.from_response(body)) == otherwise


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(errors.InvalidRef, match="jira-bulk"):
        TaskRef.from_response({"taskId": "1"}, kind="bulk")


@pytest.mark.parametrize(
    "body",
    [
        {"errorMessages": ["No project could be found."], "errors": {}},
        {"statusCode": 403, "message": "No project could be found."},
        {"message": "No project could be found.", "requestId": "a-trace"},
        '{"code": 401, "message": "No project could be found."}',
        {"errors": [{"status": 400, "code": "INVALID", "title": "No project could be found."}]},
    ],
)
def test_a_refusal_without_its_status_is_not_taken_for_nothing_to_do(body: object) -> None:
    with pytest.raises(errors.ApiError, match="No project could be found"):
        TaskRef.from_response(body, kind="jira")
    with pytest.raises(errors.ApiError, match="No project could be found") as caught:
        TaskRef.from_response(body)

    assert caught.value.messages == ("No project could be found.",)


TEXTS = [
    (TASK, "jira:10641"),
    (f"  {TASK}\r\n", "jira:10641"),
    ("/rest/api/3/bulk/queue/10641", "jira-bulk:10641"),
    (f"{WIKI_GATEWAY}/wiki/rest/api/longtask/10641", "confluence:10641"),
    ("https://wiki.example.com/confluence/rest/api/longtask/10641/status", "confluence-dc:10641"),
    (f'"{TASK}"', "jira:10641"),
    (json.dumps(jira(self=V2_TASK), indent=2), "jira-v2:10641"),
    (json.dumps(long_task()), "confluence:10641"),
    (jira(self="/rest/api/3/task/10641"), "jira:10641"),
    ({"id": "1", "task": jira(self=TASK)}, "jira:10641"),
    (dc_long_task(f"{DATA_CENTER}/rest/api/longtask/10641"), "confluence-dc:10641"),
    (long_task(), "confluence:10641"),
    (confluence(_links={"self": "/rest/api/longtask/10641"}), "confluence:10641"),
    (data_center(_links={"self": f"{DATA_CENTER}/rest/api/longtask/10641"}), "confluence-dc:10641"),
    # What tells of Data Center: its own names, a context path, its base.
    (dc_long_task(), "confluence-dc:10641"),
    (dc_long_task("/wiki/rest/api/longtask/10641"), "confluence-dc:10641"),
    ({"id": "10641", "statusPath": "/rest/api/longtask/10641"}, "confluence-dc:10641"),
    ({"id": "10641", "resultPath": "/rest/api/longtask/10641/result"}, "confluence-dc:10641"),
    ({"id": "10641", "statusPath": "longtask"}, "confluence-dc:10641"),
    (
        {"id": "10641", "links": {"status": "/confluence/rest/api/longtask/10641"}},
        "confluence-dc:10641",
    ),
    (long_task(_links={"base": f"{DATA_CENTER}/confluence"}), "confluence-dc:10641"),
    (long_task(_links={"base": DATA_CENTER}), "confluence-dc:10641"),
    # And of Cloud.
    (long_task(_links={"base": f"{SITE}/wiki"}), "confluence:10641"),
    (long_task(_links={"base": "https://corp.example/wiki"}), "confluence:10641"),
    (
        long_task(ari="ari:1", links={"status": "https://corp.example/rest/api/longtask/10641"}),
        "confluence:10641",
    ),
]


@pytest.mark.parametrize(("told", "ref"), TEXTS)
def test_decoded_bodies_json_and_addresses_will_do(told: object, ref: str) -> None:
    assert str(TaskRef.from_response(told)) == ref


@pytest.mark.parametrize("nothing", ["", "  ", {}, "{}", '""', {"id": "10001"}, '{"taskId": null}'])
def test_a_body_without_a_task_is_nothing_to_wait_for(nothing: object) -> None:
    with pytest.raises(errors.NoTaskStarted):
        TaskRef.from_response(nothing)


@pytest.mark.parametrize("page", ["<html>Log in</html>", "{", '"'])
def test_text_that_is_no_json_is_not_taken_for_nothing(page: str) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="not known"):
        TaskRef.from_response(page)


def test_a_streamed_answer_tells_by_its_headers_or_asks_to_be_read() -> None:
    def stream(status: int, **headers: str) -> httpx.Response:
        request = httpx.Request("POST", f"{SITE}{V3}/x")
        body = httpx.ByteStream(b'{"taskId": "1"}')
        return httpx.Response(status, headers=headers, stream=body, request=request)

    assert str(TaskRef.from_response(stream(303, Location=TASK))) == "jira:10641"
    with pytest.raises(errors.InvalidRef, match="read it, or pass it decoded"):
        TaskRef.from_response(stream(201))
    with pytest.raises(errors.ServerError) as caught:
        TaskRef.from_response(stream(500))
    assert caught.value.messages == ()
    with pytest.raises(errors.ApiError, match="409"):
        TaskRef.from_response(stream(409))


def test_a_body_that_broke_off_is_asked_for_again() -> None:
    class BreaksOff(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise urllib3.exceptions.ProtocolError("gone")

    response = requests.Response()
    response.status_code, response.raw = (
        201,
        urllib3.HTTPResponse(BreaksOff(), preload_content=False),
    )
    with pytest.raises(errors.InvalidRef, match="read it"):
        TaskRef.from_response(response)


def test_a_response_of_urllib3_has_data() -> None:
    asked = f"{SITE}{V3}/bulk/issues/move"
    response = urllib3.HTTPResponse(b'{"taskId": 1}', status=201, request_url=asked)

    assert str(TaskRef.from_response(response)) == "jira-bulk:1"


class LikeAiohttp:
    """A response whose text is a coroutine function, as aiohttp's."""

    def __init__(self, status: int, **headers: str) -> None:
        self.status = status
        self.headers = headers
        self.url = f"{SITE}{V3}/bulk/issues/move"
        self.history = ()
        self.content = object()

    async def text(self) -> str:
        return '{"taskId": "1"}'


def test_a_body_that_is_awaited_is_to_be_passed_decoded() -> None:
    with pytest.raises(errors.InvalidRef, match="pass it decoded"):
        TaskRef.from_response(LikeAiohttp(201))
    with pytest.raises(errors.RateLimited):
        TaskRef.from_response(LikeAiohttp(429))

    assert str(TaskRef.from_response(LikeAiohttp(303, location=TASK))) == "jira:10641"


@pytest.mark.parametrize(
    "other",
    [None, 10641, b"{}", [], ["jira:1"], object(), SimpleNamespace(status="ok", headers={}),
     SimpleNamespace(status=200), SimpleNamespace(status_code=200, headers=None),
     requests.Response()],
)  # fmt: skip
def test_what_is_no_response_is_refused_by_its_type(other: object) -> None:
    with pytest.raises(errors.InvalidRef, match=f"{type(other).__name__} is no response"):
        TaskRef.from_response(other)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["task", "taskId", "id", "self", "links", "status", "statusUrl",
                             "statusPath", "progress", "errors", "conflictingTaskId", "message"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
)  # fmt: skip
NAMES = st.sampled_from(["location", "Retry-After", "Date", "Content-Type", "X-Any"])
ADDRESSES = st.text() | st.sampled_from([TASK, "/rest/api/3/task/", "http://[", "//", "https://"])


def is_ref_or_our_error(response: object) -> bool:
    try:
        return isinstance(TaskRef.from_response(response), TaskRef)
    except errors.AtlassianTasksError:
        return True


@given(st.integers(100, 999), st.dictionaries(NAMES, ADDRESSES), JSON, ADDRESSES)
def test_any_json_is_a_task_or_an_error_of_ours(
    status: int, headers: dict[str, str], body: object, url: str
) -> None:
    content = json.dumps(body)
    response = SimpleNamespace(status=status, headers=headers, url=url, text=content)

    assert is_ref_or_our_error(response)
    assert is_ref_or_our_error(content)
    if isinstance(body, dict):
        assert is_ref_or_our_error(body)


@given(st.integers(100, 999), st.binary(), ADDRESSES)
@example(200, b'{"task":' * 900 + b"1" + b"}" * 900, "")
@example(200, b'"\\ud800"', "/rest/api/3/")
@example(409, b"1" * 5000, TASK)
def test_any_bytes_are_a_task_or_an_error_of_ours(status: int, body: bytes, url: str) -> None:
    response = SimpleNamespace(status_code=status, headers={}, url=url, content=body)

    assert is_ref_or_our_error(response)


@given(st.text())
@example('"\ud800"')
@example("\ud800/")
@example("/rest/api/3/task/\x00")
def test_any_text_is_a_task_or_an_error_of_ours(text: str) -> None:
    assert is_ref_or_our_error(text)


def test_requests_is_never_imported() -> None:
    code = (
        "import sys, atlassian_tasks as t, httpx\n"
        f"t.TaskRef.from_response(httpx.Response(303, headers={{'Location': {TASK!r}}}))\n"
        "sys.exit('requests' in sys.modules or 'urllib3' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("told", ['["You may not"]', "[]", "[1, 2]"])
def test_a_list_is_neither_a_task_nor_nothing_to_do(told: str) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="neither an object nor text"):
        TaskRef.from_response(told)


def test_a_long_task_without_its_address_needs_its_kind() -> None:
    body = confluence(_links={})

    with pytest.raises(errors.InvalidRef, match="kind="):
        TaskRef.from_response(body)
    assert str(TaskRef.from_response(body, kind="confluence")) == "confluence:10641"


ENDLESS = [
    "/" * 10_000_000,
    '"' + "/" * 10_000_000 + '"',
    {"self": "//" + "@/" * 5_000_000},
    {"links": {"status": "/" * 10_000_000}, "id": " "},
    {"_links": {"base": "/" * 10_000_000, "self": "/wiki/" * 1_000_000}},
    {"taskId": "7" * 10_000_000},
    {"progressUrl": "/reindex" * 1_000_000},
    {"errorMessages": ["word " * 2_000_000] * 100},
    "[" + "1," * 3_000_000 + "1]",
    httpx.Response(303, headers={"Location": "/" * 1_000_000}),
    httpx.Response(303, headers={"Location": "https://" + "@/" * 500_000}),
    httpx.Response(202, json={"operationId": "x" * 10_000_000}),
]


@pytest.mark.parametrize("answer", ENDLESS, ids=range(len(ENDLESS)))
def test_an_endless_answer_costs_little_and_is_told_in_short(answer: object) -> None:
    begun = time.process_time()
    with pytest.raises(errors.AtlassianTasksError) as caught:
        TaskRef.from_response(answer)

    assert time.process_time() - begun < 3
    assert len(str(caught.value)) < 11_000


def test_a_refusal_that_holds_itself_is_a_refusal() -> None:
    body: dict[str, object] = {"message": "No."}
    body["data"] = body

    with pytest.raises(errors.ApiError, match=r"No\."):
        TaskRef.from_response(body)


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("listed", [[], [{"id": 1, "name": "One"}]])
def test_a_list_without_a_sign_of_a_task_is_nothing_to_wait_for(
    status: int, listed: list[object]
) -> None:
    with pytest.raises(errors.NoTaskStarted):
        TaskRef.from_response(got_by_httpx("POST", f"{SITE}{V3}/x", Reply(status, listed)))


def test_a_task_may_be_named_by_its_address_alone() -> None:
    answer = got_by_httpx("POST", f"{SITE}{V3}/x", Reply(200, {"task": TASK}))

    assert str(TaskRef.from_response(answer)) == "jira:10641"


@pytest.mark.parametrize("word", ["ok", "done", "true"])
def test_a_word_is_no_id(word: str) -> None:
    with pytest.raises(errors.InvalidRef, match="names no task"):
        TaskRef.from_response(got_by_httpx("POST", f"{SITE}{V3}/x", Reply(200, word)))


def schemes(*task_ids: object) -> httpx.Response:
    """What `workflowscheme/read` tells of schemes, for which a task may run."""
    body = [{"id": str(at), "name": "Flow", "taskId": one} for at, one in enumerate(task_ids)]
    request = httpx.Request("POST", f"{SITE}{V3}/workflowscheme/read")
    return httpx.Response(200, json=body, request=request)


@pytest.mark.parametrize("answer", [schemes("7"), schemes(None, "7"), schemes("7", None)])
def test_the_task_that_runs_for_a_workflow_scheme_is_found(answer: httpx.Response) -> None:
    assert str(TaskRef.from_response(answer)) == "jira:7"
    assert str(TaskRef.from_response(answer.json(), kind="jira")) == "jira:7"


def test_where_none_runs_for_a_workflow_scheme_there_is_nothing_to_wait_for() -> None:
    with pytest.raises(errors.NoTaskStarted):
        TaskRef.from_response(schemes(None, None))


def test_the_tasks_of_several_workflow_schemes_are_read_one_by_one() -> None:
    answer = schemes("7", None, "8")
    with pytest.raises(errors.InvalidRef, match="names 2 tasks"):
        TaskRef.from_response(answer)

    assert str(TaskRef.from_response(answer.json()[2], kind="jira")) == "jira:8"
