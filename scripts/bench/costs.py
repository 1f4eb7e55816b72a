"""What importing costs, and the spec pipeline, each beside another tool if there is one.

httpx imports rich and click for its command line where they are installed, as with our extra `cli`;
without them it is faster, and so is measured both ways, each in an interpreter of its own. Both
sides find their bytecode, as installed packages do, whatever PYTHONDONTWRITEBYTECODE says here.

Slicing and comparing is measured with Atlassian's newest two documents, where they lie beside this
repository, and beside redocly, where it is on PATH. No file is changed.
"""

import gzip
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from scripts.bench import Figure, Section, compare, seconds
from scripts.drift.curating import read_knowledge
from scripts.drift.outline import outline
from scripts.drift.reading import read_openapi
from scripts.drift.report import report
from scripts.slicing import slice_there
from scripts.spec_files import ROOT, SPEC

DOCUMENTS = ROOT.parent / "shared" / "upstream"
_KEY = "jira-v3"
_IMPORTS, _RUNS = 15, 3
_HIDE = "sys.modules['rich'] = sys.modules['click'] = None"


def importing(blocks: int = _IMPORTS) -> Section:
    """Import in fresh interpreters, in turn."""
    sides = {"with rich and click": "", "without them": _HIDE}
    figures = [_import(what, before, blocks) for what, before in sides.items()]
    return Section("`import atlassian_tasks` ÷ `import httpx`", figures)


def _import(what: str, before: str, blocks: int) -> Figure:
    def measured(module: str, bytecode: str) -> float:
        code = f"import sys\n{before}\nfrom time import perf_counter as now\nbegun = now()\n"
        code += f"import {module}\nprint(now() - begun)"
        fresh = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        return float(_run(sys.executable, "-c", code, **fresh))

    with TemporaryDirectory() as bytecode:
        ours, other = (partial(measured, name, bytecode) for name in ("atlassian_tasks", "httpx"))
        ours()  # compiles for both
        return compare(what, ours, other, blocks=blocks, unit="ms", ratio_target=1.35)


def building(runs: int = _RUNS) -> Section:
    """Time `make spec` and `make generate`, in fresh interpreters."""
    with TemporaryDirectory() as folder:
        sides = {
            "make spec": (1, ("build_spec", "--check")),
            "make generate": (3, ("generate_client", "--into", folder)),
        }
        figures = [
            Figure(what, median(_script(*words) for _ in range(runs)), "s", target=target)
            for what, (target, words) in sides.items()
        ]
    return Section("the spec pipeline", figures)


def drift(documents: Path = DOCUMENTS) -> Section:
    """Slice and compare the newest two documents; do the whole of `make upstream --from`."""
    dated = sorted((documents / _KEY).glob("*.json.gz"))[-2:]
    if len(dated) < 2:
        return Section("drift", lines=["Atlassian's documents are not beside this repository"])
    with TemporaryDirectory() as folder:
        unpacked = [Path(folder, path.name.removesuffix(".gz")) for path in dated]
        for path, packed in zip(unpacked, dated, strict=True):
            path.write_bytes(gzip.decompress(packed.read_bytes()))
        spec = Path(shutil.copytree(SPEC, Path(folder, "spec")))
        refresh = _script("upstream", "--from", str(documents), "--spec", str(spec))
        figures = [_compare_two(unpacked), Figure("make upstream --from", refresh, "s", target=10)]
    return Section("drift", figures)


def _compare_two(documents: list[Path]) -> Figure:
    known = read_knowledge(SPEC)
    source = next(one for one in known.sources if one.key == _KEY)

    def ours() -> None:
        before, after = (outline(_KEY, read_openapi(path), known.sources) for path in documents)
        slice_there(after.document, source)
        report(before, after, known)

    what = f"slice and compare two documents of {documents[1].stat().st_size / 1e6:.1f} MB"
    if not (redocly := shutil.which("redocly")):
        return Figure(what, median(seconds(ours) for _ in range(_RUNS)), "s", target=0.5)
    words = (redocly, "diff", *map(str, documents), "--format", "json", "--fail-on", "none")
    return compare(
        f"{what} (beside redocly diff)",
        lambda: seconds(ours),
        lambda: seconds(lambda: _run(*words, REDOCLY_TELEMETRY="off")),
        blocks=_RUNS,
        target=0.5,
    )


def _script(name: str, *words: str) -> float:
    return seconds(lambda: _run(sys.executable, "-m", f"scripts.{name}", *words))


def _run(*command: str, **environment: str) -> str:
    """Run a program; what it prints."""
    done = subprocess.run(  # noqa: S603
        command,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
