"""The smallest client of HTTP/2: one request, everything of its answer. For what grpcio hides or would not send."""

import dataclasses
import gzip
import socket
import struct

import hpack

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, CONTINUATION = 0, 1, 3, 4, 6, 7, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
FRAME_BYTES = 16_384
TIMEOUT_SECONDS = 30
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


@dataclasses.dataclass
class Answer:
    """What a server answered: its headers, its body and its trailers."""

    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""
    trailers: dict = dataclasses.field(default_factory=dict)

    @property
    def status(self):
        """The gRPC status, wherever it stands; None when there is none."""
        code = self.trailers.get("grpc-status", self.headers.get("grpc-status"))
        return None if code is None else int(code)


def envelope(message: bytes, compressed: bool = False) -> bytes:
    """A message as gRPC sends it."""
    body = gzip.compress(message) if compressed else message
    return struct.pack(">BI", compressed, len(body)) + body


def envelopes(body: bytes):
    """The messages of a body, each with whether it was compressed."""
    found = []
    while body:
        compressed, length = struct.unpack(">BI", body[:5])
        message, body = body[5 : 5 + length], body[5 + length :]
        found.append((gzip.decompress(message) if compressed else message, bool(compressed)))
    return found


def call(address: str, path: str, body: bytes, headers=()) -> bytes:
    """Sends one gRPC call and returns the body of its answer; the body sent must fit into the first window."""
    return exchange(address, path, body, headers).body


def exchange(address: str, path: str, body: bytes, headers=(), method="POST", content_type="application/grpc") -> Answer:
    """Sends one request and returns its answer; the body sent must fit into the first window."""
    host, port = address.rsplit(":", 1)
    fields = [
        (":method", method),
        (":scheme", "http"),
        (":path", path),
        (":authority", address),
        ("te", "trailers"),
        ("content-type", content_type),
        *headers,
    ]
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS) as peer:
        peer.sendall(PREFACE + frame(SETTINGS, 0, 0))
        peer.sendall(frame(HEADERS, END_HEADERS, 1, block(fields)))
        for start in range(0, len(body), FRAME_BYTES):
            peer.sendall(frame(DATA, 0, 1, body[start : start + FRAME_BYTES]))
        peer.sendall(frame(DATA, END_STREAM, 1))
        return _answer(peer.makefile("rb"), peer)


def block(fields) -> bytes:
    """A header block: literal fields without indexing, not compressed (RFC 7541, section 6.2.2)."""
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in fields)


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """A frame (RFC 9113, section 4.1)."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def read_frame(stream):
    """The next frame as (kind, flags, stream, payload); None at the end of the connection."""
    head = stream.read(9)
    if len(head) < 9:
        return None
    payload = stream.read(int.from_bytes(head[:3], "big"))
    return head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFF_FFFF, payload


def _answer(stream, peer) -> Answer:
    answer, decoder, fragments = Answer(), hpack.Decoder(), b""
    while True:
        received = read_frame(stream)
        assert received, "the server hung up"
        kind, flags, _, payload = received
        assert kind not in (RST_STREAM, GOAWAY), f"frame {kind}: {payload}"
        if kind == DATA:
            answer.body += payload
        if kind in (HEADERS, CONTINUATION):
            fragments += payload
            if flags & END_HEADERS:
                fields = dict(decoder.decode(fragments))
                if ":status" in fields:
                    answer.headers = fields
                else:
                    answer.trailers = fields
                fragments = b""
        if kind in (SETTINGS, PING) and not flags & ACK:
            peer.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            return answer


def _text(value: str) -> bytes:
    assert len(value) < 127
    return bytes([len(value)]) + value.encode()
