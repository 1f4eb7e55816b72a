"""Who may call an operation: security schemes and scopes, and how they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.outline import Endpoint

Json = Any
_SCOPES = "x-atlassian-oauth2-scopes"


def compare_access(
    before: Json, old: Endpoint, after: Json, new: Endpoint
) -> Iterator[tuple[str, str, str, str]]:
    """Each change as a rule, the scheme, and the scope that is gone or has come."""
    was, now = _needs(before, old), _needs(after, new)
    for scheme in sorted(now.keys() - was.keys()):
        yield "api-security-added", scheme, "", " ".join(sorted(now[scheme]))
    for scheme in sorted(was.keys() - now.keys()):
        yield "api-security-removed", scheme, " ".join(sorted(was[scheme])), ""
    for scheme in sorted(was.keys() & now.keys()):
        for scope in sorted(now[scheme] - was[scheme]):
            yield "api-security-scope-added", scheme, "", scope
        for scope in sorted(was[scheme] - now[scheme]):
            yield "api-security-scope-removed", scheme, scope, ""


def _needs(document: Json, endpoint: Endpoint) -> dict[str, set[str]]:
    """The scopes of each scheme; Atlassian lists the granular ones apart, by state."""
    needs: dict[str, set[str]] = {}
    for alternative in endpoint.raw.get("security", document.get("security")) or ():
        for scheme, scopes in alternative.items():
            needs.setdefault(str(scheme), set()).update(map(str, scopes))
    for one in endpoint.raw.get(_SCOPES) or ():
        needs.setdefault(f"{one.get('scheme')} ({one.get('state')})", set()).update(
            map(str, one.get("scopes") or ())
        )
    return needs


def scopes_of(document: Json, endpoint: Endpoint) -> frozenset[str]:
    """Every scope that is named, whatever the scheme: what spec/prose.yaml has to say."""
    return frozenset(scope for scopes in _needs(document, endpoint).values() for scope in scopes)
