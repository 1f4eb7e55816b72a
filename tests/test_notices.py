"""What a server announces about an operation is logged once, and bounded."""

import logging

import httpx
import pytest
from atlassian_tasks.errors import ApiError

from tests.answers import confluence, jira
from tests.colours import Colour, OtherSite

SITE = "https://example.atlassian.net"
ANNOUNCED = {
    # RFC 9745, and what its drafts had.
    ("Deprecation", "@1688169599"): "is deprecated as of 2023-06-30",
    ("Deprecation", "Fri, 30 Jun 2023 23:59:59 GMT"): "is deprecated as of 2023-06-30",
    ("Deprecation", "true"): "is deprecated (true)",
    ("Deprecation", "@99999999999999"): "is deprecated (@99999999999999)",
    # RFC 8594
    ("Sunset", "Wed, 11 Nov 2026 11:11:11 GMT"): "ends on 2026-11-11",
    ("Sunset", "soon\x1b[2J\x85\u202eor later"): "ends (soon [2J or later)",
    ("Sunset", "x" * 5000): f"ends ({'x' * 200})",
    # RFC 7234
    ("Warning", '299 - "Use v3."'): 'comes with a warning: - "Use v3."',
    ("warning", '110 - "Stale", 299 acme "Old"'): 'comes with a warning: acme "Old"',
    ("Warning", '199 - "299 is not its code"'): None,
    ("Warning", '199 - "a, 299 b"'): None,
    ("Warning", "299"): "comes with a warning: it has no words",
    ("Deprecation", "false"): None,
    ("Deprecation", "?0"): None,
    ("Link", '<https://x>; rel="deprecation"'): None,
}


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    about = [record for record in caplog.records if record.name == "atlassian_tasks"]
    return [record.getMessage() for record in about if record.levelno == logging.WARNING]


@pytest.mark.parametrize(("header", "said"), ANNOUNCED.items())
def test_an_announcement_is_logged_with_its_operation_and_day(
    colour: Colour,
    caplog: pytest.LogCaptureFixture,
    header: tuple[str, str],
    said: str | None,
) -> None:
    name, value = header[0].encode(), header[1].encode()
    site = OtherSite(httpx.Response(200, headers=[(name, value)], json=jira()))
    with colour.make(SITE, transport=site) as client:
        client.get("jira:10641")

    assert logged(caplog) == ([] if said is None else [f"get_task {said}"])


def test_it_is_logged_once_a_client_and_operation(
    colour: Colour, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"Deprecation": "@1688169599", "Sunset": "Wed, 11 Nov 2026 11:11:11 GMT"}
    old = [httpx.Response(200, headers=headers, json=body) for body in (jira(), confluence())]
    for _ in range(2):
        site = OtherSite(old[0], old[0], old[1], old[1])
        with colour.make(SITE, transport=site) as client:
            for ref in ("jira:10641", "jira:10641", "confluence:10641", "confluence:10641"):
                client.get(ref)

    told = "is deprecated as of 2023-06-30, ends on 2026-11-11"
    assert logged(caplog) == [f"get_task {told}", f"get_long_task {told}"] * 2


def test_a_refusal_may_announce_as_well(colour: Colour, caplog: pytest.LogCaptureFixture) -> None:
    gone = httpx.Response(410, headers={"Sunset": "Wed, 11 Nov 2020 11:11:11 GMT"})
    with colour.make(SITE, transport=OtherSite(gone)) as client, pytest.raises(ApiError):
        client.get("jira:10641")

    assert logged(caplog) == ["get_task ends on 2020-11-11"]
