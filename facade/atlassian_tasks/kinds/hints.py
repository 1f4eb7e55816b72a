"""What usually helps, by what the server said and where: one table, the first row that fits.

Sources: docs = Atlassian's OpenAPI documents and developer pages, live = seen in other clients'
code and tests, forum = Atlassian's community pages.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from . import ROWS, Kind
from .refs import GATEWAY, is_cloud_host


class Hint(NamedTuple):
    """A row: where all that it names fits, `advice` helps. Patterns search anywhere in the text."""

    codes: tuple[int, ...]
    advice: str
    source: str
    path: str = ""
    words: str = ""
    place: str = ""  # cloud, gateway or own, joined with |; empty is anywhere
    fact: str = ""  # unsigned: nobody signed in; timed: the server said for how long


_OURS = "(URL|EMAIL|API_TOKEN|BEARER_TOKEN|CLOUD_ID|DEPLOYMENT|TASKS_LEDGER)"
_MOST_NAMED = 3
_UNSIGNED = (
    "no Authorization was sent: pass auth=, or set ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN, "
    "or ATLASSIAN_BEARER_TOKEN"
)


def _scopes() -> str:
    """Say which scopes each kind takes."""
    told: dict[str, list[Kind]] = {}
    for kind, row in ROWS.items():
        uses = [("cancelling", row.cancel), ("listing", row.list)]
        scopes = ", ".join([row.look, *(f"{use} {scope}" for use, scope in uses if scope)])
        told.setdefault(scopes, []).append(kind)
    return "; ".join(f"{', '.join(kinds)} {scopes}" for scopes, kinds in told.items() if scopes)


def _where(**facts: str) -> str:
    """Return a pattern of the addresses of tasks whose row says so."""
    roots = (
        re.sub(r"/api/\d/", r"/api/(\\d|latest)/", row.root)
        for row in ROWS.values()
        if all(getattr(row, name) == value for name, value in facts.items())
    )
    return f"({'|'.join(dict.fromkeys(roots))})/"


_SCOPES = f"the token lacks a scope; looks need: {_scopes()}"
_XSRF = (
    "a User-Agent like a browser's makes the server expect a form token; leave ours in place "
    "or send X-Atlassian-Token: no-check"
)
_WRONG = "the token is wrong or expired, or not meant for this site"
_SCOPED = (
    "a token with scopes works through the gateway only: pass cloud_id=, "
    "which discover_cloud_id(site) finds"
)
_BULK = "it takes the global permission Make bulk changes, and Connect apps may not call it"
_ADMINS = "it is for those who administer what it changes, and Connect apps may not call it"
_CREATOR = "only the creator of the task or a Jira administrator may look at it or cancel it"
_OWNER = "there is no such job, or only its owner and system administrators may look at it"
_STARTER = "use the credentials that started the task, or an administrator's"
_NO_BULK = "a task that is no bulk operation is named jira:ID, not jira-bulk:ID"
_NO_TASKS = (
    "the id is wrong, its record is gone, or this is Jira Data Center, which has no such tasks"
)
_WIKI = "Confluence Cloud lives under /wiki: name the task confluence:ID, not confluence-dc:ID"
_NO_WIKI = (
    "the id is wrong, or this is Confluence Data Center, which has no /wiki: there the task is "
    "confluence-dc:ID"
)
_KEPT = "the record of a task is kept for {} after its end; else it is another site's"
_NODES = (
    "a cluster of Confluence Data Center keeps a task in the memory of one node: go through a "
    "balancer with sticky sessions, or to that node"
)
_NOTHING = "there is nothing such here, or not visible to you"
_RUNS = (
    "such a task runs already: wait for it, by its ref where the server names it, then start again"
)
_OF_SCHEME = (
    "; POST /rest/api/3/workflowscheme/read, with workflowSchemeIds or projectIds, shows the "
    "taskId of what runs for a workflow scheme"
)
_LOCKED = "another task is in the way: wait for its end, then repeat this"
_FIVE = "a site runs at most five bulk operations at a time: wait for one to end, then start again"
_WAIT = "wait as long as the server asks (retry_after), and share one client"
_SLOWER = "the server does not say for how long: wait a minute or more, and share one client"
_REMOVED = (
    "Atlassian has removed this version of the API; a newer atlassian-tasks may know the next"
)
_REMOVED_THERE = (
    "version 1 of the API is being removed behind the OAuth gateway: the site's own address, "
    "without cloud_id= and with a token without scopes, may still serve it"
)
_REDIRECTS = "redirects are never followed; check the site's address and the credentials"

_PERMISSIONS = "docs: permissions and x-atlassian-connect-scope"
_ADMINISTERED = (
    "/(redact|priorityscheme|project-template|workflows/update|archive/export|forge/panel)"
)
_KEEPING = dict.fromkeys(row.kept for row in ROWS.values() if row.kept)
_ONLY_CLOUD = _where(product="jira")
_SEEN_BY = {who: _where(who=who) for who in ("creator", "owner", "bulk", "admin")}
_RECORDS = {kept: _where(kept=kept) for kept in _KEEPING}
_UNDER_WIKI = "/wiki/rest/api/longtask"
_BARE = r"(?<!/wiki)/rest/api/longtask"
_MANY_RUN = (
    "^(?=.*(operation|task|bulk)).*"
    "(concurrent|simultaneous|running|in progress|at a time|at once|maximum number|exceeded)"
)
_LOCK = r"acquire[\w -]{,40} ?lock|lock[\w ]{,40} acquired|running workflow task"
_WORKFLOW_LOCK = f"^(?=.*workflow).*({_LOCK})"
HINTS = (
    Hint((401,), _UNSIGNED, "ours", fact="unsigned"),
    Hint((401, 403), _SCOPES, "live; forum", words="scope does not match|missing scope"),
    Hint((403,), _XSRF, "forum", words="XSRF check failed"),
    Hint((401,), f"{_WRONG}; {_SCOPED}", "forum: scoped tokens", place="cloud"),
    Hint((401,), _WRONG, "docs", place="gateway|own"),
    Hint((403,), _BULK, _PERMISSIONS, path=f"/bulk/issues/|{_SEEN_BY['bulk']}"),
    Hint((403,), _ADMINS, _PERMISSIONS, path=f"{_ADMINISTERED}|{_SEEN_BY['admin']}"),
    Hint((403,), _CREATOR, "docs: permissions of the operation", path=_SEEN_BY["creator"]),
    Hint((403,), _OWNER, "docs: the 403 of the operation", path=_SEEN_BY["owner"]),
    Hint((400, 429), _FIVE, "docs: bulk operations", path="/bulk/issues/", words=_MANY_RUN),
    Hint((400,), _NO_BULK, "docs: example of the 400", path="/bulk/queue/"),
    Hint((404,), _NO_TASKS, "docs: its document has no /task", path=_ONLY_CLOUD, place="own"),
    Hint((404,), _WIKI, "docs: server of the document", path=_BARE, place="cloud|gateway"),
    Hint((404,), f"{_NO_WIKI}; {_NODES}", "docs: its document", path=_UNDER_WIKI, place="own"),
    Hint((404,), f"{_NOTHING}; {_NODES}", "forum", path=f"{_BARE}/", place="own"),
    *(
        Hint((404,), f"{_KEPT.format(kept)}; {_SCOPED}", "docs; forum", path=where, place="cloud")
        for kept, where in _RECORDS.items()
    ),
    *(
        Hint((404,), f"{_KEPT.format(kept)}, or cloud_id is", "docs", path=where, place="gateway")
        for kept, where in _RECORDS.items()
    ),
    Hint((404,), f"{_NOTHING}; {_SCOPED}", "docs; forum: scoped tokens", place="cloud"),
    Hint((404,), _NOTHING, "docs", place="gateway|own"),
    Hint((403,), _STARTER, "docs"),
    Hint(
        (409,), _RUNS + _OF_SCHEME, "docs: workflowscheme/read", path="/(workflowscheme|workflows)/"
    ),
    Hint((409,), _RUNS, "docs: errors.conflictingTaskId of workflowscheme/project/switch"),
    Hint((410,), _REMOVED_THERE, "forum: version 1 of Confluence", place="gateway"),
    Hint((410,), _REMOVED, "forum: version 1 of Confluence"),
    Hint((429,), _WAIT, "docs: rate limiting", fact="timed"),
    Hint((429,), _SLOWER, "docs: rate limiting"),
    Hint((500,), _LOCKED + _OF_SCHEME, "docs: workflowscheme/read", words=_WORKFLOW_LOCK),
    Hint((500,), _LOCKED, "live; forum", words=_LOCK),
    Hint((301, 302, 303, 307, 308), _REDIRECTS, "ours: they lose the task and the credentials"),
)


def hint_for(
    status: int, words: str, url: str, *, signed: bool = True, timed: bool = False
) -> str | None:
    """Return what helps with this answer, None if nothing is known to."""
    try:
        parsed = urlsplit(url)
    except ValueError:
        return None
    host = parsed.hostname or ""
    place = "gateway" if host == GATEWAY else "cloud" if is_cloud_host(host) else "own"
    facts = {"", "timed" if timed else "", "" if signed else "unsigned"}
    for hint in HINTS:
        if (
            status in hint.codes
            and hint.fact in facts
            and re.search(hint.path, parsed.path)
            and re.search(hint.words, words, re.IGNORECASE)
            and (not hint.place or place in hint.place.split("|"))
        ):
            return hint.advice + (unread() if hint.fact == "unsigned" else "")
    return None


def unread() -> str:
    """Name variables that somebody may have taken for ours, at the end of a sentence."""
    text = rf"ATLASSIAN_(?!{_OURS}$)[A-Z0-9_]{{1,40}}"
    odd = sorted(name for name, told in os.environ.items() if told and re.fullmatch(text, name))
    odd = odd[:_MOST_NAMED]
    return f"; {', '.join(odd)} {'are' if odd[1:] else 'is'} not read" if odd else ""
