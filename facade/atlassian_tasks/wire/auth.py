"""As whom we talk: credentials, given or from the environment; none of them is ever shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypeAlias

import httpx

from atlassian_tasks.errors import ConfigurationError
from atlassian_tasks.kinds.hints import unread

Auth: TypeAlias = tuple[str, str] | str | httpx.Auth | None


class Bearer(httpx.Auth):
    """Sends a bearer token, and shows it nowhere."""

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = self._header
        yield request


def authentication(auth: Auth) -> httpx.Auth | None:
    """Make what httpx needs of (email, token), a bearer token or any `httpx.Auth`."""
    match auth:
        case None | httpx.Auth():
            return auth
        case str() if "@" in auth and ":" in auth:
            raise ConfigurationError("a bearer token has no @: write auth=(email, token)")
        case str():
            return Bearer(_checked(auth))
        case (str() as email, str() as token):
            return httpx.BasicAuth(_checked(email), _checked(token))
        case (None, _) | (_, None):
            raise ConfigurationError(
                "auth=(email, token) has a None in it: is the variable set that it was read from?"
            )
        case _:
            raise ConfigurationError(
                "auth is (email, token), a bearer token, an httpx.Auth or None, "
                f"not {type(auth).__name__}"
            )


def _checked(text: str, name: str = "a part of auth") -> str:
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise ConfigurationError(
            f"{name} is empty or holds blanks, line ends or other characters that credentials "
            "never have"
        )
    return text


def from_environment(
    site: str | None, auth: Auth, cloud_id: str | None, deployment: str | None
) -> Mapping[str, Any]:
    """Fill in what is not given from `ATLASSIAN_*`; an empty variable counts as unset."""
    if auth is None:
        email, token, bearer = map(_credential, ("EMAIL", "API_TOKEN", "BEARER_TOKEN"))
        if bearer and (email or token):
            raise ConfigurationError(
                "set ATLASSIAN_BEARER_TOKEN, or ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN, not both"
            )
        if bool(email) != bool(token):
            raise ConfigurationError(
                "ATLASSIAN_EMAIL and ATLASSIAN_API_TOKEN go together, and "
                f"ATLASSIAN_{'API_TOKEN' if email else 'EMAIL'} is not set{unread()}"
            )
        auth = bearer or ((email, token) if email and token else None)
    site = site or _variable("URL")
    if not site:
        raise ConfigurationError(f"set ATLASSIAN_URL, such as https://acme.atlassian.net{unread()}")
    return {
        "site": site,
        "auth": auth,
        "cloud_id": cloud_id or _variable("CLOUD_ID"),
        "deployment": deployment or _variable("DEPLOYMENT"),
    }


def _variable(name: str) -> str | None:
    return os.environ.get(f"ATLASSIAN_{name}") or None


def _credential(name: str) -> str | None:
    found = _variable(name)
    return None if found is None else _checked(found, f"ATLASSIAN_{name}")
