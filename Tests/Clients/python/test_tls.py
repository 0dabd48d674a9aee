"""TLS as users see it: who is served, who is refused, and certificates that change while the server runs."""

import signal
import socket
import ssl
import subprocess
import threading

import grpc
import pytest

import inbox_api as api
import stories
from certificates import Certificates
from inbox_client import WORKSPACE, Client
from inbox_server import BINARY, Server
from refusal import refused
from waiting import wait_for

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
HANG_SECONDS = 30


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def tls_server(tmp_path_factory, certificates):
    """A server with TLS on one address and plain text on another."""
    server = Server(
        tmp_path_factory.mktemp("tls") / "data",
        *certificates.server_options(),
        listen=("127.0.0.1:0", "plain:127.0.0.1:0"),
    ).start()
    yield server
    server.clean_up()


def bare(server, context, name="localhost", session=None):
    """A TLS connection that is made and no more."""
    host, port = server.address.rsplit(":", 1)
    raw = socket.create_connection((host, int(port)), timeout=HANG_SECONDS)
    return context.wrap_socket(raw, server_hostname=name, session=session)


def test_grpcio_calls_by_tls_and_in_plain_text_at_once(tls_server, certificates, clients):
    sealed = clients(tls_server, credentials=certificates.credentials())
    plain = Client(tls_server.addresses[1])

    assert len(sealed.list_all()) == len(plain.list_all()) > 0
    plain.close()


def test_a_plain_client_gets_nowhere_on_a_sealed_address(tls_server, clients):
    with refused(grpc.StatusCode.UNAVAILABLE):
        clients(tls_server).users()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_session_is_resumed(tls_server, certificates, version):
    context = certificates.context()
    context.minimum_version = context.maximum_version = version
    with bare(tls_server, context) as first:
        first.sendall(PREFACE)
        assert first.recv(64)  # With TLS 1.3 the ticket comes ahead of this.
        session = first.session
        assert not first.session_reused

    with bare(tls_server, context, session=session) as second:
        second.sendall(PREFACE)
        assert second.recv(64)
        assert second.session_reused
        assert second.selected_alpn_protocol() == "h2"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1")
def test_tls_1_1_is_refused(tls_server, certificates):
    context = certificates.context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1

    with pytest.raises(ssl.SSLError, match="(?i)protocol.version"):
        bare(tls_server, context)


@pytest.mark.parametrize("protocols", [(), ("http/1.1",), ("h2c", "spdy/3")])
def test_a_client_that_does_not_offer_http2_is_told_so(tls_server, certificates, protocols):
    with pytest.raises(ssl.SSLError, match="(?i)no.application.protocol"):
        bare(tls_server, certificates.context(protocols))


def test_weak_ciphers_are_refused(tls_server, certificates):
    context = certificates.context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA:AES256-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")

    with pytest.raises(ssl.SSLError, match="(?i)handshake.failure"):
        bare(tls_server, context)


@pytest.mark.parametrize("bytes_sent", [PREFACE, b"GET / HTTP/1.1\r\n\r\n", bytes(50_000), b"\x16\x03\x01\xff\xff" + bytes(70_000)])
def test_garbage_instead_of_a_handshake_ends_the_connection(tls_server, certificates, clients, bytes_sent):
    host, port = tls_server.address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=HANG_SECONDS) as intruder:
        try:
            intruder.sendall(bytes_sent)
            while intruder.recv(4096):
                pass
        except (ConnectionResetError, BrokenPipeError):
            pass

    assert clients(tls_server, credentials=certificates.credentials()).users()


def test_half_handshakes_hold_nobody_up(tls_server, certificates, clients):
    host, port = tls_server.address.rsplit(":", 1)
    waiting = [socket.create_connection((host, int(port)), timeout=HANG_SECONDS) for _ in range(50)]
    for number, peer in enumerate(waiting):
        peer.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[: 1 + number % 11])

    assert clients(tls_server, credentials=certificates.credentials()).users()
    for peer in waiting:
        peer.close()


def test_inboxctl_calls_by_tls(tls_server, certificates):
    command = [BINARY.with_name("inboxctl"), "list", "--server", tls_server.address]
    trusting = subprocess.run([*command, "--tls-ca", certificates.path("ca.pem")], capture_output=True, text=True)
    wary = subprocess.run([*command, "--tls"], capture_output=True, text=True)

    assert trusting.returncode == 0 and trusting.stdout, trusting.stderr
    assert wary.returncode == 2 and "shake hands by TLS: certificate verify failed" in wary.stderr


def test_only_clients_with_a_certificate_are_let_in(tmp_path, certificates, clients):
    server = Server(tmp_path / "data", *certificates.server_options("--tls-client-ca", certificates.path("ca.pem"))).start()
    try:
        assert clients(server, credentials=certificates.credentials("client")).users()
        with refused(grpc.StatusCode.UNAVAILABLE):
            clients(server, credentials=certificates.credentials()).users()
        with refused(grpc.StatusCode.UNAVAILABLE):
            clients(server, credentials=certificates.credentials("server")).users()  # Not a certificate for clients.
    finally:
        server.clean_up()


def test_a_certificate_stands_for_the_key_that_names_it(tmp_path, certificates, clients):
    """With the key's roles and no more, until the key is revoked; a certificate that no key names opens nothing."""
    certificates.make("stranger", "DNS:stranger.test", "clientAuth")
    server = Server(tmp_path / "data", *certificates.server_options("--tls-client-ca", certificates.path("ca.pem"))).start()
    try:
        certified = {"credentials": certificates.credentials("client")}
        owner = clients(server, actor="users/helena", **certified)
        team = api.ApiKey(display_name="Team", roles=[api.API_KEY_ROLE_BACKEND])
        secret = owner.directory.CreateApiKey(api.CreateApiKeyRequest(parent=WORKSPACE, api_key=team)).secret
        # What a call says itself comes before its connection's certificate.
        bearer = [("authorization", "Bearer " + secret)]
        backend = clients(server, actor="users/helena", metadata=bearer, **certified)
        reviews = api.ApiKey(
            display_name="Reviews",
            roles=[api.API_KEY_ROLE_CONNECTOR],
            certificate_identity="spiffe://inbox.test/connectors/google",
        )
        made = backend.directory.CreateApiKey(api.CreateApiKeyRequest(parent=WORKSPACE, api_key=reviews))
        assert not made.secret

        connector = clients(server, actor="connectors/google", **certified)
        assert stories.push_one(connector)
        with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_NOT_ALLOWED"):
            owner.users()
        stranger = clients(server, actor="connectors/google", credentials=certificates.credentials("stranger"))
        with refused(grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_INVALID"):
            stories.push_one(stranger)

        assert backend.users()
        backend.directory.RevokeApiKey(api.RevokeApiKeyRequest(name=made.api_key.name))
        with refused(grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_INVALID"):
            stories.push_one(connector)
    finally:
        server.clean_up()


def test_a_certificate_is_renewed_while_calls_go_on(tmp_path, clients):
    own = Certificates(tmp_path / "certificates")
    server = Server(tmp_path / "data", *own.server_options()).start()
    caller = clients(server, credentials=own.credentials())
    failures, done = [], threading.Event()

    def call():
        while not done.is_set():
            try:
                caller.users()
            except grpc.RpcError as error:
                failures.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    try:
        (tmp_path / "certificates" / "server.key").write_text("no key")
        server.tell(signal.SIGHUP)  # Half of a renewal changes nothing.
        wait_for(lambda: "the old one stays" in server.log())
        assert common_name(server, own) == "server"

        own.make("renewed", "DNS:localhost,IP:127.0.0.1", "serverAuth")
        for kind in ("pem", "key"):
            (tmp_path / "certificates" / f"renewed.{kind}").rename(own.path(f"server.{kind}"))
        server.tell(signal.SIGHUP)
        wait_for(lambda: common_name(server, own) == "renewed")
    finally:
        done.set()
        thread.join()
        server.clean_up()
    assert failures == []


def common_name(server, certificates):
    """Whose certificate a new connection sees."""
    with bare(server, certificates.context()) as peer:
        return dict(pair for part in peer.getpeercert()["subject"] for pair in part)["commonName"]
