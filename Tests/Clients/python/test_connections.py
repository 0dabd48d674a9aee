"""How long connections last and how they are kept alive, as the server is told."""

import concurrent.futures
import os
import socket
import subprocess

import grpc
import pytest

import inbox_api as api
from bare_http2 import ACK, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, PREFACE, SETTINGS, block, envelope, frame
from inbox_client import WORKSPACE, Client
from inbox_server import BINARY, Server
from test_listening import refusal

TIMEOUT_SECONDS = 30
NO_ERROR, ENHANCE_YOUR_CALM = 0, 11


class Bare:
    """A connection that does what it is told and nothing by itself, not even answer a PING."""

    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
        self.stream = self.socket.makefile("rb")
        self.socket.sendall(PREFACE + frame(SETTINGS, 0, 0))

    def watch_health(self):
        """Opens a call that goes on."""
        fields = [
            (":method", "POST"), (":scheme", "http"), (":path", "/grpc.health.v1.Health/Watch"), (":authority", "x"),
            ("te", "trailers"), ("content-type", "application/grpc"),
        ]
        self.socket.sendall(frame(HEADERS, END_HEADERS, 1, block(fields)) + frame(DATA, END_STREAM, 1, envelope(b"")))
        return self.until(DATA)

    def ping(self):
        self.socket.sendall(frame(PING, 0, 0, b"12345678"))

    def frames(self):
        """Frames until the server hangs up."""
        while head := self.stream.read(9):
            yield head[3], head[4], self.stream.read(int.from_bytes(head[:3], "big"))

    def until(self, kind):
        return next(payload for found, flags, payload in self.frames() if found == kind and not flags & ACK)

    def goaways(self):
        """Code and words of each GOAWAY until the server hangs up."""
        return [
            (int.from_bytes(payload[4:8], "big"), payload[8:]) for kind, _, payload in self.frames() if kind == GOAWAY
        ]


@pytest.fixture
def served(tmp_path):
    """Starts a server with options; gives a bare connection to it."""
    server, peers = None, []

    def start(*options):
        nonlocal server
        server = Server(tmp_path / "data", *options).start()
        peers.append(Bare(server.address))
        return peers[0]

    yield start
    for peer in peers:
        peer.socket.close()
    server.clean_up()


def test_an_idle_connection_is_ended_in_order(served):
    peer = served("--connection-idle-milliseconds", "1000")
    codes = [code for code, _ in peer.goaways()]
    assert codes and set(codes) == {NO_ERROR}


def test_an_old_connection_is_ended_and_its_calls_after_their_grace(tmp_path):
    options = ("--connection-age-milliseconds", "1000", "--connection-grace-milliseconds", "500")
    server = Server(tmp_path / "data", *options).start()
    client = Client(server.address)
    try:
        watch = client.inbox.WatchInbox(api.WatchInboxRequest(parent=WORKSPACE), timeout=TIMEOUT_SECONDS)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            watching = pool.submit(list, watch)
            while not watching.done():
                assert client.users()  # Over new connections, unnoticed.
        with pytest.raises(grpc.RpcError) as ended:
            watching.result()
        assert ended.value.code() == grpc.StatusCode.UNAVAILABLE
    finally:
        client.close()
        server.clean_up()


def test_who_gives_no_sign_of_life_is_asked_and_then_hung_up_on(served):
    peer = served("--keepalive-milliseconds", "200", "--keepalive-timeout-milliseconds", "200")
    peer.watch_health()
    assert len(peer.until(PING)) == 8
    assert peer.goaways() == []


@pytest.mark.parametrize(
    "option, has_call", [("--client-ping-milliseconds", True), ("--client-ping-idle-milliseconds", False)]
)
@pytest.mark.parametrize("milliseconds, is_shut_out", [("0", False), ("60000", True)])
def test_clients_may_ping_as_often_as_they_are_allowed(served, option, has_call, milliseconds, is_shut_out):
    peer = served(option, milliseconds)
    if has_call:
        peer.watch_health()
    for _ in range(6):
        peer.ping()
    if is_shut_out:
        assert set(peer.goaways()) == {(ENHANCE_YOUR_CALM, b"too_many_pings")}
    else:
        answers = (kind for kind, flags, _ in peer.frames() if kind == GOAWAY or kind == PING and flags & ACK)
        assert [next(answers) for _ in range(6)] == [PING] * 6


@pytest.mark.parametrize(
    "name, value, rule",
    [
        ("connection-age-milliseconds", "999", "must be 0 or at least 1000"),
        ("connection-age-milliseconds", "2678400001", "must be a number from 0 to 2678400000"),
        ("connection-grace-milliseconds", "-1", "must be a number from 0 to 86400000"),
        ("connection-idle-milliseconds", "1", "must be 0 or at least 1000"),
        ("keepalive-milliseconds", "99", "must be a number from 100 to 86400000"),
        ("keepalive-timeout-milliseconds", "0", "must be a number from 100 to 86400000"),
        ("client-ping-milliseconds", "soon", "must be a number from 0 to 86400000"),
        ("client-ping-idle-milliseconds", "86400001", "must be a number from 0 to 86400000"),
    ],
)
def test_what_cannot_be_is_refused_by_name(tmp_path, name, value, rule):
    variable = "INBOXD_" + name.upper().replace("-", "_")
    sentence = f'--{name} ({variable}) is "{value}": it {rule}'
    assert sentence in refusal(f"--{name}={value}", "--data", tmp_path / "data")
    assert sentence in refusal("--data", tmp_path / "data", environment={variable: value})


def test_the_settings_say_where_they_came_from():
    printed = subprocess.run(
        [BINARY, "config", "--keepalive-milliseconds", "5000"], capture_output=True, text=True, check=True,
        env={**os.environ, "INBOXD_CONNECTION_AGE_MILLISECONDS": "3600000"},
    ).stdout
    lines = {words[0]: words[1:] for words in map(str.split, printed.splitlines())}
    assert lines["keepalive-milliseconds"] == ["5000", "option", "--keepalive-milliseconds"]
    assert lines["connection-age-milliseconds"] == ["3600000", "environment", "INBOXD_CONNECTION_AGE_MILLISECONDS"]
    assert lines["connection-idle-milliseconds"] == ["900000", "default"]
