"""The page of errors names each public error once, with what it has, and none that is not there."""

import builtins
import re

from atlassian_tasks import errors

from tests.docs.pages import PAGES
from tests.test_errors import every_type, made

LINES = re.findall(r"^\| `([A-Z]\w+)` \| (.+) \| (.+) \|$", PAGES["errors"], re.MULTILINE)


def test_each_public_error_has_one_line() -> None:
    public = [kind.__name__ for kind in every_type() if kind.__module__ == errors.__name__]

    assert sorted(name for name, _, _ in LINES) == sorted(public)


def test_what_an_error_is_as_well_it_is() -> None:
    told = [(name, parent) for name, when, _ in LINES for parent in re.findall("an? `(.+?)`", when)]

    assert len(told) > 5
    for name, parent in told:
        kind = getattr(errors, parent, None) or getattr(builtins, parent)
        assert issubclass(getattr(errors, name), kind), (name, parent)


def test_what_a_line_looks_at_is_there() -> None:
    told = [(name, word) for name, _, cure in LINES for word in re.findall(r"`error\.(\w+)", cure)]

    assert len(told) > 10
    for name, word in told:
        assert hasattr(made(getattr(errors, name)), word), (name, word)
