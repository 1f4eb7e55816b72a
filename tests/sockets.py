"""Servers on loopback that do what no web server would."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

Serve = Callable[[socket.socket], None]


def nothing(connection: socket.socket) -> None:
    """Keep the connection open, and silent."""


@contextmanager
def listening(serve: Serve = nothing) -> Iterator[tuple[str, list[socket.socket]]]:
    """Serve each connection in a thread of its own; yields the address and what was accepted."""
    accepted: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def answer(connection: socket.socket) -> None:
        with suppress(OSError):  # the client hung up
            serve(connection)

    def accept() -> None:
        with suppress(OSError):  # closed
            while True:
                accepted.append(server.accept()[0])
                threads.append(threading.Thread(target=answer, args=accepted[-1:], daemon=True))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0), backlog=256) as server:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", accepted
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for connection in accepted:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for served in threads:
                served.join()
            for connection in accepted:
                connection.close()


@contextmanager
def unreachable() -> Iterator[str]:
    """Where connecting takes for ever, as behind a firewall: a server that is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as stack:
        with suppress(TimeoutError):
            while True:
                stack.enter_context(socket.create_connection(server.getsockname(), timeout=0.1))
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def is_hung_up(connection: socket.socket) -> bool:
    """Whether the client has closed its side, after whatever it sent."""
    connection.settimeout(1)
    try:
        while connection.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True
