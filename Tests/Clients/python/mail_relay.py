"""A mail relay for tests: aiosmtpd behind hooks, so that each scenario says what the relay does with whom."""

import asyncio
import email
import email.policy
import socket
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

SENDER = "inbox@bistro.example"


class Relay:
    """Takes mail on a port of loopback, a free one unless it is given.

    `answers` maps (recipient, "rcpt" or "data") to the replies he gets, one for each attempt; the last one stays, and None
    takes the mail. `senders` maps a sender to the reply to MAIL. `hold` keeps the answer to each text back until it is
    set, for all or for those `held`: it is taken then, but who gave it does not know."""

    def __init__(self, port=0, **settings):
        self.messages, self.attempts, self.connections = [], [], 0
        self.open, self.open_most = 0, 0
        self.answers, self.senders = {}, {}
        self.hold = threading.Event()
        self.hold.set()
        self.held = set()
        self.arrived = threading.Event()
        self.pause_seconds = 0
        self._leaves = False
        self.port, self._runs = port, False
        self._changed = threading.Condition()
        self._controller = _Counting(self, hostname="127.0.0.1", port=port, **settings)

    def start(self):
        self._controller.start()
        self._runs = True
        self.port = self._controller.server.sockets[0].getsockname()[1]
        return self

    def stop(self):
        self.hold.set()
        if self._runs:
            self._controller.stop(no_assert=True)
        self._runs = False

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def arguments(self, *more):
        """What the server is to be started with."""
        return ["--smtp-host", "127.0.0.1", "--smtp-port", str(self.port), "--smtp-sender", SENDER, *more]

    def wait(self, count, timeout=60):
        """The messages, when there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.messages) >= count, timeout), (
                f"{len(self.messages)} of {count} messages came; attempts: {self.attempts}"
            )
            return list(self.messages)

    def leave_next(self):
        """Takes no more over a connection that is open: the next sender hears 421."""
        self._leaves = True

    def to(self, address):
        """The messages that a reader got."""
        return [message for message in self.messages if message["To"].addresses[0].addr_spec == address]

    # What aiosmtpd calls.

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self._leaves:
            self._leaves = False
            return "421 4.7.0 Enough over this connection"
        if address in self.senders:
            return self.senders[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.attempts.append(address)
        reply = self._next(address, "rcpt")
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        reply = self._next(envelope.rcpt_tos[0], "data")
        if not reply:
            self._take(envelope)
        self.arrived.set()
        while not self.hold.is_set() and (not self.held or envelope.rcpt_tos[0] in self.held):
            await asyncio.sleep(0.01)
        if self.pause_seconds:
            await asyncio.sleep(self.pause_seconds)
        return reply or "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"inbox", b"s3cret"), handled=False)

    def _take(self, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        message.raw, message.envelope_from, message.envelope_to = envelope.content, envelope.mail_from, envelope.rcpt_tos
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def _next(self, address, phase):
        replies = self.answers.get((address, phase))
        if not replies:
            return None
        return replies.pop(0) if len(replies) > 1 else replies[0]


class _Session(SMTP):
    """Counts those that are open."""

    relay = None

    def connection_made(self, transport):
        super().connection_made(transport)
        self.relay.connections += 1
        self.relay.open += 1
        self.relay.open_most = max(self.relay.open_most, self.relay.open)

    def connection_lost(self, error):
        self.relay.open -= 1
        super().connection_lost(error)


class _Counting(Controller):
    """A controller that counts connections."""

    def __init__(self, relay, **settings):
        self._relay = relay
        super().__init__(relay, **settings)

    def factory(self):
        session = _Session(self.handler, **self.SMTP_kwargs)
        session.relay = self._relay
        return session

    def _trigger_server(self):
        # With port 0 the port is known only now.
        host, port = self.server.sockets[0].getsockname()[:2]
        with socket.create_connection((host, port), 10) as probe:
            if self.ssl_context is None:
                probe.recv(1024)


class Rude:
    """A listener that is no good relay: `behave` gets each connection, in a thread of its own."""

    def __init__(self, behave):
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        self._open = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(peer)
            threading.Thread(target=self._run, args=(peer,), daemon=True).start()

    def _run(self, peer):
        try:
            self._behave(peer)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()
        for peer in self._open:
            peer.close()


def hang_up_at(command, greeting=b"220 rude"):
    """Takes commands and hangs up at one of them; DATA: in the middle of the text."""

    def behave(peer):
        lines = peer.makefile("rb")
        peer.sendall(greeting + b"\r\n")
        for line in lines:
            if line.upper().startswith(command):
                if command == b"DATA":
                    peer.sendall(b"354 go on\r\n")
                    lines.readline()
                peer.shutdown(socket.SHUT_RDWR)
                return
            peer.sendall(b"354 go on\r\n" if line.upper().startswith(b"DATA") else b"250 OK\r\n")

    return behave


def take_and_leave(peer):
    """Takes an e-mail, and with the answer says that it leaves."""
    lines = peer.makefile("rb")
    peer.sendall(b"220 rude\r\n")
    in_text = False
    for line in lines:
        if in_text and line != b".\r\n":
            continue
        if in_text:
            peer.sendall(b"250 OK\r\n421 and goodbye\r\n")
            peer.shutdown(socket.SHUT_RDWR)
            return
        in_text = line.upper().startswith(b"DATA")
        peer.sendall(b"354 go on\r\n" if in_text else b"250 OK\r\n")


def never_answer(peer):
    """Takes the connection and says nothing."""
    while peer.recv(1024):
        pass


def greet_with(reply):
    """Greets with a reply and waits."""

    def behave(peer):
        peer.sendall(reply + b"\r\n")
        while peer.recv(1024):
            pass

    return behave


def talk_forever(peer):
    """Begins an answer and never ends it."""
    peer.sendall(b"220 rude\r\n")
    peer.recv(1024)
    while True:
        peer.sendall(b"250-and another thing\r\n" * 1_000)


def speak_nonsense(peer):
    """Answers with what is no reply."""
    peer.sendall(b"\x00\xff" * 5_000 + b"\r\nHTTP/1.1 200 OK\r\n\r\n")
    while peer.recv(1024):
        pass
