"""How several are looked at in one request is a property of a kind: by ids as well as by a list."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import pytest
from atlassian_tasks import Kind, Outcome, Status, TaskRef
from atlassian_tasks.errors import (
    AtlassianTasksError,
    NotSupported,
    PermissionDenied,
    ServerError,
    TaskNotFound,
)
from atlassian_tasks.kinds import ROWS
from atlassian_tasks.kinds.dialect import Answer, Call, Page, dialect_of
from atlassian_tasks.kinds.jira import JIRA
from attrs import asdict

from tests.answers import jira
from tests.test_fleet import NOON, World, fleet

KIND = Kind.JIRA_REDACTION


class ByIds(type(JIRA)):  # type: ignore[misc]
    """Jira's tasks, as if several could be named in one request."""

    def look_at(self, ids: Sequence[str]) -> Call:
        return self.call(self.get, {"ids": list(ids)})

    def read_page(self, answer: Answer) -> Page:
        return Page(
            [self.read(TaskRef(KIND, raw["id"]), Answer(200, raw, NOON)) for raw in answer.raw]
        )


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a kind that is looked at by ids in the place of one that is not."""
    module = ModuleType("made_up")
    setattr(module, KIND.name, ByIds(**asdict(JIRA, recurse=False)))
    monkeypatch.setitem(sys.modules, "atlassian_tasks.kinds.made_up", module)
    row = ROWS[KIND]._replace(module="made_up", several="ids")
    monkeypatch.setitem(ROWS, KIND, row)  # type: ignore[arg-type]
    dialect_of.cache_clear()
    yield
    dialect_of.cache_clear()


class Site(World):
    """Answers for those of several ids that it knows; `unknown` are known to nobody."""

    def __init__(self, ends: dict[str, float], unknown: Sequence[str] = ()) -> None:
        super().__init__(ends)
        self.unknown = unknown
        self.named: list[list[str]] = []
        self.alone: list[str] = []
        self.answer = self.told

    def told(self, call: Call) -> Answer | AtlassianTasksError:
        ids: list[str] | None = call.arguments.get("ids")
        if ids is None:
            self.alone.append(call.arguments["task_id"])
            if self.alone[-1] in self.unknown:
                return TaskNotFound("there is none", status_code=404)
            return self.usual(call)
        self.named.append(ids)
        bodies = [
            jira(id=name, status="COMPLETE" if self.now >= self.ends[name] else "RUNNING")
            for name in ids
            if name not in self.unknown
        ]
        return Answer(200, json.loads(json.dumps(bodies)), NOON)


def followed(site: Site, **options: Any) -> list[Outcome]:
    reports = site.reports(fleet(site.ends, kind=KIND, **options))
    return [report for report in reports if isinstance(report, Outcome)]


def test_two_or_more_are_named_in_one_request() -> None:
    site = Site({str(n): 7.0 for n in range(2)})
    outcomes = followed(site)

    assert site.named
    assert set(map(tuple, site.named)) == {("0", "1")}
    assert site.alone == []
    assert [outcome.result().status for outcome in outcomes] == [Status.COMPLETE] * 2


def test_one_asks_for_itself() -> None:
    site = Site({"0": 7.0})
    followed(site)

    assert (site.named, len(site.alone)) == ([], 3)


def test_an_address_names_fifty_at_most_and_none_is_left_out() -> None:
    site = Site({str(n): 0.0 for n in range(120)})
    outcomes = followed(site)

    assert [len(ids) for ids in site.named] == [50, 50, 20]
    assert len({name for ids in site.named for name in ids}) == len(outcomes) == 120


def test_those_that_have_ended_are_not_named_again() -> None:
    site = Site({"0": 0.0, "1": 99.0, "2": 99.0})
    followed(site)

    assert site.named[0] == ["0", "1", "2"]
    assert set(map(tuple, site.named[1:])) == {("1", "2")}


def test_who_is_not_answered_for_asks_for_itself_and_has_its_own_error() -> None:
    site = Site({"0": 7.0, "1": 7.0, "2": 7.0}, unknown=["1"])
    outcomes = {outcome.ref.id: outcome for outcome in followed(site)}

    assert set(site.alone) == {"1"}
    assert isinstance(outcomes["1"].error, TaskNotFound)
    assert outcomes["0"].result().is_success
    assert outcomes["2"].result().is_success


def refused_with(error: Callable[[], AtlassianTasksError], until: float) -> Site:
    site = Site({str(n): 60.0 for n in range(4)})

    def answer(call: Call) -> Answer | AtlassianTasksError:
        if "ids" in call.arguments and site.now < until:
            site.named.append([])
            return error()
        return site.told(call)

    site.answer = answer
    return site


def test_a_refusal_to_look_at_several_leaves_each_to_ask_for_itself() -> None:
    site = refused_with(lambda: PermissionDenied("no", status_code=403), 9999)
    outcomes = followed(site)

    assert site.named == [[]]
    assert len(outcomes) == 4
    assert all(outcome.result().is_success for outcome in outcomes)


def test_a_failure_for_a_while_is_patiently_outlived() -> None:
    site = refused_with(lambda: ServerError("down", status_code=503), 9)
    outcomes = followed(site)

    assert all(outcome.result().is_success for outcome in outcomes)
    assert any(site.named)


def test_a_kind_without_a_way_for_several_says_so() -> None:
    with pytest.raises(NotSupported, match="one by one"):
        JIRA.look_at(["1", "2"])


def test_a_list_alone_is_no_way_to_look_at_several(monkeypatch: pytest.MonkeyPatch) -> None:
    row = ROWS[Kind.CONFLUENCE]._replace(several=None)
    monkeypatch.setitem(ROWS, Kind.CONFLUENCE, row)  # type: ignore[arg-type]
    world = World({str(n): 7.0 for n in range(5)})
    asked: list[Any] = []

    def answer(call: Call) -> AtlassianTasksError:
        asked.append(call.arguments)
        return PermissionDenied("no", status_code=403)

    world.answer = answer
    list(world.reports(fleet(world.ends, kind="confluence")))

    assert asked == [{"id": str(n)} for n in range(5)]
