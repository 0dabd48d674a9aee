"""Kills the server at random moments under a load of sends and schedules, and then looks for every acknowledged call and
every duplicate.

    .venv/bin/python Tests/Clients/python/crash.py --kills 300 --seed 7

Callers send, schedule, cancel and send now, write notes and drafts, assign, and push what customers say, each call with a
request_id and a text of its own, and repeat a call until it is answered. Meanwhile the server is killed (kill -9) and started
again. After every few kills `inboxd check` looks at what is on disk: counters, event sequences, lists, outbox, search index.
In the end:

- what was acknowledged as sent is in its thread exactly once; no text is there twice, whoever repeated it;
- what was acknowledged as scheduled was sent once, or is in the draft or its revisions;
- a note and a customer's message are there exactly once;
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
import operator_tools as tools  # noqa: E402
import stories  # noqa: E402
from inbox_client import WORKSPACE, Client, channel_of  # noqa: E402
from inbox_server import Server  # noqa: E402

PROVIDER = api.CHANNEL_TYPE_PROVIDER
CALLERS = 4
CONVERSATIONS = 6
CHECK_EVERY = 10
KINDS = {"send": 5, "schedule": 4, "cancel": 1, "now": 1, "note": 3, "push": 3, "draft": 3, "assign": 1}
ANSWERED = "answered"
REFUSED = "refused"


def free_port():
    """A port that nothing listens on, so that the server can come back to its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Caller(threading.Thread):
    """Calls until told to stop; remembers what became of every text."""

    def __init__(self, address, conversations, users, seed, stop):
        super().__init__(daemon=True)
        options = [("grpc.max_reconnect_backoff_ms", 100), ("grpc.initial_reconnect_backoff_ms", 20)]
        self.client = Client(address, options=options)
        self.conversations = conversations
        self.users = users
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
        name = self.random.choice(list(self.conversations))
        (kind,) = self.random.choices(list(KINDS), KINDS.values())
        text = f"{kind} {uuid.uuid4()}"
        service = self.client.interactions
        named = {"name": name, "request_id": str(uuid.uuid4())}
        fields = {"channel": PROVIDER, **named}
        fate = None
        if kind == "cancel":
            self._call(kind, service.CancelScheduledResponse, api.CancelScheduledResponseRequest(**fields))
        elif kind == "now":
            self._call(kind, service.SendResponse, api.SendResponseRequest(send_scheduled=True, **fields))
        elif kind == "draft":
            self._call(kind, service.SaveDraft, api.SaveDraftRequest(name=name, channel=PROVIDER, text=text))
        elif kind == "assign":
            user = self.random.choice(self.users)
            method, request = self.random.choice(
                [(service.AssignUsers, api.AssignUsersRequest), (service.UnassignUsers, api.UnassignUsersRequest)]
            )
            self._call(kind, method, request(users=[user], **named))
        elif kind == "note":
            request = api.CreateNoteRequest(parent=name, body=text, request_id=named["request_id"])
            fate = self._call(kind, self.client.notes.CreateNote, request)
        elif kind == "push":
            item = stories.item(
                api.SOURCE_WHATSAPP, [stories.said(text)], external_id=self.conversations[name].external_id
            )
            request = api.IngestInteractionsRequest(parent=WORKSPACE, items=[item], request_id=named["request_id"])
            fate = self._call(kind, self.client.ingest.IngestInteractions, request)
        elif kind == "send":
            fate = self._call(kind, service.SendResponse, api.SendResponseRequest(text=text, **fields))
        else:
            request = api.ScheduleResponseRequest(text=text, **fields)
            due = time.time() + self.random.uniform(0.05, 0.6)
            request.schedule_time.FromNanoseconds(int(due * 1e9))
            fate = self._call(kind, service.ScheduleResponse, request)
        if fate:
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
        self.told = collections.Counter()
        for name in conversations:
            token = ""
            while True:
                page = client.interactions.ListMessages(
                    api.ListMessagesRequest(parent=name, page_size=200, page_token=token)
                )
                for message in page.messages:
                    is_sent = message.direction == api.MESSAGE_DIRECTION_OUTBOUND
                    (self.sent if is_sent else self.told)[name, message.text] += 1
                token = page.next_page_token
                if not token:
                    break
            while True:
                page = client.notes.ListNotes(api.ListNotesRequest(parent=name, page_size=200, page_token=token))
                self.told.update((name, note.body) for note in page.notes)
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
        for (name, text), count in (self.sent + self.told).items():
            if count > 1:
                yield f"there {count} times: {text!r} in {name}"
        for text, (kind, name, fate) in fates.items():
            sent, kept = self.sent[name, text], (name, text) in self.kept
            if fate == REFUSED and (sent or kept):
                yield f"refused, yet there: {text!r} in {name}"
            elif fate == ANSWERED and kind in ("note", "push") and not self.told[name, text]:
                yield f"acknowledged, and lost: {text!r} in {name}"
            elif fate == ANSWERED and kind == "send" and not sent:
                yield f"acknowledged as sent, and lost: {text!r} in {name}"
            elif fate == ANSWERED and kind == "schedule" and not (sent or kept):
                yield f"acknowledged as scheduled, and lost: {text!r} in {name}"


def wreck(directory, kills, seed, check_every=CHECK_EVERY):
    """Runs the load over so many kills; gives the counts of calls and of checks, and the faults found."""
    server = Server(pathlib.Path(directory) / "data", listen=(f"127.0.0.1:{free_port()}",)).start()
    try:
        return _wreck(server, kills, seed, check_every)
    finally:
        server.clean_up()


def check(server, counts):
    """What is wrong on disk, by `inboxd check`."""
    answer = tools.check(server.data)
    counts["check", ANSWERED] += 1
    return [] if answer.code == tools.WHOLE else [answer.text]


def _wreck(server, kills, seed, check_every):
    chance = random.Random(seed)
    connector = Client(server.address, actor="connectors/whatsapp")
    names = [stories.push_one(connector, source=api.SOURCE_WHATSAPP) for _ in range(CONVERSATIONS)]
    connector.close()
    admin = Client(server.address)
    conversations = {name: admin.interaction(name) for name in names}
    users = [user.name for user in admin.users() if user.role in (api.USER_ROLE_OWNER, api.USER_ROLE_ADMIN)]
    admin.close()
    counts = collections.Counter()
    faults = []
    stop = threading.Event()
    callers = [Caller(server.address, conversations, users, f"{seed} {number}", stop) for number in range(CALLERS)]
    for caller in callers:
        caller.start()
    for kill in range(1, kills + 1):
        time.sleep(chance.uniform(0.01, 0.25))
        server.kill()
        if kill % check_every == 0:
            faults += check(server, counts)
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
    faults += Places(client, conversations).faults(fates)
    client.close()
    server.stop()
    faults += check(server, counts)
    return sum((caller.counts for caller in callers), counts), faults


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
    for kind in KINDS:
        row = [counts[kind, column] for column in (ANSWERED, REFUSED, "repeated")]
        print(f"{kind:<10}{row[0]:>10}{row[1]:>10}{row[2]:>10}")
    print(f"\n{counts['check', ANSWERED]} checks of what was on disk")
    print(f"{len(faults)} lost, doubled or wrong, in {time.time() - began:.0f} s")
    for fault in faults[:20]:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
