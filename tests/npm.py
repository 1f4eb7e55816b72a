"""Tools that come with npm: optional, pinned, and each time in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

SILENT = os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def install(folder: Path, package: str, command: str) -> Path | None:
    """Put a package there and return its command; None where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    call = [npm, "install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts"]
    subprocess.run([*call, "--prefix", str(folder), package], check=True, env=SILENT)
    return folder / "node_modules" / ".bin" / command
