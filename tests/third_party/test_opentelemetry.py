"""Spans that OpenTelemetry's instrumentation of httpx makes of looks and starts."""

from collections.abc import Iterator

import pytest
from atlassian_tasks import TaskClient
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks_rest.api.jira_v3 import delete_project
from opentelemetry.instrumentation.httpx import (
    AsyncOpenTelemetryTransport,
    HTTPXClientInstrumentor,
    SyncOpenTelemetryTransport,
)
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.colours import Colour
from tests.test_start import start

AUTH = ("me@acme.example", "a-secret-token")


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(exporter: InMemorySpanExporter) -> Iterator[TracerProvider]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield provider
    provider.shutdown()


@pytest.fixture
def _instrumented(tracing: TracerProvider) -> Iterator[None]:
    HTTPXClientInstrumentor().instrument(tracer_provider=tracing)
    yield
    HTTPXClientInstrumentor().uninstrument()


@pytest.fixture
def simulator(clock: VirtualClock) -> Iterator[Simulator]:
    with (simulator := Simulator(clock)).serve():
        yield simulator


def told(spans: tuple[ReadableSpan, ...]) -> list[tuple[object, ...]]:
    """Method, address and status of each."""
    names = ("http.method", "http.url", "http.status_code")
    return [tuple((span.attributes or {})[name] for name in names) for span in spans]


@pytest.mark.trio
@pytest.mark.usefixtures("_instrumented")
def test_each_look_and_each_start_is_a_span(
    colour: Colour, simulator: Simulator, clock: VirtualClock, exporter: InMemorySpanExporter
) -> None:
    with colour.make(simulator.site, auth=AUTH, clock=clock) as client:
        simulator.fail_next(503, method="GET")
        ref = start(client, delete_project, "OLD")
        client.wait(ref)

    spans = exporter.get_finished_spans()
    asked = [(it.method, f"{simulator.site}{it.path}", it.status) for it in simulator.requests]
    assert told(spans) == asked
    assert [span.status.is_ok for span in spans[:3]] == [True, False, True]
    assert AUTH[1] not in "".join(span.to_json() for span in spans)


@pytest.mark.trio
def test_a_transport_wrapped_by_hand_shows_them_too(
    colour: Colour, simulator: Simulator, tracing: TracerProvider, exporter: InMemorySpanExporter
) -> None:
    inner = colour.transport(simulator)
    is_sync = colour.client_type is TaskClient
    wrap = SyncOpenTelemetryTransport if is_sync else AsyncOpenTelemetryTransport
    task = simulator.add("jira", duration=0)
    with colour.opened(simulator, transport=wrap(inner, tracer_provider=tracing)) as client:
        client.wait(task.ref)

    assert told(exporter.get_finished_spans()) == [("GET", task.url, 200)]


@pytest.mark.usefixtures("_instrumented")
def test_looks_are_below_the_span_of_the_wait(
    simulator: Simulator,
    clock: VirtualClock,
    tracing: TracerProvider,
    exporter: InMemorySpanExporter,
) -> None:
    task = simulator.add("jira", duration=2)
    with (
        TaskClient(simulator.site, clock=clock) as tasks,
        tracing.get_tracer("mine").start_as_current_span("clean up") as above,
    ):
        tasks.wait(task.ref)

    *looks, wait = exporter.get_finished_spans()
    assert wait.name == "clean up"
    assert {span.parent and span.parent.span_id for span in looks} == {above.context.span_id}
