"""What an install without extras has to do: wait for a simulated task, and say what is missing."""

import subprocess
import sys
from importlib.metadata import requires

from atlassian_tasks import TaskClient
from atlassian_tasks.simulator import Simulator, VirtualClock

clock = VirtualClock()
site = Simulator(clock)
task = site.add("jira", duration=900)
with TaskClient(site.site, transport=site.transport(), clock=clock) as tasks:
    ended = tasks.wait(task.ref)
print(ended.ref, ended.status)
assert ended.status == "COMPLETE"

needs = sorted(name for name in requires("atlassian-tasks") or () if "extra ==" not in name)
assert [need.rstrip("<>=.,0123456789") for need in needs] == ["anyio", "attrs", "httpx"], needs

command = [sys.executable, "-m", "atlassian_tasks", "list"]
refused = subprocess.run(command, capture_output=True, text=True, check=False)
print(refused.stderr, end="")
assert refused.returncode == 2, refused
assert "atlassian-tasks[cli]" in refused.stderr, refused
