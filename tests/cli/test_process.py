"""The command as the shell runs it: signals, pipes, terminals, a missing extra."""

import fcntl
import json
import math
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from atlassian_tasks.simulator import Simulator

COMMAND = [sys.executable, "-m", "atlassian_tasks"]
pytestmark = pytest.mark.usefixtures("site")


@contextmanager
def started(*args: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def interrupted(*args: str) -> tuple[str, str, int]:
    """Run until the first word on stderr, then press Ctrl-C."""
    with started(*args) as process:
        assert process.stderr
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    return out, first + err, process.returncode


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_leaves_the_tasks_alone_and_says_how_to_go_on(simulator: Simulator) -> None:
    done = simulator.add("jira", duration=0)
    tasks = [simulator.add("jira", duration=math.inf), simulator.add("confluence")]

    _, err, code = interrupted("wait", done.ref, *[task.ref for task in tasks])

    assert code == 130
    assert "nothing was cancelled" in err
    for task in tasks:
        assert f"  atlassian-tasks wait {task.ref}\n" in err
    assert "Traceback" not in err
    assert {exchange.method for exchange in simulator.requests} == {"GET"}


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_cancels_if_it_was_told_to(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=math.inf)
    other = simulator.add("confluence", duration=math.inf)

    _, err, code = interrupted("wait", "--cancel-on-interrupt", task.ref, other.ref)

    assert code == 130
    assert f"Asked to cancel {task.ref}: it is CANCEL_REQUESTED." in err
    assert f"Error: {other.ref}: " in err
    posted = [exchange.path for exchange in simulator.requests if exchange.method == "POST"]
    assert posted == [f"/rest/api/3/task/{task.id}/cancel"]


@pytest.mark.usefixtures("ctrl_c")
def test_the_simulator_serves_until_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    with started("simulator") as process:
        assert process.stdout
        assert process.stderr
        export = process.stdout.readline()
        ref = process.stdout.readline().split()[0]
        process.stderr.readline()
        monkeypatch.setenv("ATLASSIAN_URL", export.strip().removeprefix("export ATLASSIAN_URL="))
        looked = subprocess.run([*COMMAND, "get", ref], capture_output=True, check=False)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)

    assert looked.stdout.startswith(f"{ref}\tRUNNING".encode())
    assert (looked.returncode, process.returncode) == (0, 0)


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


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_a_missing_extra_is_one_line_that_says_how_to_install_it(missing: str) -> None:
    main = "from atlassian_tasks.__main__ import main; main()"
    without = f"import sys; sys.modules[{missing!r}] = None; {main}"

    ran = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False
    )

    assert ran.stderr.startswith(f"The command line needs {missing}; ")
    assert ran.stderr.count("\n") == 1
    assert "pip install 'atlassian-tasks[cli]'" in ran.stderr
    assert (ran.stdout, ran.returncode) == ("", 2)


def on_terminal(*args: str, width: int = 80, **env: str) -> tuple[str, int]:
    """Run on a terminal of 24 lines; everything that was written to it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *args],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color"} | env,
    ) as process:
        os.close(theirs)
        written = b""
        try:
            while chunk := os.read(ours, 65_536):
                written += chunk
        except OSError:  # how Linux says that the other side has closed
            pass
        os.close(ours)
    return written.decode(), process.returncode


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
