"""Reflection in both versions, question by question, by grpcio's stubs. The messages of v1 and v1alpha are the same bytes."""

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest as Request
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionResponse as Response

from interop_server import ConformanceServer, InteropServer

NOT_FOUND, INVALID_ARGUMENT = 5, 3
INTEROP = ["grpc/testing/test.proto", "grpc/testing/messages.proto", "grpc/testing/empty.proto"]


@pytest.fixture(scope="module", params=["v1", "v1alpha"])
def ask(request, tmp_path_factory):
    """Asks questions on one stream and gives the answers."""
    server = InteropServer(tmp_path_factory.mktemp("interop")).start()
    with grpc.insecure_channel(server.address) as channel:
        call = channel.stream_stream(
            f"/grpc.reflection.{request.param}.ServerReflection/ServerReflectionInfo",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=Response.FromString,
        )
        yield lambda *questions: list(call(iter(questions), timeout=30))
    server.clean_up()


def files(answer):
    return [FileDescriptorProto.FromString(file).name for file in answer.file_descriptor_response.file_descriptor_proto]


def test_every_service_is_listed_itself_included(ask):
    [answer] = ask(Request(list_services=""))
    assert [service.name for service in answer.list_services_response.service] == [
        "grpc.channelz.v1.Channelz",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        "grpc.testing.TestService",
    ]


@pytest.mark.parametrize(
    "symbol, file",
    [
        ("grpc.testing.TestService", "grpc/testing/test.proto"),
        ("grpc.testing.TestService.UnaryCall", "grpc/testing/test.proto"),
        (".grpc.testing.SimpleRequest", "grpc/testing/messages.proto"),
        ("grpc.testing.SimpleRequest.response_size", "grpc/testing/messages.proto"),
        ("grpc.testing.LoadBalancerStatsResponse.RpcsByPeer", "grpc/testing/messages.proto"),
        ("grpc.testing.PayloadType", "grpc/testing/messages.proto"),
        ("grpc.testing.COMPRESSABLE", "grpc/testing/messages.proto"),
        ("google.protobuf.Timestamp", "google/protobuf/timestamp.proto"),
        ("grpc.health.v1.HealthCheckResponse.SERVING", "grpc/health/v1/health.proto"),
        ("grpc.channelz.v1.Address.address", "grpc/channelz/v1/channelz.proto"),
    ],
)
def test_symbols_are_found_down_to_their_parts(ask, symbol, file):
    [answer] = ask(Request(file_containing_symbol=symbol))
    assert files(answer)[0] == file


def test_a_file_brings_what_it_imports(ask):
    by_name, of_channelz = ask(
        Request(file_by_filename="grpc/testing/test.proto"),
        Request(file_by_filename="grpc/channelz/v1/channelz.proto"),
    )
    assert sorted(files(by_name)) == sorted(INTEROP)
    assert set(files(of_channelz)) >= {"google/protobuf/any.proto", "google/protobuf/wrappers.proto"}


def test_what_is_not_there_is_an_answer_and_the_stream_goes_on(ask):
    extension = {"containing_type": "grpc.testing.SimpleRequest", "extension_number": 100}
    questions = [
        Request(host="here", file_by_filename="no/such.proto"),
        Request(file_containing_symbol="grpc.testing.TestService.NoMethod"),
        Request(file_containing_extension=extension),
        Request(all_extension_numbers_of_type="no.Such"),
        Request(),
        Request(all_extension_numbers_of_type="grpc.testing.SimpleRequest"),
    ]
    *errors, nothing, empty = ask(*questions)
    assert [error.error_response.error_code for error in errors] == [NOT_FOUND] * 4
    assert errors[0].valid_host == "here" and errors[0].original_request == questions[0]
    assert nothing.error_response.error_code == INVALID_ARGUMENT
    assert empty.all_extension_numbers_response.base_type_name == "grpc.testing.SimpleRequest"
    assert not empty.all_extension_numbers_response.extension_number


def test_the_conformance_service_is_described(tmp_path):
    server = ConformanceServer(tmp_path).start()
    try:
        with grpc.insecure_channel(server.address) as channel:
            call = channel.stream_stream(
                "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=Response.FromString,
            )
            symbol = "connectrpc.conformance.v1.ConformanceService.BidiStream"
            [answer] = list(call(iter([Request(file_containing_symbol=symbol)]), timeout=30))
        assert set(files(answer)) == {
            "connectrpc/conformance/v1/service.proto",
            "connectrpc/conformance/v1/config.proto",
            "google/protobuf/any.proto",
        }
    finally:
        server.clean_up()
