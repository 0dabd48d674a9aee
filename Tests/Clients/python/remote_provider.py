"""A provider in one process and its connector in another, which may be killed at any moment.

    test: RemoteProvider <--TCP on loopback, a JSON line each way--> connector process --gRPC--> inboxd

The provider is what outlives everybody: it keeps what it was sent by its key, and what customers write until the connector
says that the inbox has it.
"""

import contextlib
import json
import pathlib
import random
import socket
import socketserver
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "generated")]

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from connector import Connector  # noqa: E402

PULLED_AT_ONCE = 5
LEASE_SECONDS = 5
SOURCE = api.SOURCE_WHATSAPP


class RemoteProvider:
    """What customers see and write."""

    def __init__(self, seed):
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self._unpushed = {}
        # What arrived: texts and attempts by key, and keys by conversation in the order of their first attempts.
        self.texts = {}
        self.attempts = {}
        self.order = {}
        provider = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                with contextlib.suppress(ConnectionError):  # A connector that was killed.
                    for line in self.rfile:
                        self.wfile.write(json.dumps(provider._answer(**json.loads(line))).encode() + b"\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self._server.server_address[1]

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def say(self, conversation, text):
        """A customer writes."""
        with self._lock:
            self._unpushed[f"m-{len(self._unpushed)}-{text}"] = (conversation, text, time.time())

    def waiting(self):
        """How much of what customers wrote the inbox does not have yet, as far as the provider knows."""
        with self._lock:
            return sum(said is not None for said in self._unpushed.values())

    def _answer(self, what, **fields):
        with self._lock:
            pause = self._random.uniform(0, 0.005)
        # A kill may come before the provider knows of it, or after that and before the connector does.
        time.sleep(pause)
        with self._lock:
            answer = getattr(self, "_" + what)(**fields)
        time.sleep(pause)
        return answer

    def _send(self, key, conversation, text):
        self.attempts[key] = self.attempts.get(key, 0) + 1
        if key not in self.texts:
            self.texts[key] = text
            self.order.setdefault(conversation, []).append(text)
        return f"sent-{key}"

    def _pull(self):
        return [(key, *said) for key, said in self._unpushed.items() if said][:PULLED_AT_ONCE]

    def _acknowledge(self, keys):
        self._unpushed.update(dict.fromkeys(keys))


class ConnectorProcess:
    """The connector's process; start() and kill() as often as wanted."""

    def __init__(self, address, provider):
        self._command = [sys.executable, __file__, address, str(provider.port)]
        self._process = None

    def start(self):
        """Returns when it is at work, so that a kill finds it there."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE)
        self._process.stdout.readline()

    def kill(self):
        """kill -9"""
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


class _Provider:
    """The provider as its connector calls it: `send` is what connector.py wants of one."""

    def __init__(self, port):
        self._port = port

    def ask(self, what, **fields):
        with socket.create_connection(("127.0.0.1", self._port)) as line:
            line.sendall(json.dumps({"what": what, **fields}).encode() + b"\n")
            return json.loads(line.makefile().readline())

    def send(self, key, delivery):
        return self.ask("send", key=key, conversation=delivery.interaction, text=delivery.text)


def main(address, port):
    """Sends and pushes until killed."""
    provider = _Provider(int(port))
    connector = Connector(address, provider, name="whatsapp", lease_seconds=LEASE_SECONDS).start()
    print("at work", flush=True)
    while True:
        pulled = provider.ask("pull")
        for key, conversation, text, when in pulled:
            said = stories.said(text, external_id=key)
            said.message_time.FromNanoseconds(int(when * 1e9))
            connector.push(stories.item(SOURCE, [said], external_id=conversation))
        if pulled:
            provider.ask("acknowledge", keys=[key for key, *_ in pulled])
        else:
            time.sleep(0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])
