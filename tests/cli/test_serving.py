"""`mcp`, as a program starts it that hosts a model; its tools are in tests/test_mcp.py."""

import json
import signal
import subprocess
import sys

import pytest

from tests.cli.conftest import Run, started

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def greeted(process: subprocess.Popen[str]) -> dict[str, str]:
    """Say hello, and return who answers."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(HELLO) + "\n")
    process.stdin.flush()
    answer: dict[str, str] = json.loads(process.stdout.readline())["result"]["serverInfo"]
    return answer


@pytest.mark.usefixtures("site")
def test_it_serves_until_standard_input_ends_and_says_nothing_else() -> None:
    with started("mcp", stdin=subprocess.PIPE) as process:
        assert greeted(process)["name"] == "atlassian-tasks"
        told, errors = process.communicate(timeout=30)

        assert (told, errors, process.returncode) == ("", "", 0)


@pytest.mark.usefixtures("site", "heeds_signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_at_once(number: int, code: int) -> None:
    with started("mcp", stdin=subprocess.PIPE) as process:
        greeted(process)
        process.send_signal(number)

        assert process.wait(timeout=30) == code


def test_without_a_site_it_does_not_begin(run: Run) -> None:
    told = run("mcp")

    assert (told.exit_code, told.stdout) == (2, "")
    assert "ATLASSIAN_URL" in told.stderr


@pytest.mark.parametrize("missing", ["mcp", "pydantic"])
def test_a_missing_extra_is_one_line_that_says_how_to_install_it(missing: str) -> None:
    main = "import sys; from atlassian_tasks_command import main; sys.argv = ['', 'mcp']; main()"
    without = f"import sys; sys.modules[{missing!r}] = None; {main}"

    ran = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.count("\n") == 1
    assert f"needs {missing}" in ran.stderr
    assert "pip install 'atlassian-tasks[mcp]'" in ran.stderr


def test_a_library_that_is_too_old_counts_as_missing() -> None:
    older = "sys.modules['mcp.server'] = types.ModuleType('mcp.server')"
    main = "from atlassian_tasks_command import main; sys.argv = ['', 'mcp']; main()"

    ran = subprocess.run(
        [sys.executable, "-c", f"import sys, types; {older}; {main}"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pip install 'atlassian-tasks[mcp]'" in ran.stderr


def test_help_says_who_is_asked(run: Run) -> None:
    told = run("mcp", "--help")

    assert "people are asked before anything is started" in " ".join(told.stdout.split())
    assert "--allow-writes" in told.stdout
