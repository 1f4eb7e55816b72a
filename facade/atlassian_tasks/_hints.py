"""What usually helps, by what the server said and where: one table, the first row that fits.

Sources: docs = Atlassian's OpenAPI documents and developer pages, live = seen in other clients'
code and tests, forum = Atlassian's community pages.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from attrs import frozen

from ._refs import GATEWAY, is_cloud_host


@frozen
class Hint:
    """A row: where all that it names fits, `advice` helps. Patterns search anywhere in the text."""

    codes: tuple[int, ...]
    advice: str
    source: str
    path: str = ""
    words: str = ""
    place: str = ""  # cloud, gateway or own, joined with |; empty is anywhere


_WRONG = "the token is wrong or expired, or not meant for this site"
_SCOPED = (
    "a token with scopes works through the gateway only: pass cloud_id=, "
    "which discover_cloud_id(site) finds"
)
_NOTHING = "there is nothing such here, or not visible to you"
_KEPT = "Jira keeps the record for about 14 days; else the task is another site's"
_RECORD = r"/api/(\d|latest)/(task|bulk)/"
HINTS = (
    Hint(
        (401, 403),
        "the token lacks a scope: looks need read:jira-work, cancelling write:jira-work; "
        "Confluence read:confluence-space.summary, and read:content.metadata:confluence for lists",
        "live: gateway's words; forum: missing scope grants",
        words="scope does not match|missing scope",
    ),
    Hint(
        (403,),
        "a User-Agent like a browser's makes the server expect a form token; leave ours in place "
        "or send X-Atlassian-Token: no-check",
        "forum",
        words="XSRF check failed",
    ),
    Hint((401,), f"{_WRONG}; {_SCOPED}", "forum: scoped tokens", place="cloud"),
    Hint((401,), _WRONG, "docs", place="gateway|own"),
    Hint(
        (403,),
        "it takes the global permission Make bulk changes, and Connect apps may not call it",
        "docs: permissions and x-atlassian-connect-scope",
        path="/bulk/(issues|queue)/",
    ),
    Hint(
        (403,),
        "it is for those who administer what it changes, and Connect apps may not call it",
        "docs: permissions and x-atlassian-connect-scope",
        path="/(redact|priorityscheme|project-template|workflows/update|archive/export|forge/panel)",
    ),
    Hint(
        (403,),
        "only the creator of the task or a Jira administrator may look at it or cancel it",
        "docs: permissions of the operation",
        path=r"/api/(\d|latest)/task/",
    ),
    Hint(
        (400,),
        "a task that is no bulk operation is named jira:ID, not jira-bulk:ID",
        "docs: example of the 400",
        path="/bulk/queue/",
    ),
    Hint(
        (404,),
        "Jira Data Center has no such tasks; they are a thing of Jira Cloud",
        "docs: its document has no /task",
        path=r"/api/(\d|latest)/(task|bulk|redact)/",
        place="own",
    ),
    Hint(
        (404,),
        "Confluence Cloud lives under /wiki: name the task confluence:ID, not confluence-dc:ID",
        "docs: server of the document",
        path=r"(?<!/wiki)/rest/api/longtask",
        place="cloud|gateway",
    ),
    Hint(
        (404,),
        "Confluence Data Center has no /wiki: name the task confluence-dc:ID, not confluence:ID",
        "docs: its document",
        path="/wiki/rest/api/longtask",
        place="own",
    ),
    Hint(
        (404,),
        f"{_KEPT}; {_SCOPED}",
        "docs: retention; forum: scoped tokens",
        path=_RECORD,
        place="cloud",
    ),
    Hint((404,), f"{_KEPT}, or cloud_id is", "docs: retention", path=_RECORD, place="gateway"),
    Hint((404,), f"{_NOTHING}; {_SCOPED}", "docs; forum: scoped tokens", place="cloud"),
    Hint((404,), _NOTHING, "docs", place="gateway|own"),
    Hint((403,), "use the credentials that started the task, or an administrator's", "docs"),
    Hint(
        (409,),
        "such a task runs already: wait for it, by the error's ref where it is named, then start "
        "again",
        "docs: errors.conflictingTaskId of workflowscheme/project/switch",
    ),
    Hint((429,), "wait as long as retry_after says, and share one client", "docs: rate limiting"),
    Hint(
        (301, 302, 303, 307, 308),
        "redirects are never followed; check the site's address and the credentials",
        "ours: they would lose the task and the credentials",
    ),
)


def hint_for(status: int, words: str, url: str) -> str | None:
    """Return what helps with this answer, None if nothing is known to."""
    try:
        parsed = urlsplit(url)
    except ValueError:
        return None
    host = parsed.hostname or ""
    place = "gateway" if host == GATEWAY else "cloud" if is_cloud_host(host) else "own"
    for hint in HINTS:
        if (
            status in hint.codes
            and re.search(hint.path, parsed.path)
            and re.search(hint.words, words, re.IGNORECASE)
            and (not hint.place or place in hint.place.split("|"))
        ):
            return hint.advice
    return None
