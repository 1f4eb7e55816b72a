"""The report as text, Markdown, JSON, or annotations of a GitHub workflow.

JSON: `{old, new, code, impacts, changes, elsewhere}`, with `impacts` of `{kind, what, todo,
operations, fields, facade}` and the other two of `{rule, level, operations, fields, old, new,
facade}`. Everything is in it; the other formats cut long lists and count what is elsewhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import asdict, evolve

from scripts.drift.impacts import Impact, joined
from scripts.drift.report import Finding, Report
from scripts.drift.words import Level, happened, harmless, plain

_MOST = 8
_WIDEST = 200
_LINES = 30  # of a report in a pull request, if what is to do leaves room
_NOTHING = "Nothing changed that concerns us."
_ACCESS = "api-security"


def markdown(report: Report) -> str:
    """For a pull request: what to do first, then what changed."""
    lines = [f"## {_title(report)}", "", _headline(report), ""]
    for heading, box in (("To do", "[ ] "), ("What it does to us", "")):
        some = [one for one in report.impacts if bool(one.todo) == bool(box)]
        lines += [f"### {heading}"] if some else []
        lines += [f"- {box}**{one.title}** — {harmless(_impact(one) + _todo(one))}" for one in some]
        lines += [""] if some else []
    room = _LINES - len(lines) - 2 - bool(report.elsewhere)
    if report.findings:
        told = _findings(report, room)
        lines += ["### What changed", *(f"- {harmless(line)}" for line in told), ""]
    return "\n".join([*lines, *_elsewhere(report)]).rstrip() + "\n"


def _todo(one: Impact) -> str:
    return f". {one.todo}" if one.todo else ""


def text(report: Report) -> str:
    lines = [_title(report), _headline(report)]
    for one in report.impacts:
        lines.append(f"  {one.title}: {_impact(one)}")
        lines += [f"    to do: {one.todo}"] if one.todo else []
    lines += [f"  {line}" for line in _findings(report, len(report.findings))] + _elsewhere(report)
    return "".join(f"{line}\n".replace("`", "").replace("**", "") for line in lines)


def github(report: Report) -> str:
    """Workflow commands: one for each impact, and for each change that is more than additive."""
    lines = []
    for one in report.impacts:
        level = "error" if one.kind.is_breaking else "warning" if one.todo else "notice"
        lines.append(_command(level, one.title, f"{_impact(one)}\n{one.todo}".strip()))
    for found in report.findings:
        if found.level > Level.ADDITIVE:
            level = "error" if found.level is Level.BREAKING else "warning"
            lines.append(_command(level, found.rule, _finding(found)))
    return "".join(f"{line}\n" for line in lines)


def as_json(report: Report) -> str:
    """For programs; see the module for its shape."""
    told = {
        "old": report.old,
        "new": report.new,
        "code": report.code,
        "impacts": [_as_dict(one, "heading") for one in report.impacts],
        "changes": [_as_dict(one, "kind") for one in report.findings],
        "elsewhere": [_as_dict(one, "kind") for one in report.elsewhere],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _as_dict(one: Finding | Impact, without: str) -> dict[str, object]:
    told = {name: value for name, value in asdict(one).items() if name != without}
    return told | ({"level": str(told["level"])} if "level" in told else {})


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": text,
    "markdown": markdown,
    "json": as_json,
    "github": github,
}


def _title(report: Report) -> str:
    same = report.old if report.old == report.new else "documents"
    sources = ", ".join(report.sources) or plain(same)
    names = f": {_code(report.old)} → {_code(report.new)}" if report.old != report.new else ""
    return f"Drift of {sources}{names}"


def _headline(report: Report) -> str:
    if not report.findings and not report.impacts:
        return _NOTHING
    titles = Counter(one.title for one in report.impacts)
    told = [f"{title} ({number})" for title, number in titles.items()]
    return (
        f"The contract: {_counts(report.findings) or 'no change'}. "
        f"Us: {', '.join(told) or 'no effect'}."
    )


def _counts(findings: Iterable[Finding]) -> str:
    counts = Counter(one.level for one in findings)
    told = [f"{counts[level]} {level}" for level in sorted(counts, reverse=True)]
    return ", ".join(f"**{one}**" if one.endswith(str(Level.BREAKING)) else one for one in told)


def _impact(one: Impact) -> str:
    """What it is about, what happens to it, and every other name that is concerned."""
    about = one.fields or one.operations
    known = {*about, *(f"start({name})" for name in one.operations)}
    names = [name for name in (*one.operations, *one.facade) if name not in known]
    return f"{_some(about)}: {one.what}{' · ' + _some(names) if names else ''}"


def _findings(report: Report, room: int) -> list[str]:
    """A line for each finding, for what is alike where there is no room; access is told once."""
    shown = [one for one in report.findings if not one.rule.startswith(_ACCESS)]
    access = [one for one in report.findings if one.rule.startswith(_ACCESS)]
    lines: list[str] = []
    for likeness in (id, _of_a_kind, _of_a_level):
        alike: dict[object, list[Finding]] = {}
        for one in shown:
            alike.setdefault(likeness(one), []).append(one)
        lines = [_together(some) for some in alike.values()]
        if len(lines) + bool(access) <= room:
            break
    if access:
        told = _listed(f"{_phrase(one)} at {_some(one.fields)}" for one in access)
        whose = _some(joined(one.operations for one in access))
        lines.append(f"{Level.ADDITIVE} access: {told} · {whose}")
    return lines


def _of_a_kind(one: Finding) -> object:
    values = (one.old, one.new) if one.level is not Level.ADDITIVE else ()
    return one.level, one.direction, one.kind, values


def _of_a_level(one: Finding) -> object:
    return (one.level, one.direction) if one.level is Level.ADDITIVE else _of_a_kind(one)


def _together(found: Sequence[Finding]) -> str:
    """Changes that are alike on a line, each with its value."""
    first = found[0]
    if len(found) == 1:
        return _finding(first)
    if any(one.kind != first.kind for one in found):
        told = _listed(f"{_some(one.fields or one.operations)} {_phrase(one)}" for one in found)
        return f"{_level(first)} {first.direction}: {told}"
    told = _listed(
        f"{_some(one.fields or one.operations)}{f' {_code(value)}' if value else ''}"
        for one in found
        for value in [one.new or one.old]
    )
    of_all = _phrase(evolve(first, old="", new=""))
    return f"{_level(first)} {first.direction} {of_all}: {told} · {first.rule}"


def _listed(told: Iterable[str]) -> str:
    known = list(dict.fromkeys(told))
    more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return f"{'; '.join(known[:_MOST])}{more}"


def _level(one: Finding) -> str:
    return f"**{one.level}**" if one.level is Level.BREAKING else str(one.level)


def _finding(one: Finding) -> str:
    """How grave, which fields, what happened, of which operations, read as which names."""
    fields = f"{one.direction} {_some(one.fields)}: ".lstrip() if one.fields else ""
    told = f"{fields}{_phrase(one)}"
    names = f" · {_some(one.facade)}" if one.facade else ""
    whose = f" · {_some(one.operations)}" if one.operations else ""
    return f"{_level(one)} {told}{whose}{names} · {one.rule}"


def _phrase(one: Finding) -> str:
    return happened(one.kind, one.old, one.new, brief=False)


def _some(names: Iterable[str]) -> str:
    known = list(names)
    more = len(known) - _MOST
    shown = ", ".join(_code(name) for name in known[:_MOST])
    return f"{shown} and {more} more" if more > 0 else shown


def _code(name: str) -> str:
    told = plain(name)[:_WIDEST] or '""'
    return f"`{told}`"


def _elsewhere(report: Report) -> list[str]:
    if not report.elsewhere:
        return []
    count = len({name for one in report.elsewhere for name in one.operations})
    counts = _counts(report.elsewhere).replace("**", "")
    where = f"in {count} operation{'s' if count > 1 else ''}"
    listing = "`.venv/bin/python -m scripts.drift OLD NEW --all` lists it."
    return [f"Beside what we use, {where}: {counts}. {listing}"]


def _command(level: str, title: str, message: str) -> str:
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    named = plain(title).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{level} title={named}::{escaped}"
