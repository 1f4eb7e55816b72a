"""The answer to a start as any client has it: read by its looks, not by its type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from atlassian_tasks.errors import InvalidRef, UnexpectedResponse


class Handover(NamedTuple):
    """A response by its looks: what was asked, and what came back; `body` is None if unread."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None
    asked: str = ""

    @classmethod
    def of(cls, response: Any) -> Handover | None:
        """Read a response of any client; None if it does not look like one."""
        status = getattr(response, "status_code", getattr(response, "status", None))
        headers: Any = getattr(response, "headers", None)
        if not isinstance(status, int) or not hasattr(headers, "items"):
            return None
        named = {str(name).lower(): str(value) for name, value in headers.items()}
        return cls(int(status), named, _body(response), _asked(response))

    @property
    def json(self) -> Any:
        """The decoded body, None if it is empty; raises `UnexpectedResponse` for a web page."""
        if self.body is None:
            raise InvalidRef("the response's body is not read yet; read it, or pass it decoded")
        try:
            return json.loads(self.body) if self.body.strip() else None
        except (ValueError, RecursionError) as error:
            raise UnexpectedResponse(
                "the answer is no JSON; whether it started a task is not known",
                status_code=self.status,
            ) from error


def _body(response: Any) -> bytes | None:
    for name in ("content", "text", "data"):
        try:
            found = getattr(response, name, None)
        except (RuntimeError, OSError):  # httpx: streamed and not read; requests: broken off
            return None
        if isinstance(found, bytes | str):
            return found.encode(errors="replace") if isinstance(found, str) else found
    return None


def _asked(response: Any) -> str:
    for holder in (response, getattr(response, "_request", None)):
        try:
            if url := getattr(holder, "url", None):
                return str(url)
        except RuntimeError:  # httpx: made without a request
            continue
    return ""
