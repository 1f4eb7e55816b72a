"""The command as the shell runs it: pipes, terminals, a missing extra."""

import json
import re
import shlex
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from atlassian_tasks.cli.shell import Exit
from atlassian_tasks.simulator import Simulator

from tests.cli.conftest import COMMAND, Run, on_terminal, started

pytestmark = pytest.mark.usefixtures("site")


def test_a_reader_that_leaves_early_is_no_drama(simulator: Simulator) -> None:
    for _ in range(300):
        simulator.add("confluence", name="x" * 200)
    with started("list", "--json") as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["kind"] == "confluence"
        process.stdout.close()
        assert process.stderr
        told = process.stderr.read()

    assert (told, process.wait()) == ("", 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
@pytest.mark.parametrize(
    ("output", "code", "said"),
    [
        ("&-", 2, "standard output is closed"),
        ("/dev/full", 3, "standard output takes no more: No "),
    ],
)
def test_output_that_takes_nothing_is_said(output: str, code: int, said: str) -> None:
    line = f"{shlex.join(COMMAND)} ref jira:1 >{output}"
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)

    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert ran.returncode == code


def test_an_interrupt_while_it_loads_is_one_line() -> None:
    code = """
import sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "atlassian_tasks": raise KeyboardInterrupt
from atlassian_tasks_command import main
sys.meta_path.insert(0, Interrupting())
main()
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (130, "")
    assert ran.stderr == "Interrupted; nothing was sent.\n"


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_a_missing_extra_is_one_line_that_says_how_to_install_it(missing: str) -> None:
    main = "from atlassian_tasks_command import main; main()"
    without = f"import sys; sys.modules[{missing!r}] = None; {main}"

    ran = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False
    )

    assert ran.stderr.startswith(f"The command line needs {missing}; ")
    assert ran.stderr.count("\n") == 1
    assert "pip install 'atlassian-tasks[cli]'" in ran.stderr
    assert (ran.stdout, ran.returncode) == ("", 2)


def test_a_host_of_a_model_that_leaves_is_no_drama() -> None:
    with started("mcp", stdin=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        asked = {"protocolVersion": "2025-06-18", "capabilities": {}}
        asked |= {"clientInfo": {"name": "host", "version": "1"}}
        call = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": asked}
        with suppress(BrokenPipeError):
            while process.poll() is None:  # it notices with the next line that it reads
                process.stdin.write(json.dumps(call) + "\n")
                process.stdin.flush()
                time.sleep(0.05)
        told = process.stderr.read()

    assert (told, process.wait()) == ("", 141)


def test_help_tells_every_exit_code(run: Run) -> None:
    told = run("--help").stdout.partition("Exit codes:")[2]

    assert [int(code) for code in re.findall(r"\d+", told)] == list(Exit)


SEQUENCE = re.compile(r"\x1b\[[0-9;?]*([a-zA-Z])")
NAME = "A name that is by far too long for a line of eighty cells, whoever may have written it"


def test_a_terminal_gets_bars_that_leave_nothing_but_a_table(simulator: Simulator) -> None:
    good = simulator.add("jira", duration=0, name=NAME)
    bad = simulator.add("jira", duration=0, outcome="failed", messages=["It is locked."])

    written, code = on_terminal("wait", good.ref, bad.ref)

    lines = SEQUENCE.sub("", written.replace("\x1b[1A", "\n").replace("\r", "\n")).split("\n")
    assert max(map(len, lines)) <= 80
    assert "━" in written
    assert written.rindex("\x1b[?25h") > written.rindex("\x1b[?25l")
    assert "━" not in written[written.index("REF") :]
    assert "It is locked." in written
    assert code == 1


def test_without_colour_there_are_bars_all_the_same(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0, name=NAME)

    written, _ = on_terminal("wait", task.ref, NO_COLOR="1")

    colours = [found[0] for found in SEQUENCE.finditer(written) if found[1] == "m"]
    assert "━" in written
    assert set(colours) <= {"\x1b[0m", "\x1b[1m", "\x1b[2m"}


def test_a_dumb_terminal_gets_lines_and_no_control_sequences(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0, name=NAME)

    written, _ = on_terminal("wait", task.ref, TERM="dumb")

    assert "\x1b" not in written
    assert "━" not in written
    assert max(map(len, written.splitlines())) <= 80


def test_json_on_a_terminal_shares_no_line_with_a_bar(simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=0, name=NAME) for _ in range(2)]

    written, _ = on_terminal("wait", "--json", *[task.ref for task in tasks])

    lines = re.split("[\r\n]", SEQUENCE.sub("", written))
    told = [json.loads(line) for line in lines if "{" in line]
    assert [task["ref"] for task in told] == [task.ref for task in tasks]


def test_links_are_never_broken_by_a_line_end(simulator: Simulator) -> None:
    link = "https://acme.atlassian.net/wiki/" + "x" * 100
    task = simulator.add("confluence", duration=0, messages=[f'<a href="{link}">there</a>'])

    written, _ = on_terminal("get", task.ref)

    assert link in written


def test_on_a_terminal_a_row_shows_that_contact_is_lost(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0)
    simulator.fail_next(503)
    written, code = on_terminal("wait", task.ref)

    assert "no contact" in written
    assert f"{task.ref} answers again" in written
    assert code == 0
