"""Every snippet and command of README runs, against the simulator on loopback."""

import math
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from atlassian_tasks import Start, TaskClient
from atlassian_tasks.errors import StartUnclear
from atlassian_tasks.simulator import Simulator
from atlassian_tasks_rest.api.jira_v3 import delete_project

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
COMMANDS = [
    line.partition("  #")[0].strip()
    for block in re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
# What another test or the CI script runs as it stands; here it only must exist.
ELSEWHERE = {
    "make demo": "tests/cli/test_demo.py",
    "make test": ".ci/run",
    "make upstream": "tests/drift/test_upstream.py",
    "make spec generate": "Makefile",
    "make check": ".ci/run",
}

# What README leaves to its readers.
NAMES = {
    "AUTH": ("me@acme.example", "token"),
    "CA_FILE": None,
    "CLOUD_ID": "11111111-aaaa",
    "ID": "app",
    "SECRET": "word",
    "TOKENS": {"access_token": "one", "refresh_token": "two"},
    "MOVE": {
        "sendBulkNotification": False,
        "targetToSourcesMapping": {
            "NEW,10001": {
                "inferClassificationDefaults": True,
                "inferFieldDefaults": True,
                "inferStatusDefaults": True,
                "inferSubtaskTypeDefault": True,
                "issueIdsOrKeys": ["10001", "10002"],
            }
        },
    },
}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A site with every task that README names, and a folder with the files that it names."""
    monkeypatch.chdir(tmp_path)
    Path("issues.txt").write_text("ABC-1\nABC-2\n")
    simulator = Simulator(keep_finished_listed=True)
    named = re.findall(r"\b(jira|jira-bulk|confluence):(\d+)", README)
    for kind, number in sorted(named, key=lambda it: it[0] != "jira-bulk"):  # which is a jira: too
        if not any(task.id == number for task in simulator.tasks):
            simulator.add(kind, number, duration=30 if number == "10643" else 0, file=b"PK")
    simulator.script_next(duration=0, times=math.inf)
    with simulator.serve() as server:
        for name in list(os.environ):
            if name.startswith("ATLASSIAN_"):
                monkeypatch.delenv(name)
        monkeypatch.setenv("ATLASSIAN_URL", server.url)
        simulator.fail_next(502)
        unclear = Start(delete_project, "OLD7").keyed("old/7")
        with TaskClient(server.url, ledger="starts.db") as tasks, suppress(StartUnclear):
            tasks.start(unclear)
        yield server.url


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_a_snippet_of_the_readme_runs(
    site: str,
    snippet: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)  # it may keep a file
    names = {**NAMES, "SITE": site}

    exec(compile(snippet.replace("https://acme.atlassian.net", site), "README", "exec"), names)

    assert "Traceback" not in capsys.readouterr().err
    clients = ("TaskClient", "AsyncTaskClient", "Ledger", "discover_cloud_id")
    assert any(name in names for name in clients)


@pytest.mark.parametrize("command", [line for line in COMMANDS if line not in ELSEWHERE])
def test_a_command_of_the_readme_runs(site: str, command: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("command", [line for line in COMMANDS if line in ELSEWHERE])
def test_a_command_that_runs_elsewhere_is_there(command: str) -> None:
    elsewhere = (ROOT / ELSEWHERE[command]).read_text(encoding="utf-8")

    planned = subprocess.run(
        ["make", "--dry-run", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, check=False
    )

    assert planned.returncode == 0
    assert any(target in elsewhere for target in shlex.split(command)[1:])


def test_the_readme_shows_python_shell_and_both_commands_on_its_first_screen() -> None:
    screen = "\n".join(README.splitlines()[:40])

    assert "```python" in screen
    assert "atlassian-tasks wait" in screen
    assert "make demo" in screen
    assert "make test" in screen
