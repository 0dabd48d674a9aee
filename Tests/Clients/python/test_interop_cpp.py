"""The gRPC project's interop cases, by gRPC C++: another implementation, which compresses message by message."""

import subprocess

import pytest

from inbox_server import ROOT
from interop_server import InteropServer

CLIENT = ROOT / ".build" / "clients" / "cpp" / "interop_client"
CASES = [
    "empty_unary", "large_unary", "cacheable_unary", "client_streaming", "server_streaming", "ping_pong",
    "half_duplex", "empty_stream", "client_compressed_unary", "server_compressed_unary",
    "client_compressed_streaming", "server_compressed_streaming", "cancel_after_begin",
    "cancel_after_first_response", "timeout_on_sleeping_server", "custom_metadata", "status_code_and_message",
    "special_status_message", "unimplemented_method", "unimplemented_service",
]  # fmt: skip


@pytest.fixture(scope="module")
def interop(tmp_path_factory):
    server = InteropServer(tmp_path_factory.mktemp("interop")).start()
    yield server
    server.clean_up()


@pytest.mark.parametrize("case", CASES)
def test_case(interop, case):
    run = subprocess.run([CLIENT, interop.address, case], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
