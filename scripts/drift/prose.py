"""What spec/prose.yaml says already: a to-do that is done is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from scripts.misfits import Misfits
from scripts.prose import check_scopes
from scripts.spec_files import SpecError

if TYPE_CHECKING:
    from scripts.drift.outline import Endpoint, Outline

Json = Any
_SCOPES = "x-atlassian-oauth2-scopes"


@frozen
class Prose:
    """Our words, by what they are about."""

    entries: Json

    def has(self, *steps: str) -> bool:
        """Whether there are words at this place, such as `schemas`, `JiraTask`, `status`."""
        found = self.entries
        for step in steps:
            found = found.get(step) if isinstance(found, dict) else None
        return isinstance(found, str) and bool(found.strip())

    def has_scopes(self, document: Outline, endpoint: Endpoint) -> bool:
        """Whether the scopes of an operation are said as a document has them."""
        raw = endpoint.raw
        needs = {
            "operationId": endpoint.label,
            "security": raw.get("security", document.document.get("security")) or (),
            _SCOPES: raw.get(_SCOPES) or (),
        }
        misfits = Misfits()
        check_scopes({"paths": {"": {"": needs}}}, self.entries, misfits)
        try:
            misfits.refuse()
        except SpecError:
            return False
        return True
