"""The fixtures that pytest finds once this package is installed, used as others' tests use them."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.forked import PATH, forked

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a file of tests in a process of its own, with no plugin but this and those named."""
    monkeypatch.setenv("PYTHONPATH", ":".join(PATH))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def ran(
        tests: str, *words: str, conftest: str = "", python: str | Path = ""
    ) -> pytest.RunResult:
        pytester.makepyfile(tests)
        pytester.makeconftest(conftest)
        command = [python or forked() / "python", "-m", "pytest", "-W", "error"]
        return pytester.run(*command, "-p", "pytest_atlassian_tasks", *words)

    return ran


def test_nothing_of_ours_is_imported_until_a_test_asks_for_it(run: Run) -> None:
    tests = """
        import sys

        LATER = ("atlassian_tasks", "atlassian_tasks_rest", "httpx", "anyio", "attrs")

        def test_before():
            assert "pytest_atlassian_tasks" in sys.modules
            assert [name for name in LATER if name in sys.modules] == []

        def test_then(atlassian_site):
            assert "atlassian_tasks" in sys.modules
    """
    ended = run(tests, python=sys.executable)

    ended.assert_outcomes(passed=2)


def test_hours_of_waiting_pass_at_once(run: Run) -> None:
    ended = run("""
        import pytest
        from atlassian_tasks import TaskClient, errors
        from atlassian_tasks.simulator import Simulator, VirtualClock

        def clean_up(tasks: TaskClient, ref: str) -> str:
            try:
                return f"done: {tasks.wait(ref, timeout=7200).name}"
            except errors.TaskPartlyFailed as error:
                return f"left behind: {error.task.failures[0]}"

        def test_what_is_left_behind_is_told(
            atlassian_site: Simulator, atlassian_client: TaskClient, atlassian_clock: VirtualClock
        ) -> None:
            task = atlassian_site.add("jira-bulk", duration=3600, failures={10001: ["Locked."]})

            assert clean_up(atlassian_client, task.ref) == "left behind: 10001: Locked."
            assert 3600 <= atlassian_clock.now() < 3660

        def test_each_test_has_a_site_of_its_own(atlassian_site, atlassian_clock):
            assert (atlassian_site.tasks, atlassian_clock.now()) == ([], 0)
    """)

    ended.assert_outcomes(passed=2)


def test_the_async_client_shares_site_and_clock(run: Run) -> None:
    tests = """
        import pytest

        pytestmark = pytest.mark.anyio

        @pytest.fixture(params=["asyncio", "trio"])
        def anyio_backend(request):
            return request.param

        async def test_many(atlassian_site, atlassian_async_client, atlassian_clock):
            added = [atlassian_site.add("jira", duration=1200) for _ in range(3)]

            async with atlassian_async_client as tasks:
                ended = await tasks.wait_all([task.ref for task in added])

            assert [end.task.is_success for end in ended] == [True] * 3
            assert 1200 <= atlassian_clock.now() < 1260

        async def test_it_may_be_left_open(atlassian_site, atlassian_async_client):
            task = atlassian_site.add("confluence", duration=1200)

            assert (await atlassian_async_client.wait(task.ref)).is_success
    """

    run(tests, "-p", "anyio.pytest_plugin").assert_outcomes(passed=4)


def test_over_a_socket_any_client_reaches_a_site_in_real_time(run: Run) -> None:
    ended = run("""
        import json
        from urllib.request import urlopen

        from atlassian_tasks import TaskClient

        def test_in_the_environment(atlassian_server, monkeypatch):
            monkeypatch.setenv("ATLASSIAN_URL", atlassian_server.site)
            task = atlassian_server.add("jira", duration=0)

            with TaskClient.from_env() as tasks:
                assert tasks.wait(task.ref).is_success

        def test_without_any_of_ours(atlassian_server, atlassian_site):
            task = atlassian_server.add("jira")

            with urlopen(f"{atlassian_server.site}/rest/api/3/task/{task.id}") as answer:
                assert json.load(answer)["status"] == "RUNNING"
            assert atlassian_site.tasks == []
    """)

    ended.assert_outcomes(passed=2)


def test_a_site_of_ones_own_is_what_the_clients_talk_to(run: Run) -> None:
    conftest = """
        import pytest
        from atlassian_tasks.simulator import Simulator

        @pytest.fixture
        def atlassian_site(atlassian_clock):
            return Simulator(atlassian_clock, site="https://acme.atlassian.net", retention=60)
    """
    tests = """
        def test_url(atlassian_client, atlassian_async_client):
            told = "https://acme.atlassian.net/rest/api/3/task/1"

            assert atlassian_client.url("jira:1") == told
            assert atlassian_async_client.url("jira:1") == told
    """

    run(tests, conftest=conftest).assert_outcomes(passed=1)


@pytest.mark.parametrize("clock", ["VirtualClock()", "None"], ids=["virtual", "real"])
def test_the_clients_live_by_the_clock_of_a_site_of_ones_own(run: Run, clock: str) -> None:
    conftest = f"""
        import pytest
        from atlassian_tasks.simulator import Simulator, VirtualClock

        @pytest.fixture
        def atlassian_site():
            return Simulator({clock})
    """
    tests = """
        import asyncio

        def test_wait(atlassian_site, atlassian_client):
            task = atlassian_site.add("jira", duration=0.5)

            assert atlassian_client.wait(task.ref, timeout=60).is_success
            assert len(atlassian_site.requests) < 5

        def test_async_wait(atlassian_site, atlassian_async_client):
            task = atlassian_site.add("jira", duration=0.5)

            assert asyncio.run(atlassian_async_client.wait(task.ref, timeout=60)).is_success
            assert len(atlassian_site.requests) < 5
    """

    run(tests, conftest=conftest).assert_outcomes(passed=2)


def test_pytest_tells_what_each_is(run: Run) -> None:
    told = run("", "--fixtures")

    told.stdout.fnmatch_lines(
        [
            "atlassian_clock -- *",
            "atlassian_site -- *",
            "atlassian_client -- *",
            "atlassian_async_client -- *",
            "atlassian_server -- *",
        ]
    )
    told.stdout.no_fnmatch_line("*no docstring available*")
