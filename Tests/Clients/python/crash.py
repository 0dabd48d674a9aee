"""Kills the server at random moments under a load of sends and schedules, and then looks for every acknowledged call and
every duplicate.

    .venv/bin/python Tests/Clients/python/crash.py --kills 300 --seed 7

Callers send, schedule, cancel and send now, each call with a request_id and a text of its own, and repeat a call until it
is answered. Meanwhile the server is killed (kill -9) and started again. In the end:

- what was acknowledged as sent is in its thread exactly once; no text is there twice, whoever repeated it;
- what was acknowledged as scheduled was sent once, or is in the draft or its revisions;
- what was refused is nowhere.
"""

import argparse
import collections
import pathlib
import random
import socket
import sys
import tempfile
import threading
import time
import uuid

import grpc

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "generated")]

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from inbox_client import WORKSPACE, Client, channel_of  # noqa: E402
from inbox_server import Server  # noqa: E402

PROVIDER = api.CHANNEL_TYPE_PROVIDER
CALLERS = 4
CONVERSATIONS = 6
ANSWERED = "answered"
REFUSED = "refused"


def free_port():
    """A port that nothing listens on, so that the server can come back to its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Caller(threading.Thread):
    """Calls until told to stop; remembers what became of every text."""

    def __init__(self, address, conversations, seed, stop):
        super().__init__(daemon=True)
        options = [("grpc.max_reconnect_backoff_ms", 100), ("grpc.initial_reconnect_backoff_ms", 20)]
        self.client = Client(address, options=options)
        self.conversations = conversations
        self.random = random.Random(seed)
        self.stop = stop
        self.fates = {}
        self.counts = collections.Counter()
        self.failure = None

    def run(self):
        try:
            while not self.stop.is_set():
                self._do_something()
        except BaseException as error:  # Reported by the main thread.
            self.failure = error
        finally:
            self.client.close()

    def _do_something(self):
        name = self.random.choice(self.conversations)
        kind = self.random.choices(["send", "schedule", "cancel", "now"], [5, 4, 1, 1])[0]
        service = self.client.interactions
        fields = {"name": name, "channel": PROVIDER, "request_id": str(uuid.uuid4())}
        if kind == "cancel":
            self._call(kind, service.CancelScheduledResponse, api.CancelScheduledResponseRequest(**fields))
        elif kind == "now":
            self._call(kind, service.SendResponse, api.SendResponseRequest(send_scheduled=True, **fields))
        else:
            text = f"{kind} {uuid.uuid4()}"
            if kind == "send":
                fate = self._call(kind, service.SendResponse, api.SendResponseRequest(text=text, **fields))
            else:
                request = api.ScheduleResponseRequest(text=text, **fields)
                due = time.time() + self.random.uniform(0.05, 0.6)
                request.schedule_time.FromNanoseconds(int(due * 1e9))
                fate = self._call(kind, service.ScheduleResponse, request)
            self.fates[text] = (kind, name, fate)

    def _call(self, kind, method, request):
        """Repeats a call until it is answered."""
        while True:
            try:
                method(request, timeout=10)
                self.counts[kind, ANSWERED] += 1
                return ANSWERED
            except grpc.RpcError as error:
                if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                    self.counts[kind, "repeated"] += 1
                    time.sleep(0.01)
                    continue
                assert error.code() in (
                    grpc.StatusCode.FAILED_PRECONDITION,
                    grpc.StatusCode.INVALID_ARGUMENT,
                ), error
                self.counts[kind, REFUSED] += 1
                return REFUSED


class Places:
    """Where texts are in the end."""

    def __init__(self, client, conversations):
        self.sent = collections.Counter()
        self.kept = set()
        for name in conversations:
            token = ""
            while True:
                page = client.interactions.ListMessages(
                    api.ListMessagesRequest(parent=name, page_size=200, page_token=token)
                )
                outbound = [m for m in page.messages if m.direction == api.MESSAGE_DIRECTION_OUTBOUND]
                self.sent.update((name, message.text) for message in outbound)
                token = page.next_page_token
                if not token:
                    break
            channel = channel_of(client.interaction(name), PROVIDER)
            self.kept.add((name, channel.draft.text))
            token = ""
            while True:
                page = client.interactions.ListDraftRevisions(
                    api.ListDraftRevisionsRequest(parent=name, channel=PROVIDER, page_size=100, page_token=token)
                )
                self.kept |= {(name, revision.text) for revision in page.revisions}
                token = page.next_page_token
                if not token:
                    break

    def faults(self, fates):
        """What is not as it was acknowledged."""
        for (name, text), count in self.sent.items():
            if count > 1:
                yield f"sent {count} times: {text!r} in {name}"
        for text, (kind, name, fate) in fates.items():
            sent, kept = self.sent[name, text], (name, text) in self.kept
            if fate == REFUSED and (sent or kept):
                yield f"refused, yet there: {text!r} in {name}"
            elif fate == ANSWERED and kind == "send" and not sent:
                yield f"acknowledged as sent, and lost: {text!r} in {name}"
            elif fate == ANSWERED and kind == "schedule" and not (sent or kept):
                yield f"acknowledged as scheduled, and lost: {text!r} in {name}"


def wreck(directory, kills, seed):
    """Runs the load over so many kills; gives the counts of calls and the faults found."""
    server = Server(pathlib.Path(directory) / "data", listen=(f"127.0.0.1:{free_port()}",)).start()
    try:
        return _wreck(server, kills, seed)
    finally:
        server.clean_up()


def _wreck(server, kills, seed):
    chance = random.Random(seed)
    connector = Client(server.address, actor="connectors/whatsapp")
    conversations = [stories.push_one(connector, source=api.SOURCE_WHATSAPP) for _ in range(CONVERSATIONS)]
    connector.close()
    stop = threading.Event()
    callers = [Caller(server.address, conversations, f"{seed} {number}", stop) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.01, 0.25))
        server.kill()
        server.start()
    stop.set()
    for caller in callers:
        caller.join()
        if caller.failure:
            raise caller.failure
    # The last schedules are due within a second; then every text has its place.
    client = Client(server.address)
    listed = api.ListScheduledResponsesRequest(parent=WORKSPACE)
    while any(row.interaction in conversations for row in client.inbox.ListScheduledResponses(listed).scheduled_responses):
        time.sleep(0.05)
    fates = {text: fate for caller in callers for text, fate in caller.fates.items()}
    faults = list(Places(client, conversations).faults(fates))
    client.close()
    return sum((caller.counts for caller in callers), collections.Counter()), faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", default=str(random.randrange(10**9)))
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.kills} kills, {CALLERS} callers")
    began = time.time()
    with tempfile.TemporaryDirectory() as directory:
        counts, faults = wreck(directory, options.kills, options.seed)
    print(f"\n{'call':<10}{'answered':>10}{'refused':>10}{'repeated':>10}")
    for kind in ["send", "schedule", "cancel", "now"]:
        row = [counts[kind, column] for column in (ANSWERED, REFUSED, "repeated")]
        print(f"{kind:<10}{row[0]:>10}{row[1]:>10}{row[2]:>10}")
    print(f"\n{len(faults)} lost or sent twice, in {time.time() - began:.0f} s")
    for fault in faults[:20]:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
