"""The site on loopback."""

import socket
import threading

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.simulator.upstream import check


def test_a_served_site_answers_and_names_its_own_address(simulator: Simulator) -> None:
    task = simulator.add("jira")
    with simulator.serve() as server, httpx.Client(trust_env=False) as client:
        response = client.get(task.url)
        check(response)

    assert task.id == response.json()["id"]
    assert response.json()["self"] == f"{server.url}/rest/api/3/task/{task.id}"
    assert simulator.site == "https://example.atlassian.net"


def test_a_site_with_an_address_keeps_it(clock: VirtualClock) -> None:
    simulator = Simulator(clock, site="https://acme.atlassian.net/")
    with simulator.serve() as server:
        served, site = server.url, simulator.site

    assert served.startswith("http://127.0.0.1:")
    assert site == "https://acme.atlassian.net"


def test_a_connection_is_kept_alive(simulator: Simulator) -> None:
    request = b"GET /_edge/tenant_info HTTP/1.1\r\nHost: here\r\n\r\n"
    with simulator.serve() as server:
        port = httpx.URL(server.url).port
        with socket.create_connection(("127.0.0.1", port or 0), timeout=5) as connection:
            statuses = []
            for _ in range(2):
                connection.sendall(request)
                statuses.append(connection.recv(65_536).split(b"\r\n")[0])

    assert statuses == [b"HTTP/1.1 200 OK"] * 2


def test_a_body_is_read_before_the_next_request(simulator: Simulator) -> None:
    task = simulator.add("jira")
    with simulator.serve(), httpx.Client(trust_env=False) as client:
        cancelled = client.post(task.url + "/cancel", json={"why": "no reason"})
        looked = client.get(task.url)

    assert (cancelled.status_code, cancelled.content) == (202, b"")
    assert looked.json()["status"] == "CANCEL_REQUESTED"


def test_an_exception_drops_the_connection(simulator: Simulator) -> None:
    task = simulator.add("jira")
    simulator.fail_next(raises=httpx.ConnectError("gone"))
    with simulator.serve(), httpx.Client(trust_env=False) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(task.url)
        again = client.get(task.url)

    assert again.status_code == 200


def test_a_status_that_nobody_registered_travels(simulator: Simulator) -> None:
    task = simulator.add("jira")
    simulator.fail_next(520)
    with simulator.serve(), httpx.Client(trust_env=False) as client:
        status = client.get(task.url).status_code

    assert status == 520


def test_many_connections_are_served_at_once(simulator: Simulator) -> None:
    task = simulator.add("confluence")
    with simulator.serve(), httpx.Client(trust_env=False) as client:
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda: statuses.append(client.get(task.url).status_code))
            for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert statuses == [200] * 20


def test_closing_ends_idle_connections_and_all_threads(simulator: Simulator) -> None:
    before = threading.active_count()
    server = simulator.serve()
    with httpx.Client(trust_env=False) as client:
        client.get(f"{server.url}/_edge/tenant_info")
        server.close()
        server.close()
        with pytest.raises(httpx.TransportError):
            client.get(f"{server.url}/_edge/tenant_info")

    assert threading.active_count() == before


def test_closing_does_not_wait_for_a_slow_answer() -> None:
    simulator = Simulator()
    simulator.fail_next(delay=600)
    with (
        simulator.serve() as server,
        httpx.Client(trust_env=False, timeout=0.05) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.get(f"{server.url}/_edge/tenant_info")

    assert simulator.requests[0].status == 200


def test_an_answer_trickles_in_a_byte_at_a_time(clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    task = simulator.add("jira", duration=0)
    simulator.fail_next(trickle=0.5)
    with simulator.serve() as server:
        port = httpx.URL(server.url).port
        with socket.create_connection(("127.0.0.1", port or 0), timeout=5) as connection:
            path = task.url.removeprefix(server.url)
            connection.sendall(f"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
            pieces = [*iter(lambda: connection.recv(1), b"")]

    assert b"".join(pieces).endswith(b"}")
    assert clock.now() == 0.5 * len(pieces)


def test_a_started_task_is_found_at_the_served_address(simulator: Simulator) -> None:
    with simulator.serve() as server, httpx.Client(trust_env=False) as client:
        started = client.post(f"{server.url}/rest/api/3/project/ABC/delete")
        followed = client.post(f"{server.url}/rest/api/3/project/XYZ/delete", follow_redirects=True)

    first, second = simulator.started
    assert started.headers["Location"] == f"{server.url}/rest/api/3/task/{first.id}"
    assert (followed.status_code, followed.json()["id"]) == (200, second.id)
    assert [exchange.method for exchange in simulator.requests] == ["POST", "POST", "GET"]
