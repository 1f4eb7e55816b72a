"""`.ci/propose`, which may write: real git against a bare origin, and a stand-in for `gh`.

The stand-in writes down what it was asked and answers from files; it knows no repository.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts.spec_files import ROOT
from tests.drift.test_since import git

ROBOT = "41898282+github-actions[bot]@users.noreply.github.com"
GH = """#!/bin/bash
words=""
for word in "$@"; do
  case "$last" in --body-file) cat "$word" > "$FOLDER/body";; esac
  words="$words $word"; last="$word"
done
echo "gh$words" >> "$FOLDER/calls"
case "$words" in
  *"api"*"/pulls"*"state=all"*) cat "$FOLDER/all" ;;
  *"api"*"/pulls"*"state=open"*) cat "$FOLDER/open" ;;
  *"api"*"/issues"*) cat "$FOLDER/issues" ;;
  *"pr create"*) exit "$(cat "$FOLDER/create")" ;;
esac
"""


class Site:
    """A checkout of main with an origin, and news to tell; `gh` answers what is set here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin, self.copy, self.news = (folder / one for one in ("origin", "copy", "news"))
        self.answers(open="", all="", issues="", create="0")
        (folder / "calls").touch()
        for path in (self.origin, self.copy / "spec/upstream", self.copy / "generated", self.news):
            path.mkdir(parents=True)
        (folder / "gh").write_text(GH)
        (folder / "gh").chmod(0o755)
        git(self.origin, "init", "--quiet", "--bare")
        git(self.copy, "init", "--quiet")
        git(self.copy, "remote", "add", "origin", str(self.origin))
        self.write("spec/upstream/one.json", "0")
        self.write("spec/upstream.lock.yaml", "date: 1")
        self.write("README.md", "ours")
        git(self.copy, "add", "--all")
        git(self.copy, "commit", "--quiet", "--message", "before")
        git(self.copy, "push", "--quiet", "origin", "HEAD:refs/heads/main")

    def answers(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / name).write_text(text)

    def write(self, name: str, text: str) -> None:
        (self.copy / name).write_text(f"{text}\n")

    def found(self, **files: str) -> None:
        """The news of a run: a report, and these files changed."""
        for name, text in files.items():
            self.write(
                {"slice": "spec/upstream/one.json", "lock": "spec/upstream.lock.yaml"}[name], text
            )
        git(self.copy, "add", "--all")
        (self.news / "changes.patch").write_text(self._diff())
        (self.news / "report.md").write_text("the report\n")
        git(self.copy, "reset", "--quiet", "--hard")

    def _diff(self) -> str:
        text = git(self.copy, "diff", "--cached", "--binary")
        return f"{text}\n" if text else ""

    def propose(self) -> list[str]:
        """Tell it, as the workflow does, and give back what `gh` was asked to do."""
        (self.folder / "calls").write_text("")
        done = subprocess.run(
            [str(ROOT / ".ci" / "propose"), str(self.news)],
            cwd=self.copy,
            env=os.environ
            | {
                "PATH": f"{self.folder}:{os.environ['PATH']}",
                "FOLDER": str(self.folder),
                "GITHUB_REPOSITORY": "acme/tasks",
                "GITHUB_RUN_ID": "7",
                "GIT_CONFIG_GLOBAL": os.devnull,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        git(self.copy, "checkout", "--quiet", "--detach", "origin-main")
        calls = (self.folder / "calls").read_text().splitlines()
        return [" ".join(one.split()[1:3]) for one in calls if not one.startswith("gh api")]

    @property
    def tip(self) -> str:
        return git(self.origin, "rev-parse", "--verify", "refs/heads/upstream")

    @property
    def body(self) -> str:
        return (self.folder / "body").read_text()

    def somebody(self, name: str, text: str, author: str = "a@b.example") -> str:
        """Somebody pushes to the robot's branch what an author wrote; returns its tip."""
        other = self.folder / "other"
        git(self.folder, "clone", "--quiet", "--branch", "upstream", str(self.origin), str(other))
        (other / name).write_text(f"{text}\n")
        committer = "a@b.example" if author == ROBOT else ROBOT
        git(other, "config", "user.name", "a")
        git(other, "add", "--all")
        git(
            other,
            "-c",
            f"user.email={committer}",
            "commit",
            "--quiet",
            "--message",
            "work",
            f"--author=a <{author}>",
        )
        git(other, "push", "--quiet", "origin", "HEAD:upstream")
        return self.tip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    git(made.copy, "branch", "origin-main")
    return made


def test_nothing_new_touches_nothing(site: Site) -> None:
    site.found()

    assert site.propose() == []
    assert git(site.origin, "branch", "--list", "upstream") == ""


def test_news_opens_one_pull_request(site: Site) -> None:
    site.found(slice="1", lock="date: 2")

    assert site.propose() == ["pr create"]
    assert site.body == "the report\n"
    assert git(site.origin, "show", "upstream:spec/upstream/one.json") == "1"
    assert git(site.origin, "log", "-1", "--format=%ae %ce", "upstream") == f"{ROBOT} {ROBOT}"
    assert git(site.origin, "show", "main:spec/upstream/one.json") == "0"


def test_more_news_replaces_what_the_robot_pushed(site: Site) -> None:
    site.found(slice="1")
    site.propose()
    site.found(slice="2")
    site.answers(open="12")

    assert site.propose() == ["pr edit"]
    assert git(site.origin, "show", "upstream:spec/upstream/one.json") == "2"
    assert git(site.origin, "rev-list", "--count", "main..upstream") == "1"


def test_the_same_news_leaves_branch_and_pull_request_alone(site: Site) -> None:
    site.found(slice="1", lock="date: 2")
    site.propose()
    tip = site.tip
    site.answers(all="12", open="12")
    site.found(slice="1", lock="date: 3")

    assert site.propose() == []
    assert site.tip == tip


def test_the_same_news_leaves_somebodys_work_alone_without_a_word(site: Site) -> None:
    site.found(slice="1")
    site.propose()
    tip = site.somebody("README.md", "mine")
    site.answers(all="12", open="12")

    assert site.propose() == []
    assert site.tip == tip


@pytest.mark.parametrize("author", ["a@b.example", ROBOT], ids=["written", "rebased"])
def test_more_news_leaves_somebodys_work_alone_and_says_so(site: Site, author: str) -> None:
    site.found(slice="1")
    site.propose()
    tip = site.somebody("README.md", "mine", author)
    site.answers(open="12")
    site.found(slice="2")

    assert site.propose() == ["issue create"]
    assert site.tip == tip
    assert "The branch `upstream` has somebody's commits, and there is more news" in site.body


def test_a_commit_of_the_robots_above_somebodys_hides_nothing(site: Site) -> None:
    site.found(slice="1")
    site.propose()
    site.somebody("README.md", "mine")
    other = site.folder / "other"
    (other / "README.md").write_text("robot\n")
    git(other, "add", "--all")
    git(other, "-c", f"user.email={ROBOT}", "commit", "--quiet", "--message", "above")
    git(other, "push", "--quiet", "origin", "HEAD:upstream")
    tip = site.tip
    site.found(slice="2")

    assert site.propose() == ["issue create"]
    assert site.tip == tip


def test_a_pull_request_that_could_not_be_opened_is_trouble_and_opened_later(site: Site) -> None:
    site.found(slice="1")
    site.answers(create="1")

    assert site.propose() == ["pr create", "issue create"]
    assert "see the settings in CONTRIBUTING.md" in site.body

    site.answers(create="0", issues="3")
    assert site.propose() == ["pr create", "issue close"]


def test_only_what_is_built_is_taken_from_the_news(site: Site) -> None:
    site.write("README.md", "theirs")
    site.found(slice="1")

    site.propose()
    assert git(site.origin, "show", "upstream:README.md") == "ours"


def test_pull_requests_are_looked_up_by_the_owner_of_their_branch(site: Site) -> None:
    site.found(slice="1")

    site.propose()
    calls = (site.folder / "calls").read_text()
    assert "repos/acme/tasks/pulls -f state=open -f per_page=100 -f head=acme:upstream" in calls


def test_trouble_opens_an_issue_beside_the_pull_request(site: Site) -> None:
    site.found(slice="1")
    (site.news / "trouble.md").write_text("- `jira-v2 answered 503`\n")

    assert site.propose() == ["pr create", "issue create"]
    assert site.body.startswith("- `jira-v2 answered 503`\n\nhttps://github.com/acme/tasks/actions")


def test_trouble_that_stays_updates_the_issue_and_its_end_closes_it(site: Site) -> None:
    site.found()
    site.answers(issues="3")
    (site.news / "trouble.md").write_text("- `jira-v2 answered 503`\n")

    assert site.propose() == ["issue edit"]
    (site.news / "trouble.md").unlink()
    assert site.propose() == ["issue close"]


def test_a_run_that_came_to_nothing_is_trouble(site: Site) -> None:
    assert site.propose() == ["issue create"]
    assert "The run failed before it had anything to report." in site.body


def test_a_branch_that_cannot_be_pushed_is_trouble(site: Site) -> None:
    hook = site.origin / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    site.found(slice="1")

    assert site.propose() == ["issue create"]
    assert "The branch `upstream` could not be pushed." in site.body
