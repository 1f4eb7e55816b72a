"""Every piece of code on a page runs as it stands, against a simulated site."""

from pathlib import Path

import pytest
from atlassian_tasks.simulator import Simulator

from tests.docs import test_cookbook
from tests.docs.pages import ALL, Block
from tests.docs.running import bash, lay_out, python

SNIPPETS = [block for block in ALL if block.language == "python" and block.file is None]
TESTS = [block for block in ALL if (block.file or "").startswith("test_")]
COMMANDS = [
    (block.page, line)
    for block in ALL
    if block.language == "sh" and block.page != "drift"
    for line in block.code.splitlines()
]
USED = {"clean_up.py"}  # by tests on its page


@pytest.mark.parametrize("block", SNIPPETS, ids=str)
def test_a_snippet_runs(site: Simulator, block: Block) -> None:
    done = python("-c", block.code)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("block", TESTS, ids=str)
def test_a_test_passes(tmp_path: Path, block: Block) -> None:
    lay_out(block.page, tmp_path)

    done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", f"{tmp_path}/{block.file}")

    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_a_command_runs(site: Simulator, page: str, command: str) -> None:
    done = bash(command)

    assert done.returncode == 0, done.stderr


def test_every_other_file_has_a_test_of_its_own() -> None:
    others = {block.file for block in ALL if block.file} - {block.file for block in TESTS}

    assert others == USED | test_cookbook.RUN_HERE
