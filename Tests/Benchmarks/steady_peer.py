"""A peer that always sends the same bytes: one connection, one call at a time."""

import socket

import hpack

from bare_http2 import ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PREFACE, SETTINGS
from bare_http2 import TIMEOUT_SECONDS, envelope, frame, read_frame

WINDOW_UPDATE = 8
INITIAL_WINDOW_SIZE = 4
WINDOW_MAX = (1 << 31) - 1


class SteadyPeer:
    """A connection to a server; a window that nothing fills keeps flow control out of the figures."""

    def __init__(self, address: str):
        host, port = address.rsplit(":", 1)
        self._socket = socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")
        self._encoder, self._decoder = hpack.Encoder(), hpack.Decoder()
        self._next = 1
        window = INITIAL_WINDOW_SIZE.to_bytes(2, "big") + WINDOW_MAX.to_bytes(4, "big")
        credit = (WINDOW_MAX - 65_535).to_bytes(4, "big")
        self._socket.sendall(PREFACE + frame(SETTINGS, 0, 0, window) + frame(WINDOW_UPDATE, 0, 0, credit))

    def call(self, path: str, message: bytes, headers=()) -> bytes:
        """Sends a call in one piece and returns the body of the answer; fails unless it says OK."""
        status, body = self.outcome(path, message, headers)
        assert status == 0, f"{path} answered {status}"
        return body

    def outcome(self, path: str, message: bytes, headers=()) -> tuple:
        """Sends a call in one piece and returns the gRPC status and the body of the answer."""
        number, self._next = self._next, self._next + 2
        block = self._encoder.encode(
            [
                (":method", "POST"),
                (":scheme", "http"),
                (":path", path),
                (":authority", "localhost"),
                ("te", "trailers"),
                ("content-type", "application/grpc"),
                ("user-agent", "steady-peer"),
                *headers,
            ]
        )
        self._socket.sendall(
            frame(HEADERS, END_HEADERS, number, block) + frame(DATA, END_STREAM, number, envelope(message))
        )
        fields, body = {}, bytearray()
        while True:
            received = read_frame(self._stream)
            assert received, "the server hung up"
            kind, flags, stream, payload = received
            if kind == HEADERS:
                assert flags & END_HEADERS, "the headers of an answer fit into one frame"
                fields |= dict(self._decoder.decode(payload))
            elif kind == DATA:
                body += payload
            elif kind in (SETTINGS, PING) and not flags & ACK:
                self._socket.sendall(frame(kind, ACK, 0, payload if kind == PING else b""))
            assert kind != CONTINUATION
            if stream == number and flags & END_STREAM and kind in (HEADERS, DATA):
                return int(fields["grpc-status"]), bytes(body)

    def close(self):
        """Hangs up."""
        self._stream.close()
        self._socket.close()
