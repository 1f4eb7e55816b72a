"""The files of the cookbook do what the page says of them."""

import importlib.util
import math
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import httpx
import pytest
import yaml
from atlassian_tasks import Ledger
from atlassian_tasks.simulator import Simulator

from tests.docs.running import bash, lay_out, python, run

RUN_HERE = {"move.py", "app.py", "flow.py", ".github/workflows/delete-project.yml"}
SIGNS_IN = {"ATLASSIAN_URL", "ATLASSIAN_EMAIL", "ATLASSIAN_API_TOKEN"}


@pytest.fixture(autouse=True)
def files(folder: Path) -> None:
    lay_out("cookbook", folder)


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_ten_thousand_issues_are_moved_a_thousand_at_a_time(
    site: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "issues.txt").write_text("\n".join(f"OLD-{n}" for n in range(1, 10_001)))
    done = python("move.py")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(site.started) == 10
    assert [entry.state for entry in Ledger("starts.db").entries()] == ["ended"] * 10


def test_a_move_that_is_run_again_moves_nothing_twice(site: Simulator, tmp_path: Path) -> None:
    (tmp_path / "issues.txt").write_text("OLD-1 OLD-2")
    first, second = python("move.py"), python("move.py")

    assert first.stdout == second.stdout
    assert first.stdout.startswith("old-to-new/1 jira-bulk:")
    assert len(site.started) == 1


@pytest.mark.parametrize("script", [{"duration": 0, "failures": {10002: ["It is locked."]}}])
def test_a_move_keeps_what_is_left(site: Simulator, tmp_path: Path) -> None:
    (tmp_path / "issues.txt").write_text("10001 10002")
    done = python("move.py")

    assert "completed, but not for every item" in done.stdout
    assert (tmp_path / "left.txt").read_text() == "10002\tIt is locked.\n"


def test_an_application_starts_looks_and_waits(site: Simulator, tmp_path: Path) -> None:
    async def use(client: httpx.AsyncClient) -> None:
        started = await client.delete("/projects/OLD")
        ref = started.json()["task"]
        ended = await client.get(f"/tasks/{ref}", params={"wait": 20})
        site.fail_next(409)
        refused = await client.delete("/projects/OLD")
        site.fail_next(502)
        unclear = await client.delete("/projects/OLD")
        unknown = [(await client.get(f"/tasks/{ref}")).status_code for ref in ("jira:1", "nothing")]

        assert started.status_code == 202
        assert ended.json() == {"status": "COMPLETE", "percent": 100, "failures": []}
        assert (refused.status_code, unclear.status_code) == (409, 502)
        assert "look before you repeat it" in unclear.json()["detail"]
        assert unknown == [404, 404]

    _serve(tmp_path / "app.py", use)


@pytest.mark.parametrize("script", [{"duration": math.inf}])
def test_an_application_says_how_a_task_stands_that_runs_on(
    site: Simulator, tmp_path: Path
) -> None:
    async def use(client: httpx.AsyncClient) -> None:
        started = await client.delete("/projects/OLD")
        looked = await client.get(f"/tasks/{started.json()['task']}")

        assert (looked.status_code, looked.json()["status"]) == (200, "RUNNING")

    _serve(tmp_path / "app.py", use)


def _serve(path: Path, use: Callable[[httpx.AsyncClient], Coroutine[Any, Any, None]]) -> None:
    """Let somebody use an application while it lives."""
    app = load(path).app

    async def serve() -> None:
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://app") as client,
        ):
            await use(client)

    anyio.run(serve)


def test_a_flow_starts_and_waits(site: Simulator) -> None:
    done = python("flow.py")

    assert (done.returncode, done.stdout) == (0, "COMPLETE\n"), done.stderr
    assert len(site.started) == 1


def test_a_step_that_is_run_again_starts_nothing_twice(site: Simulator) -> None:
    again = python("-c", "import flow; print(*[flow.begin('OLD', 'a key') for _ in range(2)])")

    first, second = again.stdout.split()
    assert first == second
    assert len(site.started) == 1


def test_a_workflow_starts_and_waits(site: Simulator, tmp_path: Path) -> None:
    path = tmp_path / ".github/workflows/delete-project.yml"
    [job] = yaml.safe_load(path.read_text())["jobs"].values()
    install, step = job["steps"]
    summary = tmp_path / "summary"

    audited = run("zizmor", "--offline", "--quiet", str(path))
    done = bash(step["run"], PROJECT="OLD", GITHUB_STEP_SUMMARY=str(summary))

    assert audited.returncode == 0, audited.stdout
    assert install["run"].startswith("pip install 'atlassian-tasks[cli]")
    assert job["env"].keys() == {*SIGNS_IN, "PROJECT"}
    assert (done.returncode, step["shell"]) == (0, "bash"), done.stderr
    assert summary.read_text() == done.stdout
    assert "COMPLETE" in done.stdout


@pytest.mark.parametrize("script", [{"duration": 0, "outcome": "failed"}])
def test_a_workflow_fails_with_its_task(site: Simulator, tmp_path: Path) -> None:
    path = tmp_path / ".github/workflows/delete-project.yml"
    [job] = yaml.safe_load(path.read_text())["jobs"].values()

    done = bash(
        job["steps"][1]["run"], PROJECT="OLD", GITHUB_STEP_SUMMARY=str(tmp_path / "summary")
    )

    assert done.returncode == 1
