"""A wrong or missing argument of a start fails where it is written, wherever a start is taken."""

import pytest

from scripts import typed_starts

pytestmark = pytest.mark.timeout(300)  # mypy's first run takes long

HEAD = """
from atlassian_tasks import AsyncTaskClient, Start, TaskClient
from atlassian_tasks_rest.api.jira_v3 import bulk_delete, delete_project, delete_resolution
from atlassian_tasks_rest.models import BulkDelete, BulkWatch

async def check(tasks: TaskClient, aio: AsyncTaskClient) -> None:
    PLACE
"""
PLACES = ("Start(CALL)", "tasks.start(CALL)", "await aio.start(CALL)")
RIGHT = (
    'delete_project, "OLD"',
    'delete_project, project_id_or_key="OLD"',
    'delete_resolution, "3", replace_with="4"',
    'bulk_delete, body=BulkDelete(["ABC-1"])',
)
WRONG = {
    "delete_project": "Missing positional argument",
    "delete_project, 3": 'incompatible type "int"',
    'delete_project, project="OLD"': 'Unexpected keyword argument "project"',
    'delete_project, "OLD", force=True': 'Unexpected keyword argument "force"',
    'delete_resolution, "3"': "Missing named argument",
    'bulk_delete, body=BulkWatch(["ABC-1"])': 'incompatible type "BulkWatch"',
    "bulk_delete, body={}": "incompatible type",
    '"delete_project"': "incompatible type",
}
OF_CLIENTS = ('Start(delete_project, "OLD")', 'Start(delete_project, "OLD").keyed("friday")')


def test_types_tell_what_a_start_takes() -> None:
    right = [place.replace("CALL", call) for call in RIGHT for place in PLACES]
    right += [place.replace("CALL", call) for call in OF_CLIENTS for place in PLACES[1:]]
    wrong = {place.replace("CALL", call): WRONG[call] for call in WRONG for place in PLACES}
    wrong[f"tasks.start({OF_CLIENTS[0]}, 'NEW')"] = "Too many arguments"
    lines = HEAD.replace("PLACE", "\n    ".join([*right, *wrong])).splitlines()

    found = typed_starts.complaints("\n".join(lines))

    told = {lines[number - 1].strip(): said for number, said in found.items()}
    assert told.keys() == wrong.keys()
    for line, said in wrong.items():
        assert said in told[line], line


def test_every_start_of_the_generated_client_fits() -> None:
    assert typed_starts.main() == 0
