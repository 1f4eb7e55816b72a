"""What other libraries' waiting lacks, what hand-written pollers get wrong, and who shows it here.

`BEHAVIOURS` are what facades over long-running operations (of azure-core, google-api-core,
botocore, hcloud, databricks-sdk, OCI, openai) have in part or not at all; `MISTAKES` were found
in pollers that people wrote by hand. Each names the tests that would fail if it were so here.
"""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from atlassian_tasks import AsyncTaskClient, Outcome, Status, TaskClient
from atlassian_tasks.errors import TaskCancelled
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.colours import Client, Colour
from tests.many import Interrupted, as_completed, wait_all, watch_all

TESTS = Path(__file__).parent
Table = Mapping[str, Sequence[str]]

BEHAVIOURS: Table = {
    "the interval grows with the root of the age and uses the progress it is shown": [
        "test_schedule::test_gap_follows_the_square_root_of_the_age_without_a_percentage",
        "test_schedule::test_linear_task_of_an_hour_is_seen_to_end_within_a_second_by_half_the_usual_looks",
        "test_client_watch::test_a_task_joined_mid_life_is_met_at_its_own_age",
        "test_many_properties::test_no_more_is_asked_than_twice_the_root_law_and_the_pages",
    ],
    "there is no deadline unless one is given": [
        "test_client_timeout::test_no_timeout_waits_for_days",
        "test_peers::test_no_verb_has_a_deadline_of_its_own",
    ],
    "a deadline is exact, with one last look at it": [
        "test_client_timeout::test_the_last_look_is_at_the_deadline",
        "test_client_timeout::test_a_look_in_flight_is_awaited_and_none_begun_after_it",
        "test_many::test_at_the_deadline_go_as_many_looks_as_the_pace_allows_and_none_after",
        "test_many::test_a_clock_that_wakes_late_does_not_lose_the_last_looks",
        "test_many_properties::test_pace_floors_and_deadline_are_kept",
    ],
    "a timeout tells the last state and how to go on": [
        "test_client_timeout::test_the_error_tells_state_harmlessness_and_how_to_go_on",
        "cli/test_following::test_a_timeout_is_124_and_says_how_to_go_on",
    ],
    "one bad look is not a failed task": [
        "test_client_patience::test_what_may_pass_is_looked_past",
        "test_client_patience::test_patience_is_seconds_of_failure_up_to_the_last_look",
        "test_many::test_trouble_with_one_task_does_not_touch_the_others",
        "test_listing::test_a_list_that_fails_for_ever_costs_no_task",
    ],
    "Retry-After is honoured, be it zero, rubbish or huge": [
        "test_client_patience::test_retry_after_is_a_floor_with_a_spread",
        "test_many::test_a_floor_that_one_task_meets_holds_for_all",
        "test_many_properties::test_no_look_comes_before_a_floor",
    ],
    "an unknown status is looked at further, said, and never success": [
        "test_client_watch::test_an_unknown_word_is_looked_at_further_and_warned_of_once",
        "test_client_watch::test_an_end_in_unknown_words_is_not_guessed",
    ],
    "a failure is raised unless asked otherwise": [
        "test_client_watch::test_a_bad_end_is_raised_unless_asked_otherwise",
        "test_many::test_bad_ends_are_raised_together_once_all_have_ended",
        "test_many::test_without_check_nothing_is_raised",
    ],
    "the last snapshot is returned": [
        "test_client_watch::test_waiting_returns_the_last_of_what_watching_reports",
        "test_many::test_an_error_is_what_waiting_for_that_task_alone_would_raise",
    ],
    "cancelling is honest about having been asked for, and its end can be waited for": [
        "test_client_cancel::test_a_running_task_is_asked_to_end",
        "test_client_cancel::test_what_refuses_and_runs_on_is_rejected_in_the_servers_words",
        "test_peers::test_the_end_of_a_cancelled_task_can_be_waited_for",
    ],
    "another process can go on with a ref or an address": [
        "test_refs::test_a_ref_survives_being_written_down",
        "test_refs::test_the_address_that_url_tells_leads_back",
        "test_peers::test_what_an_interrupt_says_is_enough_to_go_on_in_another_process",
    ],
    "one request looks at many tasks": [
        "test_listing::test_what_stays_listed_is_never_asked_for_by_id",
        "test_listing::test_three_or_more_are_followed_through_the_list",
    ],
    "a task has one poller in a call, however often it is named": [
        "test_many::test_a_task_has_one_poller_however_often_it_is_named",
        "test_many_properties::test_every_ref_gets_exactly_one_outcome",
    ],
    "progress is iteration: an error of the caller's reaches the caller and stops nothing": [
        "test_peers::test_an_error_in_the_callers_loop_is_the_callers_and_following_goes_on",
        "test_many_stopping::test_an_error_of_ones_own_schedule_passes_and_ends_it",
    ],
    "the detection lag is measured": [
        "test_client_watch::test_the_lag_is_the_servers_whatever_our_clock_says",
        "test_model::test_the_lag_is_measured_by_the_servers_own_clock",
    ],
}

MISTAKES: Table = {
    "no or a broken timeout": [
        "test_client_timeout::test_the_last_look_is_at_the_deadline",
        "test_guard::test_a_slow_answer_is_given_up_after_the_request_timeout",
        "test_many_stopping::test_a_request_that_trickles_for_ever_ends_at_the_request_timeout",
    ],
    "`finished` taken for success": [
        "test_confluence::test_the_flag_decides_then_the_percentage_and_never_the_word",
        "test_client_watch::test_a_failed_task_that_stays_below_100_has_ended",
    ],
    "partial failures dropped": [
        "test_jira::test_complete_with_something_left_undone_is_partial",
        "test_confluence::test_success_with_errors_is_partial",
    ],
    "DEAD unknown, and waited for without end": [
        "test_jira::test_the_seven_words_are_the_status",
        "test_client_watch::test_a_bad_end_is_raised_unless_asked_otherwise",
    ],
    "CANCEL_REQUESTED taken for an end": [
        "test_client_watch::test_cancel_requested_is_no_end",
    ],
    "invented words, and a field `state`": [
        "test_jira::test_any_other_word_is_unknown_and_no_end",
        "test_jira::test_a_task_without_a_status_word_is_no_task",
        "test_client_watch::test_an_end_in_unknown_words_is_not_guessed",
    ],
    "looping while the percentage is below 100": [
        "test_client_watch::test_a_failed_task_that_stays_below_100_has_ended",
        "test_confluence::test_the_flag_decides_then_the_percentage_and_never_the_word",
    ],
    "a hot loop on exceptions": [
        "test_client_patience::test_the_back_off_grows_from_one_second_to_thirty_with_jitter",
        "test_many::test_waiting_for_a_turn_is_sleeping_not_spinning",
    ],
    "/wiki or the gateway's prefix lost": [
        "test_refs::test_an_address_tells_kind_and_id",
        "test_site::test_with_a_cloud_id_requests_go_through_the_gateway",
        "test_handover::test_addresses_are_understood_relative_and_absolute",
    ],
    "a start posted again after a timeout": [
        "test_start::test_each_operation_is_sent_once_and_its_task_can_be_waited_for",
        "test_start_failures::test_after_an_unclear_failure_the_error_says_that_it_may_have_started",
        "test_start_failures::test_an_answer_that_never_comes_is_unclear",
    ],
    "failure messages thrown away": [
        "test_model::test_an_error_tells_the_first_failures_and_counts_the_rest",
        "test_answers::test_every_family_of_error_bodies_is_read",
    ],
    "one transient error aborts": [
        "test_client_patience::test_what_may_pass_is_looked_past",
        "test_client_patience::test_one_404_among_good_looks_is_forgiven_every_time",
    ],
    "HTML in a message parsed by regular expressions": [
        "test_values::test_html_becomes_words_and_links",
        "test_values::test_no_text_breaks_the_reader_of_html",
    ],
    "nothing survives a restart": [
        "test_refs::test_a_ref_survives_being_written_down",
        "test_peers::test_what_an_interrupt_says_is_enough_to_go_on_in_another_process",
    ],
}


@pytest.mark.parametrize("shown_by", [*BEHAVIOURS.values(), *MISTAKES.values()])
def test_what_is_said_to_show_it_exists(shown_by: Sequence[str]) -> None:
    for place in shown_by:
        module, _, name = place.partition("::")
        source = (TESTS / f"{module}.py").read_text(encoding="utf-8")

        assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE), place


@pytest.mark.parametrize("client_type", [TaskClient, AsyncTaskClient])
def test_no_verb_has_a_deadline_of_its_own(client_type: type) -> None:
    for verb in ("watch", "wait", "watch_all", "as_completed", "wait_all"):
        timeout = inspect.signature(getattr(client_type, verb)).parameters["timeout"]

        assert timeout.default is None


def test_the_end_of_a_cancelled_task_can_be_waited_for(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=500, cancel_takes=20)
    asked = client.cancel(task.ref)
    with pytest.raises(TaskCancelled) as caught:
        client.wait(asked)

    assert asked.status is Status.CANCEL_REQUESTED
    assert caught.value.task is not None
    assert caught.value.task.status is Status.CANCELLED


def test_an_error_in_the_callers_loop_is_the_callers_and_following_goes_on(
    client: Client, simulator: Simulator
) -> None:
    refs = [simulator.add("jira", duration=d).ref for d in (10, 20, 30)]
    steps = as_completed(client, refs)

    def show(outcome: Outcome) -> None:
        raise ZeroDivisionError("a bug in somebody's progress bar")

    with pytest.raises(ZeroDivisionError):
        list(map(show, steps))
    left = [str(outcome.ref) for outcome in steps]

    assert left == refs[1:]


@pytest.mark.parametrize("verb", [wait_all, watch_all])
def test_what_an_interrupt_says_is_enough_to_go_on_in_another_process(
    colour: Colour, clock: VirtualClock, verb: Callable[..., Any]
) -> None:
    simulator = Simulator(clock)
    kinds = ["jira", "jira-v2", "jira-bulk", "confluence", "confluence-dc"]
    refs = [simulator.add(kind, duration=100).ref for kind in kinds]
    interrupted = Interrupted(simulator, 7, KeyboardInterrupt())
    first = TaskClient(simulator.site, transport=interrupted, clock=clock)
    with pytest.raises(KeyboardInterrupt) as caught:
        list(first.watch_all(refs))
    (note,) = caught.value.__notes__
    with colour.opened(simulator) as second:
        reports = list(verb(second, note.partition("wait ")[2].split()))

    ended = {str(report.ref) for report in reports if isinstance(report, Outcome)}
    assert ended == set(refs)
    assert {asked.method for asked in simulator.requests} == {"GET"}
