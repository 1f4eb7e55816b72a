"""The project's addresses in its metadata: a hook that hatchling calls while it builds.

They are those of the repository whose workflow builds, so a fork never names another's. Built
elsewhere there are none, and README's links stay relative.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE = re.compile(r"\]\((?!https?:|#)([^)\s]+)")


class ProjectURLs(MetadataHookInterface):
    """Fills in `urls` and `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add both, from `GITHUB_SERVER_URL` and `GITHUB_REPOSITORY`."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        if repository := os.environ.get("GITHUB_REPOSITORY"):
            home = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{repository}"
            metadata["urls"] = {
                "Documentation": f"{home}#readme",
                "Source": home,
                "Issues": f"{home}/issues",
                "Changelog": f"{home}/blob/HEAD/CHANGELOG.md",
                "Security": f"{home}/security/policy",
            }
            text = _RELATIVE.sub(lambda link: f"]({home}/{_shown(link[1])}", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def _shown(path: str) -> str:
    return f"raw/HEAD/{path}" if path.endswith((".svg", ".png")) else f"blob/HEAD/{path}"
