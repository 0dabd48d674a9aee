"""How a refused call looks to a client: a code, a sentence, and details that a program can act on."""

import contextlib

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status


class Refusal:
    """The status of a refused call with its details unpacked."""

    def __init__(self):
        self.code = None
        self.message = ""
        self.status = None

    def read(self, error: grpc.RpcError) -> None:
        self.code = error.code()
        self.message = error.details()
        # from_call checks that grpc-status and grpc-message agree with grpc-status-details-bin.
        self.status = rpc_status.from_call(error)

    def detail(self, kind):
        """The detail of one message type, or None."""
        for packed in self.status.details if self.status else []:
            if packed.Is(kind.DESCRIPTOR):
                unpacked = kind()
                packed.Unpack(unpacked)
                return unpacked
        return None

    @property
    def reason(self) -> str:
        info = self.detail(error_details_pb2.ErrorInfo)
        return info.reason if info else ""

    @property
    def fields(self) -> list:
        """The fields of the request that are at fault."""
        bad = self.detail(error_details_pb2.BadRequest)
        return [violation.field for violation in bad.field_violations] if bad else []

    def __str__(self):
        return f"{self.code} {self.message!r} reason={self.reason!r} fields={self.fields}"


@contextlib.contextmanager
def refused(code: grpc.StatusCode, reason: str = "", field: str = ""):
    """Expects the call inside to be refused with this code, ErrorInfo reason and BadRequest field."""
    refusal = Refusal()
    with pytest.raises(grpc.RpcError) as raised:
        yield refusal
    refusal.read(raised.value)
    assert refusal.code == code, str(refusal)
    assert refusal.message, "a refusal says in a sentence what is wrong"
    if reason:
        assert refusal.reason == reason, str(refusal)
        assert refusal.detail(error_details_pb2.ErrorInfo).domain, str(refusal)
    if field:
        assert field in refusal.fields, str(refusal)
