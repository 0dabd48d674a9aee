"""The Connect project's conformance cases of a gRPC server, by grpcio, each plain and compressed; what grpcio would not send
comes from a bare client."""

import base64
import random

import grpc
import pytest
from google.protobuf import any_pb2
from google.rpc import status_pb2
from grpc_status import rpc_status

import bare_http2
from conformance_cases import CASES, DATA, KINDS, LIMIT, Case
from interop_server import ConformanceServer
from reflected_service import DEADLINE_SECONDS, ReflectedService

SERVICE = "connectrpc.conformance.v1.ConformanceService"
TYPES = "type.googleapis.com/connectrpc.conformance.v1"
UNARY = f"/{SERVICE}/Unary"
RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL, DEADLINE_EXCEEDED = 8, 12, 13, 4


@pytest.fixture(scope="module")
def conformance(tmp_path_factory):
    server = ConformanceServer(tmp_path_factory.mktemp("conformance"), max_recv=LIMIT).start()
    yield server
    server.clean_up()


@pytest.fixture(scope="module")
def service(conformance):
    made = ReflectedService(conformance.address, SERVICE)
    yield made
    made.channel.close()


class Run:
    """A case played: what went out, and what came back."""

    def __init__(self, service: ReflectedService, case: Case, compression):
        self.case, self.messages = case, service.messages
        method, self.request_type, *_ = KINDS[case.kind]
        self.requests = list(self._requests())
        options = {"metadata": list(case.sends), "compression": compression}
        if case.timeout_ms:
            options["timeout"] = case.timeout_ms / 1000
        sent = iter(self.requests) if case.streams_requests else self.requests[0]
        name = method if case.streams_answers else f"{method}Future"
        call = getattr(service, name)(sent, **options)
        self.payloads, self.error = [], None
        try:
            for answer in call if case.streams_answers else [call.result()]:
                self.payloads.append(answer.payload)
        except grpc.RpcError as error:
            self.error = error
        self.headers, self.trailers = list(call.initial_metadata() or ()), list(call.trailing_metadata() or ())

    def _requests(self):
        case = self.case
        for index in range(case.requests):
            request = getattr(self.messages, self.request_type)()
            if index == 0 and case.is_defined:
                self._define(request.response_definition)
            if index == 0 and case.is_full_duplex:
                request.full_duplex = True
            if index > 0:
                request.request_data = DATA
            if case.sizes:
                self._pad(request, case.sizes[index])
            yield request

    def _define(self, definition):
        case = self.case
        for name, values in case.headers.items():
            definition.response_headers.add(name=name, value=values)
        for name, values in case.trailers.items():
            definition.response_trailers.add(name=name, value=values)
        definition.response_delay_ms = case.delay_ms
        if case.streams_answers:
            definition.response_data.extend([DATA] * case.answers)
        elif case.answers:
            definition.response_data = DATA
        if case.error:
            code, message = case.error
            definition.error.code = code
            if message:
                definition.error.message = message
            for index in range(case.details):
                packed = self.messages.Header(name=f"detail {index}", value=["a", "b"])
                definition.error.details.add().Pack(packed)

    @staticmethod
    def _pad(request, size):
        # Gzip makes a quarter of it: messages that hold a thousand times their size are taken for an attack.
        filler = bytes(byte & 3 for byte in random.Random(size).randbytes(size))
        request.request_data = filler
        request.request_data = filler[: size - (request.ByteSize() - size)]
        assert request.ByteSize() == size


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", CASES)
def test_case(service, name, compression):
    case = CASES[name]
    run = Run(service, case, compression)
    if case.fails_with:
        assert run.error.code().value[0] == case.fails_with and not run.payloads
        return
    _check_error(run)
    _check_payloads(run)
    if case.requests and case.is_defined:
        _check_metadata(case.headers, run.headers)
        _check_metadata(case.trailers, run.trailers)


def _check_error(run):
    case = run.case
    if not case.error:
        assert run.error is None
        return
    code, message = case.error
    assert (run.error.code().value[0], run.error.details()) == (code, message)
    # As plain values: the two kinds of Any are of different pools.
    defined = [(any.type_url, any.value) for any in run.requests[0].response_definition.error.details]
    status = rpc_status.from_call(run.error)
    details = list(status.details) if status else []
    told = [(any.type_url, any.value) for any in details]
    if case.answers:
        assert told == defined
        return
    assert told[:-1] == defined
    info = type(run.messages.ConformancePayload().request_info)()
    assert details[-1].Unpack(info)
    read = 1 if case.is_full_duplex else case.requests
    _check_info(run, info, run.requests[:read], is_first=True)


def _check_payloads(run):
    case = run.case
    expected = 0 if case.error and not case.streams_answers else case.answers
    assert len(run.payloads) == expected
    for index, payload in enumerate(run.payloads):
        assert payload.data == (DATA if case.is_defined and case.requests else b"")
        told = run.requests if index == 0 and not case.is_full_duplex else []
        if case.is_full_duplex:
            told = run.requests[index : index + 1]
        _check_info(run, payload.request_info, told, is_first=index == 0)


def _check_info(run, info, requests, is_first):
    """The requests are those that came since the answer before; headers and timeout stand in the first answer."""
    echoed = [type(request).FromString(any.value) for any, request in zip(info.requests, requests)]
    assert echoed == requests and len(info.requests) == len(requests)
    assert {any.type_url for any in info.requests} <= {f"{TYPES}.{run.request_type}"}
    if not is_first:
        assert not info.request_headers and info.WhichOneof("timeout_ms_presence") is None
        return
    headers = {header.name: list(header.value) for header in info.request_headers}
    for name in {name for name, _ in run.case.sends}:
        assert headers[name] == [value for sent, value in run.case.sends if sent == name]
    # Without a time of the case's own the client has one all the same. grpcio rounds it up a little.
    assert 0 < info.timeout_ms <= 1.05 * (run.case.timeout_ms or 1000 * DEADLINE_SECONDS)


def _check_metadata(defined, received):
    for name, values in defined.items():
        found = [value for key, value in received if key == name]
        if name.endswith("-bin"):
            values = [_decoded(value) for value in values]
        assert found == values


def _decoded(value):
    return base64.b64decode(value + "=" * (-len(value) % 4))


def test_unimplemented(service):
    with pytest.raises(grpc.RpcError) as raised:
        service.Unimplemented(service.messages.UnimplementedRequest())
    assert raised.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_answers_are_compressed_for_those_who_compress(conformance, service):
    gzip = [("grpc-encoding", "gzip"), ("grpc-accept-encoding", "gzip")]
    for method, request, answer, compressed, expected in [
        ("Unary", "UnaryRequest", "UnaryResponse", True, True),
        ("Unary", "UnaryRequest", "UnaryResponse", False, False),
        ("ServerStream", "ServerStreamRequest", "ServerStreamResponse", True, True),
    ]:
        message = getattr(service.messages, request)()
        definition = message.response_definition
        if method == "Unary":
            definition.response_data = DATA
        else:
            definition.response_data.append(DATA)
        body = bare_http2.envelope(message.SerializeToString(), compressed=compressed)
        got = bare_http2.exchange(conformance.address, f"/{SERVICE}/{method}", body, gzip if compressed else ())
        [(bytes, was_compressed)] = bare_http2.envelopes(got.body)
        assert was_compressed == expected and got.status == 0
        assert getattr(service.messages, answer).FromString(bytes).payload.data == DATA


@pytest.mark.parametrize("content_type", ["application/grpc", "application/grpc+proto"])
def test_proto_sub_format(conformance, service, content_type):
    request = service.messages.UnaryRequest()
    request.response_definition.response_data = DATA
    body = bare_http2.envelope(request.SerializeToString())
    answer = bare_http2.exchange(conformance.address, UNARY, body, content_type=content_type)
    [(message, _)] = bare_http2.envelopes(answer.body)
    assert service.messages.UnaryResponse.FromString(message).payload.data == DATA and answer.status == 0


@pytest.mark.parametrize("method", ["Unary", "IdempotentUnary", "ServerStream"])
@pytest.mark.parametrize("count", [0, 2])
def test_a_single_request_that_is_none_or_two_is_unimplemented(conformance, method, count):
    body = bare_http2.envelope(b"") * count
    answer = bare_http2.exchange(conformance.address, f"/{SERVICE}/{method}", body)
    assert answer.status == UNIMPLEMENTED and answer.headers[":status"] == "200"


@pytest.mark.parametrize(
    "path, settings, http_status, status",
    [
        pytest.param(UNARY, {"method": "DELETE"}, "405", None, id="unexpected-verb"),
        pytest.param(UNARY, {"method": "GET"}, "405", None, id="get"),
        pytest.param("/a.Unknown/Method", {}, "200", UNIMPLEMENTED, id="unexpected-uri"),
        pytest.param(UNARY, {"content_type": "application/grpc+foo"}, "415", None, id="unexpected-codec"),
        pytest.param(UNARY, {"content_type": "image/jpeg"}, "415", None, id="unexpected-content-type"),
        pytest.param(UNARY, {"headers": [("grpc-encoding", "foo")]}, "200", UNIMPLEMENTED, id="unexpected-compression"),
    ],
)
def test_unexpected(conformance, path, settings, http_status, status):
    answer = bare_http2.exchange(conformance.address, path, bare_http2.envelope(b""), **settings)
    assert (answer.headers[":status"], answer.status) == (http_status, status)


@pytest.mark.parametrize("headers", [[], [("grpc-encoding", "identity")]])
def test_unexpected_compressed_message(conformance, headers):
    answer = bare_http2.exchange(conformance.address, UNARY, b"\1\0\0\0\0", headers)
    assert answer.status == INTERNAL


@pytest.mark.parametrize("kind", KINDS)
def test_the_server_ends_calls_whose_time_is_over(conformance, service, kind):
    """No deadline on the client's side: it is the server that ends the call."""
    method, request_type, *_ = KINDS[kind]
    request = getattr(service.messages, request_type)()
    definition = request.response_definition
    definition.response_delay_ms = 15_000
    if KINDS[kind][3]:
        definition.response_data.extend([DATA, DATA])
    else:
        definition.response_data = DATA
    if KINDS[kind][4]:
        request.full_duplex = True
    body = bare_http2.envelope(request.SerializeToString())
    answer = bare_http2.exchange(conformance.address, f"/{SERVICE}/{method}", body, [("grpc-timeout", "200m")])
    assert answer.status == DEADLINE_EXCEEDED and answer.body == b""


def test_details_are_a_status(service):
    """The details are a google.rpc.Status that repeats code and message."""
    request = service.messages.UnaryRequest()
    request.response_definition.error.code = 5
    request.response_definition.error.message = "gone"
    with pytest.raises(grpc.RpcError) as raised:
        service.Unary(request)
    details = dict(raised.value.trailing_metadata())["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(details)
    assert (status.code, status.message) == (5, "gone")
    assert [type(detail) for detail in status.details] == [any_pb2.Any]
