"""A start is a value: checked when it is made, equal by what it says, cut into parts."""

import inspect
import pickle
from typing import Any

import pytest
from atlassian_tasks import Start, StartOutcome, TaskRef, errors
from atlassian_tasks.simulator import Simulator
from atlassian_tasks.starting.start import _called
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.confluence import copy_page_hierarchy
from atlassian_tasks_rest.api.jira_v3 import (
    bulk_delete,
    bulk_edit,
    bulk_move,
    bulk_transition,
    delete_priority,
    delete_project,
    delete_resolution,
    pin_forge_panel,
    replace_custom_field_option,
)
from atlassian_tasks_rest.types import UNSET

from tests.colours import Client
from tests.operations import STARTS, Operation
from tests.test_start import start

each_start = pytest.mark.parametrize("operation", STARTS.values(), ids=STARTS)


@each_start
def test_every_start_survives_a_pickle_and_sends_the_same(operation: Operation) -> None:
    made = Start(operation.module, **operation.arguments)  # type: ignore[arg-type]
    copy = pickle.loads(pickle.dumps(made.keyed("friday")))

    assert copy == made.keyed("friday")
    assert copy != made
    assert hash(copy) == hash(made.keyed("friday"))
    assert copy._get_kwargs() == operation.module._get_kwargs(**operation.arguments)


@pytest.mark.parametrize(
    "operation", [it for it in STARTS.values() if it.model], ids=lambda it: it.id
)
def test_a_plain_dict_is_read_as_the_payload_that_is_expected(operation: Operation) -> None:
    plain = operation.arguments | {"body": operation.payload}

    assert Start(operation.module, **plain) == Start(operation.module, **operation.arguments)


def test_starts_are_equal_however_their_arguments_are_said() -> None:
    one = Start(delete_project, "OLD")

    assert one == Start(delete_project, project_id_or_key="OLD")
    assert one != Start(delete_project, "NEW")
    assert Start(bulk_delete, body=models.BulkDelete(["ABC-1"])) == Start(
        bulk_delete, body=models.BulkDelete(["ABC-1"], send_bulk_notification=UNSET)
    )
    assert Start(replace_custom_field_option, "f", 1, 2, jql=UNSET, replace_with=UNSET) == Start(
        replace_custom_field_option, "f", context_id=1, option_id=2
    )


def test_a_start_does_not_change_with_what_it_was_made_from() -> None:
    issues = ["ABC-1"]
    payload = models.BulkDelete(issues)
    made = Start(bulk_delete, body=payload)
    issues.append("ABC-2")
    payload.send_bulk_notification = False

    assert made == Start(bulk_delete, body=models.BulkDelete(["ABC-1"]))


def test_a_start_is_shown_briefly() -> None:
    made = Start(bulk_delete, body=models.BulkDelete([f"ABC-{n}" for n in range(1000)]))

    assert repr(made).startswith("Start(endpoint=bulk_delete")
    assert len(repr(made)) < 300


def test_a_start_is_sent_by_every_client(client: Client, simulator: Simulator) -> None:
    ref = start(client, Start(delete_project, "OLD"))
    other = start(client, delete_project, "OLD")

    assert [str(ref), str(other)] == [task.ref for task in simulator.started]


@pytest.mark.parametrize(("args", "kwargs"), [(["NEW"], {}), ([], {"project_id_or_key": "NEW"})])
def test_a_start_takes_no_more_arguments(
    client: Client, simulator: Simulator, args: list[str], kwargs: dict[str, str]
) -> None:
    with pytest.raises(errors.ConfigurationError, match="has its arguments already"):
        start(client, Start(delete_project, "OLD"), *args, **kwargs)

    assert simulator.requests == []


TRANSITION = {"selectedIssueIdsOrKeys": ["ABC-1"], "transitionId": "5"}


@pytest.mark.parametrize(
    ("endpoint", "body", "said"),
    [
        (bulk_delete, {}, "BulkDelete needs the field 'selectedIssueIdsOrKeys'"),
        (bulk_transition, {"bulkTransitionInputs": [{"transitionId": "5"}]},
         "IssuesToTransition needs the field 'selectedIssueIdsOrKeys'"),
        (bulk_transition, {"bulkTransitionInputs": [TRANSITION, "ABC-1"]},
         "BulkTransition cannot read its field 'bulkTransitionInputs'"),
        (bulk_transition, {"sendBulkNotification": True, "bulkTransitionInputs": 5},
         "BulkTransition cannot read its field 'bulkTransitionInputs'"),
        (bulk_edit, {"selectedIssueIdsOrKeys": [], "editedFieldsInput": None},
         "BulkEdit cannot read its field 'editedFieldsInput'"),
        (bulk_edit, {"selectedIssueIdsOrKeys": ["ABC-1"], "editedFieldsInput": "labels"},
         "BulkEdit cannot read its field 'editedFieldsInput'"),
        (bulk_move, {"targetToSourcesMapping": {"NEW,1": 7}},
         "BulkMoveTargets cannot read its field 'NEW,1'"),
        (pin_forge_panel, {"moduleId": "m", "projectList": [{"action": "pin"}]}, "PanelPin needs"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_names_field_and_model(
    endpoint: Any, body: dict[str, Any], said: str
) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        Start(endpoint, body=body)

    assert said in str(caught.value)
    assert endpoint.__name__.rpartition(".")[2] in str(caught.value)


INFERRED = {
    f"infer{name}": True
    for name in ("ClassificationDefaults", "FieldDefaults", "StatusDefaults", "SubtaskTypeDefault")
}
SOURCE = INFERRED | {"issueIdsOrKeys": ["ABC-1", "ABC-2", "ABC-3"]}
MISSPELT = "IssuesToTransition has no field 'transitionID'; did you mean 'transitionId'?"


@pytest.mark.parametrize(
    ("endpoint", "body", "said"),
    [
        (bulk_delete, {"selectedIssueIdsOrKeys": ["ABC-1"], "sendBulkNotifications": False},
         "BulkDelete has no field 'sendBulkNotifications'; did you mean 'sendBulkNotification'?"),
        (bulk_transition, {"bulkTransitionInputs": [TRANSITION, TRANSITION | {"transitionID": 5}]},
         MISSPELT),
        (bulk_move, {"targetToSourcesMapping": {"NEW,1": SOURCE | {"inferStatusDefault": True}}},
         "BulkMoveTarget has no field 'inferStatusDefault'; did you mean 'inferStatusDefaults'"),
    ],
)  # fmt: skip
def test_a_field_that_there_is_not_is_refused_and_told_what_was_meant(
    endpoint: Any, body: dict[str, Any], said: str
) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        Start(endpoint, body=body)

    assert said in str(caught.value)
    assert str(caught.value).startswith(endpoint.__name__.rpartition(".")[2])


@pytest.mark.parametrize(
    ("later", "read"), [("colour", dict), ("sendBulkNotifications", models.BulkDelete.from_dict)]
)
def test_a_field_that_came_later_is_sent(simulator: Simulator, later: str, read: Any) -> None:
    plain = {"selectedIssueIdsOrKeys": ["ABC-1"], later: "red"}
    made = Start(bulk_delete, body=read(plain))
    copy = pickle.loads(pickle.dumps(made.keyed("friday")))

    assert made._get_kwargs()["json"] == plain
    assert copy._get_kwargs()["json"] == plain
    assert bodies(made.split()) == [plain]


def test_fields_are_known_where_no_source_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def getsource(_: object) -> str:
        raise OSError("could not get source code")

    monkeypatch.setattr(inspect, "getsource", getsource)
    _called.cache_clear()
    body = {"selectedIssueIdsOrKeys": ["ABC-1"], "sendBulkNotifications": False}
    with pytest.raises(errors.ConfigurationError, match="did you mean 'sendBulkNotification'"):
        Start(bulk_delete, body=body)
    with pytest.raises(errors.ConfigurationError, match="as its field 'selectedIssueIdsOrKeys'"):
        Start(bulk_delete, body={"selectedIssueIdsOrKeys": "ABC-1"})
    _called.cache_clear()


def test_an_object_whose_names_are_ones_own_takes_any() -> None:
    fields = {"labelsFields": [{"fieldId": "labels"}], "newerFields": 7}
    body = {
        "selectedIssueIdsOrKeys": ["ABC-1"],
        "editedFieldsInput": fields,
        "selectedActions": ["labels"],
    }

    assert Start(bulk_edit, body=body).arguments["body"]["editedFieldsInput"] == fields


@pytest.mark.parametrize("told", ["ABC-1", "", 7, {"ABC-1": 1}])
@pytest.mark.parametrize("read", [dict, models.BulkDelete.from_dict])
def test_what_is_no_list_is_refused_where_one_belongs(read: Any, told: Any) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        Start(bulk_delete, body=read({"selectedIssueIdsOrKeys": told}))

    assert "bulk_delete: BulkDelete takes a list as its field" in str(caught.value)
    assert f"'selectedIssueIdsOrKeys', not {told!r}" in str(caught.value)


def test_a_list_that_an_object_has_for_each_name_is_one() -> None:
    target = SOURCE | {"targetStatus": [{"statuses": {"1": "10001"}}]}
    with pytest.raises(errors.ConfigurationError, match=r"BulkMoveSources takes a list .*'1'"):
        Start(bulk_move, body={"targetToSourcesMapping": {"NEW,1": target}})


@pytest.mark.parametrize("key", ["", " ", "a\nb", "x" * 201, None, 7, "\x1b[1m"])
def test_a_key_is_text_on_one_line(key: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="idempotency key"):
        Start(delete_project, "OLD").keyed(key)


def test_an_outcome_gives_its_task_or_raises_what_went_wrong() -> None:
    made, ref = Start(delete_project, "OLD"), TaskRef("jira", "1")
    late = errors.WaitTimeout("late", ref=ref)

    with pytest.raises(errors.WaitTimeout):
        StartOutcome(made, ref, None, late).result()
    with pytest.raises(errors.NoTaskStarted, match="delete_project"):
        StartOutcome(made, None, None).result()


# Cutting


def issues(count: int, first: int = 1) -> list[str]:
    return [f"ABC-{number}" for number in range(first, first + count)]


def bodies(parts: list[Start]) -> list[Any]:
    return [part.arguments["body"] for part in parts]


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 7001])
def test_issues_are_cut_in_their_order(count: int) -> None:
    body = models.BulkDelete(issues(count), send_bulk_notification=False)
    cut = bodies(Start(bulk_delete, body=body).split())

    assert [issue for part in cut for issue in part["selectedIssueIdsOrKeys"]] == issues(count)
    assert all(len(part["selectedIssueIdsOrKeys"]) <= 1000 for part in cut)
    assert len(cut) == max(-(-count // 1000), 1)
    assert all(part["sendBulkNotification"] is False for part in cut)


def test_an_issue_named_twice_is_in_one_part() -> None:
    cut = bodies(
        Start(bulk_delete, body={"selectedIssueIdsOrKeys": [*issues(3), "ABC-1"]}).split(2)
    )

    assert [part["selectedIssueIdsOrKeys"] for part in cut] == [["ABC-1", "ABC-2"], ["ABC-3"]]


def test_issues_stay_with_their_transition() -> None:
    inputs = [
        {"selectedIssueIdsOrKeys": issues(3), "transitionId": "5"},
        {"selectedIssueIdsOrKeys": issues(4, first=4), "transitionId": "6"},
    ]
    cut = bodies(Start(bulk_transition, body={"bulkTransitionInputs": inputs}).split(4))

    assert [part["bulkTransitionInputs"] for part in cut] == [
        [inputs[0], {"selectedIssueIdsOrKeys": ["ABC-4"], "transitionId": "6"}],
        [{"selectedIssueIdsOrKeys": issues(3, first=5), "transitionId": "6"}],
    ]


def test_an_issue_goes_along_one_transition() -> None:
    inputs = [TRANSITION, TRANSITION | {"transitionId": "6"}]
    with pytest.raises(errors.ConfigurationError, match="'ABC-1' is to go along two transitions"):
        Start(bulk_transition, body={"bulkTransitionInputs": inputs}).split()


def moved(*targets: str) -> Start:
    return Start(bulk_move, body={"targetToSourcesMapping": dict.fromkeys(targets, SOURCE)})


def test_a_move_to_one_target_is_cut() -> None:
    cut = bodies(moved("NEW,1").split(2))

    assert [part["targetToSourcesMapping"]["NEW,1"]["issueIdsOrKeys"] for part in cut] == [
        ["ABC-1", "ABC-2"],
        ["ABC-3"],
    ]
    assert all(part["targetToSourcesMapping"]["NEW,1"]["inferFieldDefaults"] for part in cut)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (moved("NEW,1", "NEW,2"), "several targets keeps what belongs together"),
        (Start(delete_project, "OLD"), "delete_project has no list of issues"),
        (Start(copy_page_hierarchy, "42", body=models.PageHierarchyCopy("4711")), "no list"),
        (Start(delete_priority, id="3"), "no list"),
        (Start(delete_resolution, "3", replace_with="4"), "no list"),
    ],
)
def test_what_has_no_issues_of_its_own_is_not_cut(made: Start, said: str) -> None:
    with pytest.raises(errors.NotSupported, match=said):
        made.split()


def test_a_move_without_a_target_is_told_as_that() -> None:
    with pytest.raises(errors.ConfigurationError, match="there is none"):
        moved().split()


@pytest.mark.parametrize("size", [0, -1, 1.5, True, "10", None])
def test_a_part_has_at_least_one_issue(size: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="size"):
        Start(bulk_delete, body=models.BulkDelete(issues(3))).split(size)


@pytest.mark.parametrize("told", [None, [{"id": 1}], [["ABC-1"]]])
def test_issues_that_are_no_list_are_not_cut(told: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="a list of ids or keys"):
        Start(bulk_delete, body={"selectedIssueIdsOrKeys": told}).split()


@pytest.mark.parametrize("count", [3, 4, 9])
def test_each_part_has_a_key_of_its_own(count: int) -> None:
    cut = Start(bulk_delete, body=models.BulkDelete(issues(count))).keyed("friday").split(4)

    assert [part.key for part in cut] == [f"friday/{n}" for n in range(1, len(cut) + 1)]
