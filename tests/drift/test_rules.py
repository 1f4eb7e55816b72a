from __future__ import annotations

import itertools

import pytest

from scripts.drift import words
from scripts.drift.outline import outline
from scripts.drift.report import Report, report
from scripts.drift.words import rule_id, value_level
from scripts.knowledge import Knowledge, Prose
from tests.drift.golden import SHARED
from tests.drift.opinions import ONE_CHANGE, REAL
from tests.drift.pairs import PAIRS
from tests.drift.running import Json

RULES = SHARED.parent / "oasdiff-rules.tsv"
LEVELS = {"ERR": "breaking", "WARN": "risky", "INFO": "additive"}
# A change that cannot be told without a second event.
WITH_ANOTHER = {
    "body media type removed": {"request-body-media-type-added": "additive"},
    "success moved": {"response-success-status-added": "additive"},
}


_SURPRISING = "a new alternative surprises who receives it, in anyOf as much as in oneOf"
DIFFERENT = {
    "response-body-any-of-added": _SURPRISING,
    "response-property-any-of-added": _SURPRISING,
    "request-parameter-property-type-changed": "no less than the parameter's own type",
}
SPOTS = (
    *(("request", "body", nested) for nested in (False, True)),
    *(("request", "parameter", nested) for nested in (False, True)),
    *(("response", "body", nested) for nested in (False, True)),
    ("response", "header", False),
)


def every_rule() -> dict[str, str]:
    """Every rule that a report can tell, with its level."""
    found = {kind: str(words.operation_level(kind)) for kind in words._OPERATIONS}
    for kind, (direction, place, nested) in itertools.product(words._VALUES, SPOTS):
        if ("request" if kind.startswith("new-") else direction) == direction:
            level = value_level(kind, direction, is_parameter=place == "parameter")
            found[rule_id(kind, direction, place, nested=nested)] = str(level)
    return found


NOBODY = Knowledge((), (), (), Prose({}))


def told(old: Json, new: Json) -> Report:
    return report(outline("old", old, []), outline("new", new, []), NOBODY)


@pytest.mark.parametrize("name", PAIRS)
def test_one_change_is_told_by_its_rule_and_nothing_else(name: str) -> None:
    found = told(*PAIRS[name].documents())

    pair = PAIRS[name]
    rules_told = {one.rule: str(one.level) for one in found.findings}
    assert rules_told == {pair.rule: pair.level} | WITH_ANOTHER.get(name, {})
    assert found.code == (2 if pair.level == "breaking" else 1)


@pytest.mark.parametrize("name", PAIRS)
def test_a_change_taken_back_is_told_too(name: str) -> None:
    old, new = PAIRS[name].documents()

    assert told(new, old).code in (1, 2)


def test_every_opinion_is_on_a_pair_that_there_is() -> None:
    assert ONE_CHANGE.keys() <= PAIRS.keys()
    assert all(reason.strip() for reason in [*ONE_CHANGE.values(), *REAL.values()])


@pytest.mark.skipif(not RULES.is_file(), reason="oasdiff's rules are not beside this repository")
def test_the_tables_agree_with_oasdiff_wherever_it_has_the_rule() -> None:
    rows = [line.split("\t")[:2] for line in RULES.read_text(encoding="utf-8").splitlines()[1:]]
    theirs = {name: LEVELS[level] for level, name in rows}
    mine = every_rule()

    shared = mine.keys() & theirs.keys()
    assert len(shared) > 200
    differ = {name for name in shared if mine[name] != theirs[name]}
    assert differ == DIFFERENT.keys()
