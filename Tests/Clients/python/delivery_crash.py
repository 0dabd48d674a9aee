"""Kills the server and its connector at random moments while a team answers, customers write, and a provider carries both,
and then looks for what was lost, sent twice, or out of order.

    .venv/bin/python Tests/Clients/python/delivery_crash.py --kills 300 --seed 7

Each kill (kill -9) hits the server, the connector's process, or both at once. In the end:

- every acknowledged response reached the provider under one idempotency key, and no other text did; attempts beyond the first
  had the same key, so that the provider sent nothing again;
- the responses of a conversation reached it in their order;
- the inbox says of each that it was sent, with the provider's id;
- what customers wrote is in the threads once;
- `inboxd check` finds nothing wrong.
"""

import argparse
import collections
import pathlib
import random
import sys
import tempfile
import threading
import time
import uuid

import grpc

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "generated")]

import crash  # noqa: E402
import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402
from remote_provider import SOURCE, ConnectorProcess, RemoteProvider  # noqa: E402
from waiting import wait_for  # noqa: E402

PROVIDER = api.CHANNEL_TYPE_PROVIDER
TALKERS = 3
CONVERSATIONS_EACH = 40
VICTIMS = ["server", "connector", "both"]
CHECK_EVERY = 10


class Talker(threading.Thread):
    """Answers its own conversations, and has their customers write, until told to stop."""

    def __init__(self, address, conversations, provider, seed, stop):
        super().__init__(daemon=True)
        options = [("grpc.max_reconnect_backoff_ms", 100), ("grpc.initial_reconnect_backoff_ms", 20)]
        self.client = Client(address, options=options)
        self.conversations = conversations
        self.provider = provider
        self.random = random.Random(seed)
        self.stop = stop
        self.answered = collections.defaultdict(list)
        self.said = collections.defaultdict(list)
        self.failure = None

    def run(self):
        try:
            while not self.stop.is_set():
                name = self.random.choice(list(self.conversations))
                text = str(uuid.uuid4())
                if self.random.random() < 0.3:
                    self.said[name].append(text)
                    self.provider.say(self.conversations[name], text)
                else:
                    self._send(api.SendResponseRequest(name=name, channel=PROVIDER, text=text, request_id=text))
                    self.answered[name].append(text)
                self.stop.wait(self.random.uniform(0, 0.05))
        except BaseException as error:  # Reported by the main thread.
            self.failure = error
        finally:
            self.client.close()

    def _send(self, request):
        """Repeats a send until it is answered."""
        while True:
            try:
                return self.client.interactions.SendResponse(request, timeout=10)
            except grpc.RpcError as error:
                if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                    raise
                time.sleep(0.01)


def messages_of(client, name):
    token = ""
    while True:
        page = client.interactions.ListMessages(api.ListMessagesRequest(parent=name, page_size=200, page_token=token))
        yield from page.messages
        token = page.next_page_token
        if not token:
            return


def faults_of(client, talkers, provider):
    """What is not as it was acknowledged."""
    answered = {name: texts for talker in talkers for name, texts in talker.answered.items()}
    said = {name: texts for talker in talkers for name, texts in talker.said.items()}
    arrived = collections.Counter(provider.texts.values())
    wanted = {text for texts in answered.values() for text in texts}
    yield from (f"arrived under {count} keys: {text}" for text, count in arrived.items() if count > 1)
    yield from (f"acknowledged, and never arrived: {text}" for text in wanted - set(arrived))
    yield from (f"arrived, and nobody sent it: {text}" for text in set(arrived) - wanted)
    keys = {text: key for key, text in provider.texts.items()}
    for name in answered.keys() | said.keys():
        if provider.order.get(name, []) != answered.get(name, []):
            yield f"out of order: {name}"
        thread = list(messages_of(client, name))
        for message in thread:
            if message.direction == api.MESSAGE_DIRECTION_OUTBOUND and (
                message.state != api.MESSAGE_STATE_SENT or message.external_id != f"sent-{keys.get(message.text)}"
            ):
                yield f"not as the provider has it: {message}"
        inbound = [m.text for m in thread if m.direction == api.MESSAGE_DIRECTION_INBOUND]
        # The first began the conversation.
        if sorted(inbound[1:]) != sorted(said.get(name, [])):
            yield f"what the customer wrote is lost or doubled: {name}"


def wreck(directory, kills, seed, check_every=CHECK_EVERY):
    """Runs the load over so many kills; gives counts, and the faults found."""
    chance = random.Random(seed)
    server = Server(pathlib.Path(directory) / "data", listen=(f"127.0.0.1:{crash.free_port()}",)).start()
    provider = RemoteProvider(seed)
    connector = ConnectorProcess(server.address, provider)
    stop = threading.Event()
    talkers, counts, faults = [], collections.Counter(), []
    try:
        client = Client(server.address, actor="connectors/whatsapp")
        for number in range(TALKERS):
            own = {}
            for _ in range(CONVERSATIONS_EACH):
                conversation = stories.fresh("conversation")
                own[stories.push_one(client, SOURCE, external_id=conversation)] = conversation
            talkers.append(Talker(server.address, own, provider, f"{seed} {number}", stop))
        client.close()
        # The sample's own deliveries are not ours to count.
        ours = {name for talker in talkers for name in talker.conversations}
        connector.start()
        for talker in talkers:
            talker.start()
        for kill in range(1, kills + 1):
            time.sleep(chance.uniform(0.02, 0.6))
            victim = chance.choice(VICTIMS)
            counts[victim] += 1
            if victim != "server":
                connector.kill()
            if victim != "connector":
                server.kill()
                if (counts["server"] + counts["both"]) % check_every == 0:
                    faults += crash.check(server, counts)
                server.start()
            if victim != "server":
                connector.start()
        stop.set()
        for talker in talkers:
            talker.join()
            if talker.failure:
                raise talker.failure
        client = Client(server.address)
        wait_for_quiet(client, provider)
        provider_of_ours(provider, ours)
        faults += faults_of(client, talkers, provider)
        client.close()
        connector.kill()
        server.stop()
        faults += crash.check(server, counts)
        counts["responses"] = sum(len(texts) for talker in talkers for texts in talker.answered.values())
        counts["customers' messages"] = sum(len(texts) for talker in talkers for texts in talker.said.values())
        counts["repeats"] = sum(count - 1 for count in provider.attempts.values())
        counts["checks"] = counts.pop(("check", crash.ANSWERED))
        return counts, faults
    finally:
        stop.set()
        connector.kill()
        server.clean_up()
        provider.close()


def wait_for_quiet(client, provider):
    """Waits until nothing is on its way; the last leases of a killed connector run out first."""
    unfinished = api.ListDeliveriesRequest(
        parent=WORKSPACE, states=[api.DELIVERY_STATE_QUEUED, api.DELIVERY_STATE_LEASED], channels=[PROVIDER]
    )

    def on_their_way():
        listed = client.deliveries.ListDeliveries(unfinished).deliveries
        return [one.name for one in listed], provider.waiting()

    while (now := on_their_way()) != ([], 0):
        wait_for(lambda: on_their_way() != now)


def provider_of_ours(provider, ours):
    """Leaves out what the sample workspace had on its way."""
    foreign = {text for name, texts in provider.order.items() if name not in ours for text in texts}
    provider.texts = {key: text for key, text in provider.texts.items() if text not in foreign}
    provider.attempts = {key: count for key, count in provider.attempts.items() if key in provider.texts}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", default=str(random.randrange(10**9)))
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.kills} kills, {TALKERS * CONVERSATIONS_EACH} conversations")
    began = time.time()
    with tempfile.TemporaryDirectory() as directory:
        counts, faults = wreck(directory, options.kills, options.seed)
    killed = ", ".join(f"{victim} {counts.pop(victim)}" for victim in VICTIMS)
    print(f"killed: {killed}")
    for what, count in counts.items():
        print(f"{count:>8} {what}")
    print(f"{len(faults)} lost, doubled, out of order or wrong, in {time.time() - began:.0f} s")
    for fault in faults[:20]:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
