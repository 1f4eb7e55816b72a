"""A simulated site to try things on, and a guided tour of it that needs no account."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from ._screen import Screen
from .client import TaskClient
from .errors import ConfigurationError
from .model import Outcome, Task, TaskRef
from .simulator import SimulatedTask, Simulator

_WHAT = (
    "deletes a custom field       Jira, REST API v3",
    "switches workflow schemes    Jira, REST API v2",
    "moves 6 issues               Jira, bulk operation",
    "copies a page tree           Confluence",
    "would re-index for an hour   Jira; to be cancelled",
)
_PYTHON = (
    "from atlassian_tasks import TaskClient",
    "",
    'with TaskClient("{url}") as tasks:',
    '    for outcome in tasks.as_completed(["{first}", ...]):',
    "        print(outcome.ref, outcome.task.status)",
)
_MEANINGS = {
    "COMPLETE": "the task: all is done",
    "PARTIAL": "TaskPartlyFailed; its .task.failures are the items left behind",
    "CANCELLED": "TaskCancelled: somebody cancelled it",
}
_NEXT = (
    "atlassian-tasks --help        how to name tasks of your own site",
    "atlassian-tasks simulator     a site like this one that stays, to play with",
    "README.md                     the Python side: start, wait, cancel",
)
_NO_MOVE = "The target project has no issue type of that name."


def demonstrate(screen: Screen, *, speed: float = 1.0) -> None:
    """Start tasks on a simulated site, follow them to their ends, and say what there is to know.

    `speed` divides how long the tasks take.
    """
    simulator = Simulator()
    direct = httpx.HTTPTransport()  # past any proxy that the environment names
    with simulator.serve() as server, TaskClient(server.url, transport=direct) as client:
        tasks = _start(simulator, speed)
        refs = [TaskRef.parse(task.ref) for task in tasks]
        _introduce(screen, server.url, refs)
        ended: dict[TaskRef, Task | None] = {}
        with screen.following(refs, prints="nothing") as show:
            for step in client.watch_all(refs):
                show(step)
                if isinstance(step, Outcome):
                    if not ended:
                        screen.say(f"{step.ref} has ended. Enough of the long one:")
                        screen.say(f'    tasks.cancel("{refs[-1]}")', "green")
                        show(client.cancel(refs[-1]))
                    ended[step.ref] = step.task
    _conclude(screen, [task for ref in refs if (task := ended[ref])])


def simulate(screen: Screen, port: int) -> None:
    """Serve a site with some tasks until Ctrl-C."""
    simulator = Simulator()
    try:
        server = simulator.serve(port=port)
    except OSError as error:
        raise ConfigurationError(f"port {port} cannot be used: {error.strerror}") from error
    with server:
        screen.tell(f"export ATLASSIAN_URL={server.url}")
        if getproxies() and not proxy_bypass("127.0.0.1"):
            screen.tell("export NO_PROXY=127.0.0.1")
        tasks = _start(simulator, 0.2)
        tasks.append(simulator.add("jira", duration=15, outcome="failed", name="Fail"))
        for task in tasks:
            screen.tell(f"{task.ref:18} {task.script.name}")
        screen.say("Serving until Ctrl-C. In another terminal run the first line, then for example")
        screen.say(f"  atlassian-tasks wait {tasks[0].ref} {tasks[3].ref}")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            screen.say("Stopped.")


def _start(simulator: Simulator, speed: float) -> list[SimulatedTask]:
    """Start one task of each kind, and one that takes an hour."""

    def add(kind: str, seconds: float, **script: Any) -> SimulatedTask:
        return simulator.add(kind, duration=seconds / speed, **script)

    page = f"{simulator.site}/wiki/spaces/DOC/pages/4711"
    return [
        add("jira", 4, name="Delete the custom field Severity"),
        add("jira-v2", 7, name="Switch workflow schemes", progress="bursty"),
        add(
            "jira-bulk",
            6,
            name="Move 6 issues",
            progress="none",
            issues=[10001, 10002, 10004, 10006],
            failures={10003: [_NO_MOVE], 10005: [_NO_MOVE]},
        ),
        add(
            "confluence",
            9,
            name="Copy a page tree",
            progress="curved",
            messages=[f'Copied <b>12</b> pages to <a href="{page}">the new home</a>.'],
        ),
        add("jira", 3600, name="Re-index everything", delay=1 / speed, cancel_takes=2 / speed),
    ]


def _introduce(screen: Screen, url: str, refs: Sequence[TaskRef]) -> None:
    """Say what is there and what comes."""
    _head(screen, "1  A site to talk to")
    screen.tell(f"   A simulated Jira and Confluence answers at {url}.")
    screen.tell("   It lives on this machine only; no account is needed.")
    _head(screen, "2  Five long-running tasks have just been started there")
    for ref, what in zip(refs, _WHAT, strict=True):
        screen.tell(f"   {ref!s:18} {what}")
    _head(screen, "3  Follow them all at once")
    screen.tell("   In Python:")
    for code in _PYTHON:
        screen.tell("       " + code.format(url=url, first=refs[0]), "green")
    screen.tell("   In the shell:")
    screen.tell(f"       export ATLASSIAN_URL={url}", "green")
    screen.tell(f"       atlassian-tasks wait {refs[0]} {refs[1]} ...", "green")
    screen.tell()


def _conclude(screen: Screen, tasks: Sequence[Task]) -> None:
    """Say how it ended, and what that means."""
    _head(screen, "4  How they ended")
    screen.picture(tasks)
    _head(screen, "5  What your program would get from tasks.wait(ref)")
    for status, meaning in _MEANINGS.items():
        screen.tell(f"   {status:10} {meaning}")
    _head(screen, "What next")
    for text in _NEXT:
        screen.tell(f"   {text}")


def _head(screen: Screen, text: str) -> None:
    screen.tell()
    screen.tell(text, "bold")
