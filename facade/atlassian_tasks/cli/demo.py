"""A simulated site to try things on, and a guided tour of it that needs no account."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from atlassian_tasks_rest.api.confluence import copy_page_hierarchy
from atlassian_tasks_rest.api.jira_v2 import delete_project_v2
from atlassian_tasks_rest.api.jira_v3 import bulk_delete, delete_field, delete_project
from atlassian_tasks_rest.models import BulkDelete, PageHierarchyCopy
from attrs import field, frozen

from atlassian_tasks import TaskRef
from atlassian_tasks.client import TaskClient
from atlassian_tasks.errors import ConfigurationError
from atlassian_tasks.model import Outcome, Task
from atlassian_tasks.simulator import Simulator

from .screen import Screen

_STARTING = (
    "from atlassian_tasks import TaskClient",
    "from atlassian_tasks_rest.api.jira_v3 import delete_field",
    "",
    'tasks = TaskClient("{url}")',
    'ref = tasks.start(delete_field, id="customfield_10010")',
)
_FOLLOWING = (
    'for outcome in tasks.as_completed(["{first}", ...]):',
    "    print(outcome.ref, outcome.task.status)",
)
_MEANINGS = {
    "COMPLETE": "the task: all is done",
    "PARTIAL": "TaskPartlyFailed; its .task.failures are the items left behind",
    "CANCELLED": "TaskCancelled: somebody cancelled it",
}
_NEXT = (
    "{} --help: how to name tasks of your own site",
    "{} simulator: a site like this one, to play with",
    "README.md: the Python side, to start, wait and cancel",
)
_FAILING: Any = {
    "name": "Delete the field Priority",
    "duration": 15,
    "outcome": "failed",
    "messages": ["Looking for what uses it.", "Two screens still use it."],
}
_REFUSED = "You may not delete issues of this project."


def demonstrate(screen: Screen, *, speed: float = 1.0) -> None:
    """Start tasks on a simulated site, follow them to their ends, and say what there is to know.

    `speed` divides how long the tasks take.
    """
    simulator = Simulator()
    with simulator.serve() as server, TaskClient(server.url) as client:
        plays = _plays(simulator.site)
        started = {_start(client, simulator, play, speed): play for play in plays}
        refs = [*started]
        _introduce(screen, server.url, started)
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
        tasks = [simulator.add(play.kind, **play.script(0.2)) for play in _plays(simulator.site)]
        tasks.append(simulator.add("jira", **_FAILING))
        for task in tasks:
            screen.tell(f"{task.ref:18} {task.script.name or 'Delete 6 issues'}")
        screen.say("Serving until Ctrl-C. In another terminal run the first line, then for example")
        screen.say(f"  atlassian-tasks wait {tasks[0].ref} {tasks[3].ref}")
        threading.Event().wait()


@frozen
class Play:
    """One task of the demo: the operation that starts it, and what the site makes of it."""

    kind: str
    what: str
    operation: Any
    arguments: dict[str, Any]
    seconds: float
    options: dict[str, Any]
    times: dict[str, float] = field(factory=dict)

    def script(self, speed: float) -> dict[str, Any]:
        """Say what the simulated task does; times in seconds."""
        times = {"duration": self.seconds, **self.times}
        return self.options | {name: seconds / speed for name, seconds in times.items()}


def _plays(site: str) -> list[Play]:
    """One task of each kind, and one that takes an hour."""
    page = f"{site}/wiki/spaces/DOC/pages/4711"
    issues = [f"ABC-{number}" for number in range(1, 7)]
    return [
        Play(
            "jira",
            "deletes a custom field",
            delete_field,
            {"id": "customfield_10010"},
            4,
            {"name": "Delete the field Severity"},
        ),
        Play(
            "jira-v2",
            "deletes a project, by v2 of the API",
            delete_project_v2,
            {"project_id_or_key": "OLD"},
            7,
            {"name": "Delete the project OLD", "progress": "bursty"},
        ),
        Play(
            "jira-bulk",
            "deletes 6 issues",
            bulk_delete,
            {"body": BulkDelete(selected_issue_ids_or_keys=issues)},
            6,
            {
                "progress": "none",
                "issues": [10001, 10002, 10004, 10006],
                "failures": {10003: [_REFUSED], 10005: [_REFUSED]},
            },
        ),
        Play(
            "confluence",
            "copies a page tree",
            copy_page_hierarchy,
            {"id": "42", "body": PageHierarchyCopy(destination_page_id="4711")},
            9,
            {
                "name": "Copy a page tree",
                "progress": "curved",
                "messages": [
                    f'<b>12</b> pages to copy to <a href="{page}">the new home</a>.',
                    "All are copied.",
                ],
            },
        ),
        Play(
            "jira",
            "deletes a huge project; to be cancelled",
            delete_project,
            {"project_id_or_key": "HUGE"},
            3600,
            {"name": "Delete the project HUGE"},
            {"delay": 1, "cancel_takes": 2},
        ),
    ]


def _start(client: TaskClient, simulator: Simulator, play: Play, speed: float) -> TaskRef:
    """Start it as anybody would, on a site that knows what will come of it."""
    simulator.script_next(**play.script(speed))
    ref = client.start(play.operation, **play.arguments)
    assert ref is not None  # noqa: S101 - each of these starts a task
    return ref


def _introduce(screen: Screen, url: str, started: Mapping[TaskRef, Play]) -> None:
    """Say what is there and what comes."""
    first, second, *_ = started
    _head(screen, "1  A site to talk to")
    screen.tell(f"   A simulated Jira and Confluence answers at {url}.")
    screen.tell("   It lives on this machine only; no account is needed.")
    _head(screen, "2  Five operations have just been started there")
    screen.tell("   In Python:")
    for code in _STARTING:
        screen.tell(f"       {code.format(url=url)}".rstrip(), "green")
    for ref, play in started.items():
        screen.tell(f"   {ref!s:18} {play.what}")
    _head(screen, "3  Follow them all at once")
    screen.tell("   In Python:")
    for code in _FOLLOWING:
        screen.tell("       " + code.format(first=first), "green")
    screen.tell("   In the shell:")
    screen.tell(f"       export ATLASSIAN_URL={url}", "green")
    screen.tell(f"       atlassian-tasks wait {first} {second} ...", "green")
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
        screen.tell(f"   {text.format(_command())}")


def _command() -> str:
    """Return what starts us in this shell, which may not find the command."""
    if shutil.which("atlassian-tasks"):
        return "atlassian-tasks"
    started = Path(sys.argv[0])
    return "python -m atlassian_tasks" if started.name == "__main__.py" else str(started)


def _head(screen: Screen, text: str) -> None:
    screen.tell()
    screen.tell(text, "bold")
