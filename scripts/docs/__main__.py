"""Draw the demo and build the site: `python -m scripts.docs`.

The pages in facade/docs/ are written so that their links hold where they lie. A copy of them in
.docs/, with the pictures and the changelog beside them, becomes the site in .docs/site/. A link
that leads nowhere ends the build.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from scripts.docs.film import PICTURE, picture
from scripts.spec_files import ROOT

PAGES = ROOT / "facade" / "docs"
BUILT = ROOT / ".docs"
_BESIDE = {  # as the pages name it, and what it is called on the site
    "../../.github/demo.svg": "demo.svg",
    "../../.github/waiting.svg": "waiting.svg",
    "../../CHANGELOG.md": "changes.md",
}


def main() -> int:
    """Draw and build; the exit code is zensical's."""
    PICTURE.write_text(picture(), encoding="utf-8")
    pages = BUILT / "pages"
    shutil.rmtree(BUILT, ignore_errors=True)
    pages.mkdir(parents=True)
    shutil.copy(PAGES / "zensical.toml", BUILT)
    for page in [*PAGES.glob("*.md"), *PAGES.glob("*.css")]:
        _copy(page, pages / page.name)
    for there, here in _BESIDE.items():
        _copy(PAGES / there, pages / here)
    zensical = str(Path(sys.executable).with_name("zensical"))
    command = [zensical, "build", "--strict", "--config-file", str(BUILT / "zensical.toml")]
    made = subprocess.run(command, check=False)  # noqa: S603
    if made.returncode == 0:
        print(f"open {(BUILT / 'site' / 'index.html').relative_to(ROOT)}")
    return made.returncode


def _copy(path: Path, to: Path) -> None:
    """Copy a page or picture; what lies elsewhere in the repository is beside it from now on."""
    text = path.read_text(encoding="utf-8")
    for there, here in _BESIDE.items():
        text = text.replace(f"]({there}", f"]({here}")
    to.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
