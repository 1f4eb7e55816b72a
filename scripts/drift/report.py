"""The whole report as values: what changed, what it does to us, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from scripts.documents import read_openapi
from scripts.drift import impacts
from scripts.drift.asking import Probe
from scripts.drift.comparing import Change, compare, compare_servers
from scripts.drift.curating import Pair
from scripts.drift.impacts import Impact, Kind, gathered, grouped
from scripts.drift.judging import Judge
from scripts.drift.outline import Outline, Places, follow_prefix, outline
from scripts.drift.starters import asked, names_in_answer
from scripts.drift.words import Level, direction, operation_level
from scripts.knowledge import Knowledge
from scripts.spec_files import about
from scripts.texts import listed, plain

_SERVER, _PREFIX = "server-changed", "path-prefix-moved"
# Of no consequence, and often of many fields at once: told in one line.
_QUIET = ("additional-properties-", "default-value-", "deprecated", "reactivated")


@frozen
class Finding:
    """Changes of one rule that say the same, of as many operations and fields as have them."""

    rule: str
    kind: str
    level: Level
    operations: tuple[str, ...]
    fields: tuple[str, ...]
    old: str = ""
    new: str = ""
    facade: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        return direction(self.rule)


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


def compare_files(old: Path, new: Path, known: Knowledge, *, everything: bool = False) -> Report:
    """Read two documents and report on them; raises SpecError naming the one that is unsound."""
    before, after = (
        outline(Path(path.name.removesuffix(".gz")).stem, read_openapi(path), known.sources)
        for path in (old, new)
    )
    with about(f"{new.name} or {old.name}"):
        return report(before, after, known, everything=everything)


def report(old: Outline, new: Outline, known: Knowledge, *, everything: bool = False) -> Report:
    """Compare two documents. Without any operation of ours, or on demand, all operations count."""
    new = follow_prefix(old, new)
    places, probe = Places(known.sources, known.deviations), Probe(old, new)
    changes = tuple(one for one in compare(old, new) if not places.is_opaque(one))
    counts_all = everything or not (old.sources or new.sources)
    ours: dict[bool, list[Change]] = {True: [], False: []}
    for one in changes:
        ours[counts_all or _counts(one, (old, new), probe)].append(one)
    pair, once = Pair(old, new, known.deviations), known.deviations_then
    then = pair if once == known.deviations else Pair(old, new, once)
    judge = Judge(old, new, probe, places, pair, then, known.prose)
    told, found = _of_all(old, new)
    told += [*judge.impacts(changes), *pair.stale(), *asked(old, new, known)]
    return Report(
        old.name,
        new.name,
        tuple(dict.fromkeys(one.key for one in (*old.sources, *new.sources))),
        gathered(told),
        (*found, *_findings(ours[True], places, probe)),
        tuple(_findings(ours[False], places, probe)),
    )


def _counts(change: Change, documents: tuple[Outline, Outline], probe: Probe) -> bool:
    """Whether a change concerns us: of the answer to a start, only how it names the task does."""
    endpoint = change.endpoint
    is_body = change.is_success and change.steps and endpoint.method != "GET"
    if not endpoint.ours or not is_body or probe.reader(endpoint):
        return endpoint.ours is not None
    return any(change.steps[0] in names_in_answer(one, endpoint) for one in documents)


def _of_all(old: Outline, new: Outline) -> tuple[list[Impact], list[Finding]]:
    """What changed of all operations at once: the server, and the prefix of their paths."""
    told, found = list[Impact](), list[Finding]()
    if servers := compare_servers(old, new):
        level, (was, now) = operation_level(_SERVER), map(plain, servers)
        found.append(Finding(_SERVER, _SERVER, level, (), ("servers",), was, now))
    if moved := new.moved:
        level, names, way = operation_level(_PREFIX), moved.operations, (moved.was, moved.now)
        found.append(Finding(_PREFIX, _PREFIX, level, names, (), *way))
        kind = Kind.MAPPING if moved.is_taken else Kind.LOST
        what = f"moved as a whole: {listed(way, ' → ')}"
        told.append(Impact(kind, what, impacts.MOVED_ALL, names))
    return told, found


def _findings(changes: Iterable[Change], places: Places, probe: Probe) -> list[Finding]:
    """Group by what happened to which field, then join fields that have all else in common."""
    found: list[Finding] = []
    for one in changes:
        field = places.field(one)
        names = () if one.kind.startswith(_QUIET) else probe.names(one)
        told = (one.rule, one.kind, one.level, (one.endpoint.label,), (field,) if field else ())
        found.append(Finding(*told, one.old, one.new, names))

    def likeness(one: Finding) -> object:
        return one.rule, () if one.kind.startswith(_QUIET) else one.operations, one.old, one.new

    found = grouped(found, lambda one: (one.rule, one.fields, one.old, one.new))
    found = grouped(found, likeness)
    return sorted(found, key=lambda one: -one.level)
