"""Text that may hold HTML, as Confluence writes its messages.

It is read in one pass, in time that grows with its length only, whatever a server sends: no
pattern here tries a place in a second way. Of a longer text the first `LONGEST` characters count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from .values import LONGEST, cut

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# A tag holds no "<" but in quotes; what is no tag, such as a declaration in a title, is text.
_TAG = re.compile(r"""<(/?[a-z][^\s<>"'/]*+)((?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![^\s"'/])([^\s"'=/]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"']++)))?"""
)
_ENTITY = re.compile(r"&#?\w{1,31};?")  # as long as any name is
_BREAKS = ("br", "p", "li", "div")


def unescaped(html: str) -> str:
    """Replace the entities of HTML; a number too long for a character is text."""
    return _ENTITY.sub(lambda found: unescape(found[0]), html)


def plain(html: str) -> tuple[str, list[str]]:
    """Split text that may hold HTML into its words and the addresses it links to."""
    html = cut(html)
    if "<" not in html and "&" not in html:
        return html.strip(), []
    head, end, tail = html.rpartition("-->")  # so that each comment that is looked for ends
    links: list[str] = []

    def replaced(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        links.extend(_addresses(tag[2]))
        return " " if name in _BREAKS else ""

    words = _TAG.sub(replaced, _COMMENT.sub("", head + end) + tail)
    return " ".join(unescaped(words).split()), links


def _addresses(attributes: str) -> list[str]:
    return addresses(
        unescaped("".join(value))
        for name, *value in _ATTRIBUTE.findall(attributes)
        if name.lower() == "href"
    )


def addresses(values: Iterable[object]) -> list[str]:
    """Keep the addresses of pages and files; a cut one would lead nowhere, so none is too long."""
    known = ("https://", "http://", "/")
    texts = (value for value in values if isinstance(value, str) and len(value) <= LONGEST)
    return [value for value in texts if value.startswith(known)]
