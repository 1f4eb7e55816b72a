"""The pages of facade/docs/: their blocks of code, each with what stands above it."""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
PAGES = {
    path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "facade/docs").glob("*.md")
}
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
_HEAD = re.compile(r"^#+ (.+)$", re.MULTILINE)


@frozen
class Block:
    """A piece of code on a page, under a heading; `file` is what it is called, if it is a file."""

    page: str
    head: str
    language: str
    file: str | None
    code: str
    number: int

    def __str__(self) -> str:
        return f"{self.page}-{self.number}-{self.file or self.language}"


def blocks(page: str, text: str) -> Iterator[Block]:
    """Find the blocks of a page, in their order."""
    for number, found in enumerate(_BLOCK.finditer(text)):
        heads = _HEAD.findall(_BLOCK.sub("", text[: found.start()]))
        yield Block(page, heads[-1], found[1], found[2], found[3], number)


def table(page: str, head: str) -> list[str]:
    """Return the lines of the table whose head begins so, without the head."""
    lines = PAGES[page].partition(f"\n{head}")[2].partition("\n\n")[0].splitlines()
    return [line for line in lines[2:] if line.startswith("|")]


ALL = [block for page, text in sorted(PAGES.items()) for block in blocks(page, text)]
