"""Mixed traffic against the release build for a while, as unruly as real callers, and then a look for what it left behind.

    make soak                 five minutes
    make soak SECONDS=60      shorter
    make soak SEED=4711       the same traffic again

Callers of the interop server make calls of all four kinds, and callers of inboxd read and write; some cancel, some set
deadlines that pass, some read slowly, some vanish with calls open. Every call that is waited for must be answered, or end
as its caller made it end. Twice, in the middle and at the end, all callers leave, and then no call may be open, no
descriptor more than before, and memory may not have grown from the first look to the second.
"""

import collections
import os
import pathlib
import random
import sys
import tempfile
import threading
import time

import grpc

# Each caller learns the messages by reflection. protobuf's C part crashes when such classes come and go on several threads.
os.environ.setdefault("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", "python")

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

import inbox_api as api  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402
from interop_server import InteropServer, TestService  # noqa: E402

CALLERS = 6
# Calls after which a caller hangs up and comes back.
CALLS_A_CONNECTION = 60
# What malloc's arenas may wander by between two looks at a server that holds nothing.
GROWTH_KIB_MAX = 8 << 10
QUIET_SECONDS = 60
# By when a server that can be called has opened all that its loops use.
START_SECONDS = 3
# How calls end whose callers did not wait for them, or not long enough.
EXPECTED = {grpc.StatusCode.CANCELLED, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}


class Caller(threading.Thread):
    """One caller after the other, each with a connection of its own, until told to stop."""

    def __init__(self, address, seed, until, counts):
        super().__init__(daemon=True)
        self.address, self.dice, self.until, self.counts = address, random.Random(seed), until, counts
        self.fault = None

    def run(self):
        try:
            while time.monotonic() < self.until:
                self.live()
        except BaseException as error:  # Shown by the main thread, which fails with it.
            self.fault = error

    def live(self):
        """One connection, from its first call to its end."""
        caller = self.connect()
        left = []
        for _ in range(self.dice.randrange(1, CALLS_A_CONNECTION)):
            kind = self.dice.choice(self.kinds)
            try:
                left.append(kind(self, caller))
                self.counts[kind.__name__] += 1
            except grpc.RpcError as error:
                if error.code() not in EXPECTED:
                    raise
                self.counts[error.code().name] += 1
            if time.monotonic() > self.until:
                break
        self.hang_up(caller)  # With whatever is open.


class StreamCaller(Caller):
    """A caller of the interop server."""

    def connect(self):
        return TestService(self.address, options=[("grpc.use_local_subchannel_pool", 1)])

    def hang_up(self, service):
        service.channel.close()

    def deadline(self):
        return self.dice.choice([30, 30, 30, 0.01, 0.001])

    def sizes(self, service, counts=(1, 2, 20)):
        kind = service.messages.ResponseParameters
        return [
            kind(size=self.dice.choice([0, 1, 1_000, 70_000]), interval_us=self.dice.choice([0, 0, 500]))
            for _ in range(self.dice.choice(counts))
        ]

    def unary(self, service):
        size = self.dice.choice([0, 100, 100_000, 1 << 20])
        request = service.messages.SimpleRequest(response_size=size, payload=service.payload(self.dice.choice([0, 50_000])))
        assert len(service.UnaryCall(request, timeout=self.deadline()).payload.body) == size

    def client_stream(self, service):
        payloads = [service.payload(self.dice.randrange(5_000)) for _ in range(self.dice.randrange(20))]
        requests = [service.messages.StreamingInputCallRequest(payload=payload) for payload in payloads]
        answer = service.StreamingInputCall(iter(requests), timeout=self.deadline())
        assert answer.aggregated_payload_size == sum(len(payload.body) for payload in payloads)

    def server_stream(self, service):
        wanted = self.sizes(service)
        request = service.messages.StreamingOutputCallRequest(response_parameters=wanted)
        got = [len(answer.payload.body) for answer in service.StreamingOutputCall(request, timeout=self.deadline())]
        assert got == [parameters.size for parameters in wanted]

    def both_ways(self, service):
        wanted = [self.sizes(service, (1, 2)) for _ in range(self.dice.randrange(10))]
        requests = [service.messages.StreamingOutputCallRequest(response_parameters=sizes) for sizes in wanted]
        got = [len(answer.payload.body) for answer in service.FullDuplexCall(iter(requests), timeout=self.deadline())]
        assert got == [parameters.size for sizes in wanted for parameters in sizes]

    def slow_reader(self, service):
        request = service.messages.StreamingOutputCallRequest(response_parameters=self.sizes(service, (20, 60)))
        for _ in service.StreamingOutputCall(request, timeout=30):
            time.sleep(self.dice.random() / 100)

    def cancelled(self, service):
        request = service.messages.StreamingOutputCallRequest(response_parameters=self.sizes(service, (60,)))
        call = service.StreamingOutputCall(request, timeout=30)
        for _ in range(self.dice.randrange(5)):
            next(call, None)
        call.cancel()

    def left_open(self, service):
        request = service.messages.StreamingOutputCallRequest(response_parameters=self.sizes(service, (200,)))
        call = service.StreamingOutputCall(request, timeout=30)
        next(call, None)
        return call  # Nobody reads on; the connection closes with it.

    kinds = [unary, unary, unary, client_stream, server_stream, both_ways, slow_reader, cancelled, left_open]


class InboxCaller(Caller):
    """A caller of inboxd."""

    def connect(self):
        return Client(self.address, options=[("grpc.use_local_subchannel_pool", 1)])

    def hang_up(self, client):
        client.close()

    def read(self, client):
        request = api.ListInteractionsRequest(parent=WORKSPACE, view=api.VIEW_ALL, page_size=self.dice.randrange(1, 100))
        rows = client.inbox.ListInteractions(request).interactions
        self.names = [row.name for row in rows]
        client.interaction(self.dice.choice(self.names))

    def write(self, client):
        self.read(client)
        note = api.CreateNoteRequest(parent=self.dice.choice(self.names), body="soak " * self.dice.randrange(1, 200))
        client.notes.CreateNote(note)

    def late(self, client):
        request = api.ListInteractionsRequest(parent=WORKSPACE, view=api.VIEW_ALL, page_size=100)
        client.inbox.ListInteractions(request, timeout=self.dice.choice([0.0005, 0.001, 0.005]))

    def left(self, client):
        self.read(client)
        note = api.CreateNoteRequest(parent=self.dice.choice(self.names), body="gone")
        calls = [client.notes.CreateNote.future(note) for _ in range(self.dice.randrange(1, 20))]
        for call in calls[::2]:
            call.cancel()
        return calls

    kinds = [read, read, write, late, left]


class Watched:
    """A server that is looked into."""

    def __init__(self, title, server, caller):
        self.title, self.server, self.caller = title, server.start(), caller
        time.sleep(START_SECONDS)
        self.descriptors = self.count_descriptors()

    def count_descriptors(self):
        return len(list(pathlib.Path(f"/proc/{self.server.pid}/fd").iterdir()))

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def settle(self, growth_from=None):
        """Waits until everything of the callers is gone; returns the memory, or fails naming what stays."""
        end = time.monotonic() + QUIET_SECONDS
        while True:
            leaked = self.count_descriptors() - self.descriptors
            grown = self.resident_kib() - (growth_from or 1 << 40)
            if leaked <= 0 and grown <= GROWTH_KIB_MAX:
                time.sleep(0 if growth_from else QUIET_SECONDS / 3)  # The pools empty by and by.
                return self.resident_kib()
            if time.monotonic() > end:
                sys.exit(f"{self.title}: {leaked} descriptors are left, and memory grew by {grown} KiB")
            time.sleep(0.5)


def drive(watched, seed, seconds):
    """Lets callers loose on the servers; fails with the first fault."""
    counts, until = collections.Counter(), time.monotonic() + seconds
    callers = [
        target.caller(target.server.address, f"{seed} {target.title} {number}", until, counts)
        for target in watched
        for number in range(CALLERS)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(seconds + QUIET_SECONDS)
        if caller.is_alive():
            sys.exit("a call was never answered")
        if caller.fault:
            raise caller.fault
    return counts


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = sys.argv[2] if len(sys.argv) > 2 else str(random.randrange(1 << 32))
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        watched = []
        try:
            watched.append(Watched("InteropServer", InteropServer(directory), StreamCaller))
            # The pages that connections keep are full long before the first look: what grows after it is a leak.
            inboxd = Server(directory / "data", "--cache-mebibytes", "1")
            watched.append(Watched("inboxd", inboxd, InboxCaller))
            counts = drive(watched, f"{seed} first", seconds / 2)
            memory = [target.settle() for target in watched]
            counts += drive(watched, f"{seed} second", seconds / 2)
            for target, before in zip(watched, memory):
                after = target.settle(growth_from=before)
                print(f"{target.title}: {before} KiB when quiet after the first half, {after} after the second")
                code = target.server.stop()
                assert code == 0, f"{target.title} ended with {code}"
        finally:
            for target in watched:
                target.server.clean_up()
    print(f"{sum(counts.values())} calls: {dict(counts.most_common())}")


if __name__ == "__main__":
    main()
