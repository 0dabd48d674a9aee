"""How fast a history comes in: interactions per second, CPU time of the server for each, and the size of the file.

    make backfill                    1,000,000 interactions
    make backfill COUNT=200000

Connectors push reviews, each with customer, rating, text and every third with an answer, through StreamInteractions, 250
a request, until every request is acknowledged as durable. The requests are made before the clock starts, as far as
memory allows, so that what is measured is the server and not Python.
"""

import itertools
import pathlib
import random
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

import inbox_api as api  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402
from google.protobuf.timestamp_pb2 import Timestamp  # noqa: E402

ITEMS_EACH = 250
CHUNK = 50_000
TICKS_PER_SECOND = 100
WORDS = "the soup was cold but waiter kind we waited an hour for table and pizza great service will come back".split()


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def item(number, dice):
    begin = 1_600_000_000 + number * 60
    text = " ".join(dice.choices(WORDS, k=dice.randrange(8, 60)))
    messages = [
        api.IngestMessage(
            external_id=f"m{number}", direction=api.MESSAGE_DIRECTION_INBOUND, text=text,
            message_time=Timestamp(seconds=begin))
    ]
    if number % 3 == 0:
        messages.append(
            api.IngestMessage(
                external_id=f"a{number}", direction=api.MESSAGE_DIRECTION_OUTBOUND, text="Thank you for coming!",
                message_time=Timestamp(seconds=begin + 3600)))
    customer = number if number % 4 else number // 2
    return api.IngestItem(
        source=api.SOURCE_GOOGLE, external_id=f"r{number}", historical=True, rating=dice.randrange(1, 6), rating_max=5,
        messages=messages, source_time=Timestamp(seconds=begin),
        customer=api.IngestCustomer(
            identities=[api.CustomerIdentity(source=api.SOURCE_GOOGLE, external_id=f"c{customer}")],
            display_name=f"Customer {customer}"))


def request(sequence, first, dice):
    items = [item(number, dice) for number in range(first, first + ITEMS_EACH)]
    return api.StreamInteractionsRequest(parent=WORKSPACE, sequence=sequence, items=items, failures_only=True)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder) / "data").start()
        try:
            client = Client(server.address, actor="connectors/google")
            seconds, cpu, done = 0.0, 0.0, 0
            while done < count:
                size = min(CHUNK, count - done)
                batch = [
                    request(number + 1, first, dice)
                    for number, first in enumerate(range(done, done + size, ITEMS_EACH))
                ]
                cpu_before, began = cpu_seconds(server.pid), time.monotonic()
                answers = client.ingest.StreamInteractions(iter(batch), timeout=3600)
                failed = list(itertools.chain.from_iterable(answer.results for answer in answers))
                seconds += time.monotonic() - began
                cpu += cpu_seconds(server.pid) - cpu_before
                assert not failed, failed[:3]
                done += size
                print(f"{done:>10,} {done / seconds:>8,.0f} interactions/s", flush=True)
            client.close()
            server.stop()
            file = (pathlib.Path(folder) / "data" / "inbox.sqlite").stat().st_size
            print(f"{done:,} interactions: {done / seconds:,.0f}/s, {cpu / done * 1e6:.0f} us of CPU time each, "
                  f"{file / 2**20:,.0f} MiB, {file / done:,.0f} bytes each")
        finally:
            server.clean_up()


if __name__ == "__main__":
    main()
