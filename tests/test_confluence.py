"""Confluence's bodies, Cloud and Data Center, and what decides how such a task stands."""

import html
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from atlassian_tasks import Failure, Status, Task, TaskClient
from atlassian_tasks.errors import TaskPartlyFailed, UnexpectedResponse
from atlassian_tasks.kinds.values import LONGEST, MOST
from atlassian_tasks.simulator import Simulator

from tests.answers import confluence, data_center
from tests.colours import Client, OtherSite

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


NO = Failure(None, ("No.",))
ERRORS: dict[str, tuple[list[Any], tuple[Failure, ...]]] = {
    "words": ([{"translation": "No.", "args": []}], (Failure(None, ("No.",)),)),
    "html": ([{"translation": "<b>No.</b>", "args": ["P"]}], (Failure("P", ("No.",)),)),
    "without words": ([{"args": ["Page 1"]}], (Failure("Page 1"),)),
    "a page": (
        [{"translation": "ERROR_COPY_PAGE", "args": ["Setup", "98310", "/x"]}],
        (Failure("Setup", ("ERROR_COPY_PAGE", "98310", "/x")),),
    ),
    "objects": (
        [{"translation": "No.", "args": [{"id": 7, "more": [1, {}], "title": "Setup"}, {}, "/x"]}],
        (Failure("Setup", ("No.", "7", "1", "/x")),),
    ),
    "an id alone": (
        [{"translation": "ERROR_COPY_PAGE", "args": [{"id": 98310}]}],
        (Failure("98310", ("ERROR_COPY_PAGE",)),),
    ),
    "a number": (
        [{"translation": "WARN_IGNORE_EDIT_RESTRICTED", "args": ["2"]}],
        (Failure(None, ("WARN_IGNORE_EDIT_RESTRICTED", "2")),),
    ),
    "key and words": (
        [{"key": "ERROR_X", "type": "ERROR", "translation": "No.", "args": "P"}],
        (Failure("P", ("ERROR_X", "No.")),),
    ),
    "0 among others": (
        [{"translation": "ERROR_X", "args": ["0", "P"]}],
        (Failure("0", ("ERROR_X", "P")),),
    ),
    "harmless ones beside": (
        [{"translation": "WARN_RENAME_PAGE", "args": ["A"]}, {"args": [0]}, {"args": []}],
        (Failure(None),),
    ),
    "odd arguments": ([{"translation": "No.", "args": [None, True, [], {}, " "]}], (NO,)),
    "arguments that are none": ([{"translation": "No.", "args": {"x": None}}], (NO,)),
    "blank": ([{"translation": "", "args": []}], (Failure(None),)),
    "text": (["No."], (Failure(None, ("No.",)),)),
    "null among them": ([None, {"translation": "No."}], (Failure(None, ("No.",)),)),
}


@pytest.mark.parametrize(("errors", "failures"), ERRORS.values(), ids=ERRORS)
def test_success_with_errors_is_partial(errors: list[Any], failures: tuple[Failure, ...]) -> None:
    task = told("confluence", confluence(errors=errors))

    assert (task.status, task.failures) == (Status.PARTIAL, failures)


HARMLESS = [
    [{"translation": "WARN_RENAME_PAGE", "args": ["A", "Copy of A"]}],
    [{"translation": "WARN_IGNORE_EDIT_RESTRICTED", "args": ["0"]}, {"key": "W", "args": [0]}],
]


@pytest.mark.parametrize("errors", [[], None, ABSENT, {}, "", [None], *HARMLESS])
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


# Reports in messages


def report(*errors: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "status": {"key": "STATUS_COPIED_PAGES", "args": ["3"]},
        "destinationUrl": "/display/DST/Home",
        "totalPageNeedToCopy": 4,
        "errors": list(errors),
    } | fields


LOST = {"key": "ERROR_COPY_PAGE", "type": "ERROR", "args": ["Setup", "98310", "/display/A/Setup"]}
RENAMED = {"key": "WARN_RENAME_PAGE", "type": "WARN", "args": ["A", "Copy of A"]}
LEFT = {"key": "WARN_IGNORE_EDIT_RESTRICTED", "type": "WARN", "args": ["2"]}
NONE_LEFT = {"key": "WARN_IGNORE_VIEW_RESTRICTED", "type": "WARN", "args": ["0"]}
SETUP = Failure("Setup", ("ERROR_COPY_PAGE", "98310", "/display/A/Setup"))


def written(told: object, *, escaped: bool = False) -> dict[str, Any]:
    words = json.dumps(told)
    return {"translation": html.escape(words) if escaped else words, "args": []}


@pytest.mark.parametrize("escaped", [False, True])
@pytest.mark.parametrize(
    ("errors", "failures"),
    [
        ([LOST], (SETUP,)),
        ([LEFT], (Failure(None, ("WARN_IGNORE_EDIT_RESTRICTED", "2")),)),
        ([RENAMED, NONE_LEFT], ()),
        ([RENAMED, LOST, LEFT, None], (SETUP, Failure(None, (LEFT["key"], "2")))),
        ([], ()),
    ],
)
@pytest.mark.parametrize("kind", BODIES)
def test_a_report_in_a_message_is_read(
    kind: str, errors: list[Any], failures: tuple[Failure, ...], escaped: bool
) -> None:
    told_report = report(*errors)
    messages = [written(told_report, escaped=escaped)]
    task = told(kind, body_of(kind, messages=messages, additionalDetails=ABSENT))

    assert task.status is (Status.PARTIAL if failures else Status.COMPLETE)
    assert task.failures == failures
    assert (task.message, task.links) == ("copied pages: 3", ("/display/DST/Home",))
    assert task.result == told_report
    assert task.raw["messages"] == messages


@pytest.mark.parametrize("kind", BODIES)
def test_a_failure_on_the_way_changes_no_status(kind: str) -> None:
    on_the_way = {"percentageComplete": 40, "successful": False, "finished": ABSENT}
    task = told(kind, body_of(kind, messages=[written(report(LOST))], **on_the_way))

    assert (task.status, task.failures) == (Status.RUNNING, (SETUP,))


def test_a_report_is_followed_to_its_end(client: Client, simulator: Simulator) -> None:
    halfway, end = json.dumps(report(LOST)), json.dumps(report(LOST, RENAMED, status="Done"))
    task = simulator.add("confluence-dc", duration=60, messages=[halfway, end])
    snapshots = list(client.watch(task.ref))

    assert {snapshot.status for snapshot in snapshots} == {Status.RUNNING, Status.PARTIAL}
    assert {snapshot.failures for snapshot in snapshots} == {(SETUP,), (SETUP, SETUP)}
    assert snapshots[-1].message == "copied pages: 3\nDone"


@pytest.mark.parametrize("kind", BODIES)
def test_a_wait_raises_for_the_pages_that_were_left(
    client: Client, simulator: Simulator, kind: str
) -> None:
    failures = {"Setup": ["ERROR_COPY_PAGE"], "2": ["WARN_IGNORE_EDIT_RESTRICTED"]}
    harmless = {"Copy of A": ["WARN_RENAME_PAGE"], "0": ["WARN_IGNORE_VIEW_RESTRICTED"]}
    renamed = simulator.add(kind, duration=20, failures=harmless)
    task = simulator.add(kind, duration=20, failures=failures, result={"destinationUrl": "/x"})
    with pytest.raises(TaskPartlyFailed) as caught:
        client.wait(task.ref)

    assert caught.value.task is not None
    assert caught.value.task.links == ("/x",)
    assert caught.value.task.failures == (
        Failure("Setup", ("ERROR_COPY_PAGE",)),
        Failure(None, ("WARN_IGNORE_EDIT_RESTRICTED", "2")),
    )
    assert client.wait(renamed.ref).is_success


def test_the_errors_of_a_body_and_of_all_its_reports_count() -> None:
    messages = ["Copying.", written(report(LOST)), written(report(LEFT, destinationUrl="/new"))]
    body = confluence(messages=messages, errors=[{"translation": "No."}])
    task = told("confluence", body)

    assert [failure.reasons[0] for failure in task.failures] == ["No.", LOST["key"], LEFT["key"]]
    assert task.message == "Copying.\ncopied pages: 3\ncopied pages: 3"
    assert task.links == ("/display/DST/Home", "/new", "/wiki/spaces/A/pages/77")
    assert task.result == body["additionalDetails"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "copied pages: 3"),
        ({"status": {"key": "STATUS_COPIED_PAGES"}}, "copied pages"),
        (
            {"status": {"key": "copy.page.tree.done", "args": [3, {"title": "A"}]}},
            "copy page tree done: 3, A",
        ),
        ({"status": {"key": "Done", "args": []}}, "Done"),
        ({"status": {"translation": "<b>All</b> done"}}, "All done"),
        ({"status": "STATUS_COPIED_PAGES"}, "copied pages"),
        ({"status": {"args": ["3"]}}, "3"),
        ({"status": {}, "errors": [None, LOST]}, "error copy page: Setup, 98310, /display/A/Setup"),
        ({"status": None, "errors": []}, "/display/DST/Home"),
        ({"status": {}, "errors": None, "destinationUrl": None}, None),
    ],
)
def test_the_message_of_a_report_is_what_it_says_in_words(
    fields: dict[str, Any], message: str | None
) -> None:
    task = told("confluence-dc", data_center(messages=[written(report(**fields))]))

    assert task.message == message


@pytest.mark.parametrize(
    "words",
    [
        "{}",
        '{"a": 1}',
        "[1, 2]",
        '[{"foo": 1}, "No."]',
        '{"key": "page", "title": "A"}',
        'See {"errors": ["No."]}',
        '"text"',
        json.dumps(report(LOST))[:-2],
        '{"errors": ' + "[" * 100_000,
        '{"errors": [' + "9" * 5000 + "]}",
        "{draft} plan",
    ],
)
def test_json_that_is_no_report_is_text(words: str) -> None:
    task = told("confluence-dc", data_center(messages=[{"translation": words}]))

    assert task.message is not None
    assert task.message.rstrip("…") == words[:LONGEST]
    assert (task.status, task.failures, task.result) == (Status.COMPLETE, (), None)


P = Failure("p", ("E",))
ODD_REPORTS: dict[str, tuple[object, str | None, tuple[Failure, ...]]] = {
    "a word": ({"status": "FAILED", "errors": {"key": "E", "args": ["p"]}}, "failed", (P,)),
    "an error in words": ({"errors": "boom"}, "boom", (Failure(None, ("boom",)),)),
    "a count": ({"totalPageNeedToCopy": 4}, None, ()),
    "a number": ({"status": 5, "errors": {}}, "5", ()),
    "a list of errors": (
        [{"key": "ERROR_X", "args": ["p"]}, None, {"message": "No."}],
        "error x: p",
        (Failure("p", ("ERROR_X",)), NO),
    ),
    "a list of reports": ([{"status": "Done", "errors": [LOST]}, {}], "Done", (SETUP,)),
    "an error alone": (
        {"key": "ERROR_X", "args": ["p"]},
        "error x: p",
        (Failure("p", ("ERROR_X",)),),
    ),
    "a status alone": ([{"key": "STATUS_COPIED_PAGES", "args": ["3"]}], "copied pages: 3", ()),
    "no errors": ([{"errors": []}], None, ()),
}


@pytest.mark.parametrize(
    ("told_report", "message", "failures"), ODD_REPORTS.values(), ids=ODD_REPORTS
)
@pytest.mark.parametrize("kind", BODIES)
def test_a_report_of_another_shape_is_read_and_never_shown_raw(
    kind: str, told_report: object, message: str | None, failures: tuple[Failure, ...]
) -> None:
    text = written(told_report, escaped=kind == "confluence")["translation"]
    task = told(kind, body_of(kind, messages=[{"translation": text}]))

    assert (task.message, task.failures) == (message, failures)
    assert task.status is (Status.PARTIAL if failures else Status.COMPLETE)


@pytest.mark.parametrize("name", ["a list of errors", "a status alone"])
@pytest.mark.parametrize(
    "around", ["{}", "\ufeff{}", "<p>{}</p>", "\n<div class='a'><p>{}<br/></p></div> "]
)
@pytest.mark.parametrize("escaped", [False, True])
def test_a_report_is_found_whatever_is_around_it(name: str, around: str, escaped: bool) -> None:
    told_report, message, failures = ODD_REPORTS[name]
    text = around.format(written(told_report, escaped=escaped)["translation"])
    for messages in ([{"translation": text}], {"translation": text}, text):
        task = told("confluence", confluence(messages=messages))

        assert (task.message, task.failures) == (message, failures)


def test_a_message_may_be_the_report_or_a_key_itself() -> None:
    messages = [report(LOST), {"key": "STATUS_COPIED_PAGES", "args": ["3"]}, {"message": "Done."}]
    task = told("confluence", confluence(messages=messages))

    assert task.failures == (SETUP,)
    assert task.message == "copied pages: 3\ncopied pages: 3\nDone."


ALONE = [
    ({"translation": "E", "args": ["p"]}, P),
    ("boom", Failure(None, ("boom",))),
    ({"title": "T", "detail": "D"}, Failure(None, ("T", "D"))),
    ({"message": "E", "args": ["p"]}, P),
]


@pytest.mark.parametrize(("error", "failure"), ALONE)
@pytest.mark.parametrize("kind", BODIES)
def test_an_error_that_stands_alone_counts_with_all_its_words(
    kind: str, error: object, failure: Failure
) -> None:
    for errors in (error, [error]):
        task = told(kind, body_of(kind, errors=errors))

        assert (task.status, task.failures) == (Status.PARTIAL, (failure,))


def test_texts_without_end_are_cut_and_raw_keeps_them() -> None:
    long, cut = "x" * 1_000_000, "x" * LONGEST + "…"
    told_report = report({"key": long, "args": [long, long]}, status={"key": long})
    body = data_center(messages=[written(told_report)], name={"key": long})
    task = told("confluence-dc", body)

    assert (task.name, task.message) == (cut, cut)
    assert task.failures == (Failure(cut, (cut, cut)),)
    assert (task.raw, task.result) == (body, told_report)


def test_the_message_of_many_long_arguments_is_cut() -> None:
    told_report = report(status={"key": "Done", "args": ["x" * LONGEST] * 5})
    task = told("confluence-dc", data_center(messages=[written(told_report)]))

    assert task.message is not None
    assert len(task.message) == LONGEST + 1


@pytest.mark.parametrize(
    "odd", ["javascript:alert(1)", "data:x", "ftp://x", "/" + "x" * LONGEST, 5]
)
@pytest.mark.parametrize("kind", BODIES)
def test_links_lead_to_pages_and_files_only(kind: str, odd: object) -> None:
    messages = [written(report(destinationUrl=odd)), written(report())]
    details = {"destinationUrl": odd}
    task = told(kind, body_of(kind, messages=messages, additionalDetails=details))

    assert task.links == ("/display/DST/Home",)
    assert task.result == details


def test_a_report_is_read_however_long_it_is() -> None:
    lost = [LOST | {"args": [f"Page {number} & more"]} for number in range(2000)]
    for escaped in (False, True):
        messages = [written(report(*lost), escaped=escaped)]
        task = told("confluence-dc", data_center(messages=messages))

        assert [failure.subject for failure in task.failures][-1] == "Page 1999 & more"
        assert len(task.failures) == 2000


@pytest.mark.parametrize("odd", [None, [], {}, True, "odd", -1, 1e400, [[]], [None], {"a": None}])
@pytest.mark.parametrize("field", ["status", "destinationUrl", "errors"])
def test_an_odd_field_of_a_report_spoils_no_other(field: str, odd: object) -> None:
    messages = [written(report(LOST, **{field: odd}))]
    task = told("confluence-dc", data_center(messages=messages))

    assert task.status in (Status.COMPLETE, Status.PARTIAL)
    assert (SETUP in task.failures) == (field != "errors")
    assert task.message


# Names


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ({"key": "a.b.c.done", "translation": "Done"}, "a.b.c.done"),
        (
            {"translation": "Space removal long running task", "args": []},
            "Space removal long running task",
        ),
        ({"key": " ", "translation": "<b>Export</b>"}, "Export"),
        ({"key": None, "translation": ""}, None),
        ("Export", "Export"),
        (" ", None),
        ({}, None),
        (["a"], None),
    ],
)
@pytest.mark.parametrize("kind", BODIES)
def test_a_name_is_its_key_or_else_its_words(kind: str, name: object, words: str | None) -> None:
    assert told(kind, body_of(kind, name=name)).name == words


@pytest.mark.parametrize("kind", BODIES)
def test_a_message_that_is_a_key_is_in_words(kind: str) -> None:
    messages = [{"translation": "bulk.operation.progress.percent.complete"}, "acme.atlassian.net"]
    task = told(kind, body_of(kind, messages=messages))

    assert task.message == "bulk operation progress percent complete\nacme.atlassian.net"


# Bodies without bounds


@pytest.mark.parametrize("entry", ["x", {"translation": "x"}], ids=["texts", "objects"])
def test_of_very_many_messages_the_newest_are_kept(entry: object) -> None:
    messages = [entry] * (MOST + 2000) + ["newest"]
    task = told("confluence", confluence(messages=messages))

    assert task.message is not None
    first, *lines = task.message.split("\n")
    assert first == "(2,001 earlier messages are left out)"
    assert len(lines) == MOST
    assert lines[-1] == "newest"


@pytest.mark.parametrize("entry", [0, {"args": ["P"]}], ids=["numbers", "objects"])
def test_of_very_many_errors_the_first_are_kept(entry: object) -> None:
    task = told("confluence", confluence(errors=[entry] * (MOST + 2000)))

    assert task.status is Status.PARTIAL
    assert len(task.failures) == MOST + 1
    assert "raw" in task.failures[-1].reasons[0]


def test_errors_are_looked_for_behind_any_number_of_harmless_ones() -> None:
    task = told("confluence", confluence(errors=[{"args": [0]}] * (MOST + 2000) + ["No."]))

    assert task.failures == (NO,)


def test_of_a_page_with_very_many_odd_entries_it_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tasks, requests = listed(page(*[0] * 10 * MOST), page(*[None] * 10 * MOST))

    assert (tasks, len(requests)) == ([], 2)
    assert len(caplog.records) == 1
    assert len(caplog.text) < 2000


def test_a_page_that_is_too_long_is_read_in_parts(caplog: pytest.LogCaptureFixture) -> None:
    ids = [{"id": str(number), "percentageComplete": 1} for number in range(MOST + 5)]
    tasks, requests = listed(page(*ids), page(*ids[MOST:]))

    assert [task.id for task in tasks] == [entry["id"] for entry in ids]
    assert [request.url.params["start"] for request in requests] == ["0", str(MOST)]
    assert "10,005 entries" in caplog.text


def test_odd_entries_are_told_by_the_first(caplog: pytest.LogCaptureFixture) -> None:
    listed(page({"id": "a/b"}, confluence(), {"id": "x" * 10_000}, None))

    assert len(caplog.records) == 1
    assert "skipped 3 of 4 entries" in caplog.text
    assert "'a/b' is not a task id" in caplog.text
