"""Whatever a server says, what is printed suits a terminal, a pipe and its encoding."""

import io
import json
import math
import subprocess

import pytest
from atlassian_tasks import Failure, Outcome, Status, Task, TaskRef
from atlassian_tasks.cli.pictures import Bars
from atlassian_tasks.cli.screen import Screen
from atlassian_tasks.errors import ApiError
from atlassian_tasks.simulator import Simulator
from rich.console import Console

from tests.cli.conftest import COMMAND, on_terminal

EVIL = "a\u202eb\u200bc\x1b[31md\ud800e\x7ff\u2066g"
HARMLESS = "a b c [31md e f g"


def disguised(kind: str = "jira") -> TaskRef:
    """A ref that none of our checks let through."""
    ref = TaskRef(kind, "1")
    object.__setattr__(ref, "id", EVIL)
    return ref


def evil() -> Task:
    return Task(
        ref=disguised(),
        status=Status.PARTIAL,
        name=EVIL,
        message="Copied " + EVIL,
        links=("https://acme.atlassian.net/" + EVIL,),
        failures=(Failure(EVIL, (EVIL,)),),
    )


def is_harmless(told: str) -> bool:
    return HARMLESS in told and all(c.isprintable() or c in "\t\n" for c in told)


@pytest.mark.parametrize("prints", ["ends", "changes"])
def test_lines_and_columns_are_printable(capsys: pytest.CaptureFixture[str], prints: str) -> None:
    with Screen() as screen, screen.following([disguised()], prints=prints) as show:
        show(evil())
        show(Outcome(disguised(), evil(), ApiError(EVIL, ref=disguised(), hint=EVIL)))

    data, words = capsys.readouterr()
    assert data == f"jira:{HARMLESS}\tPARTIAL\t\t{HARMLESS}\n"
    assert is_harmless(words)


def test_tables_and_what_they_have_no_room_for_are_printable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Screen().picture([evil()])

    told = capsys.readouterr().out
    assert is_harmless(told)
    assert told.count(HARMLESS) == 7


def test_bars_are_printable() -> None:
    paper = Console(file=io.StringIO(), width=120, force_terminal=True, color_system=None)
    bars = Bars([disguised()])
    bars.update(evil())
    paper.print(bars)

    assert isinstance(paper.file, io.StringIO)
    assert is_harmless(paper.file.getvalue())


def test_addresses_and_words_are_printable(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.address(disguised(), "https://acme.atlassian.net/" + EVIL)
    screen.say(f"  atlassian-tasks wait - < /tmp/{EVIL}")

    data, words = capsys.readouterr()
    assert data == f"jira:{HARMLESS}\thttps://acme.atlassian.net/{HARMLESS}\n"
    assert words == f"  atlassian-tasks wait - < /tmp/{HARMLESS}\n"


def test_json_loses_nothing_in_any_encoding(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(as_json=True).data(evil())
    Screen(as_json=True).address(disguised(), EVIL)

    told = capsys.readouterr().out
    task, address = map(json.loads, told.splitlines())
    assert told.isascii()
    assert (task["name"], task["failures"]) == (EVIL, [{"subject": EVIL, "reasons": [EVIL]}])
    assert (address["id"], address["url"]) == (EVIL, EVIL)


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_json_cannot_hold_becomes_null(
    number: float, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = TaskRef("jira", "1")
    Screen(as_json=True).data(Task(ref=ref, status=Status.COMPLETE, raw={"n": [number, 1]}))

    assert '"raw": {"n": [null, 1]}' in capsys.readouterr().out


NAME = "移動 café"


@pytest.mark.parametrize(
    ("encoding", "told"), [("cp1252", r"\u79fb\u52d5 café"), ("ascii", r"\u79fb\u52d5 caf\xe9")]
)
def test_a_pipe_gets_names_outside_its_encoding_as_escapes(
    simulator: Simulator, site: str, monkeypatch: pytest.MonkeyPatch, encoding: str, told: str
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    task = simulator.add("jira", duration=0, outcome="failed", name=NAME)

    ran = subprocess.run([*COMMAND, "wait", task.ref], capture_output=True, check=False)

    assert ran.stdout.decode(encoding) == f"{task.ref}\tFAILED\t70\t{told}\n"
    assert f"Error: {task.ref} ({told}) failed" in ran.stderr.decode(encoding)
    assert ran.returncode == 1


def test_a_terminal_gets_them_as_escapes_too(simulator: Simulator, site: str) -> None:
    task = simulator.add("jira", duration=0, name=NAME)

    written, code = on_terminal("-v", "wait", task.ref, PYTHONIOENCODING="ascii", command=COMMAND)

    assert written.count(r"\u79fb\u52d5 caf\xe9") == 2
    assert code == 0
