"""Where redocly judges otherwise, and why we keep our verdict."""

_RISKY = "risky to us, as to oasdiff (WARN): it breaks only who relied on it; redocly has no middle"
_SCOPE = (
    "additive to us, as to oasdiff (INFO): documents change scopes wholesale and back, and tokens "
    "in use go on; the other axis tells a maintainer to say the scope in prose"
)

ONE_CHANGE: dict[str, str] = {
    "parameter removed": _RISKY,
    "parameter default added": (
        "breaking to us, as to oasdiff (ERR): the same request means something else"
    ),
    "error removed": "additive to us, as to oasdiff (INFO): one way to fail less",
    "optional field of an answer removed": _RISKY,
    "word of an answer added": _RISKY,
    "enumeration of an answer opened": _RISKY,
    "scope added": _SCOPE,
}

REAL: dict[str, str] = {
    "2021-11-23..2024-10-02 GET /wiki/rest/api/longtask": _SCOPE,
    "2023-11-13..2025-12-02 GET /rest/api/2/task/{taskId}": _SCOPE,
    "2021-11-23..2024-03-28 GET /rest/api/3/task/{taskId}": _SCOPE,
    "2024-03-28..2025-03-31 DELETE /rest/api/3/priority/{id}": _RISKY,
    "2025-03-31..2026-07-21 POST /rest/api/3/bulk/issues/unwatch": _RISKY,
    "2025-03-31..2026-07-21 POST /rest/api/3/workflows/update": _RISKY,
}
