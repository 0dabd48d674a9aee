"""Where the server listens, what it refuses to do there, and how it talks to the one who starts it."""

import fcntl
import os
import socket
import stat
import subprocess

import pytest

from certificates import Certificates
from inbox_client import Client
from inbox_server import BINARY, Server

HANG_SECONDS = 60


@pytest.fixture
def directory(tmp_path_factory):
    """A directory whose name leaves room for a socket's: the kernel takes 107 bytes."""
    return tmp_path_factory.mktemp("s")


def users(target):
    client = Client(target)
    try:
        return client.users()
    finally:
        client.close()


def test_unix_sockets_and_tcp_serve_the_same_inbox(directory):
    path = directory / "socket"
    server = Server(
        directory / "data", "--unix-mode", "0600", listen=("127.0.0.1:0", f"unix:{path}", "unix:@inboxd-test")
    )
    server.start()
    try:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert users(server.address) == users(f"unix:{path}") == users("unix-abstract:inboxd-test")
        assert server.stop() == 0
        assert not path.exists()
    finally:
        server.clean_up()


def test_a_killed_servers_socket_is_replaced_and_a_living_ones_is_not(directory):
    place = f"unix:{directory / 'socket'}"
    server = Server(directory / "data", listen=(place,)).start()
    try:
        server.kill()
        assert (directory / "socket").exists()
        server.start()
        assert users(place)
        second = refusal("--listen", place, "--data", directory / "other")
        assert f"listen on {place}: Address already in use" in second
        assert users(place)
    finally:
        server.clean_up()


def refusal(*arguments, environment=()):
    """What the program says when it does not start."""
    result = subprocess.run(
        [BINARY, "serve", *arguments], capture_output=True, text=True, timeout=HANG_SECONDS,
        env={**os.environ, **dict(environment)},
    )
    assert result.returncode != 0, result.stdout
    return result.stderr


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--listen", "0.0.0.0:0"], "--listen (INBOXD_LISTEN) is \"0.0.0.0:0\": it is an address that others can reach"),
        (["--listen", "plain:[::]:0"], "say --insecure"),
        (["--listen", "example.com:80"], "it must be ADDRESS:PORT"),
        (["--listen", "tls:127.0.0.1:0"], "it needs --tls-certificate and --tls-key"),
        (["--listen", "unix:/proc/none/socket"], "listen on unix:/proc/none/socket: No such file or directory"),
        (["--tls-certificate", "x.pem"], "--tls-certificate (INBOXD_TLS_CERTIFICATE) is \"x.pem\": it needs --tls-key"),
        (["--tls-key", "x.key"], "--tls-key (INBOXD_TLS_KEY) is \"x.key\": it needs --tls-certificate"),
        (["--tls-client-ca", "x.pem"], "--tls-client-ca (INBOXD_TLS_CLIENT_CA) is \"x.pem\": it needs --tls-certificate"),
        (["--tls-certificate", "/none.pem", "--tls-key", "/none.key"], "read the certificate /none.pem: No such file"),
        (["--cache-mebibytes", "0"], "--cache-mebibytes (INBOXD_CACHE_MEBIBYTES) is \"0\": it must be a number from 1 to 4096"),
        (["--loops", "0"], "--loops (INBOXD_LOOPS) is \"0\": it must be a number from 1 to 64"),
        (["--unix-mode", "888"], "--unix-mode (INBOXD_UNIX_MODE) is \"888\": it must be an octal number from 0 to 777"),
        (["--data", ""], "--data (INBOXD_DATA) is \"\": it must not be empty"),
    ],
)
def test_a_setting_that_cannot_be_is_named(directory, arguments, sentence):
    data = [] if "--data" in arguments else ["--data", directory / "data"]
    assert sentence in refusal(*arguments, *data)


def test_the_environment_sets_what_no_option_does(directory):
    environment = {
        "INBOXD_LISTEN": "127.0.0.1:0,unix:/run/inboxd.sock", "INBOXD_LOOPS": "3", "INBOXD_INSECURE": "true", "INBOXD_DATA": "",
    }
    printed = subprocess.run(
        [BINARY, "config", "--loops", "2"], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    ).stdout
    lines = {line.split()[0]: line.split(maxsplit=2)[1:] for line in printed.splitlines()}

    assert lines["listen"] == ["127.0.0.1:0,unix:/run/inboxd.sock", "environment INBOXD_LISTEN"]
    assert lines["loops"] == ["2", "option --loops"]
    assert lines["insecure"] == ["true", "environment INBOXD_INSECURE"]
    assert lines["data"] == ["./.inboxd", "default"]
    assert lines["tls-key"] == ["-", "default"]
    assert "INBOXD_INSECURE" in refusal("--data", directory / "data", environment={"INBOXD_INSECURE": "perhaps"})


def test_systemd_hands_over_sockets_and_hears_how_it_goes(directory):
    """As systemd does it: descriptors from 3 on, LISTEN_PID is the process itself, and NOTIFY_SOCKET takes datagrams."""
    passed = [socket.socket(), socket.socket(socket.AF_UNIX)]
    passed[0].bind(("127.0.0.1", 0))
    passed[1].bind(str(directory / "passed"))
    notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notices.bind(str(directory / "notify"))
    notices.settimeout(HANG_SECONDS)
    for each in passed:
        each.listen()
    numbers = [fcntl.fcntl(each, fcntl.F_DUPFD, 100) for each in passed]
    script = f'exec 3<&{numbers[0]} 4<&{numbers[1]}; export LISTEN_PID=$$ LISTEN_FDS=2; exec "$@"'
    process = subprocess.Popen(
        ["bash", "-c", script, "bash", BINARY, "serve", "--data", directory / "data"],
        pass_fds=numbers, env={**os.environ, "NOTIFY_SOCKET": str(directory / "notify")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        assert b"READY=1" in notices.recv(4096).splitlines()
        port = passed[0].getsockname()[1]
        assert users(f"127.0.0.1:{port}") == users(f"unix:{directory / 'passed'}")
        process.terminate()
        assert notices.recv(4096) == b"STOPPING=1"
        assert process.wait(timeout=HANG_SECONDS) == 0
        assert (directory / "passed").exists()  # It belongs to systemd.
    finally:
        process.kill()
        process.wait()
        for each in [*passed, notices]:
            each.close()
        for number in numbers:
            os.close(number)


def test_a_sealed_unix_socket_and_a_loopback_address_in_plain_text_can_be_asked_for(directory):
    certificates = Certificates(directory / "certificates")
    place = f"unix:{directory / 'socket'}"
    server = Server(
        directory / "data", *certificates.server_options(), listen=("plain:127.0.0.1:0", f"tls:{place}")
    ).start()
    sealed = Client(place, credentials=certificates.credentials(), options=[("grpc.ssl_target_name_override", "localhost")])
    try:
        assert sealed.users() == users(server.address)
    finally:
        sealed.close()
        server.clean_up()
