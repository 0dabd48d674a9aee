"""What the Connect project's conformance suites ask of a gRPC server, as tables.

A case is a call: how its requests define the answer, and so what must come. The suites and the names of their cases are those
of https://github.com/connectrpc/conformance (basic, duplicate metadata, errors, deadline propagation, server empty, server
message size); what only a bare client can send is in test_conformance.py.
"""

import dataclasses

DATA = b"test response"
TEST_HEADERS = (("x-conformance-test", "Value1"), ("x-conformance-test", "Value2"))
ONE_HEADER, ONE_TRAILER = {"x-custom-header": ["foo"]}, {"x-custom-trailer": ["bing"]}
MANY_HEADERS, MANY_TRAILERS = {"x-custom-header": ["foo", "bar", "baz"]}, {"x-custom-trailer": ["bing", "quux"]}
BINARY_HEADERS, BINARY_TRAILERS = {"x-custom-bin": ["AAEC", "/w"]}, {"x-custom-trailer-bin": ["", "/v8"]}
UNICODE = "\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\n"
LIMIT = 200 * 1024

CODES = {
    "canceled": 1, "unknown": 2, "invalid argument": 3, "deadline exceeded": 4, "not found": 5, "already exists": 6,
    "permission denied": 7, "resource exhausted": 8, "failed precondition": 9, "aborted": 10, "out of range": 11,
    "unimplemented": 12, "internal": 13, "unavailable": 14, "data loss": 15, "unauthenticated": 16,
}  # fmt: skip

# The kinds of call: method, name of the request, whether requests and answers stream, whether in full duplex.
KINDS = {
    "unary": ("Unary", "UnaryRequest", False, False, False),
    "idempotent-unary": ("IdempotentUnary", "IdempotentUnaryRequest", False, False, False),
    "client-stream": ("ClientStream", "ClientStreamRequest", True, False, False),
    "server-stream": ("ServerStream", "ServerStreamRequest", False, True, False),
    "half-duplex": ("BidiStream", "BidiStreamRequest", True, True, False),
    "full-duplex": ("BidiStream", "BidiStreamRequest", True, True, True),
}


@dataclasses.dataclass(frozen=True)
class Case:
    """One call of the conformance service."""

    name: str
    kind: str
    answers: int = 1
    requests: int = 1
    error: tuple = ()  # (code, message)
    details: int = 0
    headers: dict = dataclasses.field(default_factory=dict)
    trailers: dict = dataclasses.field(default_factory=dict)
    sends: tuple = ()
    is_defined: bool = True
    timeout_ms: int = 0
    delay_ms: int = 0
    sizes: tuple = ()
    fails_with: int = 0

    @property
    def streams_requests(self):
        return KINDS[self.kind][2]

    @property
    def streams_answers(self):
        return KINDS[self.kind][3]

    @property
    def is_full_duplex(self):
        return KINDS[self.kind][4]


def _usual(kind):
    """As many requests and answers as the suites usually have."""
    _, _, many_requests, many_answers, _ = KINDS[kind]
    return {"requests": 1 + many_requests, "answers": 1 + many_answers}


def basic():
    for kind in KINDS:
        yield Case("success", kind, headers=ONE_HEADER, trailers=ONE_TRAILER, sends=TEST_HEADERS, **_usual(kind))
        yield Case("no-definition", kind, is_defined=False, answers=0 if KINDS[kind][3] else 1, sends=TEST_HEADERS)
    for kind in ("server-stream", "half-duplex", "full-duplex"):
        yield Case("no-responses", kind, answers=0, headers=ONE_HEADER, trailers=ONE_TRAILER, sends=TEST_HEADERS)
    for kind in ("half-duplex", "full-duplex"):
        yield Case("more-responses-than-requests", kind, requests=2, answers=4, headers=ONE_HEADER)
        yield Case("more-requests-than-responses", kind, requests=4, answers=2, trailers=ONE_TRAILER)
    for kind in ("client-stream", "half-duplex", "full-duplex"):
        yield Case("no-requests", kind, requests=0, answers=0 if KINDS[kind][3] else 1, sends=TEST_HEADERS)


def duplicate_metadata():
    for kind in KINDS:
        yield from _with_metadata(kind, MANY_HEADERS, MANY_TRAILERS)


def binary_metadata():
    for kind in KINDS:
        yield from _with_metadata(kind, BINARY_HEADERS, BINARY_TRAILERS)


def _with_metadata(kind, headers, trailers):
    both = {"headers": headers, "trailers": trailers, "sends": TEST_HEADERS}
    yield Case("success", kind, **both, **_usual(kind))
    usual = _usual(kind)
    if KINDS[kind][3]:
        yield Case("error-with-responses", kind, error=(13, f"{kind} failed"), **both, **usual)
        yield Case("no-response", kind, answers=0, **both)
    yield Case("error-no-responses", kind, error=(13, f"{kind} failed"), **both, **{**usual, "answers": 0})


def errors():
    for kind in ("unary", "server-stream"):
        for name, code in CODES.items():
            yield Case(name, kind, answers=0, error=(code, name))
    for kind in KINDS:
        yield Case(
            "error-with-metadata", kind, answers=0, error=(16, "unauthenticated"), headers=ONE_HEADER,
            trailers=ONE_TRAILER,
        )  # fmt: skip
        yield Case("error-with-details", kind, answers=0, error=(9, "failed"), details=2)
        yield Case("unicode-error-message", kind, answers=0, error=(13, UNICODE))
        yield Case("error-without-message", kind, answers=0, error=(10, ""))
    for kind in ("client-stream", "half-duplex"):
        yield Case("error-multiple-requests", kind, requests=3, answers=0, error=(13, f"{kind} failed"))


def deadline_propagation():
    for kind in KINDS:
        yield Case("success", kind, timeout_ms=20_000, **_usual(kind))


def delays():
    for kind in KINDS:
        yield Case("success", kind, delay_ms=20, headers=ONE_HEADER, **_usual(kind))


def server_message_size():
    for kind in KINDS:
        if not KINDS[kind][2]:
            yield Case("request-equal-to-server-limit", kind, sizes=(LIMIT,), **_usual(kind))
            yield Case("request-exceeds-server-limit", kind, sizes=(LIMIT + 10,), fails_with=8, **_usual(kind))
            continue
        yield Case("all-requests-equal-to-server-limit", kind, sizes=(LIMIT, LIMIT), **_usual(kind))
        sizes = (LIMIT + 10, LIMIT)
        yield Case("first-request-exceeds-server-limit", kind, sizes=sizes, fails_with=8, **_usual(kind))
        if kind != "full-duplex":
            sizes = (LIMIT, LIMIT + 10)
            yield Case("subsequent-request-exceeds-server-limit", kind, sizes=sizes, fails_with=8, **_usual(kind))


SUITES = (
    basic, duplicate_metadata, binary_metadata, errors, deadline_propagation, delays, server_message_size,
)  # fmt: skip
CASES = {f"{suite.__name__}/{case.kind}/{case.name}": case for suite in SUITES for case in suite()}
