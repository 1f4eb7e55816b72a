"""README and the page of the shell tell each exit code, and the keys of a task in JSON."""

import re

import pytest
from atlassian_tasks import Status, Task, TaskRef
from atlassian_tasks.cli.shell import Exit

from tests.docs.pages import table


@pytest.mark.parametrize("page", ["README", "shell"])
def test_every_exit_code_is_told(page: str) -> None:
    lines = table(page, "| exit code |")

    codes = [int(code) for line in lines for code in re.findall(r"\d+", line.split(" | ")[0])]
    assert codes == sorted(map(int, Exit))
    assert lines == table("shell", "| exit code |")


def test_the_keys_of_a_task_in_json_are_told() -> None:
    told = next(line for line in table("shell", "| a line about") if "Task.to_dict()" in line)
    task = Task(ref=TaskRef("jira", "1"), status=Status.RUNNING)

    keys = re.findall(r"`(\w+)`", re.sub(r"\(each.*?\)", "", told.split(" | ")[1]))
    assert keys == [*task.to_dict()]
