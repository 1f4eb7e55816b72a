"""Change the core a little, in thousands of ways, and see which changes no test notices.

`make mutants [ONLY="waiting/pace.py kinds/*"] [SAMPLE=300]`; mutmut does the work, in a folder of
its own, as it wants sources under `src`. All of it takes hours; it goes on where it was stopped. A
sample tells the rate in half an hour. Both end in a line a module and the names of the survivors
(`mutmut show NAME` in .mutants shows one).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import chdir
from importlib import import_module
from pathlib import Path

from scripts.spec_files import ROOT

_FOLDER = ROOT / ".mutants"
_ROOMS = ("starting/*", "waiting/*", "wire/*", "kinds/*")
_TESTS = "tests/test_*.py"
# These are about what all of it does together, and take long, or know its types only.
_WHOLE = "readme|peers|bench|fork|types|kills|package"
_LINKED = ("tests", "generated", "scripts", "spec", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")
# What mutmut's children exit with; all else was noticed.
_SURVIVED, _UNTESTED, _NOT_RUN = (0,), (5, 33), (None, 2, 34)


def prepare(only: Sequence[str]) -> None:
    """Lay out the folder: links to what is here, and settings for these modules."""
    _FOLDER.mkdir(exist_ok=True)
    for name, target in {**dict.fromkeys(_LINKED), "src": "facade"}.items():
        link = _FOLDER / name
        if not link.is_symlink():
            link.symlink_to(ROOT / (target or name))
    usual = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tests = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(_TESTS))
    settings = {
        "source_paths": ["src/"],
        "only_mutate": [f"src/atlassian_tasks/{place}" for place in only],
        "also_copy": list(_LINKED),
        "pytest_add_cli_args_test_selection": [
            test for test in tests if not re.search(_WHOLE, test)
        ],
        # Many a mutant waits for ever.
        "pytest_add_cli_args": ["-x", "-q", "-p", "no:cacheprovider", "--timeout=30"],
        "track_dependencies": False,
    }
    told = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    text = usual.replace('".", "facade", "generated"', '".", "src", "generated"')
    (_FOLDER / "pyproject.toml").write_text(f"{text}\n[tool.mutmut]\n{told}\n", encoding="utf-8")


def sample(size: int, only: Sequence[str]) -> list[str]:
    """Name some mutants, drawn at random, and the same ones as long as the code is the same."""
    mutation = import_module("mutmut.mutation.file_mutation")  # installed for this script only
    naming = import_module("mutmut.utils.format_utils")
    with chdir(_FOLDER):
        names = [
            naming.get_mutant_name(path, name)
            for place in only
            for path in sorted(Path("src/atlassian_tasks").glob(place))
            if path.suffix == ".py"
            for name in mutation.mutate_file_contents(str(path), path.read_text()).mutant_names
        ]
    return random.Random(0).sample(names, min(size, len(names)))


def verdicts(names: Sequence[str]) -> Mapping[str, Mapping[str, int | None]]:
    """Read what became of each mutant, or of these, by module."""
    found = {}
    for path in sorted((_FOLDER / "mutants").rglob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        module = str(path.relative_to(_FOLDER / "mutants/src/atlassian_tasks"))
        told = {name: code for name, code in codes.items() if not names or name in names}
        found[module.removesuffix(".meta")] = told
    return found


def summary(found: Mapping[str, Mapping[str, int | None]]) -> str:
    """Write a line a module, and the survivors below."""
    lines, survivors, total = [], [], Counter[str]()
    for module, codes in found.items():
        run = {name: code for name, code in codes.items() if code not in _NOT_RUN}
        alive = sorted(name for name, code in run.items() if code in (*_SURVIVED, *_UNTESTED))
        if run:
            killed = len(run) - len(alive)
            lines.append(f"{module:32} {killed:5} of {len(run):5} killed, {killed / len(run):.1%}")
            survivors += alive
            total.update(killed=killed, run=len(run), left=len(codes) - len(run))
    if not total["run"]:
        return "no mutant was run"
    rate = total["killed"] / total["run"]
    lines.append(f"{'all':32} {total['killed']:5} of {total['run']:5} killed, {rate:.1%}")
    if total["left"]:
        lines.append(f"{total['left']} mutants were not run")
    return "\n".join([*lines, "", *survivors])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the mutants, or with --summary only say what is known of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("only", nargs="*", help=f"files of the package; {' '.join(_ROOMS)}")
    parser.add_argument("--sample", type=int, default=0, help="so many of them, drawn at random")
    parser.add_argument("--summary", action="store_true", help="run nothing")
    options = parser.parse_args(argv)
    only, code = options.only or _ROOMS, 0
    prepare(only)
    names = sample(options.sample, only) if options.sample else []
    if not options.summary:
        command = [str(Path(sys.executable).with_name("mutmut")), "run", *names]
        workers = ["--max-children", str(os.cpu_count() or 1)]
        code = subprocess.run([*command, *workers], cwd=_FOLDER, check=False).returncode
    print(summary(verdicts(names)))
    return code


if __name__ == "__main__":
    sys.exit(main())
