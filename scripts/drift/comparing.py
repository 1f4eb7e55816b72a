"""Two documents side by side, operation by operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scripts.drift.access import compare_access
from scripts.drift.changes import whole
from scripts.drift.messages import Messages
from scripts.drift.walk import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.changes import Change
    from scripts.drift.outline import Endpoint, Outline

Json = Any


def compare(old: Outline, new: Outline) -> Iterator[Change]:
    """Every change, in the order of the newer document, then what is gone.

    Of our own operations each field is told where it is; of others a component is told once.
    """
    ours = Walker(old.schemas, new.schemas, by_name=False)
    others = Walker(old.schemas, new.schemas, by_name=True)
    for key, after in new.endpoints.items():
        if (before := old.endpoints.get(key)) is None:
            yield whole("endpoint-added", after)
            continue
        walker = ours if after.ours else others
        messages = Messages((old, new), after, walker)
        yield from _operation(old, before, new, after)
        yield from messages.parameters(before)
        yield from messages.request(before)
        yield from messages.responses(before)
    for key, before in old.endpoints.items():
        if key not in new.endpoints:
            word = "with" if before.raw.get("deprecated") else "without"
            is_path = all(path != key[1] for _, path in new.endpoints)
            yield whole(f"api-{'path-' if is_path else ''}removed-{word}-deprecation", before)


def _operation(before: Outline, old: Endpoint, after: Outline, new: Endpoint) -> Iterator[Change]:
    is_deprecated = bool(new.raw.get("deprecated"))
    if bool(old.raw.get("deprecated")) != is_deprecated:
        yield whole("endpoint-deprecated" if is_deprecated else "endpoint-reactivated", new)
    if old.path != new.path:
        yield whole("path-parameter-renamed", new, old.path, new.path)
    for rule, scheme, was, now in compare_access(before.document, old, after.document, new):
        yield whole(rule, new, was, now, message=scheme)


def compare_servers(old: Outline, new: Outline) -> tuple[str, str] | None:
    """The servers' addresses without their paths, if both documents name one and they differ."""
    before, after = (_hosts(one.document) for one in (old, new))
    return (before, after) if before and after and before != after else None


def _hosts(document: Json) -> str:
    urls = [str(one.get("url", "")) for one in document.get("servers") or ()]
    return " ".join(sorted({urlsplit(url).netloc for url in urls}))
