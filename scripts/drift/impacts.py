"""What a change does to us: kinds of impact, and what a maintainer has to do about each.

A to-do says in which file, and what to write there.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain

from attrs import evolve, frozen


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

    `heading` is said in the place of the kind, where that would say too much.
    """

    kind: Kind
    what: str
    todo: str = ""
    operations: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    facade: tuple[str, ...] = ()
    heading: str = ""

    @property
    def title(self) -> str:
        """What people read first."""
        return self.heading or str(self.kind)

    @property
    def change(self) -> tuple[object, ...]:
        """What tells it from others: two changes never share what is to do about them."""
        whose = self.operations if self.kind in (Kind.STARTER, Kind.LOOK) else ()
        where = (self.fields, whose) if self.todo else ()
        return self.kind, self.heading, self.what, self.todo, where


def gathered(impacts: Iterable[Impact]) -> tuple[Impact, ...]:
    """Impacts of one change become one, the gravest kinds first."""
    found: dict[tuple[object, ...], list[Impact]] = {}
    for one in impacts:
        found.setdefault(one.change, []).append(one)
    order = list(Kind)
    told = [
        evolve(
            same[0],
            operations=joined(one.operations for one in same),
            fields=joined(one.fields for one in same),
            facade=joined(one.facade for one in same),
        )
        for same in found.values()
    ]
    return tuple(sorted(told, key=lambda one: order.index(one.kind)))


def joined(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All names, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(names)))


_SIMULATOR = "facade/atlassian_tasks/simulator"
_JIRA = "facade/atlassian_tasks/kinds/jira.py"
_WORD_TESTS = {
    _JIRA: "tests/test_jira.py",
    "facade/atlassian_tasks/kinds/redaction.py": "tests/test_start_redaction.py",
}

SAY = "Say in spec/prose.yaml what it means."
SCOPES = "Write them into its `scopes` in spec/prose.yaml."
SIGN_IN = "Say in README.md and CHANGELOG.md who cannot call it any more."
SEND = "Find out what it takes now, and send that: spec/deviations.yaml, then `make generate`."
DEFAULT = "Say in spec/prose.yaml and CHANGELOG.md what now happens where it is not sent."
LOST = (
    "Look for where it moved and write that into spec/sources.yaml; else take the operation out as "
    "CONTRIBUTING.md says, there first, and name it in CHANGELOG.md."
)
MOVED_ALL = (
    "Write where they are now into their `at` in spec/sources.yaml; move them in the simulator "
    f"({_SIMULATOR}/_routes.py) and in tests/documented.py, and say so in CHANGELOG.md."
)
MOVED = (
    f"Move it in the simulator (its row in {_SIMULATOR}/_starts.py, or what looks in its family's "
    "file), and its documented answer in tests/documented.py."
)
DEPRECATED = (
    "Find out until when it stays and what replaces it, and say so in its `does` in "
    "spec/prose.yaml and in CHANGELOG.md."
)
ARGUMENT = (
    "Tell users in CHANGELOG.md, and mend what the simulator insists on "
    f"({_SIMULATOR}/_starts.py) and, if no schema says it, what tests send (tests/operations.py)."
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
UNCOVERED = (
    "Take it as CONTRIBUTING.md says (spec/sources.yaml first), or give the reason in "
    "spec/starters.yaml."
)
ANSWER = (
    f"Let the simulator answer so too ({_SIMULATOR}/_starts.py and _handover.py), and write the "
    "answer into ROWS in tests/documented.py."
)
TEACH = f"Read the new shape in facade/atlassian_tasks/kinds/handover.py. {ANSWER}"
UNTOLD = f"Find out where it tells the task; the document does not say. {TEACH}"
STARTS_NOTHING = (
    "If this is meant, take it out as CONTRIBUTING.md says (spec/sources.yaml first), and name it "
    "in CHANGELOG.md."
)


def _family(dialect: str) -> str:
    """Where the simulator has what a dialect reads: in the file of the same name."""
    return f"{_SIMULATOR}/families/{dialect.rpartition('/')[2]}"


def _bodies(dialect: str) -> str:
    return f"then the body in {_family(dialect)}, and BODIES in tests/answers.py."


def dropped(function: str, dialect: str) -> str:
    """An operation that the generated client does not have any more; a dialect if it looks."""
    calls = f"{dialect}, " if dialect else ""
    ours = _family(dialect) if dialect else f"{_SIMULATOR}/_starts.py"
    tests = "tests/generated/looks.py" if dialect else "the tests that name it"
    return (
        f"Take it out of {calls}the simulator ({ours}) and {tests}, as CONTRIBUTING.md says, and "
        f"name `{function}` in CHANGELOG.md."
    )


def word(new: str, dialect: str) -> str:
    """A status word that is new; the simulator can say any word already."""
    tests = _WORD_TESTS.get(dialect)
    case = f", and a case to {tests}" if tests else ""
    return f"Give `{new}` a Status in `_WORDS` of {dialect} (or leave it UNKNOWN to users){case}."


def words(dialect: str) -> str:
    """Status words that are not listed any more."""
    return f"Leave what `_WORDS` of {dialect} does not know UNKNOWN to users, or find its words."


def status(dialect: str) -> str:
    """A success that the facade takes for an error."""
    return f"Make it a success that is read, in spec/deviations.yaml, or read it in {dialect}."


def read(dialect: str) -> str:
    """What is there now cannot be read."""
    return (
        f"Read what is there now in {dialect}, or tolerate both with a deviation in "
        f"spec/deviations.yaml; {_bodies(dialect)}"
    )


def find(dialect: str) -> str:
    """What is read is not there any more."""
    return f"Find where upstream tells it now, and read that in {dialect}; {_bodies(dialect)}"


def map_it(dialect: str) -> str:
    """A field that only `Task.raw` has."""
    return f"Read it in {dialect} if a Task should tell it."


def call(dialect: str) -> str:
    """A request of our own that upstream does not take any more."""
    return f"Change the call in {dialect}; the simulator reads it in {_family(dialect)}."
