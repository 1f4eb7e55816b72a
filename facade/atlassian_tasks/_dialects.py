"""The one table from a kind to its dialect. A new kind is one row here."""

from __future__ import annotations

from functools import cache

from ._effects import Dialect
from .model import Kind


@cache
def _table() -> dict[Kind, Dialect]:
    # Here, not above: the generated package is loaded with the first request.
    from . import _confluence, _jira, _redaction

    return {
        Kind.JIRA: _jira.JIRA,
        Kind.JIRA_V2: _jira.JIRA_V2,
        Kind.JIRA_BULK: _jira.JIRA_BULK,
        Kind.JIRA_REDACTION: _redaction.JIRA_REDACTION,
        Kind.CONFLUENCE: _confluence.CONFLUENCE,
        Kind.CONFLUENCE_DC: _confluence.CONFLUENCE_DC,
    }


def dialect_of(kind: Kind) -> Dialect:
    """How tasks of this kind are asked for and understood."""
    return _table()[kind]
