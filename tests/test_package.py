"""What users install: the wheel, the sdist, and the locks that the tools come from."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.spec_files import ROOT
from tests.drift.test_since import git

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ROOT / ".ci" / "locks"
PINNED = re.compile(
    r"^(\S+)==([^\s;]+)(?: ; .*)? \\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", re.MULTILINE
)


def build(folder: Path, **environment: str) -> list[Path]:
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}
    subprocess.run(command, cwd=ROOT, env=clean | environment, check=True, capture_output=True)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    wheel, sdist = build(tmp_path_factory.mktemp("dist"))
    return wheel, sdist


def metadata(wheel: Path) -> email.message.Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return email.message_from_string(archive.read(name).decode())


def test_the_wheel_alone_brings_httpx_attrs_and_anyio(packages: tuple[Path, Path]) -> None:
    needs = [Requirement(line) for line in metadata(packages[0]).get_all("Requires-Dist", [])]

    assert {need.name for need in needs if need.marker is None} == {"anyio", "attrs", "httpx"}
    assert all("extra" in str(need.marker) for need in needs if need.marker)


def test_the_wheel_holds_the_packages_and_nothing_else(packages: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packages[0]) as archive:
        names = archive.namelist()

    sources = [
        Path(folder) for folder in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    ]
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        source.name for source in sources
    }
    assert {f"{source.name}/py.typed" for source in sources if source.suffix == ""} <= set(names)


def test_pytest_and_the_shell_find_what_they_call(packages: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packages[0]) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("/entry_points.txt"))
        told = archive.read(name).decode()

    assert "[console_scripts]\natlassian-tasks = atlassian_tasks_command:main\n" in told
    assert "[pytest11]\npytest_atlassian_tasks = pytest_atlassian_tasks\n" in told


def test_a_package_can_be_built_from_the_sdist(packages: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(packages[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(command, cwd=unpacked, check=True, capture_output=True)

    (wheel,) = (unpacked / "dist").iterdir()
    with zipfile.ZipFile(wheel) as again, zipfile.ZipFile(packages[0]) as first:
        assert sorted(again.namelist()) == sorted(first.namelist())
    assert metadata(wheel).get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_repository_that_builds_names_itself(tmp_path: Path) -> None:
    wheel, _ = build(tmp_path, GITHUB_SERVER_URL="https://git.example", GITHUB_REPOSITORY="a/b")

    told = metadata(wheel)
    home = "https://git.example/a/b"
    assert f"Issues, {home}/issues" in told.get_all("Project-URL", [])
    text = str(told.get_payload())
    assert f"]({home}/blob/HEAD/CONTRIBUTING.md)" in text
    assert not re.search(r"\]\((?!https?:|#)", text)


def pinned(lock: Path) -> Iterator[tuple[str, str]]:
    text = lock.read_text(encoding="utf-8")
    found = list(PINNED.finditer(text))

    assert len(found) == len(re.findall(r"^\S+==", text, re.MULTILINE)), "each pin has its hashes"
    for pin in found:
        yield canonicalize_name(pin[1]), pin[2]


@pytest.mark.parametrize("group", [path.stem for path in sorted(LOCKS.iterdir())])
def test_a_lock_fits_its_group(group: str) -> None:
    wanted = [Requirement(line) for line in PROJECT["dependency-groups"][group]]
    if group == "dev":
        project = PROJECT["project"]
        wanted += map(
            Requirement, project["dependencies"] + project["optional-dependencies"]["cli"]
        )

    versions = dict(pinned(LOCKS / f"{group}.txt"))
    for need in wanted:
        assert need.specifier.contains(versions[canonicalize_name(need.name)]), need


def test_locks_agree_with_each_other() -> None:
    dev = set(pinned(LOCKS / "dev.txt"))
    names = {name for name, _ in dev}

    for lock in LOCKS.iterdir():
        assert {pin for pin in pinned(lock) if pin[0] in names} <= dev, lock.name


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "notes").write_bytes((ROOT / ".ci" / "notes").read_bytes())
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 0.2.0\n\n- New.\n\n## 0.1.0\n\n- Old.\n"
    )
    git(tmp_path, "init", "--quiet")
    return tmp_path


def notes(checkout: Path, version: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(checkout / ".ci" / "notes"), version]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_release_is_told_in_the_words_of_the_changelog(checkout: Path) -> None:
    assert notes(checkout, "0.2.0").stdout.strip() == "- New."


def test_a_tag_that_is_not_the_version_is_refused(checkout: Path) -> None:
    done = notes(checkout, "0.1.0")

    assert done.returncode == 1
    assert "pyproject.toml" in done.stderr


def test_a_version_that_the_changelog_does_not_tell_of_is_refused(checkout: Path) -> None:
    (checkout / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- New.\n")
    done = notes(checkout, "0.2.0")

    assert done.returncode == 1
    assert "CHANGELOG.md" in done.stderr
