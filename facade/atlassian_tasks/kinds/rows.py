"""What kinds of tasks there are: one row a kind, and its dialect, which reads it.

Addresses, hints, the hand-over, the command line's help and docs/kinds.md come from the rows. No
I/O here and below, and no waiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NamedTuple, TypeAlias

Product: TypeAlias = Literal["jira", "jira-dc", "confluence", "confluence-dc"]


class Kind(StrEnum):
    """Which family of tasks, and so which endpoint. More may come."""

    JIRA = "jira"
    JIRA_V2 = "jira-v2"
    JIRA_BULK = "jira-bulk"
    JIRA_REDACTION = "jira-redaction"
    CONFLUENCE = "confluence"
    CONFLUENCE_CONVERSION = "confluence-conversion"
    CONFLUENCE_PERMISSIONS = "confluence-permissions"
    CONFLUENCE_DC = "confluence-dc"
    CONFLUENCE_DC_BACKUP = "confluence-dc-backup"
    JIRA_DC_REINDEX = "jira-dc-reindex"
    JIRA_DC_REINDEX_REQUEST = "jira-dc-reindex-request"


class Row(NamedTuple):
    """What is known of a kind without asking.

    `root` is where its tasks stand, below the base of its `product`; `module` has the dialect that
    reads them, under the kind's name. `starters` is a pattern of the requests whose answer has an
    id of this kind and no address; of several the longest counts. `fields` are those that no other
    kind's answers have, `names_several` whether one may list several tasks, and `no_ids` a pattern
    of what else stands where an id does. `look`, `cancel` and `list` are the scopes that these
    take, None where there is no such thing, empty where none is needed. `who` may look, `kept` is
    how long its record stays after its end, where that is known, `file` where what it made stands
    below its own address. Where there is a `query`, the id is that parameter of the root's address,
    and of those of `pages`, a pattern. `several` is how one request looks at several: through the
    list of active tasks, or by naming their ids.
    """

    root: str
    product: Product
    module: str
    starters: str
    look: str
    cancel: str | None = None
    list: str | None = None
    who: Literal["creator", "owner", "bulk", "admin", "visible"] = "visible"
    kept: str | None = None
    file: str | None = None
    several: Literal["list", "ids"] | None = None
    fields: tuple[str, ...] = ()
    names_several: bool = False
    no_ids: str = ""
    query: str = ""
    pages: str = ""


_14_DAYS = "about 14 days"
_WRITE = "write:jira-work"
ROWS: Mapping[Kind, Row] = {
    Kind.JIRA: Row(
        root="/rest/api/3/task",
        product="jira",
        module="jira",
        starters="/rest/api/(3|latest)/",
        look="read:jira-work",
        cancel=_WRITE,
        who="creator",
        kept=_14_DAYS,
    ),
    Kind.JIRA_V2: Row(
        root="/rest/api/2/task",
        product="jira",
        module="jira",
        starters="/rest/api/2/",
        look="read:jira-work",
        cancel=_WRITE,
        who="creator",
        kept=_14_DAYS,
    ),
    Kind.JIRA_BULK: Row(
        root="/rest/api/3/bulk/queue",
        product="jira",
        module="jira",
        starters="/rest/api/(3|latest)/bulk/issues/",
        look="read:jira-work",
        cancel=_WRITE,
        who="bulk",
        kept=_14_DAYS,
    ),
    Kind.JIRA_REDACTION: Row(
        root="/rest/api/3/redact/status",
        product="jira",
        module="redaction",
        starters="/rest/api/(3|latest)/redact(?!/)",
        look="redact:issue:jira",
        who="admin",
    ),
    Kind.CONFLUENCE: Row(
        root="/wiki/rest/api/longtask",
        product="confluence",
        module="confluence",
        starters="/wiki/rest/api/",
        look="read:confluence-space.summary",
        list="read:content.metadata:confluence",
        several="list",
    ),
    Kind.CONFLUENCE_CONVERSION: Row(
        root="/wiki/rest/api/contentbody/convert/async",
        product="confluence",
        module="conversion",
        starters="/wiki/rest/api/content.*/convert/async/",
        look="read:confluence-content.all",
        kept="5 minutes",
        fields=("asyncId",),
        names_several=True,
        no_ids="bulk|atlas_doc_format|editor2?|plain|raw|storage|wiki|(.*_)?view",
    ),
    Kind.CONFLUENCE_PERMISSIONS: Row(
        root="/wiki/api/v2/space-permissions/transition/tasks",
        product="confluence",
        module="permissions",
        starters="/wiki/api/v2/space-permissions/transition/",
        look="read:configuration:confluence",
    ),
    Kind.CONFLUENCE_DC: Row(
        root="/rest/api/longtask",
        product="confluence-dc",
        module="confluence",
        starters="/rest/api/",
        look="",
        list="",
        several="list",
        fields=("statusPath", "resultPath"),
    ),
    Kind.CONFLUENCE_DC_BACKUP: Row(
        root="/rest/api/backup-restore/jobs",
        product="confluence-dc",
        module="backup",
        starters="/rest/api/backup-restore/(backup|restore)/",
        look="",
        cancel="",
        list="",
        who="owner",
        file="/download",
        fields=("jobState",),
        no_ids="clear-queue",
    ),
    Kind.JIRA_DC_REINDEX: Row(
        root="/rest/api/2/reindex/progress",
        product="jira-dc",
        module="reindex",
        starters="/rest/api/(2|latest)/reindex(?!/)",
        look="",
        query="taskId",
        pages="/rest/api/(?:2|latest)/reindex(?:/progress)?|/secure/.*IndexProgress.jspa",
    ),
    Kind.JIRA_DC_REINDEX_REQUEST: Row(
        root="/rest/api/2/reindex/request",
        product="jira-dc",
        module="reindex",
        starters="/rest/api/(2|latest)/reindex/request(?!/)",
        look="",
        several="ids",
        names_several=True,
        no_ids="bulk",
    ),
}
