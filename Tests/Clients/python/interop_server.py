"""The servers that only tests start, each as its own process, and a client of grpc.testing.TestService."""

import pathlib

from inbox_server import ROOT, Server
from reflected_service import ReflectedService

RELEASE = ROOT / ".build" / "release"


class TestServer(Server):
    """A test-only server; --max-recv is the largest request message it accepts."""

    __test__ = False  # No test of pytest's.
    NAME: str

    def __init__(self, directory: pathlib.Path, max_recv: int = 4 << 20):
        super().__init__(directory / self.NAME)
        self.READY = f"{self.NAME} ready on "
        self.max_recv = max_recv

    def command(self) -> list:
        return [RELEASE / self.NAME, "--port", "0", "--max-recv", str(self.max_recv)]


class InteropServer(TestServer):
    """The gRPC project's interop cases."""

    NAME = "InteropServer"


class ConformanceServer(TestServer):
    """The Connect project's conformance cases."""

    NAME = "ConformanceServer"


class TestService(ReflectedService):
    """`grpc.testing.TestService`."""

    __test__ = False  # No test of pytest's.

    def __init__(self, address, name="grpc.testing.TestService", **settings):
        super().__init__(address, name, **settings)

    def payload(self, size):
        return self.messages.Payload(body=bytes(size))
