"""The guide tells of each status what it is."""

import re

from atlassian_tasks import Status

from tests.docs.pages import table


def test_each_status_is_told_and_whether_it_is_final() -> None:
    lines = [line.split(" | ") for line in table("guide", "| status |")]
    told = {
        Status(word): "✓" in final
        for name, final, *_ in lines
        for word in re.findall("`(.+?)`", name)
    }

    assert told == {status: status.is_final for status in Status}
