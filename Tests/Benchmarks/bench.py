"""What a call costs the server: CPU time of its process over the calls it answered, and its memory.

    make bench

CPU time is user and system time of the whole process, the writer's thread included, from /proc: it holds up on a
shared machine where calls per second do not. h2load drives 8 connections with 32 streams each. Rounds of all calls take
turns, so that a slow minute of the machine hits all of them; the table shows medians and the spread. The health check
does next to nothing but the call itself: read the others as multiples of it, which hold where microseconds do not.
"""

import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

from grpc_health.v1.health_pb2 import HealthCheckRequest  # noqa: E402
from grpc_health.v1.health_pb2_grpc import HealthStub  # noqa: E402

import inbox_api as api  # noqa: E402
from certificates import Certificates  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402

ROUNDS = 5
CONNECTIONS, STREAMS = 8, 32
IDLE_CONNECTIONS = 2_000
TICKS_PER_SECOND = 100
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])


class Work:
    """One call repeated: its method, the request, and how many make a round."""

    def __init__(self, title, service, method, request, calls, sealed=False):
        self.title, self.calls, self.sealed = title, calls, sealed
        self.path = f"/{service}/{method}"
        self.request = request.SerializeToString()
        self.micros, self.rates, self.answer_bytes = [], [], 0

    def run(self, server, calls):
        """Drives one round; fails if a call was not answered whole."""
        body = pathlib.Path(tempfile.gettempdir()) / "inboxd-bench-body"
        body.write_bytes(b"\0" + len(self.request).to_bytes(4, "big") + self.request)
        command = ["h2load", "-n", str(calls), "-c", str(CONNECTIONS), "-m", str(STREAMS), "-d", str(body)]
        for header in ("content-type: application/grpc", "te: trailers", "inbox-actor: users/admin"):
            command += ["-H", header]
        url = f"https://{server.addresses[1]}" if self.sealed else f"http://{server.address}"
        before = cpu_ticks(server.pid)
        output = subprocess.run([*command, url + self.path], capture_output=True, text=True, check=True).stdout
        ticks = cpu_ticks(server.pid) - before
        succeeded = int(re.search(r"(\d+) succeeded", output)[1])
        data = int(re.search(r"\((\d+)\) data", output)[1])
        assert succeeded == calls, output
        assert data >= calls * (self.answer_bytes + 5), f"{self.title}: answers are missing\n{output}"
        return ticks * 1e6 / TICKS_PER_SECOND / calls, float(re.search(r"([\d.]+) req/s", output)[1])

    def measure(self, server):
        micros, rate = self.run(server, self.calls)
        self.micros.append(micros)
        self.rates.append(rate)


def cpu_ticks(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def resident_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])


def works(client):
    """The calls that are measured, each checked once with the real client."""
    rows = client.list_all()
    sizes = {row.name: client.interactions.GetInteraction(api.GetInteractionRequest(name=row.name)) for row in rows[:100]}
    name = min(sizes, key=lambda name: abs(sizes[name].ByteSize() - 1024))
    plain = min(sizes, key=lambda name: sizes[name].ByteSize())
    list_request = api.ListInteractionsRequest(parent=WORKSPACE, view=api.VIEW_ALL, page_size=25)
    page = client.inbox.ListInteractions(list_request)
    email = api.CHANNEL_TYPE_EMAIL
    target = next(
        row.name
        for row in rows
        if row.source == api.SOURCE_EMAIL
        and any(c.type == email and c.usable for c in client.interaction(row.name).channels)
    )
    send = api.SendResponseRequest(name=target, channel=email)
    send.text = "Thank you for writing to us. We have looked into it and will be in touch tomorrow."
    sent = client.interactions.SendResponse(send)
    interactions = "inbox.v1.InteractionService"
    health = HealthStub(client.channel).Check(HealthCheckRequest())
    made = [
        Work("Check (health): the floor", "grpc.health.v1.Health", "Check", HealthCheckRequest(), 200_000),
        Work("Check, by TLS", "grpc.health.v1.Health", "Check", HealthCheckRequest(), 200_000, sealed=True),
        Work("GetInteraction", interactions, "GetInteraction", api.GetInteractionRequest(name=name), 100_000),
        Work("GetInteraction, plain", interactions, "GetInteraction", api.GetInteractionRequest(name=plain), 100_000),
        Work("ListInteractions, 25 a page", "inbox.v1.InboxService", "ListInteractions", list_request, 20_000),
        Work("SendResponse", interactions, "SendResponse", send, 10_000),
    ]
    for work, answer in zip(made, (health, health, sizes[name], sizes[plain], page, sent)):
        work.answer_bytes = min(answer.ByteSize(), int(answer.ByteSize() * 0.9))
        work.shown_bytes = answer.ByteSize()
    return made


def idle_connections(address, count, context=None):
    """Opens connections that have shaken hands and then say nothing."""
    host, port = address.rsplit(":", 1)
    opened = []
    for _ in range(count):
        peer = socket.create_connection((host, int(port)))
        if context:
            peer = context.wrap_socket(peer, server_hostname="localhost")
        peer.sendall(PREFACE)
        peer.recv(64)
        opened.append(peer)
    return opened


def main():
    with tempfile.TemporaryDirectory() as directory:
        certificates = Certificates(pathlib.Path(directory) / "certificates")
        listen = ("plain:127.0.0.1:0", "tls:127.0.0.1:0")
        server = Server(pathlib.Path(directory) / "data", *certificates.server_options(), listen=listen).start()
        try:
            server.stop()  # The first start made the sample workspace; the figures are those of a server that only serves.
            server.start()
            time.sleep(2)  # What only the start needed is given back a second after it.
            start = resident_kib(server.pid)
            client = Client(server.address)
            measured = works(client)
            for work in measured:
                work.run(server, work.calls // 10)  # Warm-up, not counted.
            for _ in range(ROUNDS):
                for work in measured:
                    work.measure(server)
            client.close()
            loaded = resident_kib(server.pid)
            peers = idle_connections(server.address, IDLE_CONNECTIONS)
            crowded = resident_kib(server.pid)
            handshakes = cpu_ticks(server.pid)
            peers += idle_connections(server.addresses[1], IDLE_CONNECTIONS, certificates.context())
            handshakes = (cpu_ticks(server.pid) - handshakes) * 1e6 / TICKS_PER_SECOND / IDLE_CONNECTIONS
            sealed = resident_kib(server.pid)
            for peer in peers:
                peer.close()
        finally:
            server.clean_up()
    print("| call | answer, bytes | CPU us per call | min - max | calls/s |\n|---|---:|---:|---:|---:|")
    for work in measured:
        print(
            f"| {work.title} | {work.shown_bytes} | {statistics.median(work.micros):.1f} "
            f"| {min(work.micros):.1f} - {max(work.micros):.1f} | {statistics.median(work.rates):,.0f} |"
        )
    per = (crowded - loaded) / IDLE_CONNECTIONS
    print(f"\nResident memory: {start / 1024:.1f} MiB at start, {loaded / 1024:.1f} MiB after this load, ", end="")
    print(f"{crowded / 1024:.1f} MiB with {IDLE_CONNECTIONS:,} idle connections ({per:.1f} KiB each).")
    per = (sealed - crowded) / IDLE_CONNECTIONS
    print(f"By TLS: {per:.1f} KiB for each idle connection, {handshakes:,.0f} us of CPU time for each handshake.")


if __name__ == "__main__":
    main()
