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
from scripts.drift.words import Level, happened
from scripts.texts import code, first, harmless, plain, some

_LINES = 30  # of a report in a pull request, if what is to do leaves room


def markdown(report: Report) -> str:
    """For a pull request: what to do first, then what changed."""
    lines = [f"## {_title(report)}", "", _headline(report), ""]
    for heading, box in (("To do", "[ ] "), ("What it does to us", "")):
        told = [one for one in report.impacts if bool(one.todo) == bool(box)]
        lines += [f"### {heading}"] if told else []
        for one in told:
            todo = f". {one.todo}" if one.todo else ""
            lines.append(f"- {box}**{one.title}** — {harmless(_impact(one) + todo)}")
        lines += [""] if told else []
    if report.findings:
        found = _findings(report, _LINES - len(lines) - 2 - bool(report.elsewhere))
        lines += ["### What changed", *(f"- {harmless(line)}" for line in found), ""]
    return "\n".join([*lines, *_elsewhere(report)]).rstrip() + "\n"


def text(report: Report) -> str:
    """For a terminal: all of it, without marks."""
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
            lines.append(_command(level, found.rule, _line([found])))
    return "".join(f"{line}\n" for line in lines)


def as_json(report: Report) -> str:
    """For programs; see the module for its shape."""
    told = {
        "old": report.old,
        "new": report.new,
        "code": report.code,
        "impacts": [_as_dict(one, "title") for one in report.impacts],
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
    if report.old == report.new:
        return f"Drift of {', '.join(report.sources) or plain(report.old)}"
    names = f"{code(report.old)} → {code(report.new)}"
    return f"Drift of {', '.join(report.sources) or 'documents'}: {names}"


def _headline(report: Report) -> str:
    if not report.findings and not report.impacts:
        return "Nothing changed that concerns us."
    titles = Counter(one.title for one in report.impacts)
    told = ", ".join(f"{title} ({number})" for title, number in titles.items())
    return f"The contract: {_counts(report.findings) or 'no change'}. Us: {told or 'no effect'}."


def _counts(findings: Iterable[Finding]) -> str:
    counts = Counter(one.level for one in findings)
    told = [f"{counts[level]} {level}" for level in sorted(counts, reverse=True)]
    return ", ".join(f"**{one}**" if one.endswith(str(Level.BREAKING)) else one for one in told)


def _impact(one: Impact) -> str:
    """What it is about, what happens to it, and every other name that is concerned."""
    about = one.fields or one.operations
    known = {*about, *(f"start({name})" for name in one.operations)}
    names = [name for name in (*one.operations, *one.facade) if name not in known]
    return f"{some(about)}: {one.what}{' · ' + some(names) if names else ''}"


def _findings(report: Report, room: int) -> list[str]:
    """A line for each finding, for what is alike where there is no room; access is told once."""
    found = sorted(report.findings, key=lambda one: one.direction == "access")
    lines: list[str] = []
    for likeness in (id, _of_a_kind, _of_a_level):
        alike: dict[object, list[Finding]] = {}
        for one in found:
            alike.setdefault(one.direction == "access" or likeness(one), []).append(one)
        lines = [_line(same) for same in alike.values()]
        if len(lines) <= room:
            break
    return lines


def _of_a_kind(one: Finding) -> object:
    values = (one.old, one.new) if one.level is not Level.ADDITIVE else ()
    return one.level, one.direction, one.kind, values


def _of_a_level(one: Finding) -> object:
    return (one.level, one.direction) if one.level is Level.ADDITIVE else _of_a_kind(one)


def _line(found: Sequence[Finding]) -> str:
    """How grave, which fields, what happened, of which operations; of many each with its value."""
    head = found[0]
    level = f"**{head.level}**" if head.level is Level.BREAKING else str(head.level)
    if head.direction == "access":
        told = first(dict.fromkeys(f"{_phrase(one)} at {some(one.fields)}" for one in found), "; ")
        return f"{level} access: {told} · {some(joined(one.operations for one in found))}"
    if len(found) == 1:
        fields = f"{head.direction} {some(head.fields)}: ".lstrip() if head.fields else ""
        names = [some(names) for names in (head.operations, head.facade) if names]
        return f"{level} {' · '.join([fields + _phrase(head), *names, head.rule])}"
    about = [(some(one.fields or one.operations), one) for one in found]
    if any(one.kind != head.kind for one in found):
        told = first(dict.fromkeys(f"{who} {_phrase(one)}" for who, one in about), "; ")
        return f"{level} {head.direction}: {told}"
    values = [(who, one.new or one.old) for who, one in about]
    lines = (f"{who} {code(value)}" if value else who for who, value in values)
    told = first(dict.fromkeys(lines), "; ")
    of_all = _phrase(evolve(head, old="", new=""))
    return f"{level} {head.direction} {of_all}: {told} · {head.rule}"


def _phrase(one: Finding) -> str:
    return happened(one.kind, one.old, one.new, brief=False)


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
