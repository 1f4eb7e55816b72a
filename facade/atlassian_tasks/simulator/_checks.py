"""What the site finds wrong with what was sent: a complaint, or None."""

import re
from collections.abc import Callable, Collection, Iterator

from ._visit import Visit

Check = Callable[[Visit], str | None]

ISSUES = ("selectedIssueIdsOrKeys", "issueIdsOrKeys")
"""Names of ids and keys of issues."""
PROPERTIES = ("entitiesIds", "issueID")
"""Names of ids of issues whose properties are meant."""
REDACTIONS = ("externalId",)

MOST_ISSUES = 1000
"""In one bulk operation."""
MOST_PAGES = 300
"""Archived in one go."""


def nothing(_visit: Visit) -> str | None:
    """Accept everything."""
    return None


def json_object(visit: Visit) -> str | None:
    """Demand a JSON object, whatever is in it."""
    return None if visit.has_object else "The body must be a JSON object."


def fields(*names: str, or_null: str | None = None) -> Check:
    """Demand a JSON object in which these fields are filled, one of them perhaps with null."""

    def check(visit: Visit) -> str | None:
        if complaint := json_object(visit):
            return complaint
        missing = [name for name in names if visit.payload.get(name) in (None, "", [], {})]
        missing += [] if or_null is None or or_null in visit.payload else [or_null]
        return f"Required: {', '.join(missing)}." if missing else None

    return check


def parameter(name: str) -> Check:
    """Demand a query parameter."""
    return lambda visit: None if visit.query.get(name) else f"The parameter {name} is required."


def custom_field(visit: Visit) -> str | None:
    """Demand the id of a custom field."""
    if re.fullmatch(r"customfield_\d+", visit.id):
        return None
    return f"{visit.id} is not the id of a custom field."


def issues(*names: str) -> Check:
    """Demand these fields, and issues: at least one, at most a thousand."""
    check_fields = fields(*names)

    def check(visit: Visit) -> str | None:
        if complaint := check_fields(visit):
            return complaint
        if not all(isinstance(value, list) for value in _values(visit.payload, ISSUES)):
            return "Issues are named in a list."
        named = found_in(visit.payload, ISSUES)
        if not named or not all(re.fullmatch(r"([A-Z]\w*-)?\d+", issue) for issue in named):
            return "Name issues, by id or key."
        return f"At most {MOST_ISSUES} issues at once." if len(named) > MOST_ISSUES else None

    return check


def pages(visit: Visit) -> str | None:
    """Demand pages with numeric ids, at most as many as are archived at once."""
    sent = visit.payload.get("pages")
    if not isinstance(sent, list) or not sent:
        return "Name at least one page."
    if len(sent) > MOST_PAGES:
        return f"At most {MOST_PAGES} pages at once."
    if not all(isinstance(page, dict) and str(page.get("id")).isdecimal() for page in sent):
        return "The id of a page is a number."
    return None


def redactions(visit: Visit) -> str | None:
    """Demand redactions, each with an id of its own."""
    sent = visit.payload.get("redactions")
    if not isinstance(sent, list) or not sent:
        return "Name at least one redaction."
    ids = found_in(visit.payload, REDACTIONS)
    return None if len(set(ids)) == len(sent) else "Every redaction needs an externalId of its own."


def found_in(payload: object, names: Collection[str]) -> list[str]:
    """Return what has one of these names, wherever in a payload it is, as texts."""
    return [
        str(item)
        for value in _values(payload, names)
        for item in (value if isinstance(value, list) else [value])
    ]


def _values(payload: object, names: Collection[str]) -> Iterator[object]:
    if isinstance(payload, list):
        for item in payload:
            yield from _values(item, names)
    elif isinstance(payload, dict):
        for name, value in payload.items():
            if name in names:
                yield value
            else:
                yield from _values(value, names)
