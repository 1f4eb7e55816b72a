"""The reference has every public name, and none that is not there."""

import importlib
import re

import atlassian_tasks
from atlassian_tasks import simulator

from tests.docs.pages import PAGES

NAMES = re.findall(r"^::: (.+)$", PAGES["api"], re.MULTILINE)


def test_every_public_name_is_on_the_page() -> None:
    public = {f"atlassian_tasks.{name}" for name in atlassian_tasks.__all__}
    public |= {f"atlassian_tasks.simulator.{name}" for name in simulator.__all__}

    assert public - {*NAMES} == set()


def test_every_name_on_the_page_can_be_imported() -> None:
    for name in NAMES:
        module, _, own = name.rpartition(".")

        assert hasattr(importlib.import_module(module), own)
