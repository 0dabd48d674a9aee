"""A peer that says what it likes, and what it got for that."""

import errno
import select
import socket
import struct
import time

from bare_http2 import END_HEADERS, END_STREAM, GOAWAY, HEADERS, RST_STREAM, SETTINGS


def frame(kind, flags, stream, payload=b""):
    """A frame (RFC 9113, section 4.1)."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def literals(fields):
    """A header block of literal fields without indexing, not compressed (RFC 7541, section 6.2.2)."""
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in fields)


def _text(value):
    octets = value.encode()
    length = len(octets)
    if length < 127:
        return bytes([length]) + octets
    length -= 127
    size = bytes([127])
    while length >= 128:
        size += bytes([length & 127 | 128])
        length >>= 7
    return size + bytes([length]) + octets


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
OPENING = PREFACE + frame(SETTINGS, 0, 0)
WINDOW_UPDATE, CONTINUATION, PRIORITY = 8, 9, 2
# "grpc-status" in HPACK's Huffman code, as nghttp2 writes it in front of a status that is not OK.
GRPC_STATUS = bytes.fromhex("889acac8b21234da8f")
ERRORS = {0: "NO_ERROR", 1: "PROTOCOL_ERROR", 2: "INTERNAL_ERROR", 3: "FLOW_CONTROL_ERROR", 5: "STREAM_CLOSED",
          6: "FRAME_SIZE_ERROR", 7: "REFUSED_STREAM", 8: "CANCEL", 9: "COMPRESSION_ERROR", 11: "ENHANCE_YOUR_CALM"}
STATUSES = {3: "INVALID_ARGUMENT", 4: "DEADLINE_EXCEEDED", 8: "RESOURCE_EXHAUSTED", 12: "UNIMPLEMENTED", 13: "INTERNAL",
            14: "UNAVAILABLE"}
TEST_SERVICE = "/grpc.testing.TestService/"


def setting(identifier, value):
    return frame(SETTINGS, 0, 0, struct.pack(">HI", identifier, value))


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", increment))


def request_block(method="EmptyCall", extra=()):
    return literals([
        (":method", "POST"), (":scheme", "http"), (":path", TEST_SERVICE + method), (":authority", "x"),
        ("te", "trailers"), ("content-type", "application/grpc"), *extra,
    ])


def request(stream, method="EmptyCall", extra=(), end=False):
    return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, request_block(method, extra))


def reset(stream):
    return frame(RST_STREAM, 0, stream, struct.pack(">I", 8))


class Gone(Exception):
    """The server has hung up."""


class Peer:
    """One connection: sends without mercy, reads what comes."""

    def __init__(self, address, reads=True):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.socket.setblocking(False)
        self.reads = reads
        self.sent, self.answer, self.began, self.is_gone = 0, bytearray(), time.monotonic(), False

    def send(self, data):
        """Sends all of it, reading meanwhile; raises Gone when the server hangs up."""
        view = memoryview(data)
        while view:
            ready = self._poll(select.POLLOUT | (select.POLLIN if self.reads else 0), 0.2)
            if ready & select.POLLIN:
                self._take()
            if ready & ~select.POLLIN:
                try:
                    count = self.socket.send(view)
                except BlockingIOError:
                    continue
                except OSError as error:
                    self.is_gone = True
                    self._drain()
                    raise Gone(errno.errorcode.get(error.errno, "")) from error
                self.sent += count
                view = view[count:]

    def wait(self, seconds):
        """Reads for a while; raises Gone when the server hangs up."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._poll(select.POLLIN, left):
                self._take()

    def _poll(self, events, seconds):
        poll = select.poll()
        poll.register(self.socket, events)
        return next((ready for _, ready in poll.poll(seconds * 1000)), 0)

    def _take(self):
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError as error:
            self.is_gone = True
            raise Gone from error
        if not data:
            self.is_gone = True
            raise Gone
        if len(self.answer) < 1 << 20:  # Enough to say what came.
            self.answer += data

    def _drain(self):
        try:
            while True:
                self._take()
        except Gone:
            pass

    def close(self):
        self.socket.close()

    def frames(self):
        answer, position = bytes(self.answer), 0
        while position + 9 <= len(answer):
            length = int.from_bytes(answer[position : position + 3], "big")
            yield answer[position + 3], answer[position + 9 : position + 9 + length]
            position += 9 + length

    def outcome(self):
        """What the server said, most telling first."""
        said = []
        for kind, payload in self.frames():
            if kind == GOAWAY:
                code = int.from_bytes(payload[4:8], "big")
                debug = payload[8:].decode(errors="replace")
                said.append(f"GOAWAY {ERRORS.get(code, code)}" + (f" {debug}" if debug else ""))
            elif kind == RST_STREAM and (code := int.from_bytes(payload[:4], "big")):
                said.append(f"RST_STREAM {ERRORS.get(code, code)}")
            elif kind == HEADERS and GRPC_STATUS in payload:
                size, rest = payload[payload.index(GRPC_STATUS) + 9], payload[payload.index(GRPC_STATUS) + 10 :]
                status = int(rest[:size]) if rest[:size].isdigit() else -1
                said.append(STATUSES.get(status, f"status {status}"))
        if self.is_gone:
            said.append("closed")
        return said
