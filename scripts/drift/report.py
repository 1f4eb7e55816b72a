"""The whole report as values: what changed, what it does to us, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift import impacts
from scripts.drift.asking import Probe
from scripts.drift.comparing import compare, compare_servers
from scripts.drift.curating import Curated, Mended, Prose, curate, told
from scripts.drift.impacts import Impact, Kind, gathered, joined
from scripts.drift.judging import Judge, Kept, hand_over_impacts
from scripts.drift.outline import follow_prefix, key_of
from scripts.drift.rules import Level, operation_level
from scripts.drift.starters import answers, starters
from scripts.drift.words import Places, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scripts.deviations import Deviation
    from scripts.drift.comparing import Change
    from scripts.drift.outline import Moved, Outline
    from scripts.drift.starters import Silence
    from scripts.sources import Source


_SERVER, _PREFIX = "server-changed", "path-prefix-moved"
# Of no consequence, and often of many fields at once: told in one line.
_QUIET = ("additional-properties-", "default-value-", "deprecated", "reactivated")


@frozen
class Knowledge:
    """What we know about ourselves: sources.yaml, deviations.yaml, starters.yaml, prose.yaml.

    `deviations_then` are those that the older document was curated with, if they were others.
    """

    sources: tuple[Source, ...]
    deviations: tuple[Deviation, ...]
    silences: tuple[Silence, ...]
    prose: Prose
    deviations_then: tuple[Deviation, ...] | None = None


@frozen
class Finding:
    """Changes of one rule that say the same, of as many operations and fields as have them."""

    rule: str
    kind: str
    level: Level
    operations: tuple[str, ...]
    fields: tuple[str, ...]
    old: str
    new: str
    facade: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """Whether it is of what is sent, or of what is answered."""
        if self.rule.startswith(("request", "new-")):
            return "sent"
        return "answered" if self.rule.startswith("response") or "-response-" in self.rule else ""


@frozen
class Report:
    """`findings` are what concerns us; `elsewhere` is what is in operations that we do not take.

    What a start answers beside its task is elsewhere too.
    """

    old: str
    new: str
    sources: tuple[str, ...]
    impacts: tuple[Impact, ...]
    findings: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]

    @property
    def code(self) -> int:
        """2 if something breaks, 1 if somebody has to look, 0 if nothing is to be done."""
        worst = max((one.level for one in self.findings), default=Level.ADDITIVE)
        if worst is Level.BREAKING or any(one.kind.is_breaking for one in self.impacts):
            return 2
        return 1 if self.findings or self.impacts else 0


def report(old: Outline, new: Outline, known: Knowledge, *, everything: bool = False) -> Report:
    """Compare two documents. Without any operation of ours, or on demand, all operations count."""
    new, moved = follow_prefix(old, new)
    places = Places(known.sources, known.deviations)
    changes = tuple(one for one in compare(old, new) if not places.is_opaque(one))
    probe = Probe(old, new)
    counts_all = everything or not (old.sources or new.sources)
    ours = [one for one in changes if counts_all or _counts(one, (old, new), probe)]
    others = [one for one in changes if not (counts_all or _counts(one, (old, new), probe))]
    return Report(
        old.name,
        new.name,
        tuple(dict.fromkeys(one.key for one in (*old.sources, *new.sources))),
        gathered(
            [
                *_moved(moved),
                *_impacts(old, new, known, (probe, places), changes),
            ]
        ),
        (*_server(old, new), *_prefix(moved), *_findings(ours, places, probe)),
        tuple(_findings(others, places, probe)),
    )


def _counts(change: Change, documents: Iterable[Outline], probe: Probe) -> bool:
    """Whether a change concerns us: of the answer to a start, only how it names the task does."""
    endpoint = change.endpoint
    is_body = change.is_success and change.steps and endpoint.method != "GET"
    if not change.is_ours or not is_body or probe.reader(endpoint):
        return change.is_ours
    key = key_of(endpoint.method, endpoint.path)
    ways = [answers(one, one.endpoints[key]) for one in documents if key in one.endpoints]
    return any(change.steps[0] in way.names for way in ways)


def _impacts(
    old: Outline,
    new: Outline,
    known: Knowledge,
    asked: tuple[Probe, Places],
    changes: Sequence[Change],
) -> Iterator[Impact]:
    before, after = _pair(old, new, known)
    then = evolve(known, deviations=known.deviations_then or known.deviations)
    was, became = _pair(old, new, then) if then.deviations != known.deviations else (before, after)
    mended = Mended(was, became, known.sources, asked[1])
    kept = Kept(after, mended, known.prose)
    yield from Judge((old, new), *asked, kept).impacts(changes)
    yield from _stale(before, after)
    yield from hand_over_impacts(old, new, tuple(starters(new, known.sources, known.silences)))


def _pair(
    old: Outline, new: Outline, known: Knowledge
) -> tuple[dict[str, Curated], dict[str, Curated]]:
    """What is curated of two documents; of the older one only where some deviation does not fit."""
    after = {} if new.is_moved else _curated(new, known)
    return _curated(old, known) if any(one.misfits for one in after.values()) else {}, after


def _curated(outline: Outline, known: Knowledge) -> dict[str, Curated]:
    """A curated spec of several sources has its deviations already."""
    if len(outline.sources) != 1:
        return {}
    found = curate(outline, outline.sources[0], known.deviations)
    return {outline.sources[0].key: found} if found else {}


def _stale(before: Mapping[str, Curated], after: Mapping[str, Curated]) -> Iterator[Impact]:
    """Deviations that fitted the older document and do not fit the newer one, each once."""
    for key in before.keys() & after.keys():
        for name, fit in after[key].misfits.items():
            if name in before[key].misfits or name in before[key].without:
                continue
            if fit.is_superfluous:
                what = f"superfluous in `{key}`: upstream mended what it is for"
                yield Impact(Kind.STALE, what, impacts.SUPERFLUOUS, (), (name,))
            else:
                todo = impacts.RENEW if fit.failing else impacts.PARTLY_SUPERFLUOUS
                yield Impact(
                    Kind.STALE, f"does not fit `{key}` as a whole: {told(fit)}", todo, (), (name,)
                )


def _server(old: Outline, new: Outline) -> Iterator[Finding]:
    if servers := compare_servers(old, new):
        was, now = map(plain, servers)
        yield Finding(_SERVER, _SERVER, operation_level(_SERVER), (), ("servers",), was, now)


def _prefix(moved: Moved | None) -> Iterator[Finding]:
    if moved:
        level = operation_level(_PREFIX)
        yield Finding(_PREFIX, _PREFIX, level, moved.operations, (), moved.was, moved.now)


def _moved(moved: Moved | None) -> Iterator[Impact]:
    if moved:
        kind = Kind.MAPPING if moved.is_taken else Kind.LOST
        what = f"moved as a whole: `{plain(moved.was)}` → `{plain(moved.now)}`"
        yield Impact(kind, what, impacts.MOVED_ALL, moved.operations)


def _findings(changes: Iterable[Change], places: Places, probe: Probe) -> Iterator[Finding]:
    """Group by what happened to which field, then join fields that have all else in common."""
    by_field: dict[tuple[str, ...], list[Change]] = {}
    for one in changes:
        by_field.setdefault((one.rule, places.field(one), one.old, one.new), []).append(one)
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for (rule, field, old, new), some in by_field.items():
        is_quiet = some[0].kind.startswith(_QUIET)
        operations = joined([one.endpoint.label] for one in some)
        names = () if is_quiet else joined(map(probe.names, some))
        fields = (field,) if field else ()
        told = Finding(rule, some[0].kind, some[0].level, operations, fields, old, new, names)
        key = rule, () if is_quiet else operations, old, new
        alike.setdefault(key, []).append(told)
    found = [
        evolve(
            same[0],
            operations=joined(one.operations for one in same),
            fields=joined(one.fields for one in same),
            facade=joined(one.facade for one in same),
        )
        for same in alike.values()
    ]
    yield from sorted(found, key=lambda one: -one.level)
