"""Two documents side by side, operation by operation."""

from __future__ import annotations

import json
import re
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
_REFERENCE = re.compile(r'"\$ref": "([^"]*)"')


def compare(old: Outline, new: Outline) -> Iterator[Change]:
    """Every change, in the order of the newer document, then what is gone.

    Of our own operations each field is told where it is; of others a component is told once.
    """
    ours = Walker(old.schemas, new.schemas, by_name=False)
    others = Walker(old.schemas, new.schemas, by_name=True)
    settled = _settled(old.document, new.document)
    for key, after in new.endpoints.items():
        if (before := old.endpoints.get(key)) is None:
            yield whole("endpoint-added", after)
            continue
        if _is_same(before, after) and _references(after.raw) <= settled:
            yield from _operation(old, before, new, after)
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


def _is_same(old: Endpoint, new: Endpoint) -> bool:
    """Whether an operation is written as it was; what it refers to may still differ."""
    shared = (old.item.get("parameters"), new.item.get("parameters"))
    return old.raw == new.raw and shared[0] == shared[1] and not shared[0]


def _settled(old: Json, new: Json) -> set[str]:
    """References to components that are as they were, and lead to none that is not."""
    before, after = _components(old), _components(new)
    same = {one for one, raw in after.items() if one in before and before[one] == raw}
    leads = {one: _references(after[one]) for one in same}
    while unsettled := {one for one in same if not leads[one] <= same}:
        same -= unsettled
    return same


def _components(document: Json) -> dict[str, Json]:
    sections = (document.get("components") or {}).items()
    return {
        f"#/components/{section}/{name}": raw
        for section, named in sections
        if isinstance(named, dict)
        for name, raw in named.items()
    }


def _references(node: Json) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(node, default=str, ensure_ascii=False)))


def compare_servers(old: Outline, new: Outline) -> tuple[str, str] | None:
    """The servers' addresses without their paths, if both documents name one and they differ."""
    before, after = (_hosts(one.document) for one in (old, new))
    return (before, after) if before and after and before != after else None


def _hosts(document: Json) -> str:
    urls = [str(one.get("url", "")) for one in document.get("servers") or ()]
    return " ".join(sorted({urlsplit(url).netloc for url in urls}))
