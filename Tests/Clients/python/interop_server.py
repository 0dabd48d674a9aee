"""The interop server as its own process, and clients of grpc.testing.TestService.

The messages come from the server itself, by reflection: stubs generated from grpc/testing would want to be a part of the
package `grpc`, which is grpcio.
"""

import os
import pathlib

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from inbox_server import ROOT, Server

BINARY = pathlib.Path(os.environ.get("INTEROP_SERVER_BINARY", ROOT / ".build" / "release" / "InteropServer"))
DEADLINE_SECONDS = 30


class InteropServer(Server):
    """The test-only server; --max-recv is the largest request message it accepts."""

    READY = "InteropServer ready on "

    def __init__(self, directory: pathlib.Path, max_recv: int = 4 << 20):
        super().__init__(directory / "interop")
        self.max_recv = max_recv

    def command(self) -> list:
        return [BINARY, "--port", "0", "--max-recv", str(self.max_recv)]


class TestService:
    """Every method of a service as a callable, every message as a class: `service.messages.SimpleRequest`."""

    __test__ = False  # No test of pytest's.

    def __init__(self, address, name="grpc.testing.TestService", options=(), **settings):
        self.address = address
        self.channel = grpc.insecure_channel(address, options=list(options), **settings)
        database = ProtoReflectionDescriptorDatabase(self.channel)
        pool = descriptor_pool.DescriptorPool(database)
        service = pool.FindServiceByName(name)
        self.messages = _Messages(pool)
        for method in service.methods:
            kinds = ("unary", "stream")
            make = getattr(self.channel, f"{kinds[method.client_streaming]}_{kinds[method.server_streaming]}")
            call = make(
                f"/{name}/{method.name}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
            )
            setattr(self, method.name, _with_deadline(call))
            if hasattr(call, "future"):
                setattr(self, f"{method.name}Future", _with_deadline(call.future))

    def payload(self, size):
        return self.messages.Payload(body=bytes(size))


class _Messages:
    """The message classes of grpc.testing."""

    def __init__(self, pool):
        self._pool = pool

    def __getattr__(self, name):
        return message_factory.GetMessageClass(self._pool.FindMessageTypeByName(f"grpc.testing.{name}"))


def _with_deadline(call):
    def within(request, **options):
        options.setdefault("timeout", DEADLINE_SECONDS)
        return call(request, **options)

    return within
