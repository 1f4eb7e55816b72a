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
from attrs import frozen

from atlassian_tasks import TaskRef
from atlassian_tasks.client import TaskClient
from atlassian_tasks.errors import ConfigurationError
from atlassian_tasks.model import Outcome, Task
from atlassian_tasks.simulator import Simulator

from .screen import Screen

# Heads at the margin are bold, and code, which stands far in, is green.
_BEGINNING = """
1  A site to talk to
   A simulated Jira and Confluence answers at {url}.
   It lives on this machine only; no account is needed.

2  Five operations have just been started there
   In Python:
       from atlassian_tasks import TaskClient
       from atlassian_tasks_rest.api.jira_v3 import delete_field

       tasks = TaskClient("{url}")
       ref = tasks.start(delete_field, id="customfield_10010")
{started}

3  Follow them all at once
   In Python:
       for outcome in tasks.as_completed(["{first}", ...]):
           print(outcome.ref, outcome.task.status)
   In the shell:
       export ATLASSIAN_URL={url}
       atlassian-tasks wait {first} {second} ...
"""
_END = """
5  What your program would get from tasks.wait(ref)
   COMPLETE   the task: all is done
   PARTIAL    TaskPartlyFailed; its .task.failures are the items left behind
   CANCELLED  TaskCancelled: somebody cancelled it

What next
   {command} --help: how to name tasks of your own site
   {command} simulator: a site like this one, to play with
   README.md: the Python side, to start, wait and cancel"""
_FAILING: Any = {
    "name": "Delete the field Priority",
    "duration": 15,
    "outcome": "failed",
    "messages": ["Looking for what uses it.", "Two screens still use it."],
}
_REFUSED = ["You may not delete issues of this project."]
_IDS = ("10641", "10640", "10642", "7340089", "10643")
_TIMES = ("duration", "delay", "cancel_takes")


def demonstrate(screen: Screen, *, speed: float = 1.0) -> None:
    """Start tasks on a simulated site, follow them to their ends, and say what there is to know.

    `speed` divides how long the tasks take.
    """
    simulator = Simulator()
    with simulator.serve() as server, TaskClient(server.url) as client:
        plays = _plays(simulator.site)
        refs = [_start(client, simulator, play, speed) for play in plays]
        started = [f"   {ref!s:18} {play.what}" for ref, play in zip(refs, plays, strict=True)]
        first, second, *_ = refs
        _tell(
            screen,
            _BEGINNING,
            url=server.url,
            started="\n".join(started),
            first=first,
            second=second,
        )
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


def simulate(screen: Screen, port: int, *, speed: float = 1.0) -> None:
    """Serve a site until Ctrl-C, with the tasks that README names; `speed` as above."""
    simulator = Simulator(duration=5 / speed)
    try:
        server = simulator.serve(port=port)
    except OSError as error:
        raise ConfigurationError(f"port {port} cannot be used: {error.strerror}") from error
    with server:
        # A cloud_id that was set for one's own site would lead there.
        screen.tell(f"export ATLASSIAN_URL={server.url} ATLASSIAN_CLOUD_ID=")
        tasks = [
            simulator.add(play.kind, task_id, file=b"an export", **play.script(0.2 * speed))
            for play, task_id in zip(_plays(simulator.site), _IDS, strict=True)
        ]
        failing = {**_FAILING, "duration": _FAILING["duration"] / speed}
        tasks.append(simulator.add("jira", "10644", **failing))
        for task in tasks:
            screen.tell(f"{task.ref:18} {task.script.name or 'Delete 6 issues'}")
        screen.say(
            "jira:10644 fails, jira-bulk:10642 in part, and jira:10643 is there to be cancelled."
        )
        screen.say("Serving until Ctrl-C. In another terminal run the first line, then for example")
        screen.say(f"  atlassian-tasks wait {tasks[0].ref} {tasks[3].ref}")
        threading.Event().wait()


@frozen
class Play:
    """One task of the demo: the operation that starts it, and what the site makes of it."""

    kind: str
    what: str
    operation: Any
    arguments: Mapping[str, Any]
    options: Mapping[str, Any]

    def script(self, speed: float) -> dict[str, Any]:
        return {
            name: value / speed if name in _TIMES else value for name, value in self.options.items()
        }


def _plays(site: str) -> list[Play]:
    """One task of each kind, and one that takes an hour."""
    issues = [f"ABC-{number}" for number in range(1, 7)]
    page = f'<a href="{site}/wiki/spaces/DOC/pages/4711">the new home</a>'
    return [
        Play(
            "jira",
            "deletes a custom field",
            delete_field,
            {"id": "customfield_10010"},
            {"name": "Delete the field Severity", "duration": 4},
        ),
        Play(
            "jira-v2",
            "deletes a project, by v2 of the API",
            delete_project_v2,
            {"project_id_or_key": "OLD"},
            {"name": "Delete the project OLD", "duration": 7, "progress": "bursty"},
        ),
        Play(
            "jira-bulk",
            "deletes 6 issues",
            bulk_delete,
            {"body": BulkDelete(selected_issue_ids_or_keys=issues)},
            {
                "duration": 6,
                "progress": "none",
                "issues": [10001, 10002, 10004, 10006],
                "failures": {10003: _REFUSED, 10005: _REFUSED},
            },
        ),
        Play(
            "confluence",
            "copies a page tree",
            copy_page_hierarchy,
            {"id": "42", "body": PageHierarchyCopy(destination_page_id="4711")},
            {
                "name": "Copy a page tree",
                "duration": 9,
                "progress": "curved",
                "messages": [f"<b>12</b> pages to copy to {page}.", "All are copied."],
            },
        ),
        Play(
            "jira",
            "deletes a huge project; to be cancelled",
            delete_project,
            {"project_id_or_key": "HUGE"},
            {"name": "Delete the project HUGE", "duration": 3600, "delay": 1, "cancel_takes": 2},
        ),
    ]


def _start(client: TaskClient, simulator: Simulator, play: Play, speed: float) -> TaskRef:
    """Start it as anybody would, on a site that knows what will come of it."""
    simulator.script_next(**play.script(speed))
    ref = client.start(play.operation, **play.arguments)
    assert ref is not None  # noqa: S101 - each of these starts a task
    return ref


def _conclude(screen: Screen, tasks: Sequence[Task]) -> None:
    """Say how it ended, and what that means."""
    _tell(screen, "\n4  How they ended")
    screen.picture(tasks)
    _tell(screen, _END, command=_command())


def _command() -> str:
    """Return what starts us in this shell, which may not find the command."""
    if shutil.which("atlassian-tasks"):
        return "atlassian-tasks"
    started = Path(sys.argv[0])
    return "python -m atlassian_tasks" if started.name == "__main__.py" else str(started)


def _tell(screen: Screen, text: str, **names: object) -> None:
    for told in text.format(**names).split("\n"):
        style = "green" if told.startswith(" " * 7) else "" if told.startswith(" ") else "bold"
        screen.tell(told, style)
