"""The simulated site behind a socket: HTTP/1.1 with keep-alive, for any client and language."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self

from ._http import Request, Response
from ._time import Clock, SystemClock, let_pass

# How often the accepting thread looks whether it shall stop, in seconds.
_HEARTBEAT = 0.02


class Server:
    """A simulator on the network; a context manager, and `close()` may be called again."""

    def __init__(
        self,
        handle: Callable[[Request], Response],
        clock: Clock,
        *,
        host: str,
        port: int,
        on_close: Callable[[], None],
    ) -> None:
        self._http = _HttpServer((host, port), handle, clock)
        self._on_close = on_close
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(_HEARTBEAT,), name="simulator", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address to give to a client, without a trailing slash."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    def close(self) -> None:
        """Stop answering and drop every connection."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
            self._http.drop_connections()
            self._http.server_close()
            self._on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class _HttpServer(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], handle: Callable[[Request], Response], clock: Clock
    ) -> None:
        self.handle_simulated = handle
        self._clock = clock
        self._stopping = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        super().__init__(address, _Connection)

    def server_bind(self) -> None:
        """Bind without asking the name service who we are, which may take seconds."""
        TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._lock:
            self._open[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def drop_connections(self) -> None:
        """Wake every thread that waits for a request, and see it end."""
        self._stopping.set()
        with self._lock:
            connections = list(self._open.items())
            for connection, _ in connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for _, thread in connections:
            thread.join()

    def wait(self, seconds: float) -> None:
        """Let a slow answer take its time, unless the server closes."""
        if isinstance(self._clock, SystemClock):
            self._stopping.wait(seconds)
        else:
            let_pass(self._clock, seconds)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about clients that hang up."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _HttpServer

    def _respond(self) -> None:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        try:
            response = self.server.handle_simulated(
                Request(self.command, path, query, headers, body)
            )
        except Exception:
            self.close_connection = True
            return
        if response.delay:
            self.server.wait(response.delay)
        self._send(response)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _respond  # noqa: N815

    def _send(self, response: Response) -> None:
        usual, self.wfile = self.wfile, BytesIO()
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        whole, self.wfile = self.wfile.getvalue() + response.body, usual
        if not response.trickle:
            self.wfile.write(whole)
            return
        for byte in whole:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            self.server.wait(response.trickle)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet: the simulator has its own log."""
