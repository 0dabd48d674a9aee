"""What saving drafts costs: CPU time of a save, and durable saves per second, beside SQLite alone.

    make bench-drafts

Each caller types a text of his own that changes with every save, each save with the etag of the one before, as an editor
does, and waits for its answer: the draft is then on disk. h2load would send the same bytes over and over, and a save of
what is already there changes nothing; so the callers are streams of two small processes, a connection each, that know just
enough of HTTP/2. Then SQLite alone commits the same rows (a draft of the same key and text) in groups of the size that the
server's commits had, by its own metrics, from one thread with the same pragmas: what a server could reach that did nothing
else and had the machine to itself. All take turns, round by round.
"""

import concurrent.futures
import json
import pathlib
import re
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from bare_http2 import ACK, DATA, END_HEADERS, END_STREAM, HEADERS, PREFACE, SETTINGS, block, envelope, frame  # noqa: E402
from bench import cpu_ticks, TICKS_PER_SECOND  # noqa: E402
from inbox_client import Client  # noqa: E402
from inbox_server import Server  # noqa: E402

ROUNDS = 3
CALLERS = (1, 8, 64, 128)
SECONDS = 2.5
TEXT = "Thank you for coming, and for telling us what you thought of it. "
WINDOW_UPDATE = 8
HEADER_BLOCK = block(
    [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", "/inbox.v1.InteractionService/SaveDraft"),
        (":authority", "localhost"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        ("inbox-actor", "users/admin"),
    ]
)


def text(number):
    """What has been typed by the save of that number."""
    return f"{TEXT * 4}{number}"


class Typists:
    """Callers that share a connection, as those of a backend do: each has one call open at a time."""

    def __init__(self, address, names):
        host, port = address.rsplit(":", 1)
        self._socket = socket.create_connection((host, int(port)), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        credit = ((1 << 31) - 65_536).to_bytes(4, "big")
        self._socket.sendall(PREFACE + frame(SETTINGS, 0, 0) + frame(WINDOW_UPDATE, 0, 0, credit))
        self._drafts = [api.SaveDraftRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER) for name in names]
        self._open, self._next, self._received = {}, 1, b""
        self.saves = 0

    def type_for(self, seconds):
        """Saves until the time is over and the last save is answered."""
        end = time.monotonic() + seconds
        self._save(self._drafts)
        while self._open:
            answered = self._read()
            if time.monotonic() < end:
                self._save(answered)
        self._socket.close()
        return self.saves

    def _save(self, drafts):
        """Sends the next save of each of these drafts."""
        frames = []
        for draft in drafts:
            draft.text = text(self.saves)
            body = envelope(draft.SerializeToString())
            frames.append(frame(HEADERS, END_HEADERS, self._next, HEADER_BLOCK))
            frames.append(frame(DATA, END_STREAM, self._next, body))
            self._open[self._next] = draft
            self._next += 2
            self.saves += 1
        self._socket.sendall(b"".join(frames))

    def _read(self):
        """Takes what came, and gives the drafts that are now on disk."""
        self._received += self._socket.recv(262_144)
        answered, start = [], 0
        while len(self._received) >= start + 9:
            end = start + 9 + int.from_bytes(self._received[start : start + 3], "big")
            if len(self._received) < end:
                break
            kind, flags = self._received[start + 3], self._received[start + 4]
            stream = int.from_bytes(self._received[start + 5 : start + 9], "big")
            if kind == DATA:
                self._open[stream].etag = api.SaveDraftResponse.FromString(self._received[start + 14 : end]).etag
            elif kind == HEADERS and flags & END_STREAM:
                draft = self._open.pop(stream)
                assert draft.etag, "a save was refused"
                answered.append(draft)
            elif kind == SETTINGS and not flags & ACK:
                self._socket.sendall(frame(SETTINGS, ACK, 0))
            start = end
        self._received = self._received[start:]
        return answered


def drive(address, names, seconds):
    """Saves from as many callers as there are names, and says how often."""
    return Typists(address, names).type_for(seconds)


class MeasuredServer(Server):
    """A server that shows its metrics."""

    def __init__(self, data):
        super().__init__(data, "--admin", "127.0.0.1:0", "--log-format", "json")

    def commits(self):
        """Commands and commits so far."""
        lines = (json.loads(line) for line in self.log().splitlines())
        address = next(line["address"] for line in lines if line["message"] == "metrics")
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as answer:
            page = answer.read().decode()
        return [float(re.search(rf"^inboxd_batch_commands_{part} (\S+)", page, re.M)[1]) for part in ("sum", "count")]


class SQLiteAlone:
    """One connection that commits draft rows in groups."""

    def __init__(self, directory):
        self.database = sqlite3.connect(pathlib.Path(directory) / "alone.sqlite", isolation_level=None)
        # As the server's writer: the log is copied back every 4,096 pages, and then used again from its beginning.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 4096"):
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

    def run(self, group, callers, seconds):
        """Commits for so long, `group` rows at a time of as many drafts as there are callers; gives the rows per second."""
        statement = """
            INSERT INTO draft VALUES (1, ?, 1, ?, ?, ?, 1, 1, 0, 0, 'users/admin', '', ?)
            ON CONFLICT (workspace, interaction, channel) DO UPDATE
            SET etag = excluded.etag, update_time = excluded.update_time, body = excluded.body
            """
        begin, rows = time.monotonic(), 0
        while time.monotonic() - begin < seconds:
            self.database.execute("BEGIN IMMEDIATE")
            self.database.executemany(
                statement, [(row % callers, row, row, row, text(row)) for row in range(rows, rows + group)]
            )
            self.database.execute("COMMIT")
            rows += group
        return rows / (time.monotonic() - begin)


def measure(server, alone, pool, names):
    """A round with as many callers as there are names: saves per second, rows in a commit, SQLite's rows, CPU per save."""
    shares = [names[::2], names[1::2]] if len(names) > 1 else [names]
    commands, commits = server.commits()
    ticks, begin = cpu_ticks(server.pid), time.monotonic()
    driven = [pool.submit(drive, server.address, share, SECONDS) for share in shares]
    saves = sum(share.result() for share in driven)
    rate = saves / (time.monotonic() - begin)
    micros = (cpu_ticks(server.pid) - ticks) * 1e6 / TICKS_PER_SECOND / saves
    after = server.commits()
    group = (after[0] - commands) / (after[1] - commits)
    return rate, group, alone.run(max(1, round(group)), len(names), SECONDS), micros


def main():
    with tempfile.TemporaryDirectory() as directory, concurrent.futures.ProcessPoolExecutor(2) as pool:
        server = MeasuredServer(pathlib.Path(directory) / "data").start()
        try:
            client = Client(server.address)
            names = [stories.push_one(client, source=api.SOURCE_WHATSAPP) for _ in range(max(CALLERS))]
            client.close()
            alone = SQLiteAlone(directory)
            for future in [pool.submit(drive, server.address, names[half::2], 0.5) for half in range(2)]:
                future.result()  # Warm-up, not counted.
            rounds = {callers: [] for callers in CALLERS}
            for _ in range(ROUNDS):
                for callers in CALLERS:
                    rounds[callers].append(measure(server, alone, pool, names[:callers]))
        finally:
            server.clean_up()
    print("| callers | saves/s, on disk | in a commit | SQLite alone, rows/s | ratio | min - max | CPU us per save |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for callers, measured in rounds.items():
        rate, group, bare, micros = (statistics.median(row[column] for row in measured) for column in range(4))
        ratios = [row[0] / row[2] for row in measured]
        print(
            f"| {callers} | {rate:,.0f} | {group:.1f} | {bare:,.0f} | {statistics.median(ratios):.2f} "
            f"| {min(ratios):.2f} - {max(ratios):.2f} | {micros:.0f} |"
        )


if __name__ == "__main__":
    main()
