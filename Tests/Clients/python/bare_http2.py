"""The smallest client of HTTP/2: one request, the bytes of the answer's body. For what grpcio hides: which message was compressed."""

import gzip
import socket
import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
END_STREAM, END_HEADERS, ACK = 1, 4, 1
FRAME_BYTES = 16_384
TIMEOUT_SECONDS = 30


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
    host, port = address.rsplit(":", 1)
    fields = [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", path),
        (":authority", address),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        *headers,
    ]
    # Literal fields without indexing, not compressed (RFC 7541, section 6.2.2).
    block = b"".join(b"\0" + _text(name) + _text(value) for name, value in fields)
    with socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS) as peer:
        peer.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _frame(SETTINGS, 0, 0))
        peer.sendall(_frame(HEADERS, END_HEADERS, 1, block))
        for start in range(0, len(body), FRAME_BYTES):
            peer.sendall(_frame(DATA, 0, 1, body[start : start + FRAME_BYTES]))
        peer.sendall(_frame(DATA, END_STREAM, 1))
        return _answer(peer.makefile("rb"), peer)


def _answer(stream, peer) -> bytes:
    body = b""
    while True:
        head = stream.read(9)
        assert len(head) == 9, "the server hung up"
        length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
        payload = stream.read(length)
        assert kind not in (RST_STREAM, GOAWAY), f"frame {kind}: {payload}"
        if kind == DATA:
            body += payload
        if kind in (SETTINGS, PING) and not flags & ACK:
            peer.sendall(_frame(kind, ACK, 0, payload if kind == PING else b""))
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            return body


def _frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def _text(value: str) -> bytes:
    assert len(value) < 127
    return bytes([len(value)]) + value.encode()
