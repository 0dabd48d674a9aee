"""A service as callables and message classes that the server itself describes, by reflection.

Stubs generated from grpc/testing would want to be a part of the package `grpc`, which is grpcio; and no test needs them.
"""

import grpc
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

DEADLINE_SECONDS = 30


class ReflectedService:
    """Every method of a service as a callable, every message of its package as a class: `service.messages.SimpleRequest`."""

    def __init__(self, address, name, options=(), **settings):
        self.address = address
        self.name = name
        self.channel = grpc.insecure_channel(address, options=list(options), **settings)
        pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(self.channel))
        service = pool.FindServiceByName(name)
        self.messages = _Messages(pool, name.rpartition(".")[0])
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


class _Messages:
    """The message classes of a package."""

    def __init__(self, pool, package):
        self._pool, self._package = pool, package

    def __getattr__(self, name):
        return message_factory.GetMessageClass(self._pool.FindMessageTypeByName(f"{self._package}.{name}"))


def _with_deadline(call):
    def within(request, **options):
        options.setdefault("timeout", DEADLINE_SECONDS)
        return call(request, **options)

    return within
