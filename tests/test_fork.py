"""A client made before `os.fork()` and used in both processes, as by gunicorn --preload."""

import json
import os
import socket
import subprocess
import time

import pytest

from tests.answers import jira
from tests.forked import forked
from tests.sockets import listening

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

SCRIPT = """
import asyncio, os, sys
from atlassian_tasks import AsyncTaskClient, TaskClient

url, colour = sys.argv[1:]
tasks = (TaskClient if colour == "sync" else AsyncTaskClient)(url, request_timeout=5)
runner = asyncio.Runner()

async def awaited(result):
    return await result

def look(name, runner=runner):
    found = tasks.wait(f"jira:{name}")
    return (found if colour == "sync" else runner.run(awaited(found))).id

assert look("before") == "before"
child = os.fork()
if child == 0:
    with asyncio.Runner() as runner:
        right = look("child", runner) == "child"
        tasks.close() if colour == "sync" else runner.run(awaited(tasks.aclose()))
    os._exit(not right)
assert look("parent") == "parent"
assert os.waitpid(child, 0)[1] == 0
assert look("after") == "after"
tasks.close() if colour == "sync" else runner.run(awaited(tasks.aclose()))
runner.close()
"""


def answer(connection: socket.socket) -> None:
    """Answer as Jira does, but slowly enough for two requests to meet on one connection."""
    with connection.makefile("rb") as lines:
        for line in lines:
            if line.startswith(b"GET"):
                time.sleep(0.05)
                task_id = line.split()[1].rpartition(b"/")[2].decode()
                body = json.dumps(jira(id=task_id, status="COMPLETE")).encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)


@pytest.mark.parametrize("client", ["sync", "asyncio"])
def test_each_process_has_connections_of_its_own(client: str) -> None:
    with listening(answer) as (url, accepted):
        ran = subprocess.run(
            [forked() / "python", "-W", "error", "-c", SCRIPT, url, client],
            capture_output=True,
            check=False,
            text=True,
            timeout=30,
        )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(accepted) == 2
