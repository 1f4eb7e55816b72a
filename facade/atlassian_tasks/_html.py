"""Text that may hold HTML, as Confluence writes its messages."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_DECLARATION = re.compile(r"<!(?!--)")  # as in a page's title; the parser knows real ones only


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p", "li", "div"):
            self.words.append(" ")
        self.links += [
            href for name, href in attrs
            if name == "href" and href and (href.startswith(("https://", "http://", "/")))
        ]  # fmt: skip


def plain(html: str) -> tuple[str, list[str]]:
    """Split text that may hold HTML into its words and the addresses it links to."""
    if "<" not in html and "&" not in html:
        return html.strip(), []
    parser = _Words()
    parser.feed(_DECLARATION.sub("&lt;!", html))
    parser.close()
    return " ".join("".join(parser.words).split()), parser.links
