"""Each piece of code on README and the pages runs as it stands, on `atlassian-tasks simulator`."""

import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from tests.docs import test_airflow, test_cookbook, test_drift, test_mcp
from tests.docs.pages import BLOCKS, PAGES, PATHS, ROOT, prose
from tests.docs.running import lay_out, python, wrong_with

HERE = [
    block
    for block in BLOCKS
    if block.language in ("python", "sh") and not block.file and block not in test_drift.RUN_HERE
]
TESTS = [block for block in BLOCKS if (block.file or "").startswith("test_")]
USED = {"deletion.py"}  # by a test on its page


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize("page", sorted({block.page for block in HERE}))
def test_every_block_runs_as_it_stands_from_top_to_bottom(page: str) -> None:
    blocks, wrong = [block for block in HERE if block.page == page], ""
    for language, some in groupby(blocks, lambda block: block.language):
        wrong += wrong_with(language, [block.code for block in some])

    assert wrong == ""


@pytest.mark.parametrize("page", sorted({block.page for block in TESTS}))
def test_the_tests_on_a_page_pass(folder: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    lay_out(page, folder)
    files = [str(folder / str(block.file)) for block in TESTS if block.page == page]

    plugins = ("pytest_atlassian_tasks", "anyio.pytest_plugin", "pytest_httpx")
    options = ["-q", *(word for plugin in plugins for word in ("-p", plugin))]
    done = python("-m", "pytest", *options, "-rA", *files)

    assert done.returncode == 0, done.stdout
    assert [file for file in files if f"PASSED {Path(file).name}::" not in done.stdout] == []


def test_whatever_else_is_shown_has_a_test_of_its_own() -> None:
    others = [block for block in BLOCKS if block not in [*HERE, *TESTS, *test_drift.RUN_HERE]]

    assert {block.file for block in others} == (
        USED | test_airflow.RUN_HERE | test_cookbook.RUN_HERE | test_mcp.RUN_HERE
    )


@pytest.mark.timeout(300)
def test_strict_type_checks_find_nothing_in_the_blocks(folder: Path) -> None:
    # Airflow has an environment of its own.
    programs = [b for b in BLOCKS if b.language == "python" and b.page != "airflow"]
    for block in programs:
        (folder / (block.file or f"{block.page.replace('-', '_')}_{block.number}.py")).write_text(
            block.code, encoding="utf-8"
        )

    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.stdout, checked.stderr) == ("", "")


def anchors(page: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def leads_somewhere(page: str, link: str) -> bool:
    place, _, anchor = link.partition("#")
    path = (PATHS[page].parent / place).resolve() if place else PATHS[page]
    if path == PATHS["api"] and anchor:
        return f"\n::: {anchor}\n" in PAGES["api"]
    there = next((name for name, other in PATHS.items() if other == path), None)
    return path.exists() and (not anchor or (there is not None and anchor in anchors(there)))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere_in_the_repository_too(page: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", prose(page))

    assert [link for link in links if not leads_somewhere(page, link)] == []
