"""Single values: what is absent or makes no sense is None, never an error."""

from datetime import UTC, datetime, timedelta

import pytest
from atlassian_tasks.kinds.confluence import plain
from atlassian_tasks.kinds.values import (
    LONGEST,
    milliseconds,
    moment,
    number,
    percentage,
    readable,
    text,
    texts,
)
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOON_MS = 1767268800000
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    "value",
    [
        NOON_MS,
        float(NOON_MS),
        str(NOON_MS),
        "2026-01-01T12:00:00Z",
        "2026-01-01T12:00:00.000+0000",
        "2026-01-01T14:00:00+02:00",
        "2026-01-01T12:00:00",
    ],
)
def test_a_moment_is_read_from_milliseconds_and_iso_8601(value: object) -> None:
    assert moment(value) == NOON


@pytest.mark.parametrize(
    "value",
    [None, True, "", "soon", "²", [], {}, float("nan"), float("inf"), 10**30, -(10**30), 10**400],
)
def test_what_is_no_moment_is_none(value: object) -> None:
    assert moment(value) is None


@given(json_values)
def test_no_value_breaks_a_reader(value: object) -> None:
    found = moment(value)

    assert found is None or found.utcoffset() == timedelta()
    assert percentage(value) is None or 0 <= percentage(value) <= 100
    assert milliseconds(value) is None or milliseconds(value) >= timedelta()
    assert text(value) is None or text(value).strip()
    assert all(texts(value))


@pytest.mark.parametrize("value", [-1, 100.5, 101, True, "50", None, float("nan")])
def test_a_percentage_outside_its_scale_is_none(value: object) -> None:
    assert percentage(value) is None


@pytest.mark.parametrize("value", [-1, True, "5", 1e300, 10**400, float("inf")])
def test_an_impossible_duration_is_none(value: object) -> None:
    assert milliseconds(value) is None


def test_a_duration_is_milliseconds() -> None:
    assert milliseconds(1500) == timedelta(seconds=1.5)
    assert milliseconds(0) == timedelta()
    assert number(2) == 2.0


def test_blank_text_says_nothing() -> None:
    assert [text(value) for value in ("", " ", None, 1.5, True, [])] == [None] * 6
    assert [text(value) for value in ("words", 10641)] == ["words", "10641"]


def test_a_number_with_more_digits_than_python_writes_says_nothing() -> None:
    huge = 10**5000

    assert (text(huge), texts([huge, {"id": -huge}, 7])) == (None, ("7",))
    assert (number(huge), percentage(huge), milliseconds(huge), moment(huge)) == (None,) * 4
    assert moment("9" * 5000) is None


def test_a_text_is_cut_however_it_comes() -> None:
    long, cut = "x" * 3_000_000, "x" * LONGEST + "…"

    assert (text(long), texts({"a": [long]}), text("x" * LONGEST)) == (cut, (cut,), "x" * LONGEST)


@pytest.mark.parametrize(
    ("html", "words", "links"),
    [
        ("Copied 3 pages", "Copied 3 pages", []),
        ("A &amp; B", "A & B", []),
        ("<p>One</p><p>two</p>", "One two", []),
        ("See <a href='https://x.example/f.pdf'>it</a>", "See it", ["https://x.example/f.pdf"]),
        ("<a href='http://wiki.example/f'>it</a>", "it", ["http://wiki.example/f"]),
        ('<a href="/wiki/download/1">PDF</a>', "PDF", ["/wiki/download/1"]),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ("1 < 2", "1 < 2", []),
        ("<", "<", []),
        ("<a href=/wiki/x>X</A>", "X", ["/wiki/x"]),
        ("<a href = '/a?b=1&amp;c'>X</a>", "X", ["/a?b=1&c"]),
        ('<a title="1 > 0" HREF="/x">X</a>', "X", ["/x"]),
        ("<a title=\"see href='/no'\">X</a>", "X", []),
        ("<a data-href='/no' href>X</a>", "X", []),
        ('<a href="/x"title="t">X</a><br/>Y', "X Y", ["/x"]),
        ("<!-- <b>unseen</b> -->Seen", "Seen", []),
        ("Copying <!-- plan", "Copying <!-- plan", []),
        ("Copying <b plan", "Copying <b plan", []),
        ("A --> B", "A --> B", []),
        ("&lt;b&gt; &amp;amp; &#65;&#x42; &nbsp;&copy; &unknown;", "<b> &amp; AB © &unknown;", []),
        ("AT&T &#; &#99999999; &", "AT&T &#; \ufffd &", []),
    ],
)
def test_html_becomes_words_and_links(html: str, words: str, links: list[str]) -> None:
    assert plain(html) == (words, links)


@given(st.text())
def test_no_text_breaks_the_reader_of_html(html: str) -> None:
    words, links = plain(f"<{html}<&{html}")

    assert isinstance(words, str)
    assert all(link.startswith(("https://", "http://", "/")) for link in links)


HOSTILE = {
    "comments": "<!--",
    "ends of comments": "<!---->-->",
    "tags": "<a ",
    "quotes": "<a \"'",
    "quotes around tags": '<a \'"<b "',
    "attributes": '<a href="/x" ',
    "equals": "<a =",
    "blanks": "<a  =  '",
    "ends": "</a",
    "declarations": "<![CDATA[",
    "instructions": "<?",
    "entities": "&#",
    "names": "&amp",
}


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_html_is_cut_and_read_in_linear_time(piece: str) -> None:
    html = piece * (200_000 // len(piece))
    for _ in range(25):  # quadratic reading takes a third of a second for each
        words, links = plain(html)

    assert len(words) <= LONGEST + 1
    assert len(links) <= LONGEST


@pytest.mark.parametrize("entity", ["&#" + 5000 * "1", "&#x" + 5000 * "f" + ";", "&" + 5000 * "a"])
def test_an_entity_without_end_is_text(entity: str) -> None:
    words, _ = plain(f"See {entity}")

    assert words.startswith("See ")
    assert len(words) > 4000


def test_a_text_is_cut_where_it_is_longer_than_anybody_reads() -> None:
    usual = "One. " * 1000
    words, _ = plain("x" * (LONGEST + 1))

    assert plain(usual)[0] == usual.strip()
    assert plain(f"<b>{usual}</b>")[0] == usual.strip()
    assert words == "x" * LONGEST + "…"


def test_texts_are_those_of_lists_and_objects_title_and_id_first() -> None:
    page = {"url": "/x", "id": 7, "title": "Setup", "more": {"deep": "no"}, "of": ["A", None, 3]}

    assert texts(["a", page, None, [2, "b"]]) == ("a", "Setup", "7", "/x", "A", "3", "2", "b")
    assert texts(page) == ("Setup", "7", "/x", "A", "3")
    assert texts("a") == ("a",)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("bulk.operation.progress.percent.complete", "bulk operation progress percent complete"),
        ("longtask.copy.page.tree", "longtask copy page tree"),
        (
            "com.atlassian.longtask.copy-space",
            "com atlassian longtask copy space",
        ),
        (
            "com.atlassian.flyingpdf.export_started",
            "com atlassian flyingpdf export started",
        ),
        ("jira.bulk.moveIssues.percentDone", "jira bulk moveIssues percentDone"),
    ],
)
def test_a_key_for_translation_is_read_as_words(key: str, words: str) -> None:
    assert readable(key) == words


@pytest.mark.parametrize(
    "text",
    [
        "acme.atlassian.net",
        "wiki.eu.acme.example.com",
        "see export.pdf",
        "export.tar.gz",
        "space.export.2026.xml.zip",
        "report.final.docx",
        "space.export.final.html",
        "backup.daily.acme.json",
        "wiki.it.acme.info",
        "wiki.eu.acme.local",
        "1.2.3.4",
        "v1.20.3.rc1",
        "10.0.0.localhost",
        "https://a.b.example.page",
        "Done.",
        "one.two.three",
        "Copying a.b.c.done",
        "a.b.c.done.",
        "a..b.c.done",
        "A.B.C.DONE",
        "STATUS_COPIED_PAGES",
        "...",
        "",
        "a." * 100_000 + "1",
    ],
)
def test_any_other_text_is_left_as_it_is(text: str) -> None:
    assert readable(text) == text
