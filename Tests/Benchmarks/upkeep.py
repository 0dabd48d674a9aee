"""What other calls cost while a customer is exported, a backup is made, and what is too old is emptied.

    make bench-upkeep

One client, a process of its own, reads an interaction and saves a draft by turns: on an idle server, then beside each of the
three. The customer who is exported has 10,000 messages, a half of them in one thread; retention has 3,000 closed
interactions with 20 messages each, and one with 5,000, to go on with. The caller pauses now and then, as people do. All share the server's cores: compare the lines of one run.
"""

import json
import multiprocessing
import pathlib
import statistics
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated"), str(ROOT / "Tests/Benchmarks")]

from google.protobuf.duration_pb2 import Duration  # noqa: E402
from google.protobuf.field_mask_pb2 import FieldMask  # noqa: E402

import inbox_api as api  # noqa: E402
import operator_tools as tools  # noqa: E402
import stories  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402

PROVIDER = api.CHANNEL_TYPE_PROVIDER
THREAD, SHARE, OLD, OLD_MESSAGES = 5_000, 200, 3_000, 20
TEXT = "We came with the whole family, waited for an hour, and yet the evening was a pleasure. " * 4
QUIET_SECONDS, RETENTION_SECONDS = 4, 40


def thread(external_id, count, customer=None, days=0):
    """A thread of so many messages, in items that one request takes."""
    first = int(time.time()) - days * 86_400 - count
    who = customer or api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_WHATSAPP, external_id=f"c-{external_id}")],
        display_name="Marie Dubois",
    )
    for start in range(0, count, SHARE):
        messages = []
        for number in range(start, min(start + SHARE, count)):
            said = stories.said(TEXT, external_id=f"{external_id}-{number}")
            # The last word is the team's, so that the thread is closed.
            if number == count - 1:
                said.direction = api.MESSAGE_DIRECTION_OUTBOUND
            said.message_time.FromSeconds(first + number)
            messages.append(said)
        yield stories.item(api.SOURCE_WHATSAPP, messages, external_id=external_id, customer=who, historical=True)


def fill(client):
    """Brings everything in; gives the customer who is exported."""
    who = api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_WHATSAPP, external_id="exported")], display_name="Zoe"
    )
    items = [*thread("long", THREAD, who)]
    for number in range(THREAD // SHARE):
        items += thread(f"short-{number}", SHARE, who)
    items += thread("old-long", THREAD, days=400)
    for number in range(OLD):
        items += thread(f"old-{number}", OLD_MESSAGES, days=400)
    names, gathered = [], []
    for item in items:
        gathered.append(item)
        if sum(len(one.messages) for one in gathered) >= 2 * SHARE:
            names += [result.interaction for result in stories.push(client, *gathered)]
            gathered = []
    names += [result.interaction for result in stories.push(client, *gathered)] if gathered else []
    assert all(names)
    return client.interaction(names[0]).customer.name


def others_process(pipe, address, name):
    """Reads and writes by turns when told to, until told to stop; says how long each took."""
    client = Client(address)
    etag = ""
    while pipe.recv():
        reads, writes = [], []
        while not pipe.poll():
            start = time.perf_counter()
            client.interaction(name)
            middle = time.perf_counter()
            request = api.SaveDraftRequest(name=name, channel=PROVIDER, text=f"Draft {len(writes)}", etag=etag)
            etag = client.interactions.SaveDraft(request).etag
            reads.append((middle - start) * 1e3)
            writes.append((time.perf_counter() - middle) * 1e3)
            time.sleep(0.002 if len(reads) % 50 else 1.2)
        pipe.recv()
        pipe.send((reads, writes))


def longest_turns(admin):
    """How often a loop was busy for longer than each bound."""
    text = urllib.request.urlopen(f"http://{admin}/metrics").read().decode()
    turns = {}
    for line in text.splitlines():
        if line.startswith("inboxd_loop_turn_duration_seconds_bucket"):
            bound = line.split('le="')[1].split('"')[0]
            turns[bound] = turns.get(bound, 0) + float(line.rsplit(" ", 1)[1])
    return turns


def percentile(values, share):
    return statistics.median(values) if share == 50 else sorted(values)[len(values) * share // 100]


def measure(title, pipe, admin, work):
    """Shows what the calls took beside some work."""
    before = longest_turns(admin)
    pipe.send(True)
    begun = time.monotonic()
    said = work()
    seconds = time.monotonic() - begun
    pipe.send(False)
    reads, writes = pipe.recv()
    after = longest_turns(admin)
    over = {bound: after["+Inf"] - after[bound] - (before["+Inf"] - before[bound]) for bound in after}
    slow = sum(count for bound, count in over.items() if bound == "0.01")
    cells = [f"{percentile(one, share):.2f}" for one in (reads, writes) for share in (50, 99)]
    print(f"| {title}{said or ''} | {len(reads):,} | {' | '.join(cells)} | {slow:.0f} | {seconds:.1f} |", flush=True)


def main():
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as directory:
        data = pathlib.Path(directory) / "data"
        server = Server(data, "--admin", "127.0.0.1:0", "--log-format", "json").start()
        log = [json.loads(line) for line in server.log().splitlines()]
        admin = next(line["address"] for line in log if line["message"] == "metrics")
        client = Client(server.address)
        customer = fill(client)
        ours, theirs = context.Pipe()
        fresh = stories.push_one(client, api.SOURCE_WHATSAPP)
        caller = context.Process(target=others_process, args=(theirs, server.address, fresh), daemon=True)
        caller.start()

        def export():
            size, count, end = 0, 0, time.monotonic() + QUIET_SECONDS
            while time.monotonic() < end:
                request = api.ExportCustomerRequest(name=customer)
                size = sum(len(answer.chunk) for answer in client.directory.ExportCustomer(request, timeout=120))
                count += 1
            return f", {count} times {size / 1e6:.1f} MB"

        def back_up():
            answer = tools.backup(data, pathlib.Path(directory) / "backup")
            assert answer.code == tools.WHOLE, answer.text
            return f" of {sum(path.stat().st_size for path in data.rglob('*') if path.is_file()) / 1e6:.0f} MB"

        def retire():
            setting = api.Workspace(name=WORKSPACE, retention=Duration(seconds=365 * 86_400))
            client.directory.UpdateWorkspace(
                api.UpdateWorkspaceRequest(workspace=setting, update_mask=FieldMask(paths=["retention"]))
            )
            # Steps come when the writer has been idle for a second, and every ten seconds when it never is.
            time.sleep(RETENTION_SECONDS)

        print("| beside | calls each | GetInteraction p50 ms | p99 | SaveDraft p50 ms | p99 | turns over 10 ms | seconds |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        measure("warm-up", ours, admin, lambda: time.sleep(QUIET_SECONDS))
        measure("nothing", ours, admin, lambda: time.sleep(QUIET_SECONDS))
        measure("an export of a customer", ours, admin, export)
        measure("a backup", ours, admin, back_up)
        measure("retention", ours, admin, retire)
        client.close()
        server.stop()


if __name__ == "__main__":
    main()
