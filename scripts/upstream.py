"""Everything that a change upstream asks for, in one go: `python -m scripts.upstream`.

Fetch the documents, slice them, keep what starts tasks and is not taken, build the curated spec,
generate the client, and say what changed for whom and what to do next. `--from DIR` does the same
offline. A document that is trouble stops no other: of it everything stays as it was. Exit: 0 done,
1 there is something to do first, 3 trouble.
"""

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from scripts import build_spec, generate_client
from scripts.documents import check, check_names
from scripts.drift.formats import FORMATS
from scripts.drift.impacts import Kind, gathered
from scripts.drift.outline import follow_prefix, outline
from scripts.drift.report import Report, report
from scripts.drift.starters import news, untaken
from scripts.fetch_upstream import Document, fetch
from scripts.knowledge import LOCK, UNTAKEN, Knowledge, Source, read_built, read_knowledge
from scripts.slicing import slice_there
from scripts.spec_files import (
    SPEC,
    Misfits,
    about,
    current,
    parse_json,
    publish,
    replace,
    run,
    to_json,
    to_yaml,
)
from scripts.texts import harmless, quiet

_LONGEST = 60_000  # characters: GitHub takes 65,536 for a pull request's body
_EMPTY: dict[str, Any] = {"openapi": "3.0.3", "info": {}, "paths": {}}
_TAKEN = "Which document each slice was taken from. Written by scripts.upstream."
_LEFT = "What starts a task or looks at one and is not taken. Written by scripts.upstream."
_STOPPED = "To do first: the build stopped; the curated spec and the client are as they were."
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
class Taken:
    """What one document brought: slice and lock entry, what is not taken, and the news."""

    sliced: bytes
    entry: dict[str, str]
    untaken: dict[str, str]
    report: Report


@frozen
class Outcome:
    """What the run came to: reports, if any slice is new, what stopped the build, and trouble."""

    reports: tuple[Report, ...]
    is_new: bool
    stopped: Sequence[str]
    trouble: Sequence[str]

    def told(self, form: str) -> str:
        """The whole as text or Markdown; what stopped the build comes first."""
        bullet = "- [ ]" if form == "markdown" else "  -"
        changes = [FORMATS[form](one) for one in self.reports if one.findings or one.impacts]
        parts: list[str] = []
        if self.stopped:
            then = f"\nThen `make spec generate`{', and what is below' if changes else ''}.\n"
            parts.append(_listed(_STOPPED, bullet, self.stopped) + then)
        if self.trouble:
            parts.append(_listed("Trouble; all else was looked at:", bullet, self.trouble))
        parts += changes
        if self.stopped:
            parts += [_EXIT] if form == "text" and not self.trouble else []
        elif self.is_new:
            parts += (
                [_REVIEW] if changes else ["Nothing changed upstream that concerns us.\n", _REVIEW]
            )
        else:
            parts.append(_NOTHING)
        return "\n".join(parts)


def _listed(heading: str, bullet: str, sentences: Sequence[str]) -> str:
    """A list in which what a document says is data: no mention, link, HTML or line of its own."""
    told = (harmless(one) if bullet[0] == "-" else quiet(one) for one in sentences)
    return f"{heading}\n\n" + "".join(f"{bullet} {one}\n" for one in told)


def _untold(report: Report, lacking: Sequence[str]) -> Report:
    """The report without what the build tells: what to do about a loss, or failed deviations."""
    impacts = [
        evolve(one, todo="") if one.kind is Kind.LOST else one
        for one in report.impacts
        if lacking or one.kind is not Kind.STALE
    ]
    return evolve(report, impacts=tuple(impacts))


def main(argv: Sequence[str] | None = None) -> int:
    """Refresh everything that is made from upstream's documents, and report."""
    parser = argparse.ArgumentParser(prog="python -m scripts.upstream", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, help="take documents from this folder")
    parser.add_argument("--report", type=Path, help="write the report here too, as Markdown")
    parser.add_argument("--trouble", type=Path, help="write here what was trouble, if anything was")
    parser.add_argument("--check", action="store_true", help="write nothing, say what would change")
    parser.add_argument("--spec", type=Path, default=SPEC, help=argparse.SUPPRESS)
    parser.add_argument("--no-client", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return run(lambda: _refresh(options))


def _refresh(options: argparse.Namespace) -> int:
    known, lacking, trouble = read_knowledge(options.spec), Misfits(), Misfits()
    taken: dict[str, Taken] = {}
    for source in known.sources:
        if one := trouble.gather(partial(_take, options, source, known, lacking)):
            taken[source.key] = one
    files = files_of(options.spec, known.sources, taken)
    if options.check:
        trouble.note(*lacking.sentences)
        trouble.refuse()
        return publish(files, check=True, remedy="run `make upstream` and review the difference")
    is_new = any(current(path) != new for path, new in files.items())
    publish(files, check=False, remedy="")
    outcome = Outcome(
        tuple(_untold(one.report, lacking.sentences) for one in taken.values()),
        is_new,
        _built(options, lacking.sentences),
        trouble.sentences,
    )
    _tell(outcome, options)
    told = chain.from_iterable(one.impacts for one in outcome.reports)
    is_asked = any(one.todo and one.kind in (Kind.STARTER, Kind.LOOK) for one in told)
    return 3 if outcome.trouble else 1 if outcome.stopped or is_asked else 0


def _take(options: argparse.Namespace, source: Source, known: Knowledge, lacking: Misfits) -> Taken:
    """Read one document; what it lacks of what we take is noted."""
    key, document = source.key, fetch(source, options.folder)
    parsed = parse_json(document.content, f"the {key} document")
    kept, new = current(options.spec / "upstream" / f"{key}.json"), _EMPTY
    with about(key):
        check(parsed)
        check_names(parsed, source)
        before = outline(key, parse_json(kept, "its slice") if kept else _EMPTY, known.sources)
        left = untaken(follow_prefix(before, outline(key, parsed, known.sources)))
        asked = (one for one in news([key], left, known) if one.todo)
        if source.operations:
            sliced = slice_there(parsed, source)
            lacking.note(*(f"{key} {told}" for told in sliced.lacking.values()))
            new = sliced.document
        after = outline(key, new, known.sources)
        found = report(before if kept else after, after, known)
    content = to_json(new)
    found = evolve(found, impacts=gathered([*found.impacts, *asked]))
    return Taken(content, _entry(parsed, document, content), left, found)


def _entry(parsed: Any, document: Document, sliced: bytes) -> dict[str, str]:
    info = parsed.get("info")
    return {
        "url": document.url,
        "date": document.date,
        "version": str(info.get("version", "")) if isinstance(info, dict) else "",
        "document": hashlib.sha256(document.content).hexdigest(),
        "slice": hashlib.sha256(sliced).hexdigest(),
    }


def files_of(
    spec: Path, sources: Sequence[Source], taken: Mapping[str, Taken]
) -> dict[Path, bytes]:
    """The files to write: slices, their lock, and what is not taken.

    Upstream's documents change daily: a source's entry in the lock moves when its slice did. What
    could not be taken stays as it is.
    """
    lock, left = read_built(spec / LOCK), read_built(spec / UNTAKEN)
    files: dict[Path, bytes] = {}
    for source in sources:
        if not (one := taken.get(source.key)):
            continue
        left[source.key] = one.untaken
        if not source.operations:
            continue
        files[spec / "upstream" / f"{source.key}.json"] = one.sliced
        if lock.get(source.key, {}).get("slice") != one.entry["slice"]:
            lock[source.key] = one.entry
    files[spec / LOCK] = to_yaml(_of(sources, lock), _TAKEN)
    files[spec / UNTAKEN] = to_yaml(_of(sources, left), _LEFT, width=1000)
    return files


def _of(sources: Sequence[Source], entries: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of sources, in their order, without what is empty."""
    return {one.key: entries[one.key] for one in sources if entries.get(one.key)}


def _built(options: argparse.Namespace, lacking: Sequence[str]) -> Sequence[str]:
    """Build the spec and the client; what stopped that, if anything did."""
    if lacking:
        return lacking
    stopped = Misfits()
    if spec := stopped.gather(lambda: build_spec.curated(options.spec)):
        replace(spec)
        if not options.no_client:
            into = options.spec.parent / generate_client.INTO.name
            replace(stopped.gather(lambda: generate_client.client(options.spec, into)) or {})
    return stopped.sentences


def _tell(outcome: Outcome, options: argparse.Namespace) -> None:
    print(outcome.told("text"), end="")
    if options.report:
        told = outcome.told("markdown")
        cut = told if len(told) <= _LONGEST else told[:_LONGEST] + _CUT
        options.report.write_text(cut, encoding="utf-8")
    if options.trouble and outcome.trouble:
        told = _listed("It could not take everything in:", "-", outcome.trouble)
        options.trouble.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
