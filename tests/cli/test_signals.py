"""Signals that end a command: nothing is cancelled unasked, and no ref is lost."""

import math
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from atlassian_tasks.cli.shell import Exit, Signals
from atlassian_tasks.simulator import Simulator

from tests.cli.conftest import COMMAND, Run, at_terminal, started, written_to

pytestmark = pytest.mark.usefixtures("site", "heeds_signals")
SIGNALS = [
    (signal.SIGINT, 130, "Interrupted"),
    (signal.SIGTERM, 143, "Terminated"),
    (signal.SIGHUP, 129, "Hung up"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command keeps its files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def ended_by(
    sent: signal.Signals,
    *args: str,
    stdin: str = "",
    lines: int = 1,
    command: Sequence[str] = (),
) -> tuple[str, int]:
    """Run until so many lines on stderr, then send a signal; all of stderr, and the code."""
    with started(*args, stdin=subprocess.PIPE, command=command) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(stdin)
        process.stdin.close()
        told = "".join(process.stderr.readline() for _ in range(lines))
        process.send_signal(sent)
        told += process.stderr.read()
        return told, process.wait()


@pytest.mark.parametrize(("sent", "code", "word"), SIGNALS)
def test_a_signal_leaves_the_tasks_alone_and_says_how_to_go_on(
    simulator: Simulator, sent: signal.Signals, code: int, word: str
) -> None:
    done = simulator.add("jira", duration=0)
    tasks = [simulator.add("jira", duration=math.inf), simulator.add("confluence")]

    refs = [task.ref for task in (done, *tasks)]
    told, ended = ended_by(sent, "wait", *refs, command=COMMAND)

    assert told.splitlines()[-3:] == [
        f"{word}; nothing was cancelled.",
        "What has not ended goes on; wait for it with:",
        f"  atlassian-tasks wait {tasks[0].ref} {tasks[1].ref}",
    ]
    assert ended == code
    assert "Traceback" not in told
    assert {exchange.method for exchange in simulator.requests} == {"GET"}


@pytest.mark.parametrize(("sent", "code", "word"), SIGNALS[:2])
def test_a_signal_during_a_run_says_what_runs_and_what_was_not_begun(
    simulator: Simulator, sent: signal.Signals, code: int, word: str
) -> None:
    simulator.script_next(duration=0)
    simulator.script_next(duration=math.inf, times=9)
    issues = "".join(f"ABC-{number}\n" for number in range(1, 4002))

    told, ended = ended_by(
        sent, "start", "bulk-delete", "--issues", "-", "--max-running", "2", stdin=issues, lines=2
    )

    running = [task.ref for task in simulator.started[1:]]
    named = [ref for ref in running if ref in told]
    assert "\n1 of 5 have ended.\n" in told
    assert f"\n{word}.\n" in told
    assert f"Of 5 starts 1 ended, {len(named)} run on" in told
    assert len(running) - len(named) <= told.count("One may have started") <= 1
    assert ended == code
    assert "Traceback" not in told


def test_the_refs_of_many_are_kept_in_a_file_whatever_the_locale(
    simulator: Simulator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}.items():
        monkeypatch.setenv(name, value)
    tasks = [simulator.add("confluence", f"é{n}", duration=math.inf) for n in range(11)]
    refs = [task.ref + "\n" for task in tasks]

    told, code = ended_by(signal.SIGTERM, "wait", "-", stdin="".join(refs), command=COMMAND)

    [kept] = folder.iterdir()
    assert kept.read_text("utf-8") == "".join(refs)
    assert told.splitlines()[-1] == f"  atlassian-tasks wait - < {kept}"
    assert code == 143


@pytest.mark.parametrize(("sent", "code", "word"), SIGNALS[:2])
def test_it_cancels_if_it_was_told_to(
    simulator: Simulator, sent: signal.Signals, code: int, word: str
) -> None:
    task = simulator.add("jira", duration=math.inf)
    other = simulator.add("confluence", duration=math.inf)

    told, ended = ended_by(sent, "wait", "--cancel-on-interrupt", task.ref, other.ref)

    assert ended == code
    assert f"{word}; asking to cancel.\n" in told
    assert f"Asked to cancel {task.ref}: it is CANCEL_REQUESTED." in told
    assert f"Error: {other.ref}: " in told
    posted = [exchange.path for exchange in simulator.requests if exchange.method == "POST"]
    assert posted == [f"/rest/api/3/task/{task.id}/cancel"]


@pytest.mark.parametrize(("sent", "code", "word"), SIGNALS)
def test_a_start_that_waits_cancels_if_it_was_told_to(
    simulator: Simulator, sent: signal.Signals, code: int, word: str
) -> None:
    simulator.script_next(duration=math.inf)
    start = "start", "delete-project", "projectIdOrKey=OLD", "--wait", "--cancel-on-interrupt"

    told, ended = ended_by(sent, *start)

    [task] = simulator.started
    posted = [exchange.path for exchange in simulator.requests if exchange.path.endswith("/cancel")]
    asks = sent is not signal.SIGHUP
    assert ended == code
    assert f"{word}; {'asking to cancel' if asks else 'nothing was cancelled'}.\n" in told
    assert f"  atlassian-tasks wait {task.ref}\n" in told
    assert posted == [f"/rest/api/3/task/{task.id}/cancel"] * asks


@pytest.mark.parametrize(("sent", "code", "word"), SIGNALS)
def test_a_signal_right_after_a_start_says_how_to_go_on(
    simulator: Simulator, sent: signal.Signals, code: int, word: str
) -> None:
    simulator.script_next(duration=math.inf)

    told, ended = ended_by(sent, "start", "delete-project", "projectIdOrKey=OLD", "--wait")

    [task] = simulator.started
    assert ended == code
    assert f"{word}; nothing was cancelled.\n" in told
    assert told.endswith(f"  atlassian-tasks wait {task.ref}\n")


def test_bars_are_put_away_before_the_last_words(simulator: Simulator) -> None:
    task = simulator.add("jira", duration=math.inf)

    with at_terminal("wait", task.ref) as (process, ours):
        written = b""
        while b"RUNNING" not in written:
            written += os.read(ours, 65_536)
        process.send_signal(signal.SIGTERM)
        written += written_to(ours)
        code = process.wait()

    words = written.index(b"Terminated; nothing was cancelled.")
    assert written.rindex(b"\x1b[?25l") < written.rindex(b"\x1b[?25h") < words
    assert "━".encode() not in written[words:]
    assert code == 143


def test_a_terminal_that_goes_away_loses_no_ref_and_never_cancels(
    simulator: Simulator, folder: Path
) -> None:
    refs = [simulator.add("jira", duration=math.inf).ref for _ in range(2)]

    with at_terminal("wait", "--cancel-on-interrupt", *refs) as (process, ours):
        written = b""
        while b"RUNNING" not in written:
            written += os.read(ours, 65_536)
        os.close(ours)
        time.sleep(0.2)  # for some bars to find nobody
        assert process.poll() is None
        process.send_signal(signal.SIGHUP)
        code = process.wait()

    [kept] = folder.iterdir()
    assert kept.read_text().split() == refs
    assert code == 129
    assert {exchange.method for exchange in simulator.requests} == {"GET"}


def test_a_terminal_that_goes_away_loses_no_ref_of_what_was_started(
    simulator: Simulator, folder: Path
) -> None:
    (folder / "issues").write_text("".join(f"ABC-{n}\n" for n in range(2001)))
    simulator.script_next(duration=0)
    simulator.script_next(duration=math.inf, times=2)
    args = ("start", "bulk-delete", "--issues", str(folder / "issues"))
    with at_terminal(*args) as (process, ours):
        written = b""
        while b"1 of 3 have ended" not in written:
            written += os.read(ours, 65_536)
        os.close(ours)
        while len(simulator.started) < 3:
            time.sleep(0.05)
        time.sleep(0.2)  # for the last answer to be read
        process.send_signal(signal.SIGHUP)
        code = process.wait()

    [kept] = folder.glob("atlassian-tasks-*.refs")
    assert set(kept.read_text().split()) == {task.ref for task in simulator.started[1:]}
    assert code == 129


def test_signals_that_it_was_started_to_ignore_stay_ignored(simulator: Simulator) -> None:
    ignored = [signal.SIGHUP, signal.SIGINT]
    usual = {number: signal.signal(number, signal.SIG_IGN) for number in ignored}
    try:
        ref = simulator.add("jira", duration=math.inf).ref
        with started("wait", ref, command=COMMAND) as process:
            assert process.stderr
            process.stderr.readline()
            for number in [*ignored, signal.SIGTERM]:
                process.send_signal(number)
            told = process.stderr.read()
            code = process.wait()
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)

    assert told.startswith("Terminated; nothing was cancelled.")
    assert code == 143


@contextmanager
def hanging(answers: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Serve a site that answers so many requests; the event tells of the first one after them."""
    reached, over = threading.Event(), threading.Event()
    left = iter(range(answers))
    body = b'{"self": "x", "id": "1", "status": "RUNNING"}'

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if next(left, None) is None:
                reached.set()
                over.wait()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - so it is called

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        monkeypatch.setenv("ATLASSIAN_URL", f"http://127.0.0.1:{site.server_port}")
        serving = threading.Thread(target=site.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield reached
        finally:
            over.set()
            site.shutdown()
            serving.join()


@pytest.mark.parametrize(
    ("args", "ending"),
    [*zip((["get", "jira:1"], ["list"], ["cancel", "jira:1"]), SIGNALS, strict=True)],
)
def test_other_commands_end_with_one_word(
    monkeypatch: pytest.MonkeyPatch, args: list[str], ending: tuple[signal.Signals, int, str]
) -> None:
    sent, code, word = ending
    with hanging(0, monkeypatch) as reached, started(*args) as process:
        assert reached.wait(10)
        process.send_signal(sent)
        out, told = process.communicate()

    assert (out, told, process.returncode) == ("", f"{word}.\n", code)


def test_a_second_signal_ends_the_cancelling_and_loses_no_ref(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        hanging(1, monkeypatch) as reached,
        started("wait", "--cancel-on-interrupt", "jira:1") as process,
    ):
        assert process.stderr
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert reached.wait(10)
        time.sleep(0.25)
        process.send_signal(signal.SIGTERM)
        told = process.stderr.read()

    assert "asking to cancel" in told
    assert told.splitlines()[-1] == "  atlassian-tasks wait jira:1"
    assert process.returncode == 130


def test_a_second_signal_ends_at_once_if_the_last_words_find_no_reader(
    simulator: Simulator,
) -> None:
    theirs, full = os.pipe()
    os.set_blocking(full, False)
    with suppress(BlockingIOError):
        while True:
            os.write(full, b"x" * 4096)
    os.set_blocking(full, True)
    task = simulator.add("jira", duration=math.inf)
    with subprocess.Popen(
        [*COMMAND, "watch", task.ref], stdout=subprocess.PIPE, stderr=full
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.6)
        process.send_signal(signal.SIGTERM)
        code = process.wait(10)
    os.close(theirs)
    os.close(full)

    assert code == 143


def test_what_is_sent_twice_at_a_time_counts_once() -> None:
    heed = Signals()
    with pytest.raises(KeyboardInterrupt) as caught:
        heed(signal.SIGTERM, None)

    heed(signal.SIGTERM, None)
    heed.say_goodbye()
    heed(signal.SIGHUP, None)

    assert Exit.of(caught.value) is Exit.TERMINATED


@pytest.mark.parametrize(
    ("sent", "code", "told"),
    [(signal.SIGINT, 0, "Stopped.\n"), (signal.SIGTERM, 143, "Terminated.\n")],
)
def test_the_simulator_serves_until_a_signal(
    run: Run, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals, code: int, told: str
) -> None:
    with started("simulator") as process:
        assert process.stdout
        assert process.stderr
        export = process.stdout.readline()
        ref = process.stdout.readline().split()[0]
        for _ in range(3):
            process.stderr.readline()
        monkeypatch.setenv("ATLASSIAN_CLOUD_ID", "of my own site")
        for setting in export.split()[1:]:
            monkeypatch.setenv(*setting.split("="))
        looked = run("get", ref)
        process.send_signal(sent)
        _, last = process.communicate(timeout=10)

    assert looked.stdout.startswith(f"{ref}\tRUNNING")
    assert (looked.exit_code, last, process.returncode) == (0, told, code)


def test_the_demo_ends_with_one_word() -> None:
    with started("demo") as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        _, told = process.communicate()

    assert told.splitlines()[-1] == "Hung up."
    assert process.returncode == 129
