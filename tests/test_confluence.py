"""Confluence's bodies, Cloud and Data Center, and what decides how such a task stands."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from atlassian_tasks import Failure, Status, Task, TaskClient
from atlassian_tasks.errors import UnexpectedResponse

from tests.answers import confluence, data_center
from tests.colours import OtherSite

BODIES = {"confluence": confluence, "confluence-dc": data_center}
ABSENT = object()


def told(kind: str, body: object) -> Task:
    with TaskClient("https://example.atlassian.net", transport=OtherSite(body)) as client:
        return client.get(f"{kind}:10641")


def body_of(kind: str, **fields: Any) -> dict[str, Any]:
    body = BODIES[kind](**fields)
    return {name: value for name, value in body.items() if value is not ABSENT}


def test_a_cloud_task_has_every_field_of_its_body() -> None:
    body = confluence()
    task = told("confluence", body)

    assert (task.kind, task.id) == ("confluence", "10641")
    assert (task.status, task.raw_status) == (Status.COMPLETE, "FINISH_SUCCESS")
    assert (task.percent, task.name) == (100.0, "com.atlassian.confluence.copy")
    assert (task.message, task.links) == ("Copied 3 pages.", ("/wiki/spaces/A/pages/77",))
    assert (task.result, task.failures) == (body["additionalDetails"], ())
    assert task.elapsed == timedelta(seconds=1.5)
    assert (task.submitted, task.started, task.finished, task.updated) == (None,) * 4
    assert (task.submitted_by, task.raw) == (None, body)


def test_a_data_center_task_has_every_field_of_its_body() -> None:
    body = data_center()
    task = told("confluence-dc", body)

    assert (task.status, task.raw_status, task.percent) == (Status.COMPLETE, None, 100.0)
    assert (task.name, task.message) == ("com.atlassian.confluence.export", "Exported.")
    assert (task.elapsed, task.raw) == (timedelta(seconds=1.5), body)


# finished, percentageComplete, successful → what it is; the word never decides.
STANDS = [
    (True, 100, True, "COMPLETE"),
    (True, 100, False, "FAILED"),
    (True, 40, False, "FAILED"),
    (True, 40, True, "COMPLETE"),
    (True, ABSENT, False, "FAILED"),
    (True, None, True, "COMPLETE"),
    (False, 100, True, "RUNNING"),
    (False, 0, False, "RUNNING"),
    (False, ABSENT, ABSENT, "RUNNING"),
    (ABSENT, 100, True, "COMPLETE"),
    (ABSENT, 100, False, "FAILED"),
    (ABSENT, 99, True, "RUNNING"),
    (ABSENT, 99, False, "RUNNING"),
    (ABSENT, 0, False, "RUNNING"),
    (None, 100, True, "COMPLETE"),
    (None, 99, False, "RUNNING"),
    ("true", 100, True, "COMPLETE"),
    (ABSENT, ABSENT, True, "UNKNOWN"),
    (ABSENT, ABSENT, False, "UNKNOWN"),
    (ABSENT, 150, True, "UNKNOWN"),
    (ABSENT, "100", True, "UNKNOWN"),
    (True, 100, ABSENT, "UNKNOWN"),
    (True, 100, None, "UNKNOWN"),
    (True, 100, "yes", "UNKNOWN"),
]


@pytest.mark.parametrize(("finished", "percent", "successful", "status"), STANDS)
@pytest.mark.parametrize("kind", BODIES)
def test_the_flag_decides_then_the_percentage_and_never_the_word(
    kind: str, finished: object, percent: object, successful: object, status: str
) -> None:
    fields = {"finished": finished, "percentageComplete": percent, "successful": successful}
    for word in (ABSENT, "FINISH_SUCCESS", "ERROR_UNKNOWN"):
        assert told(kind, body_of(kind, **fields, status=word)).status == status


ERRORS: dict[str, tuple[list[Any], tuple[Failure, ...]]] = {
    "words": ([{"translation": "No.", "args": []}], (Failure(None, ("No.",)),)),
    "html": ([{"translation": "<b>No.</b>", "args": ["P"]}], (Failure(None, ("No.",)),)),
    "without words": ([{"args": ["Page 1"]}], (Failure(None),)),
    "blank": ([{"translation": "", "args": []}], (Failure(None),)),
    "text": (["No."], (Failure(None, ("No.",)),)),
    "null among them": ([None, {"translation": "No."}], (Failure(None, ("No.",)),)),
}


@pytest.mark.parametrize(("errors", "failures"), ERRORS.values(), ids=ERRORS)
def test_success_with_errors_is_partial(errors: list[Any], failures: tuple[Failure, ...]) -> None:
    task = told("confluence", confluence(errors=errors))

    assert (task.status, task.failures) == (Status.PARTIAL, failures)


@pytest.mark.parametrize("errors", [[], None, ABSENT, {}, "", [None]])
def test_success_without_errors_is_complete(errors: object) -> None:
    assert told("confluence", body_of("confluence", errors=errors)).status is Status.COMPLETE


@pytest.mark.parametrize("title", ["<![DRAFT]> plan", "a <![ b", "<!x>", "1 <! 2", "<!DOCTYPE>"])
@pytest.mark.parametrize("kind", BODIES)
def test_a_title_that_looks_like_a_declaration_is_kept(kind: str, title: str) -> None:
    task = told(kind, body_of(kind, messages=[{"translation": f"Copying {title}", "args": []}]))

    assert task.message == f"Copying {title}"


@pytest.mark.parametrize(
    "messages",
    [
        [{"translation": 'Get <a href="/wiki/f.pdf">it</a> &amp; go.', "args": [{"a": 1}, "x"]}],
        [{"args": []}, None, "odd", 5, {"translation": 'Get <a href="/wiki/f.pdf">it</a> & go.'}],
    ],
)
def test_messages_are_plain_text_and_links(messages: list[Any]) -> None:
    task = told("confluence", confluence(messages=messages, additionalDetails=None))

    assert task.message is not None
    assert "Get it & go." in task.message
    assert "<" not in task.message
    assert task.links == ("/wiki/f.pdf",)


@pytest.mark.parametrize(
    "field", [name for name in confluence() if name not in ("finished", "successful", "id")]
)
@pytest.mark.parametrize("kind", BODIES)
def test_a_field_of_the_wrong_type_spoils_no_other(kind: str, field: str) -> None:
    for odd in (None, [], {}, True, "odd", -1, 1e400, [[]], [None], {"a": None}):
        task = told(kind, body_of(kind, finished=True, **{field: odd}))

        assert task.status in (Status.COMPLETE, Status.PARTIAL)
        assert task.id == "10641"


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("body", [None, [], "text", 5, True])
def test_what_is_no_object_is_no_task(kind: str, body: object) -> None:
    with pytest.raises(UnexpectedResponse):
        told(kind, body)


def listed(*pages: object, kind: str = "confluence") -> tuple[list[Task], list[httpx.Request]]:
    site = OtherSite(*pages)
    with TaskClient("https://example.atlassian.net", transport=site) as client:
        return list(client.list(kind)), site.requests


def page(*entries: object, **fields: Any) -> dict[str, Any]:
    links = {"next": "/rest/api/longtask?start=1"} if fields.pop("more", False) else {"self": "x"}
    usual = {"start": 0, "limit": 100, "size": len(entries), "_links": links}
    return {"results": list(entries), **usual, **fields}


@pytest.mark.parametrize("kind", BODIES)
def test_a_list_is_all_its_pages(kind: str) -> None:
    bodies = [body_of(kind, id=str(number), finished=False) for number in range(3)]
    tasks, requests = listed(page(*bodies[:2], more=True), page(bodies[2]), kind=kind)

    assert [str(task.ref) for task in tasks] == [f"{kind}:{number}" for number in range(3)]
    assert [request.url.params["start"] for request in requests] == ["0", "2"]


def test_a_list_that_never_ends_is_left_when_nothing_new_comes() -> None:
    tasks, requests = listed(page(confluence(), more=True))

    assert (len(tasks), len(requests)) == (1, 2)


def test_a_list_without_links_ends_with_a_page_that_is_not_full() -> None:
    full = page(confluence(id="1"), confluence(id="2"), limit=2, _links={})
    tasks, requests = listed(full, page(confluence(id="3"), limit=2, _links={}))

    assert (len(tasks), len(requests)) == (3, 2)


@pytest.mark.parametrize("entry", [None, {}, {"id": None}, {"id": "a/b"}, "text", 5, []])
@pytest.mark.parametrize("kind", BODIES)
def test_an_odd_entry_does_not_hide_the_others(kind: str, entry: object) -> None:
    tasks, _ = listed(page(entry, body_of(kind)), kind=kind)

    assert [task.id for task in tasks] == ["10641"]


@pytest.mark.parametrize("body", [None, [], {}, {"results": None}, {"results": {}}, "text"])
def test_a_list_that_is_none_is_unexpected(body: object) -> None:
    with pytest.raises(UnexpectedResponse):
        listed(body)
