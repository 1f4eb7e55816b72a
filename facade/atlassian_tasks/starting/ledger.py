"""What was started, on disk: so that nothing is started twice, whoever is killed when.

A line is written before a request leaves, and is unclear until its answer is written there as well.
Each access has a connection of its own: threads, forks and stops find none open, or half used.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias
from uuid import uuid4

from attrs import field, fields, frozen

from atlassian_tasks.errors import ConfigurationError, InvalidRef
from atlassian_tasks.kinds.refs import TaskRef, brief
from atlassian_tasks.model import Failure, Status, Task

from .start import Start

State: TypeAlias = Literal["unclear", "running", "ended", "refused", "nothing"]
_OPEN = ("unclear", "running")
_VERSION = 1
_PATIENCE = 30.0  # seconds for which another process may write
_TIMES = ("submitted", "started", "finished", "updated", "observed")
_MOMENT = 1.0  # seconds that a request may take beside its timeout
_SCHEMA = """
CREATE TABLE IF NOT EXISTS starts (
  site TEXT NOT NULL, key TEXT NOT NULL, operation TEXT NOT NULL, digest TEXT NOT NULL,
  state TEXT NOT NULL, started REAL NOT NULL, until REAL NOT NULL,
  ref TEXT, task TEXT, PRIMARY KEY (site, key)
)
"""
log = logging.getLogger("atlassian_tasks")


@frozen
class Entry:
    """A start in a ledger.

    - `key`: what its `Start` was given by `keyed`; without, one that nobody else has.
    - `operation`: the name of the operation.
    - `site`: the address of the site that it was sent to.
    - `started`: when it was written down, just before it was sent.
    - `ref`: the task that it started, None where none is known.
    - `task`: its final snapshot, if a client with this ledger saw it.
    - `state`: unclear (it may have started), running, ended, refused (it did not start; with the
      same key it may) or nothing (it was done at once: there is nothing to wait for).
    """

    key: str
    operation: str
    site: str
    started: datetime
    ref: TaskRef | None
    task: Task | None = field(repr=False)
    state: State


def _absolute(path: str | PathLike[str]) -> Path:
    try:
        return Path(path).absolute()
    except TypeError:
        raise ConfigurationError(f"a ledger is a file, not {brief(path)}") from None


@frozen
class Ledger:
    """A file that remembers what was started; the processes of one machine may share it.

    >>> with TaskClient(SITE, auth=AUTH, ledger="starts.db") as tasks:
    ...     tasks.start(Start(delete_project, "OLD").keyed("old-projects/1"))

    It keeps no credentials, of payloads a hash, and of ends the whole snapshot. Not for network
    file systems.
    Raises `ConfigurationError` if the file cannot be used. `path` is the file, absolute.
    """

    path: Path = field(converter=_absolute)

    def __attrs_post_init__(self) -> None:
        with self._opened() as connection:
            connection.execute(_SCHEMA)
            connection.execute("CREATE INDEX IF NOT EXISTS by_ref ON starts (site, ref)")

    def entries(self, open_only: bool = False) -> list[Entry]:
        """Return what was started, oldest first; with `open_only` what is running or unclear."""
        wanted = "WHERE state IN ('running', 'unclear')" if open_only else ""
        with self._opened() as connection:
            rows = connection.execute(f"SELECT * FROM starts {wanted} ORDER BY started, rowid")  # noqa: S608
            return [_entry(row) for row in rows]

    def settle(self, key: str, became: TaskRef | str, *, site: str | None = None) -> None:
        """Say what became of an unclear start.

        - its task, which is waited for instead of sending it again;
        - "nothing": it was done, there is nothing to wait for, and it is never sent again;
        - "not-begun": it did not happen. It counts as refused, and the next time it is sent.

        What was said can be said anew, but one that is running never becomes "not-begun". `site`
        says which, if the key is open on several. Raises `ConfigurationError` for any other.
        """
        words: dict[object, State] = {"nothing": "nothing", "not-begun": "refused"}
        try:
            ref = None if became in words else TaskRef.parse(str(became))
        except InvalidRef as error:
            raise InvalidRef(f"{error}; or write nothing, or not-begun") from error
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT * FROM starts WHERE key = ? AND site = coalesce(?, site)", (key, site)
            ).fetchall()
            states = ("unclear", "nothing") if became == "not-begun" else (*_OPEN, "nothing")
            row = _open(key, rows, states)
            _close(connection, row["site"], key, words.get(became, "running"), ref)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open it for one transaction, which is on disk when this ends, or undone by an error."""
        try:
            connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            try:
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("BEGIN IMMEDIATE")
                _check_version(connection)
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()
        except (sqlite3.Error, ValueError) as error:  # such as text that has no place in UTF-8
            told = f"the ledger {self.path} cannot be used: {error}"
            raise ConfigurationError(told) from error


class Claim(NamedTuple):
    """What is known of a start, None if it may be sent now; the seconds until it may be more."""

    entry: Entry | None = None
    left: float = 0.0


@frozen
class Account:
    """The ledger as one client uses it: for its site, whose requests take so many seconds."""

    ledger: Ledger
    site: str
    seconds: float

    def key_of(self, start: Start) -> str:
        """Return its key, or one that nobody else has."""
        return start.key or f"{start.operation}/{uuid4().hex[:16]}"

    def check(self, starts: Sequence[Start]) -> None:
        """Raise `ConfigurationError` if the key of one was used with other arguments."""
        with self.ledger._opened() as connection:  # noqa: SLF001 - our own
            rows = connection.execute("SELECT * FROM starts WHERE site = ?", (self.site,))
            known = {row["key"]: row for row in rows}
        for start in starts:
            if start.key is not None:
                _check_digest(known.get(start.key), start.key, _digest(start))

    def claim(self, key: str, start: Start) -> Claim:
        """Write down that it is about to be sent, unless it was before."""
        now, digest = time.time(), _digest(start)
        with self.ledger._opened() as connection:  # noqa: SLF001 - our own
            row = connection.execute(
                "SELECT * FROM starts WHERE site = ? AND key = ?", (self.site, key)
            ).fetchone()
            _check_digest(row, key, digest)
            if row is not None and row["state"] != "refused":
                left = row["until"] - max(now, row["started"])  # a clock may be set back
                return Claim(_entry(row), left if row["state"] == "unclear" else 0.0)
            if start.key is None:  # a run tries it again, each time with another key
                connection.execute(
                    "DELETE FROM starts WHERE site = ? AND digest = ? AND state = 'refused' "
                    "AND key GLOB operation || '/????????????????'",
                    (self.site, digest),
                )
            connection.execute(
                "REPLACE INTO starts (site, key, operation, digest, state, started, until) "
                "VALUES (?, ?, ?, ?, 'unclear', ?, ?)",
                (self.site, key, start.operation, digest, now, now + self.seconds + _MOMENT),
            )
            return Claim()

    def close(self, key: str, state: State, ref: TaskRef | None = None) -> None:
        """Write down what came of it."""
        with self.ledger._opened() as connection:  # noqa: SLF001 - our own
            _close(connection, self.site, key, state, ref)

    def witness(self, report: object) -> None:
        """Write down an end that a client reports; if that fails, waiting goes on."""
        task = report if isinstance(report, Task) else getattr(report, "task", None)
        if not isinstance(task, Task) or not task.is_final:
            return
        try:
            with self.ledger._opened() as connection:  # noqa: SLF001 - our own
                connection.execute(
                    "UPDATE starts SET state = 'ended', task = ? "
                    "WHERE site = ? AND ref = ? AND state <> 'ended'",
                    (json.dumps(task.to_dict()), self.site, str(task.ref)),
                )
        except ConfigurationError as error:
            log.warning("the end of %s is not written down: %s", task.ref, error)


def _close(
    connection: sqlite3.Connection, site: str, key: str, state: State, ref: TaskRef | None
) -> None:
    connection.execute(
        "UPDATE starts SET state = ?, until = 0, ref = ? WHERE site = ? AND key = ?",
        (state, ref and str(ref), site, key),
    )


def _check_version(connection: sqlite3.Connection) -> None:
    """Refuse the file of a later version, and leave a mark in a new one."""
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise ConfigurationError("the ledger was written by a later version of atlassian-tasks")
    if version < _VERSION:
        connection.execute(f"PRAGMA user_version = {_VERSION}")


def _open(key: str, rows: list[sqlite3.Row], states: Collection[str]) -> sqlite3.Row:
    """Return the one that can be settled; raises `ConfigurationError`."""
    if not rows:
        raise ConfigurationError(f"the ledger has no start with the key {brief(key)}")
    found = [row for row in rows if row["state"] in states]
    if not found:
        told = f"{brief(key)} is {rows[0]['state']} {rows[0]['ref'] or ''}".strip()
        raise ConfigurationError(f"{told}; this can be said of what is {' or '.join(states)}")
    if len(found) > 1:
        raise ConfigurationError(
            f"{brief(key)} is open on several sites, so say which: "
            + ", ".join(row["site"] for row in found)
        )
    if (left := found[0]["until"] - time.time()) > 0:
        told = f"{brief(key)} may be on its way: settle it in {left:.0f} s"
        raise ConfigurationError(told)
    return found[0]


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        key=row["key"],
        operation=row["operation"],
        site=row["site"],
        started=datetime.fromtimestamp(row["started"], UTC),
        ref=TaskRef.parse(row["ref"]) if row["ref"] else None,
        task=_task(row["task"]) if row["task"] else None,
        state=row["state"],
    )


def _task(written: str) -> Task:
    """Read a snapshot as `Task.to_dict` tells it."""
    told = json.loads(written)
    made = {one.name: told[one.name] for one in fields(Task) if told.get(one.name) is not None}
    times = {name: datetime.fromisoformat(made[name]) for name in _TIMES if name in made}
    if "elapsed" in made:
        made["elapsed"] = timedelta(seconds=made["elapsed"])
    made |= {"ref": TaskRef.parse(made["ref"]), "status": Status(made["status"])}
    failures = (Failure(one["subject"], tuple(one["reasons"])) for one in made["failures"])
    return Task(**{**made, **times, "failures": tuple(failures), "links": tuple(made["links"])})


def _check_digest(row: sqlite3.Row | None, key: str, digest: str) -> None:
    if row is not None and row["digest"] != digest:
        raise ConfigurationError(
            f"the key {key!r} was used for {row['operation']} with other arguments: repeat it with "
            "the same (keep what a search found in a file), or give another start another key"
        )


def _digest(start: Start) -> str:
    """Tell a request apart from others without keeping what is in it."""
    made = start._get_kwargs()  # noqa: SLF001 - our own
    said = [made.get(name) for name in ("method", "url", "params", "json")]
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
