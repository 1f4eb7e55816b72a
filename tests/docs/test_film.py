"""The moving picture is the demo's."""

import re

from scripts.docs import PICTURE, picture


def test_the_picture_is_the_demos_and_drawn_alike_again() -> None:
    told = "draw it again: .venv/bin/python -m scripts.docs"

    assert PICTURE.read_text(encoding="utf-8") == picture() == picture(), told


def test_the_picture_shows_bars_ends_and_reasons_and_loads_nothing() -> None:
    text = re.sub(r"<[^>]*>", "", picture()).replace("&#160;", " ")

    for word in ("RUNNING", "87 %", "tasks.cancel(", "PARTIAL", "CANCELLED", "You may not delete"):
        assert word in text
    assert not re.search(r"@import|@font-face|url\(|href=", picture())
