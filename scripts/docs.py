"""Draw the demo and build the site: `python -m scripts.docs`.

The pages in facade/docs/ are written so that their links hold where they lie. Copies of them in
.docs/, with the pictures and what else they link to beside them, become the site in .docs/site/. A
link that leads nowhere ends the build.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.film import PICTURE, picture
from scripts.spec_files import ROOT

PAGES = ROOT / "facade" / "docs"
BUILT = ROOT / ".docs"
_BESIDE = {  # what lies elsewhere, and what it is called on the site
    PICTURE: "demo.svg",
    ROOT / ".github/waiting.svg": "waiting.svg",
    ROOT / "CHANGELOG.md": "changes.md",
    ROOT / "SECURITY.md": "security.md",
}
_LINK = re.compile(r"(?<=\]\()[^)#:]+")


def main() -> int:
    """Draw and build; the exit code is zensical's."""
    PICTURE.write_text(picture(), encoding="utf-8")
    shutil.rmtree(BUILT, ignore_errors=True)
    (BUILT / "pages").mkdir(parents=True)
    shutil.copy(PAGES / "zensical.toml", BUILT)
    pages = {path: path.name for path in [*PAGES.glob("*.md"), *PAGES.glob("*.css")]}
    names = pages | _BESIDE
    for path, name in names.items():
        (BUILT / "pages" / name).write_text(_relinked(path, names), encoding="utf-8")
    zensical = str(Path(sys.executable).with_name("zensical"))
    command = [zensical, "build", "--strict", "--config-file", str(BUILT / "zensical.toml")]
    made = subprocess.run(command, check=False)  # noqa: S603
    if made.returncode == 0:
        print(f"open {(BUILT / 'site' / 'index.html').relative_to(ROOT)}")
    return made.returncode


def _relinked(path: Path, names: Mapping[Path, str]) -> str:
    """Read a page or picture, and name what it links to as the site does."""

    def there(link: re.Match[str]) -> str:
        return names.get((path.parent / link[0]).resolve(), link[0])

    return _LINK.sub(there, path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
