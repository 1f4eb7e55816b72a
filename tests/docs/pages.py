"""README and the pages of facade/docs/: their pieces of code, each with its name."""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
PATHS = {"README": ROOT / "README.md"} | {
    path.stem: path for path in sorted((ROOT / "facade/docs").glob("*.md"))
}
PAGES = {page: path.read_text(encoding="utf-8") for page, path in PATHS.items()}
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)


@frozen
class Block:
    """A piece of code on a page; `file` is what it is called, if it is a file."""

    page: str
    number: int
    language: str
    file: str | None
    code: str

    def __str__(self) -> str:
        return f"{self.page}-{self.number}-{self.file or self.language}"


def _blocks() -> Iterator[Block]:
    for page, text in PAGES.items():
        for number, (language, file, code) in enumerate(_BLOCK.findall(text), 1):
            yield Block(page, number, language, file or None, code)


BLOCKS = list(_blocks())


def prose(page: str) -> str:
    """Return the page without its code."""
    return _BLOCK.sub("", PAGES[page])


def table(page: str, head: str) -> list[str]:
    """Return the lines of the table whose head begins so, without the head."""
    lines = PAGES[page].partition(f"\n{head}")[2].partition("\n\n")[0].splitlines()
    return [line for line in lines[2:] if line.startswith("|")]
