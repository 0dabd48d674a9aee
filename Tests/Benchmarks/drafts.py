"""What saving drafts costs: CPU time of a save, and durable saves per second with 64 callers, beside SQLite alone.

    make bench-drafts

h2load sends the same bytes over and over, and a save of what is already there changes nothing. So the callers here are
real ones: 64 in two processes, each typing a text of its own that grows with every save, each save with the etag of the
one before, as an editor does. SQLite alone commits the same rows (a draft of the same key and text) in groups of 64 from
one thread, with the same pragmas: what a server could reach that did nothing else. Both take turns, round by round.
"""

import asyncio
import concurrent.futures
import pathlib
import sqlite3
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

import grpc  # noqa: E402
from inbox.v1 import interaction_service_pb2_grpc  # noqa: E402

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from bench import cpu_ticks, TICKS_PER_SECOND  # noqa: E402
from inbox_client import Client  # noqa: E402
from inbox_server import Server  # noqa: E402

ROUNDS = 3
PROCESSES, CALLERS = 2, 64
SECONDS = 3.0
TEXT = "Thank you for coming, and for telling us what you thought of it. "


def text(number):
    """What has been typed by the save of that number."""
    return f"{TEXT * 4}{number}"


async def _type(stub, name, end):
    etag, saves = "", 0
    while time.monotonic() < end:
        saved = await stub.SaveDraft(
            api.SaveDraftRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER, text=text(saves), etag=etag),
            metadata=[("inbox-actor", "users/admin")],
        )
        etag, saves = saved.etag, saves + 1
    return saves


async def _drive(address, names, seconds):
    async with grpc.aio.insecure_channel(address) as channel:
        stub = interaction_service_pb2_grpc.InteractionServiceStub(channel)
        end = time.monotonic() + seconds
        return sum(await asyncio.gather(*(_type(stub, name, end) for name in names)))


def drive(address, names, seconds):
    """Saves from as many callers as there are names, and says how often."""
    return asyncio.run(_drive(address, names, seconds))


class SQLiteAlone:
    """One connection that commits draft rows in groups."""

    def __init__(self, directory):
        self.database = sqlite3.connect(pathlib.Path(directory) / "alone.sqlite", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
            self.database.execute(f"PRAGMA {pragma}")
        self.database.execute(
            """
            CREATE TABLE draft (
              workspace INTEGER NOT NULL, interaction INTEGER NOT NULL, channel INTEGER NOT NULL, etag INTEGER NOT NULL,
              update_time INTEGER NOT NULL, event_time INTEGER NOT NULL, format INTEGER NOT NULL,
              origin INTEGER NOT NULL, return_reason INTEGER NOT NULL, has_attachments INTEGER NOT NULL,
              actor TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
              PRIMARY KEY (workspace, interaction, channel)
            ) STRICT, WITHOUT ROWID
            """
        )

    def run(self, seconds):
        """Commits for so long, and gives the rows per second."""
        statement = """
            INSERT INTO draft VALUES (1, ?, 1, ?, ?, ?, 1, 1, 0, 0, 'users/admin', '', ?)
            ON CONFLICT (workspace, interaction, channel) DO UPDATE
            SET etag = excluded.etag, update_time = excluded.update_time, body = excluded.body
            """
        begin, rows = time.monotonic(), 0
        while time.monotonic() - begin < seconds:
            self.database.execute("BEGIN IMMEDIATE")
            self.database.executemany(
                statement, [(caller, rows, rows, rows, text(rows)) for caller in range(CALLERS)]
            )
            self.database.execute("COMMIT")
            rows += CALLERS
        return rows / (time.monotonic() - begin)


def main():
    with tempfile.TemporaryDirectory() as directory, concurrent.futures.ProcessPoolExecutor(PROCESSES) as pool:
        server = Server(pathlib.Path(directory) / "data").start()
        try:
            client = Client(server.address)
            names = [stories.push_one(client, source=api.SOURCE_WHATSAPP) for _ in range(CALLERS)]
            client.close()
            shares = [names[number::PROCESSES] for number in range(PROCESSES)]

            def save(seconds):
                before, begin = cpu_ticks(server.pid), time.monotonic()
                saves = sum(pool.map(drive, [server.address] * PROCESSES, shares, [seconds] * PROCESSES))
                micros = (cpu_ticks(server.pid) - before) * 1e6 / TICKS_PER_SECOND / saves
                return micros, saves / (time.monotonic() - begin)

            save(0.5)  # Warm-up, not counted.
            alone = SQLiteAlone(directory)
            rounds = [(*save(SECONDS), alone.run(SECONDS)) for _ in range(ROUNDS)]
        finally:
            server.clean_up()
    micros, rates, bare = ([row[column] for row in rounds] for column in range(3))
    print(f"SaveDraft: {statistics.median(micros):.0f} us of CPU ({min(micros):.0f} - {max(micros):.0f})")
    print(f"{CALLERS} callers: {statistics.median(rates):,.0f} durable saves/s, in Python as fast as they can call")
    print(f"SQLite alone, {CALLERS} rows a commit: {statistics.median(bare):,.0f} rows/s")


if __name__ == "__main__":
    main()
