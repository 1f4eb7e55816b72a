"""Schemas, changes and fields in words, for people: one line, and nothing that acts.

Whatever comes from a document passes `plain` on its way into a report. Reports put it between
backticks, so that no name of a field can be markup, a mention or a command; `harmless` sees to what
is outside of them. A field is called by our schema's name if sources.yaml has one for its place.
"""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scripts.deviations import Deviation
    from scripts.drift.comparing import Change
    from scripts.drift.facts import Facts, Schemas
    from scripts.drift.report import Finding
    from scripts.sources import Source

Json = Any
_LONGEST = 60
_MOST = 8
_DEAD = {"<": "&lt;", "@": "&#64;", "#": "&#35;", "](": "] (", "://": ":&#47;/"}
_LIVE = re.compile("|".join(map(re.escape, _DEAD)))
# Controls, line and paragraph separators, and what turns the direction of text around.
_ACTING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


def quiet(text: str) -> str:
    """A text of somebody else's on one line, without what a terminal would act on."""
    return _ACTING.sub(" ", text).encode(errors="replace").decode().strip()


def plain(text: str) -> str:
    """The same, as it can stand between backticks."""
    return quiet(text).replace("`", "'")


def harmless(text: str) -> str:
    """A line of Markdown in which nothing acts but code: no mention, link, tag or number."""
    parts = re.sub("``+", "`", quiet(text)).split("`")
    last = len(parts) - 1
    return "`".join(
        part if at % 2 and at < last else _LIVE.sub(lambda found: _DEAD[found.group()], part)
        for at, part in enumerate(parts)
    )


def listed(names: Iterable[str], between: str = ", ") -> str:
    """Names of somebody else's between backticks."""
    return between.join(f"`{plain(name)}`" for name in names)


def type_name(facts: Facts) -> str:
    """A type in words."""
    types = " or ".join(sorted(facts.types)) or "anything"
    return plain(f"{types} ({facts.format})" if facts.format else types)


def summary(facts: Facts, schemas: Schemas, depth: int = 0) -> str:
    """A schema in a few words."""
    if facts.choices:
        parts = facts.alternatives[:4] if depth < 2 else []
        told = [summary(schemas.facts(one), schemas, depth + 1) for one in parts]
        return " or ".join(dict.fromkeys(told)) or "a choice"
    if facts.enum:
        return words_of(facts.enum)
    if facts.items is not None and depth < 2:
        return f"array of {summary(schemas.facts(facts.items), schemas, depth + 1)}"
    if facts.properties:
        names = [short(name) for name in facts.properties]
        return "{" + ", ".join(names[:5]) + (", …}" if len(names) > 5 else "}")
    return type_name(facts)


def words_of(words: tuple[Json, ...]) -> str:
    """An enumeration, at most eight words of it."""
    shown = " ".join(short(word) for word in words[:_MOST])
    return f"{shown} …" if len(words) > _MOST else shown or "any value"


def short(value: Json) -> str:
    """A value as it stands, cut where it gets long."""
    if value is None:
        return ""
    if value == "":
        return '""'
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    text = plain(text[: _LONGEST + 1])
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def happened(kind: str, old: str, new: str) -> str:
    """What happened to a value, with the value."""
    values = " → ".join(f"`{value}`" for value in (old, new) if value)
    if kind.startswith("default-value-"):
        word = "" if old and new else f" {kind.rpartition('-')[2]}"
        return f"default {values}{word}"
    if kind in _HAPPENED or kind.startswith("type-"):
        return _HAPPENED.get(kind, values)
    return f"{_WORDS.get(kind, kind.replace('-', ' '))} {values}".strip()


def _table(text: str) -> Mapping[str, str]:
    """Lines of `words: kind…`."""
    lines = (line.strip().partition(": ") for line in text.strip().splitlines())
    return MappingProxyType({kind: words for words, _, kinds in lines for kind in kinds.split()})


_HAPPENED = _table("""
    gone: property-removed required-property-removed optional-property-removed
    gone: request-parameter-removed
    required now: new-required-request-property new-required-request-parameter
    required now: request-parameter-became-required request-body-became-required
    required now: request-body-added-required became-required became-required-with-default
    may be null: became-nullable
    may be absent: became-optional
""")
_WORDS = _table("""
    new operation: endpoint-added
    the operation is gone: api-removed-without-deprecation api-path-removed-without-deprecation
    the deprecated operation is gone: api-removed-with-deprecation
    the deprecated operation is gone: api-path-removed-with-deprecation
    another server: server-changed
    moved as a whole: path-prefix-moved
    deprecated: endpoint-deprecated
    no longer deprecated: endpoint-reactivated
    path variable renamed: path-parameter-renamed
    new security scheme: api-security-added
    security scheme gone: api-security-removed
    new scope: api-security-scope-added
    scope gone: api-security-scope-removed
    new required parameter: new-required-request-parameter
    new optional parameter: new-optional-request-parameter
    parameter gone: request-parameter-removed
    deprecated parameter gone: request-parameter-removed-with-deprecation
    new success status: response-success-status-added
    success status gone: response-success-status-removed
    new error status: response-non-success-status-added
    error status gone: response-non-success-status-removed
    new media type: response-media-type-added
    media type gone: response-media-type-removed
    new, always there: required-property-added
    new, optional: optional-property-added
    gone, was always there: required-property-removed
    gone, was optional: optional-property-removed
    new and required: new-required-request-property
    new and optional: new-optional-request-property
    may not be sent any more: property-removed
    is required now: became-required
    may be absent now: became-optional
    may be null now: became-nullable
    is never null now: became-not-nullable
    new word: enum-value-added
    word gone: enum-value-removed
    no longer an enumeration: enum-opened
    is an enumeration now: became-enum
    new alternative: one-of-added any-of-added
    alternative gone: one-of-removed any-of-removed
    another type: type-changed
    wider type: type-generalized
    narrower type: type-specialized
    may hold other properties now: additional-properties-opened
    holds no other properties now: additional-properties-closed
""")


def phrase(finding: Finding) -> str:
    """What happened and from which value to which, without where."""
    kind, values = (
        finding.kind,
        [f"`{plain(value)}`" for value in (finding.old, finding.new) if value],
    )
    if kind.startswith("default-value-"):
        return happened(kind, finding.old, finding.new)
    told = _WORDS.get(kind, kind.replace("-", " "))
    return f"{told}, {' → '.join(values)}" if values else told


Steps = tuple[str, ...]
_OF_OWNERS = ("became-optional", "became-required", "became-required-with-default")


class Places:
    """Our names for schemas, by where they are reached.

    Of two schemas that a deviation makes one, the name that stays is told.
    """

    def __init__(self, sources: Iterable[Source], deviations: Iterable[Deviation] = ()) -> None:
        same = {name: other for one in deviations for name, other in one.same.items()}
        self._opaque: dict[tuple[str, str], list[Steps]] = {}
        self._bound: dict[tuple[str, str], list[tuple[Steps, str]]] = {}
        for source in sources:
            for name, places in source.schemas.items():
                for place in places:
                    if name in source.opaque:
                        at = place.operation, place.message
                        self._opaque.setdefault(at, []).append(place.steps)
                    known = self._bound.setdefault((place.operation, place.message), [])
                    known.append((place.steps, same.get(name, name)))

    def is_opaque(self, change: Change) -> bool:
        """Whether it is within what our client sends as a plain object."""
        bound = self._opaque.get((change.endpoint.label, change.message), ())
        return any(len(change.steps) > len(at) and change.steps[: len(at)] == at for at in bound)

    def schema(self, change: Change) -> tuple[str, Steps] | None:
        """Our schema that a change is in, and the steps from there; None if none is ours."""
        bound = self._bound.get((change.endpoint.label, change.message), ())
        steps = change.steps
        reach = len(steps) - 1 if _comes_or_goes(change) else len(steps)
        owners = [(start, name) for start, name in bound if steps[:reach][: len(start)] == start]
        if not owners:
            return None
        start, name = max(owners, key=lambda owner: len(owner[0]))
        return name, steps[len(start) :]

    def owner(self, change: Change) -> tuple[str, str] | None:
        """Our schema that has a property, and the property's name."""
        bound = self._bound.get((change.endpoint.label, change.message), ())
        names = [name for start, name in bound if start == change.steps[:-1]]
        return (names[0], change.steps[-1]) if names and change.steps else None

    def field(self, change: Change) -> str:
        """`JiraTask.status`, `202 links.status`, `query expand`, or the message alone."""
        if change.anchor:
            return joined(plain(change.anchor), change.steps)
        if owner := self.schema(change):
            return joined(*owner)
        return f"{plain(change.message)} {dotted(change.steps)}".strip()


def _comes_or_goes(change: Change) -> bool:
    """Whether it is a property of its owner, rather than what it holds, that changed."""
    kind = change.kind
    is_property = "property" in kind and kind.endswith(("-added", "-removed"))
    return is_property or kind.startswith("new-") or kind.endswith(_OF_OWNERS)


def dotted(steps: Steps) -> str:
    """`results[].name` for its steps."""
    told = "".join(step if step in ("[]", "{}") else f".{short(step)}" for step in steps)
    return told.lstrip(".")


def joined(name: str, steps: Steps) -> str:
    """A field below a name."""
    between = "." if steps and steps[0] not in ("[]", "{}") else ""
    return f"{name}{between}{dotted(steps)}"
