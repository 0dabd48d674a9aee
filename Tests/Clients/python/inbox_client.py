"""A caller of inboxd: generated stubs, the metadata every call carries, and a deadline so that no test hangs."""

import grpc

WORKSPACE = "workspaces/demo"
DEADLINE_SECONDS = 30


class _Defaults(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """Adds the caller's metadata and a deadline to every call that brings none of its own."""

    def __init__(self, metadata):
        self._metadata = metadata

    def _complete(self, details):
        class Complete(grpc.ClientCallDetails):
            method = details.method
            timeout = DEADLINE_SECONDS if details.timeout is None else details.timeout
            metadata = self._metadata + list(details.metadata or [])
            credentials = details.credentials
            wait_for_ready = details.wait_for_ready
            compression = details.compression

        return Complete()

    def intercept_unary_unary(self, continuation, details, request):
        return continuation(self._complete(details), request)

    def intercept_unary_stream(self, continuation, details, request):
        return continuation(self._complete(details), request)
