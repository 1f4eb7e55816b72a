"""Everything that a change upstream asks for, in one go: `python -m scripts.upstream`.

Fetch the documents, slice them, build the curated spec, generate the client, and say what changed
for whom and what to do next. `--from DIR` does the same offline. Exit: 0 done, 1 done as far as
the build got, 3 trouble, and then nothing is written.
"""

from __future__ import annotations

import argparse
import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts import build_spec, fetch_upstream, generate_client
from scripts.drift.cli import read_knowledge
from scripts.drift.formats import FORMATS
from scripts.drift.impacts import Kind, gathered
from scripts.drift.judging import hand_over_impacts
from scripts.drift.outline import follow_prefix, outline
from scripts.drift.reading import check
from scripts.drift.report import Knowledge, Report, report
from scripts.drift.starters import starters
from scripts.misfits import Misfits
from scripts.spec_files import SPEC, SpecError, parse_json, publish, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scripts.drift.outline import Outline
    from scripts.fetch_upstream import Document

_LONGEST = 60_000  # characters: GitHub takes 65,536 for a pull request's body
_REVIEW = "Next: review `git diff spec generated`, do what is above, `make check test`.\n"
_NOTHING = (
    "Nothing changed since the slices here; what changed since main: "
    "`.venv/bin/python -m scripts.drift.since main`.\n"
)
_EXIT = "Exit 1 means that there is something to do first: what is listed at the top.\n"
_CUT = (
    "\n\nThe report is cut here; `.venv/bin/python -m scripts.drift.since main` shows all of it.\n"
)


@frozen
class Outcome:
    """What the run came to: a report for each source, and what stopped the build, if anything."""

    reports: tuple[Report, ...]
    written: tuple[str, ...]
    stopped: tuple[str, ...]

    def told(self, form: str) -> str:
        """The whole as text or Markdown; what stopped the build comes first."""
        reports = [_untold(one) for one in self.reports]
        parts = [FORMATS[form](one) for one in reports if one.findings or one.impacts]
        if self.stopped:
            first = self._first("- [ ]" if form == "markdown" else "  -", more=bool(parts))
            return "\n".join([first, *parts, *([_EXIT] if form == "text" else [])])
        if self.written:
            parts = parts or ["Nothing changed upstream that concerns us.\n"]
            return "\n".join([*parts, _REVIEW])
        return "\n".join([*parts, _NOTHING])

    def _first(self, bullet: str, *, more: bool) -> str:
        listed = "".join(f"{bullet} {one}\n" for one in self.stopped)
        return (
            "To do first: the build stopped; the curated spec and the client are as they were.\n\n"
            f"{listed}\nThen `make spec generate`{', and what is below' if more else ''}.\n"
        )


def _untold(report: Report) -> Report:
    """The report without what the build tells: failed deviations, and what to do about a loss."""
    impacts = [
        evolve(one, todo="") if one.kind is Kind.LOST else one
        for one in report.impacts
        if one.kind is not Kind.STALE
    ]
    return evolve(report, impacts=tuple(impacts))


def main(argv: Sequence[str] | None = None) -> int:
    """Refresh everything that is made from upstream's documents, and report."""
    parser = argparse.ArgumentParser(prog="python -m scripts.upstream", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, help="take documents from this folder")
    parser.add_argument("--report", type=Path, help="write the report here too, as Markdown")
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    parser.add_argument("--no-client", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _refresh(options))


def _refresh(options: argparse.Namespace) -> int:
    known = read_knowledge(options.spec)
    documents = fetch_upstream.documents(known.sources, options.folder)
    lacking = Misfits()
    reports, files = compare(options.spec, known, documents, lacking)
    written = tuple(path.name for path, new in files.items() if _content(path) != new)
    publish(files, check=False, remedy="")
    lost = lacking.sentences
    built = _stopped(lambda: run(lambda: build_spec.rebuild(options.spec, lacking=lost)))
    stopped = tuple(dict.fromkeys([*lost, *built]))
    if not stopped and not options.no_client:
        only_check = [] if options.spec == SPEC else ["--check"]
        stopped = _stopped(lambda: generate_client.main(only_check))
    outcome = Outcome(reports, written, stopped)
    print(outcome.told("text"), end="")
    if options.report:
        told = outcome.told("markdown")
        cut = told if len(told) <= _LONGEST else told[:_LONGEST] + _CUT
        options.report.write_text(cut, encoding="utf-8")
    return 1 if stopped else 0


def compare(
    spec: Path, known: Knowledge, documents: Mapping[str, Document], lacking: Misfits
) -> tuple[tuple[Report, ...], dict[Path, bytes]]:
    """What the documents change, source by source, and the files that take it in.

    What they lack is noted.
    """
    files = fetch_upstream.refreshed(spec, known.sources, documents, lacking)
    reports = []
    for source in known.sources:
        path = spec / "upstream" / f"{source.key}.json"
        new = parse_json(files[path], path.name)
        old = parse_json(content, path.name) if (content := _content(path)) else new
        before, after = (outline(source.key, one, known.sources) for one in (old, new))
        found = report(before, after, known)
        reports.append(_with_starters(found, before, (source.key, documents[source.key]), known))
    return tuple(reports), files


def _with_starters(
    found: Report, before: Outline, published: tuple[str, Document], known: Knowledge
) -> Report:
    """The report with what starts or looks at a task in the whole document and is not taken."""
    key, document = published
    content = parse_json(document.content, key)
    try:
        check(content)
    except SpecError as error:
        raise SpecError(f"{key} {error}") from error
    whole, _ = follow_prefix(before, outline(key, content, known.sources))
    unknown = [one for one in starters(whole, known.sources, known.silences) if not one.is_known]
    told = hand_over_impacts(before, whole, unknown)
    impacts = [one for one in told if one.kind in (Kind.STARTER, Kind.LOOK)]
    return evolve(found, impacts=gathered([*found.impacts, *impacts]))


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _stopped(work: Callable[[], int]) -> tuple[str, ...]:
    """What a step said when it stopped, a line each; nothing if it did not."""
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(io.StringIO()):
        code = work()
    lines = [line.removeprefix("error: ") for line in said.getvalue().splitlines()]
    return tuple(lines or [f"exit {code}"]) if code else ()


if __name__ == "__main__":
    sys.exit(main())
