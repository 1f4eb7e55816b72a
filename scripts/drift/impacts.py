"""What a change does to us: kinds of impact, and what a maintainer has to do about each.

A to-do says in which file, and what to write there. In its text `{name}` is what it is about,
`{dialect}` the file that reads it, and `{family}` the simulator's of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import chain
from typing import Any, TypeVar

from attrs import Factory, evolve, frozen

Named = TypeVar("Named")
_NAMES = ("operations", "fields", "facade")


class Kind(StrEnum):
    """Axis two, the gravest first."""

    BREAKS = "breaks the facade"
    LOST = "upstream lost an operation"
    CALLERS = "callers have to change"
    HAND_OVER = "a hand-over changed"
    STARTER = "a new operation starts a task"
    LOOK = "a new operation looks at a task"
    MAPPING = "needs mapping"
    STALE = "a deviation went stale"
    ADDITIVE = "additive"

    @property
    def is_breaking(self) -> bool:
        """Whether somebody who has an installed client of ours cannot go on as before."""
        return self in (Kind.BREAKS, Kind.LOST, Kind.CALLERS)


@frozen
class Impact:
    """One thing that somebody has to know or do, and every name that it concerns.

    `title` is said in the place of the kind, where that would say too much.
    """

    kind: Kind
    what: str
    todo: str = ""
    operations: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    facade: tuple[str, ...] = ()
    title: str = Factory(lambda it: str(it.kind), takes_self=True)

    @property
    def change(self) -> tuple[object, ...]:
        """What tells it from others: two changes never share what is to do about them."""
        whose = self.operations if self.kind in (Kind.STARTER, Kind.LOOK) else ()
        where = (self.fields, whose) if self.todo else ()
        return self.kind, self.title, self.what, self.todo, where


def gathered(impacts: Iterable[Impact]) -> tuple[Impact, ...]:
    """Impacts of one change become one, the gravest kinds first."""
    order = list(Kind)
    found = grouped(impacts, lambda one: one.change)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def grouped(things: Iterable[Named], likeness: Callable[[Named], object]) -> list[Named]:
    """What is alike becomes one, with the names of all."""
    found: dict[object, list[Any]] = {}
    for one in things:
        found.setdefault(likeness(one), []).append(one)
    return [
        evolve(same[0], **{name: joined(getattr(one, name) for one in same) for name in _NAMES})
        for same in found.values()
    ]


def joined(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(names)))


def written(todo: str, dialect: str, name: str = "") -> str:
    """What is to do, with the files and names that it is about."""
    family = f"facade/atlassian_tasks/simulator/families/{dialect.rpartition('/')[2]}"
    tests = _WORD_TESTS.get(dialect.rpartition("/")[2])
    case = f", and a case to {tests}" if tests else ""
    return todo.format(dialect=dialect, family=family, name=name, case=case)


_WORD_TESTS = {"jira.py": "tests/test_jira.py", "redaction.py": "tests/test_start_redaction.py"}

SAY = "Say in spec/prose.yaml what it means."
SCOPES = "Write them into its `scopes` in spec/prose.yaml."
SIGN_IN = "Say in facade/docs/signing-in.md and CHANGELOG.md who cannot call it any more."
SEND = "Find out what it takes now, and send that: spec/deviations.yaml, then `make generate`."
DEFAULT = "Say in spec/prose.yaml and CHANGELOG.md what now happens where it is not sent."
LOST = (
    "Look for where it moved and write that into spec/sources.yaml; else take the operation out as "
    "CONTRIBUTING.md says, there first, and name it in CHANGELOG.md."
)
MOVED_ALL = (
    "Write where they are now into their `at` in spec/sources.yaml; move them in the simulator "
    "(facade/atlassian_tasks/simulator/_routes.py) and in tests/documented.py, and say so in "
    "CHANGELOG.md."
)
MOVED = (
    "Move it in the simulator (its row in facade/atlassian_tasks/simulator/_starts.py, or what "
    "looks in its family's file), and its documented answer in tests/documented.py."
)
_DROPPED = "as CONTRIBUTING.md says, and name `{name}` in CHANGELOG.md."
DROPPED_LOOK = (
    "Take it out of {dialect}, the simulator ({family}) and tests/generated/looks.py, "
    f"{_DROPPED}"
)
DROPPED = (
    "Take it out of the simulator (facade/atlassian_tasks/simulator/_starts.py) and the tests that "
    f"name it, {_DROPPED}"
)
DEPRECATED = (
    "Find out until when it stays and what replaces it, and say so in its `does` in "
    "spec/prose.yaml and in CHANGELOG.md."
)
ARGUMENT = (
    "Tell users in CHANGELOG.md, and mend what the simulator insists on "
    "(facade/atlassian_tasks/simulator/_starts.py) and, if no schema says it, what tests send "
    "(tests/operations.py)."
)
RENEW = (
    "Renew the tests and values of the steps that do not fit, and the date, in "
    "spec/deviations.yaml; or drop the deviation, if upstream mended what it is for."
)
SUPERFLUOUS = (
    "Drop the deviation from spec/deviations.yaml; if its `in` names other sources, take this one "
    "out there."
)
PARTLY_SUPERFLUOUS = (
    "Take the steps that upstream mended, with their tests, out of the deviation in "
    "spec/deviations.yaml, and renew its date."
)
TAKE = (
    "Take it as CONTRIBUTING.md says (spec/sources.yaml first), or say in spec/starters.yaml why "
    "not."
)
ADD_KIND = (
    "If users can start such tasks, add the kind as CONTRIBUTING.md says; else say in "
    "spec/starters.yaml why not."
)
ANSWER = (
    "Let the simulator answer so too (facade/atlassian_tasks/simulator/_starts.py and "
    "_handover.py), and write the answer into ROWS in tests/documented.py."
)
TEACH = f"Read the new shape in facade/atlassian_tasks/kinds/handover.py. {ANSWER}"
UNTOLD = f"Find out where it tells the task; the document does not say. {TEACH}"
STARTS_NOTHING = (
    "If this is meant, take it out as CONTRIBUTING.md says (spec/sources.yaml first), and name it "
    "in CHANGELOG.md."
)
WORD = "Give `{name}` a Status in `_WORDS` of {dialect} (or leave it UNKNOWN to users){case}."
WORDS = "Leave what `_WORDS` of {dialect} does not know UNKNOWN to users, or find its words."
STATUS = "Make it a success that is read, in spec/deviations.yaml, or read it in {dialect}."
_BODIES = "then the body in {family}, and BODIES in tests/answers.py."
READ = (
    "Read what is there now in {dialect}, or tolerate both with a deviation in "
    f"spec/deviations.yaml; {_BODIES}"
)
FIND = f"Find where upstream tells it now, and read that in {{dialect}}; {_BODIES}"
MAP_IT = "Read it in {dialect} if a Task should tell it."
CALL = "Change the call in {dialect}; the simulator reads it in {family}."
