"""For mkdocstrings: examples in docstrings are code, not the quotations that Markdown reads."""

import re
from typing import Any

import griffe

_EXAMPLE = re.compile(r"^(?:>>>|\.\.\.) .*(?:\n(?:>>>|\.\.\.) .*)*", re.MULTILINE)


class Examples(griffe.Extension):
    """Fences each run of lines that begin with `>>>`."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite its docstring."""
        if obj.docstring:
            obj.docstring.value = _EXAMPLE.sub(r"```pycon\n\g<0>\n```", obj.docstring.value)
