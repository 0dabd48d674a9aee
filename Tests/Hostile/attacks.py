"""The attacks: each is given the server's address and a clock, makes its connections, and tells what became of the first.

`expects` is what the offender must have got; an attack that gets anything else fails the run.
"""

import gzip
import itertools
import random
import struct
import time

from bare_http2 import DATA, END_HEADERS, END_STREAM, HEADERS, PING, SETTINGS
from peer import (
    CONTINUATION, OPENING, PREFACE, PRIORITY, Gone, Peer, frame, request, request_block, reset, setting, window_update,
)

ACKNOWLEDGED = frame(SETTINGS, 1, 0)
CALM = "GOAWAY ENHANCE_YOUR_CALM"
STREAMS = range(1, 1 << 31, 2)


class Attack:
    # Attackers acknowledge the server's SETTINGS: it listens to nobody for long who does not. Who was shut out comes back
    # after `pause`; `share` is how much of the honest calls must be left.
    def __init__(self, title, expects, opening=OPENING + ACKNOWLEDGED, reads=True, pause=0.05, share=0.5):
        self.title, self.expects, self.opening, self.reads = title, expects, opening, reads
        self.pause, self.share = pause, share

    def __call__(self, body):
        self.body = body
        ATTACKS.append(self)
        return body


ATTACKS = []


def repeat(peer, data, size=1 << 16):
    chunk = data * max(1, size // len(data))
    while True:
        peer.send(chunk)


@Attack("PING flood", CALM)
def ping(peer):
    repeat(peer, frame(PING, 0, 0, b"12345678"))


@Attack("SETTINGS flood", CALM)
def settings(peer):
    repeat(peer, setting(3, 100))


@Attack("empty DATA flood", CALM)
def empty_data(peer):
    peer.send(request(1, "StreamingInputCall"))
    repeat(peer, frame(DATA, 0, 1))


@Attack("PRIORITY flood", CALM)
def priority(peer):
    repeat(peer, frame(PRIORITY, 0, 1, b"\0\0\0\0\x10"))


@Attack("WINDOW_UPDATE flood", CALM)
def window(peer):
    repeat(peer, window_update(0, 1))


@Attack("frames of unknown types", CALM)
def unknown(peer):
    repeat(peer, frame(0xBE, 0, 0))


@Attack("rapid reset", CALM)
def rapid_reset(peer):
    for stream in STREAMS:
        peer.send(request(stream, "UnaryCall") + reset(stream))


@Attack("MadeYouReset", CALM)
def made_you_reset(peer):
    for stream in STREAMS:
        peer.send(request(stream, "UnaryCall") + window_update(stream, (1 << 31) - 1))


@Attack("CONTINUATION without end", CALM)
def continuation(peer):
    peer.send(frame(HEADERS, 0, 1, request_block()))
    repeat(peer, frame(CONTINUATION, 0, 1, b"\0\1a\1b"))


@Attack("header bomb: 15 KB that are 40 MB", CALM)
def header_bomb(peer):
    block = request_block() + b"\x40" + b"\x06x-bomb" + b"\x7f\xd9\x1c" + b"b" * 3800 + b"\xbe" * 11_000
    peer.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, block))
    peer.wait(5)


@Attack("header lists of 60 KB, before our SETTINGS are read", CALM, OPENING)
def large_headers(peer):
    block = request_block(extra=[(f"x-{number}", "v" * 1000) for number in range(58)])
    for stream in STREAMS:
        peer.send(frame(HEADERS, 0, stream, block[:16_000]))
        for start in range(16_000, len(block), 16_000):
            last = start + 16_000 >= len(block)
            peer.send(frame(CONTINUATION, END_HEADERS if last else 0, stream, block[start : start + 16_000]))


@Attack("10,000 streams at once", CALM)
def many_streams(peer):
    peer.send(b"".join(request(stream, "UnaryCall") for stream in STREAMS[:10_000]))
    peer.wait(5)


@Attack("window of one byte, opened byte by byte", CALM, PREFACE + setting(4, 1))
def one_byte_windows(peer):
    peer.send(request(1, "UnaryCall") + frame(DATA, END_STREAM, 1, message(simple_request(1 << 20))))
    repeat(peer, window_update(1, 1), 13 * 50)


@Attack("4 GiB declared", "RESOURCE_EXHAUSTED")
def lying_length(peer):
    for stream in STREAMS[:500]:
        peer.send(request(stream, "UnaryCall") + frame(DATA, 0, stream, b"\0\xff\xff\xff\xff" + b"x" * 1000))
        peer.wait(0.01)


@Attack("messages of 64 MiB, sent as fast as they go", "RESOURCE_EXHAUSTED")
def oversized(peer):
    piece = b"x" * 16_384
    for stream in STREAMS[:50]:
        peer.send(request(stream, "UnaryCall") + frame(DATA, 0, stream, struct.pack(">BI", 0, 64 << 20)))
        for _ in range(60):  # As much as the window takes.
            peer.send(frame(DATA, 0, stream, piece))
        peer.wait(0.02)


BOMB = gzip.compress(bytes(64 << 20))


def throw(peer, bomb):
    body = struct.pack(">BI", 1, len(bomb)) + bomb
    for stream in STREAMS[:100]:
        peer.send(request(stream, "UnaryCall", [("grpc-encoding", "gzip")]))
        for start in range(0, len(body), 16_384):
            last = start + 16_384 >= len(body)
            peer.send(frame(DATA, END_STREAM if last else 0, stream, body[start : start + 16_384]))
        peer.wait(0.02)


@Attack("gzip bombs: 64 KiB that are 64 MiB", "RESOURCE_EXHAUSTED")
def gzip_bomb(peer):
    throw(peer, BOMB)


@Attack("1,000 requests that never end, with as much of 4 MiB each as goes", "GOAWAY")
def held_requests(peer):
    for stream in STREAMS[:1_000]:
        peer.send(request(stream, "UnaryCall") + frame(DATA, 0, stream, struct.pack(">BI", 0, 4 << 20)))
    piece = b"x" * 16_384
    for _ in range(63):
        for stream in STREAMS[:1_000]:
            peer.send(frame(DATA, 0, stream, piece))


@Attack("1,000 requests that stop half way, within their windows", "")
def unfinished_requests(peer):
    piece = struct.pack(">BI", 0, 4 << 20) + b"x" * (16_384 - 5)
    for stream in STREAMS[:1_000]:
        peer.send(request(stream, "UnaryCall") + frame(DATA, 0, stream, piece) + frame(DATA, 0, stream, piece[5:]))
    peer.wait(3)


@Attack("answers of 1 MiB that are never read", "", PREFACE + setting(4, (1 << 31) - 1) + window_update(0, 1 << 30), reads=False)
def never_reading(peer):
    for stream in STREAMS[:1_000]:
        peer.send(request(stream, "UnaryCall") + frame(DATA, END_STREAM, stream, message(simple_request(1 << 20))))
    time.sleep(3)


PATTERN = gzip.compress(bytes(4_000_000))


@Attack("gzip of 4 KiB that is 4 MB, within the limit, without end", CALM)
def gzip_pattern(peer):
    body = struct.pack(">BI", 1, len(PATTERN)) + PATTERN
    for stream in STREAMS[:1_000]:
        peer.send(request(stream, "UnaryCall", [("grpc-encoding", "gzip")]) + frame(DATA, END_STREAM, stream, body))


LIE = BOMB[:-4] + struct.pack("<I", 100)


@Attack("gzip bombs that say they are 100 bytes", CALM)
def lying_bomb(peer):
    throw(peer, LIE)


@Attack("DATA for a call that was refused", CALM)
def refused_data(peer):
    peer.send(request(1, "NoSuchCall"))
    repeat(peer, frame(DATA, 0, 1, b"x" * 16_384))


@Attack("connections opened and hung up without end", "", pause=0, share=0.3)
def connections(peer):
    raise Gone


@Attack("10,000 levels of nesting", "INVALID_ARGUMENT")
def nesting(peer):
    for stream in STREAMS[:500]:
        peer.send(request(stream, "UnaryCall") + frame(DATA, END_STREAM, stream, message(b"\xa3\x06" * 5_000)))
        peer.wait(0.01)


@Attack("bytes mutated from a seed", "")
def mutated(peer):
    good = b"".join(
        request(stream, "UnaryCall") + frame(DATA, END_STREAM, stream, message(simple_request(100)))
        for stream in STREAMS[:50]
    )
    for _ in itertools.count():
        data = bytearray(good)
        for _ in range(random.randrange(1, 20)):
            data[random.randrange(len(data))] = random.randrange(256)
        peer.send(bytes(data))
        peer.wait(0.005)


def message(body):
    return struct.pack(">BI", 0, len(body)) + body


def simple_request(response_size):
    """grpc.testing.SimpleRequest with the size of the answer's payload (field 2)."""
    octets = b""
    while response_size >= 128:
        octets += bytes([response_size & 127 | 128])
        response_size >>= 7
    return b"\x10" + octets + bytes([response_size])


# Slow peers: each opens its connections once and then hardly does anything. They are run together, for as long as the
# server's patience lasts: 30 seconds to mark, 30 to judge.

SLOW = {
    "slow preface": ("closed", lambda: PREFACE[:10], b""),
    "slow header list": (CALM + " too_slow", lambda: OPENING + frame(HEADERS, 0, 1, request_block()), b""),
    "slow frame, a byte now and then": (
        CALM + " too_slow", lambda: OPENING + request(1, "UnaryCall") + frame(DATA, 0, 1, b"x" * 16_384)[:100], b"x"),
    "slow body, a byte now and then": (
        "DEADLINE_EXCEEDED", lambda: OPENING + request(1, "UnaryCall") + frame(DATA, 0, 1, b"\0\0\0\x0f\xff"),
        frame(DATA, 0, 1, b"x")),
    "window of nothing": (
        "RST_STREAM ENHANCE_YOUR_CALM",
        lambda: PREFACE + setting(4, 0) + request(1, "UnaryCall") + frame(DATA, END_STREAM, 1, message(simple_request(9999))),
        b"",
    ),
    "silence while a call is open": ("closed", lambda: OPENING + request(1, "FullDuplexCall"), b""),
}


def run(attack, address, until):
    """Attacks until the clock says stop; tells what the first connection got, how many there were and their bytes."""
    outcomes, sent = [], []
    while time.monotonic() < until or not outcomes:
        try:
            peer = Peer(address, attack.reads)
        except OSError as error:
            outcomes.append([f"no connection: {error}"])
            break
        try:
            peer.send(attack.opening)
            attack.body(peer)
            peer.wait(0.5)
        except Gone:
            pass
        outcomes.append(peer.outcome())
        sent.append(peer.sent)
        peer.close()
        time.sleep(attack.pause)
    return outcomes, sent
