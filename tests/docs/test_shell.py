"""README and the page of the shell tell the same exit codes, each that there is."""

import re

import pytest
from atlassian_tasks.cli.shell import Exit

from tests.docs.pages import table


@pytest.mark.parametrize("page", ["README", "shell"])
def test_every_exit_code_is_told(page: str) -> None:
    lines = table(page, "| exit code |")

    codes = [int(code) for line in lines for code in re.findall(r"\d+", line.split(" | ")[0])]
    assert codes == sorted(map(int, Exit))
    assert lines == table("shell", "| exit code |")
