"""Our verdicts beside redocly's: `make second-opinion`, where npm is.

redocly tells major, minor and patch; major is its word for breaking. Compared are the one-change
pairs, and each operation of the real pairs that are kept in history/. A verdict that differs has
to be explained in opinions.py, and an explanation has to be of a verdict that differs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scripts.documents import read_openapi
from scripts.drift.comparing import compare
from scripts.drift.outline import outline
from scripts.drift.words import Level
from tests.drift.golden import pairs
from tests.drift.opinions import ONE_CHANGE, REAL
from tests.drift.pairs import PAIRS
from tests.npm import SILENT, install

Json = Any
PACKAGE = "@redocly/cli@2.77.0"


def ask(redocly: Path, old: Path, new: Path) -> dict[str, bool]:
    """Whether redocly finds each operation broken, by method and path."""
    command = [str(redocly), "diff", str(old), str(new), "--format", "json", "--fail-on", "none"]
    done = subprocess.run(command, capture_output=True, check=True, env=SILENT)
    found: dict[str, bool] = {}
    for change in json.loads(done.stdout)["changes"]:
        parts = change["path"].removeprefix("#/").split("/")
        if parts[0] != "paths" or len(parts) < 2:
            continue
        path = parts[1].replace("~1", "/").replace("~0", "~")
        methods = parts[2:3] or [""]
        at = f"{methods[0].upper()} {path}".strip()
        found[at] = found.get(at, False) or change["impact"] == "major"
    return found


def ours(old: Json, new: Json) -> dict[str, bool]:
    """Whether we find each operation broken."""
    found: dict[str, bool] = {}
    for change in compare(outline("old", old, []), outline("new", new, [])):
        at = change.endpoint.at
        found[at] = found.get(at, False) or change.level is Level.BREAKING
    return found


def one_change(redocly: Path, folder: Path) -> dict[str, tuple[bool, bool]]:
    """For each one-change pair: whether we find it breaking, and whether redocly does."""

    def asked(name: str) -> tuple[bool, bool]:
        documents = PAIRS[name].documents()
        paths = tuple(folder / f"{name.replace(' ', '-')}.{side}.json" for side in ("a", "b"))
        for path, document in zip(paths, documents, strict=True):
            path.write_text(json.dumps(document), encoding="utf-8")
        return any(ours(*documents).values()), any(ask(redocly, *paths).values())

    with ThreadPoolExecutor(8) as pool:
        return dict(zip(PAIRS, pool.map(asked, PAIRS), strict=True))


def real(redocly: Path) -> dict[str, tuple[bool, bool]]:
    """The same for each operation of the real pairs that either of us has something to say of."""
    found: dict[str, tuple[bool, bool]] = {}
    for old, new in pairs():
        mine, theirs = ours(read_openapi(old), read_openapi(new)), ask(redocly, old, new)
        for at in sorted({*mine, *theirs}):
            name = f"{old.stem}..{new.stem} {at}"
            found[name] = mine.get(at, False), theirs.get(at, False)
    return found


def unexplained(told: dict[str, tuple[bool, bool]], table: dict[str, str]) -> list[str]:
    """Verdicts that differ without a reason, and reasons without a verdict that differs."""
    differ = {name: verdicts for name, verdicts in told.items() if verdicts[0] != verdicts[1]}
    words = {True: "breaking", False: "not breaking"}
    lines = [
        f"{name}: we say {words[mine]}, redocly {words[theirs]}"
        for name, (mine, theirs) in differ.items()
        if name not in table
    ]
    return lines + [f"{name}: explained, and we agree" for name in table if name not in differ]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        redocly = install(Path(name), PACKAGE, "redocly")
        if redocly is None:
            print("npm is not here; the second opinion is optional", file=sys.stderr)
            return 0
        told = {"one change": one_change(redocly, Path(name)), "real": real(redocly)}
    lines = unexplained(told["one change"], ONE_CHANGE) + unexplained(told["real"], REAL)
    for title, verdicts in told.items():
        agree = sum(mine == theirs for mine, theirs in verdicts.values())
        print(f"{title}: {len(verdicts)} verdicts, {agree} the same")
    print("\n".join(lines) or "every verdict that differs is explained")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
