"""A wrong or missing argument of a start fails where it is written, wherever a start is taken.

`Start` takes its arguments from the builder of the request, which is the generator's own affair:
here it shows if that changes.
"""

import re

import pytest

from scripts.spec_files import ROOT
from tests.typed import complaints, tell_wrong

pytestmark = pytest.mark.timeout(300)  # mypy's first run takes long

API = ROOT / "generated/atlassian_tasks_rest/api"
STARTS = [
    one for one in sorted(API.glob("*/*.py")) if not re.match("_|get_|list_|cancel_", one.name)
]

HEAD = """
from atlassian_tasks import AsyncTaskClient, Start, TaskClient
from atlassian_tasks_rest.api.jira_v3 import bulk_delete, delete_project, delete_resolution
from atlassian_tasks_rest.models import BulkDelete, BulkWatch

async def check(tasks: TaskClient, aio: AsyncTaskClient) -> None:
    PLACE
"""
PLACES = ("Start(CALL)", "tasks.start(CALL)", "await aio.start(CALL)")
_RIGHT = (
    'delete_project, "OLD"',
    'delete_project, project_id_or_key="OLD"',
    'delete_resolution, "3", replace_with="4"',
    'bulk_delete, body=BulkDelete(["ABC-1"])',
)
_WRONG = {
    "delete_project": "Missing positional argument",
    "delete_project, 3": 'incompatible type "int"',
    'delete_project, project="OLD"': 'Unexpected keyword argument "project"',
    'delete_project, "OLD", force=True': 'Unexpected keyword argument "force"',
    'delete_resolution, "3"': "Missing named argument",
    'bulk_delete, body=BulkWatch(["ABC-1"])': 'incompatible type "BulkWatch"',
    "bulk_delete, body={}": "incompatible type",
    '"delete_project"': "incompatible type",
}
_OF_CLIENTS = ('Start(delete_project, "OLD")', 'Start(delete_project, "OLD").keyed("friday")')
RIGHT = [
    *(place.replace("CALL", call) for call in _RIGHT for place in PLACES),
    *(place.replace("CALL", call) for call in _OF_CLIENTS for place in PLACES[1:]),
]
WRONG = {place.replace("CALL", call): _WRONG[call] for call in _WRONG for place in PLACES}
WRONG[f"tasks.start({_OF_CLIENTS[0]}, 'NEW')"] = "Too many arguments"

ODD = "\n".join(
    [
        "from atlassian_tasks import Start",
        *(f"from atlassian_tasks_rest.api.{one.parent.name} import {one.stem}" for one in STARTS),
        *(f"Start({one.stem}, odd=1)" for one in STARTS),
    ]
)


def test_types_tell_what_a_start_takes() -> None:
    tell_wrong(HEAD, RIGHT, WRONG)


def test_types_see_an_argument_that_a_start_of_the_generated_client_does_not_take() -> None:
    found = complaints(ODD)

    assert len(STARTS) > 40
    for number, path in enumerate(STARTS, 2 + len(STARTS)):
        assert re.search("odd|Missing", found.get(number, "")), path.stem
