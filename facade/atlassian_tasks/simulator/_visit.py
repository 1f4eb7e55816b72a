"""What an endpoint is given, and a line of the table of endpoints."""

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from attrs import field, frozen

from ._http import Errors, Request, Response
from ._state import State, User


@frozen
class Visit:
    """A request that reached its endpoint."""

    state: State
    request: Request
    user: User
    arguments: Mapping[str, str]
    now: float

    @property
    def id(self) -> str:
        """The id in the path."""
        return self.arguments["id"]

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters; of those that are repeated, the last."""
        return {name: values[-1] for name, values in parse_qs(self.request.query).items()}

    def all(self, name: str) -> list[str]:
        """Every value of a query parameter."""
        return parse_qs(self.request.query).get(name, [])

    @property
    def payload(self) -> dict[str, object]:
        """The JSON object that was sent; empty where the body is anything else."""
        sent = self._sent()
        return sent if isinstance(sent, dict) else {}

    @property
    def has_object(self) -> bool:
        """Whether a JSON object was sent."""
        return isinstance(self._sent(), dict)

    @property
    def owner(self) -> str | None:
        """Whose a task is that begins now; nobody's where nobody has to sign in."""
        return self.user.name if self.state.users else None

    def _sent(self) -> object:
        try:
            return json.loads(self.request.body)
        except ValueError:
            return None


@frozen
class Route:
    """A line of the table. `path` is a regular expression with names in braces."""

    method: str
    path: str
    product: str
    """`jira` or `confluence` (Cloud, behind the gateway too), `confluence-dc`, or `site`."""
    scopes: tuple[str, ...]
    """Any one of them will do."""
    errors: Errors
    answer: Callable[[Visit], Response]
    pattern: re.Pattern[str] = field(init=False, repr=False)

    @pattern.default
    def _compile(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))
