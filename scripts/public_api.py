"""Our own API, kept: a change of it needs an entry in CHANGELOG.md. `python -m scripts.public_api`.

spec/public_api.txt has a line for each public name and its signature. With `--check` it is
compared with what the package offers; without, it is written anew, but only once the changelog's
newest section names everything that changed. Exit: 0 done, 1 there is something to do, 3 trouble.
"""

import argparse
import enum
import importlib
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts.spec_files import ROOT, SpecError, publish, read_content, run

MODULES = (
    "atlassian_tasks",
    "atlassian_tasks.errors",
    "atlassian_tasks.operations",
    "atlassian_tasks.simulator",
)
_PACKAGE = "atlassian_tasks"
_KEPT = "spec/public_api.txt"
_REMEDY = "run `.venv/bin/python -m scripts.public_api`"
_PRIVATE = re.compile(r" at 0x[0-9a-f]+|\batlassian_tasks(\.\w+)*\._\w+\.")  # where, not what


def main(argv: Sequence[str] | None = None) -> int:
    """Check, or write, the kept signatures."""
    parser = argparse.ArgumentParser(prog="python -m scripts.public_api", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, say what changed")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _keep(options.root, list(signatures(MODULES)), check=options.check))


def _keep(root: Path, now: list[str], *, check: bool) -> int:
    path = root / _KEPT
    changed = sorted({*now} ^ {*read_content(path).decode().splitlines()})
    for line in changed:
        print(f"{'+' if line in now else '-'} {line}", file=sys.stderr)
    if untold := sorted({name_of(line) for line in changed} - _told(root)):
        todo = f"add a CHANGELOG entry that names {', '.join(untold)}"
        print(f"the public API changed: {todo}", file=sys.stderr)
        return 1
    lines = "".join(f"{line}\n" for line in now)
    return publish({path: lines.encode()}, check=check, remedy=_REMEDY, base=root)


def name_of(line: str) -> str:
    """What a changelog entry has to name: the last part of a line's name."""
    name = re.split(r"[( =:]", line, maxsplit=1)[0].removesuffix(".__init__")
    return name.rpartition(".")[2]


def _told(root: Path) -> set[str]:
    """The words of the changelog's newest section."""
    sections = re.split(r"(?m)^## ", read_content(root / "CHANGELOG.md").decode())
    if len(sections) < 2:
        raise SpecError("CHANGELOG.md has no section, such as `## Unreleased`")
    return set(re.findall(r"\w+", sections[1]))


def signatures(modules: Iterable[str]) -> Iterator[str]:
    """A line for each name that these modules offer, and for each of its members."""
    for name in modules:
        module = importlib.import_module(name)
        for word in sorted(_offered(module)):
            yield from _lines(f"{name}.{word}", getattr(module, word))


def _offered(module: Any) -> Iterable[str]:
    """`__all__`, or what is defined in the module itself."""
    if hasattr(module, "__all__"):
        return [word for word in module.__all__ if not inspect.ismodule(getattr(module, word))]
    return [
        word
        for word, value in vars(module).items()
        if getattr(value, "__module__", None) == module.__name__ and not word.startswith("_")
    ]


def _lines(name: str, value: Any) -> Iterator[str]:
    if not inspect.isclass(value):
        yield f"{name}{_signature(value)}" if callable(value) else f"{name}: {type(value).__name__}"
        return
    bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
    yield f"{name}({bases})" if bases else f"{name}"
    if issubclass(value, enum.Enum):
        yield from (f"{name}.{member.name} = {member.value!r}" for member in value)
    for word, member in sorted(_members(value).items()):
        if word.startswith("_") and word != "__init__":
            continue
        if isinstance(member, property):
            yield f"{name}.{word}: property"
        elif callable(getattr(value, word, None)):
            yield f"{name}.{word}{_signature(getattr(value, word))}"
        elif not isinstance(member, enum.Enum):
            yield f"{name}.{word}: attribute"


def _members(value: type) -> dict[str, Any]:
    """What a class has from our package, inherited or not."""
    members: dict[str, Any] = {}
    for base in reversed(value.__mro__):
        if base.__module__.startswith(_PACKAGE):
            members |= vars(base)
    return members


def _signature(value: Any) -> str:
    return _PRIVATE.sub("", str(inspect.signature(value)))


if __name__ == "__main__":
    sys.exit(main())
