"""The gRPC project's interop cases (doc/interop-test-descriptions.md), by grpcio over a real socket."""

import threading

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

import bare_http2
from interop_server import InteropServer, TestService
from proxies import PROXIES

REQUEST_BYTES, RESPONSE_BYTES = 271_828, 314_159
REQUEST_SIZES, RESPONSE_SIZES = (27_182, 8, 1_828, 45_904), (31_415, 9, 2_653, 58_979)
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
GZIP = [("grpc-encoding", "gzip"), ("grpc-accept-encoding", "identity,gzip")]


@pytest.fixture(scope="module", params=[None, *PROXIES], ids=lambda proxy: proxy.NAME if proxy else "direct")
def interop(request, tmp_path_factory):
    """The server, or a proxy in front of it: everything below must hold through each."""
    directory = tmp_path_factory.mktemp("interop")
    server = InteropServer(directory).start()
    proxy = request.param(directory, server.address).start() if request.param else None
    yield proxy or server
    if proxy:
        proxy.clean_up()
    server.clean_up()


@pytest.fixture
def service(interop):
    made = TestService(interop.address)
    yield made
    made.channel.close()


def simple(service, **fields):
    """The large unary request with some fields more."""
    fields = {"response_size": RESPONSE_BYTES, "payload": service.payload(REQUEST_BYTES), **fields}
    return service.messages.SimpleRequest(**fields)


def outputs(service, *sizes, payload=0, **fields):
    """A request for answers of these sizes."""
    parameters = [service.messages.ResponseParameters(size=size) for size in sizes]
    return service.messages.StreamingOutputCallRequest(
        response_parameters=parameters, payload=service.payload(payload), **fields
    )


def inputs(service, expect_first_compressed=None):
    """The four requests of the client's stream."""
    for index, size in enumerate(REQUEST_SIZES):
        request = service.messages.StreamingInputCallRequest(payload=service.payload(size))
        if expect_first_compressed is not None and index == 0:
            request.expect_compressed.value = expect_first_compressed
        yield request


class Pipe:
    """Requests that are handed to a call one by one."""

    def __init__(self):
        self._condition = threading.Condition()
        self._waiting, self._ended = [], False

    def send(self, request):
        with self._condition:
            self._waiting.append(request)
            self._condition.notify()

    def end(self):
        with self._condition:
            self._ended = True
            self._condition.notify()

    def __iter__(self):
        return self

    def __next__(self):
        with self._condition:
            self._condition.wait_for(lambda: self._waiting or self._ended)
            if self._waiting:
                return self._waiting.pop(0)
            raise StopIteration


def sizes(responses):
    return [len(response.payload.body) for response in responses]


def failure(call, *arguments, **options):
    """The error that a call ends with."""
    with pytest.raises(grpc.RpcError) as raised:
        answer = call(*arguments, **options)
        list(answer) if hasattr(answer, "__iter__") else answer
    return raised.value


def test_empty_unary(service):
    assert service.EmptyCall(service.messages.Empty()) == service.messages.Empty()


@pytest.mark.parametrize("method", ["UnaryCall", "CacheableUnaryCall"])
def test_large_unary_and_cacheable_unary(service, method):
    call = getattr(service, f"{method}Future")(simple(service))
    assert len(call.result().payload.body) == RESPONSE_BYTES
    assert (("cache-control", "max-age=60, public") in call.initial_metadata()) == (method == "CacheableUnaryCall")


def test_concurrent_large_unary(service):
    """A thousand large calls at once on one channel."""
    calls = [service.UnaryCallFuture(simple(service), timeout=120) for _ in range(1_000)]
    assert {len(call.result().payload.body) for call in calls} == {RESPONSE_BYTES}


def test_client_compressed_unary(service):
    """The probe first: what is said to be compressed and is not is refused."""
    request = simple(service, expect_compressed=service.messages.BoolValue(value=True))
    assert failure(service.UnaryCall, request).code() == grpc.StatusCode.INVALID_ARGUMENT
    assert len(service.UnaryCall(request, compression=grpc.Compression.Gzip).payload.body) == RESPONSE_BYTES
    request.expect_compressed.value = False
    assert len(service.UnaryCall(request).payload.body) == RESPONSE_BYTES


@pytest.mark.parametrize("compressed", [True, False])
def test_server_compressed_unary(interop, service, compressed):
    request = simple(service, response_compressed=service.messages.BoolValue(value=compressed))
    assert len(service.UnaryCall(request).payload.body) == RESPONSE_BYTES
    # What grpcio hides: the flag of the message. And a caller who does not read gzip gets none.
    request.ClearField("payload")
    for headers, expected in [(GZIP[1:], compressed), ([], False)]:
        request.response_size = 9_999
        sent = bare_http2.envelope(request.SerializeToString())
        body = bare_http2.call(interop.address, "/grpc.testing.TestService/UnaryCall", sent, headers)
        [(message, was_compressed)] = bare_http2.envelopes(body)
        assert was_compressed == expected
        assert len(service.messages.SimpleResponse.FromString(message).payload.body) == 9_999


def test_client_streaming(service):
    assert service.StreamingInputCall(inputs(service)).aggregated_payload_size == sum(REQUEST_SIZES)


def test_client_compressed_streaming(interop, service):
    requests = inputs(service, expect_first_compressed=True)
    assert failure(service.StreamingInputCall, requests).code() == grpc.StatusCode.INVALID_ARGUMENT
    # grpcio compresses all messages or none; the case mixes them.
    first, second, *_ = [request.SerializeToString() for request in inputs(service, expect_first_compressed=True)]
    sent = bare_http2.envelope(first, compressed=True) + bare_http2.envelope(second)
    body = bare_http2.call(interop.address, "/grpc.testing.TestService/StreamingInputCall", sent, GZIP)
    [(message, _)] = bare_http2.envelopes(body)
    response = service.messages.StreamingInputCallResponse.FromString(message)
    assert response.aggregated_payload_size == sum(REQUEST_SIZES[:2])


def test_server_streaming(service):
    assert sizes(service.StreamingOutputCall(outputs(service, *RESPONSE_SIZES))) == list(RESPONSE_SIZES)


def test_server_compressed_streaming(interop, service):
    request = outputs(service, 31_415, 92_653)
    request.response_parameters[0].compressed.value = True
    request.response_parameters[1].compressed.value = False
    assert sizes(service.StreamingOutputCall(request)) == [31_415, 92_653]
    request.response_parameters[1].size = 20_000
    sent = bare_http2.envelope(request.SerializeToString(), compressed=True)
    body = bare_http2.call(interop.address, "/grpc.testing.TestService/StreamingOutputCall", sent, GZIP)
    assert [was_compressed for _, was_compressed in bare_http2.envelopes(body)] == [True, False]


def test_a_large_stream_waits_for_its_reader(service):
    """24 MiB fit into no window: the server pauses, and goes on as the client reads."""
    assert sum(sizes(service.StreamingOutputCall(outputs(service, *[1 << 18] * 96)))) == 24 << 20


def test_ping_pong(service):
    pipe = Pipe()
    answers = service.FullDuplexCall(pipe)
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        pipe.send(outputs(service, response_size, payload=request_size))
        assert len(next(answers).payload.body) == response_size
    pipe.end()
    assert list(answers) == []


def test_half_duplex_answers_when_all_requests_have_come(service):
    requests = [outputs(service, size) for size in RESPONSE_SIZES]
    assert sizes(service.HalfDuplexCall(iter(requests))) == list(RESPONSE_SIZES)


def test_intervals_keep_the_order(service):
    request = outputs(service, 1, 2, 3, 4)
    for parameters, interval in zip(request.response_parameters, (0, 2_000, 0, 1_000)):
        parameters.interval_us = interval
    assert sizes(service.FullDuplexCall(iter([request, outputs(service, 5)]))) == [1, 2, 3, 4, 5]


def test_empty_stream(service):
    assert list(service.FullDuplexCall(iter([]))) == []


def test_cancel_after_begin(service):
    call = service.StreamingInputCallFuture(Pipe())
    call.cancel()
    assert call.cancelled() and call.code() == grpc.StatusCode.CANCELLED


def test_cancel_after_first_response(service):
    pipe = Pipe()
    call = service.FullDuplexCall(pipe)
    pipe.send(outputs(service, RESPONSE_SIZES[0], payload=REQUEST_SIZES[0]))
    next(call)
    call.cancel()
    assert failure(next, call).code() == grpc.StatusCode.CANCELLED


def test_timeout_on_sleeping_server(service):
    pipe = Pipe()
    request = outputs(service, 1, payload=27_182)
    request.response_parameters[0].interval_us = 10_000_000
    pipe.send(request)
    call = service.FullDuplexCall(pipe, timeout=0.05)
    assert failure(next, call).code() == grpc.StatusCode.DEADLINE_EXCEEDED


@pytest.mark.parametrize("kind", ["unary", "duplex"])
def test_custom_metadata(service, kind):
    initial = ("x-grpc-test-echo-initial", "test_initial_metadata_value")
    trailing = ("x-grpc-test-echo-trailing-bin", b"\x0a\x0b\x0a\x0b\x0a\x0b")
    if kind == "unary":
        call = service.UnaryCallFuture(simple(service), metadata=[initial, trailing])
        assert len(call.result().payload.body) == RESPONSE_BYTES
    else:
        call = service.FullDuplexCall(iter([outputs(service, RESPONSE_BYTES)]), metadata=[initial, trailing])
        assert sizes(call) == [RESPONSE_BYTES]
    assert initial in call.initial_metadata() and trailing in call.trailing_metadata()


@pytest.mark.parametrize("message", ["test status message", SPECIAL])
def test_status_code_and_message_and_special_status_message(service, message):
    status = service.messages.EchoStatus(code=2, message=message)
    errors = [
        failure(service.UnaryCall, service.messages.SimpleRequest(response_status=status)),
        failure(service.FullDuplexCall, iter([outputs(service, response_status=status)])),
        failure(service.StreamingOutputCall, outputs(service, response_status=status)),
    ]
    assert [(error.code(), error.details()) for error in errors] == [(grpc.StatusCode.UNKNOWN, message)] * 3


def test_unimplemented_method(service):
    assert failure(service.UnimplementedCall, service.messages.Empty()).code() == grpc.StatusCode.UNIMPLEMENTED


def test_unimplemented_service(interop):
    other = TestService(interop.address, "grpc.testing.UnimplementedService")
    error = failure(other.UnimplementedCall, other.messages.Empty())
    other.channel.close()
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED


def test_server_id_is_the_same_in_every_call(service):
    request = service.messages.SimpleRequest(fill_server_id=True, fill_username=True, fill_oauth_scope=True)
    first, second = service.UnaryCall(request), service.UnaryCall(request)
    assert first.server_id and first == second


def test_sizes_that_no_payload_has_are_refused(service):
    for call, request in [
        (service.UnaryCall, service.messages.SimpleRequest(response_size=-1)),
        (service.StreamingOutputCall, outputs(service, 1 << 30)),
    ]:
        assert failure(call, request).code() == grpc.StatusCode.INVALID_ARGUMENT


def test_a_message_over_the_limit_is_refused_compressed_or_not(tmp_path):
    server = InteropServer(tmp_path, max_recv=100_000).start()
    try:
        service = TestService(server.address)
        for compression in (grpc.Compression.NoCompression, grpc.Compression.Gzip):
            assert service.UnaryCall(simple(service, payload=service.payload(90_000)), compression=compression)
            request = simple(service, payload=service.payload(110_000))
            error = failure(service.UnaryCall, request, compression=compression)
            assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED and "at most 100000" in error.details()
        service.channel.close()
    finally:
        server.clean_up()


def test_health_and_reflection_are_on(service):
    health = health_pb2_grpc.HealthStub(service.channel)
    for name in ("", "grpc.testing.TestService"):
        request = health_pb2.HealthCheckRequest(service=name)
        assert health.Check(request, timeout=30).status == health_pb2.HealthCheckResponse.SERVING
    services = ProtoReflectionDescriptorDatabase(service.channel).get_services()
    assert "grpc.testing.TestService" in services and "grpc.testing.UnimplementedService" not in services
