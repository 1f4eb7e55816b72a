"""What happened, in words that a maintainer would use."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from scripts.drift.words import happened, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.drift.report import Finding

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "endpoint-added": "new operation",
        "api-removed-without-deprecation": "the operation is gone",
        "api-removed-with-deprecation": "the deprecated operation is gone",
        "api-path-removed-without-deprecation": "the operation is gone",
        "api-path-removed-with-deprecation": "the deprecated operation is gone",
        "server-changed": "another server",
        "path-prefix-moved": "moved as a whole",
        "endpoint-deprecated": "deprecated",
        "endpoint-reactivated": "no longer deprecated",
        "path-parameter-renamed": "path variable renamed",
        "api-security-added": "new security scheme",
        "api-security-removed": "security scheme gone",
        "api-security-scope-added": "new scope",
        "api-security-scope-removed": "scope gone",
        "new-required-request-parameter": "new required parameter",
        "new-optional-request-parameter": "new optional parameter",
        "request-parameter-removed": "parameter gone",
        "request-parameter-removed-with-deprecation": "deprecated parameter gone",
        "response-success-status-added": "new success status",
        "response-success-status-removed": "success status gone",
        "response-non-success-status-added": "new error status",
        "response-non-success-status-removed": "error status gone",
        "response-media-type-added": "new media type",
        "response-media-type-removed": "media type gone",
        "required-property-added": "new, always there",
        "optional-property-added": "new, optional",
        "required-property-removed": "gone, was always there",
        "optional-property-removed": "gone, was optional",
        "new-required-request-property": "new and required",
        "new-optional-request-property": "new and optional",
        "property-removed": "may not be sent any more",
        "became-required": "is required now",
        "became-optional": "may be absent now",
        "became-nullable": "may be null now",
        "became-not-nullable": "is never null now",
        "enum-value-added": "new word",
        "enum-value-removed": "word gone",
        "enum-opened": "no longer an enumeration",
        "became-enum": "is an enumeration now",
        "one-of-added": "new alternative",
        "any-of-added": "new alternative",
        "one-of-removed": "alternative gone",
        "any-of-removed": "alternative gone",
        "type-changed": "another type",
        "type-generalized": "wider type",
        "type-specialized": "narrower type",
        "additional-properties-opened": "may hold other properties now",
        "additional-properties-closed": "holds no other properties now",
    }
)


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
