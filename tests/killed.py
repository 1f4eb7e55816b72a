"""A program with a ledger that is killed at random moments, again and again.

`python -m tests.killed SITE LEDGER STARTS KILLS [SEED]`: each round forks, goes on where the last
one was killed, and is killed in turn; the last round is left alone.
"""

import os
import random
import signal
import sys
import time

from atlassian_tasks import Ledger, Start, TaskClient, errors
from atlassian_tasks_rest.api.jira_v3 import delete_project

_LONGEST = 0.08  # seconds a round lives


def go_on(site: str, path: str, count: int) -> None:
    """Start what the ledger does not know as begun, and then ask for everything once more."""
    with TaskClient(site, ledger=path, request_timeout=2) as tasks:
        begun = {entry.key for entry in Ledger(path).entries() if entry.state != "refused"}
        keys = [f"old/{number}" for number in range(count)]
        for key in sorted(keys, key=begun.__contains__):
            try:
                tasks.start(Start(delete_project, key.replace("/", "-")).keyed(key))
            except errors.StartUnclear:
                continue


def main(site: str, path: str, count: int, kills: int, seed: int = 0) -> None:
    moments = random.Random(seed)
    for left in range(kills, -1, -1):
        pid = os.fork()
        if not pid:
            try:
                go_on(site, path, count)
            finally:
                os._exit(0)
        if left:
            time.sleep(moments.uniform(0, _LONGEST))
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
