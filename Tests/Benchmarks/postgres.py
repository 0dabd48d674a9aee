"""PostgreSQL beside the inbox: what its backend spends on the same rows, schema and queries.

    make scale DATA=/var/tmp/scale              fills a workspace and keeps it
    make scale-postgres DATA=/var/tmp/scale     copies its tables into PostgreSQL 15 and asks them

A cluster of its own is made in a temporary directory, run by the user postgres (or whoever calls), reached by a unix socket
alone, and removed at the end. Tables and indexes are the migrations' with the names of types changed; search is a column
of tsvector under a GIN index, made of the words that the inbox indexes. Statements are prepared. CPU time is that of
the backend process, from /proc: the median of the rounds' means. Of the inbox's calls it is a part of the work: no HTTP/2,
no protobuf, no rights, no snippets.
"""

import argparse
import os
import pathlib
import pwd
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

import psycopg

BINARIES = pathlib.Path("/usr/lib/postgresql/15/bin")
TYPES = {"INTEGER": "BIGINT", "REAL": "DOUBLE PRECISION", "BLOB": "BYTEA"}
TABLES = ("interaction", "view_count", "user_view_count", "draft")
PAGE = 26
FIRST = (2**62, 2**62)


class Cluster:
    """A cluster in a temporary directory."""

    def __init__(self):
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="inboxd-postgres-", dir="/var/tmp"))
        shutil.chown(self.directory, self.user)
        self.data = self.directory / "data"
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "inbox", "--locale=C", "-E", "UTF8")
        settings = "-k {} -c listen_addresses='' -c shared_buffers=1GB -c maintenance_work_mem=512MB -c max_wal_size=8GB"
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.directory / "log", "-o", settings.format(self.directory), "start")

    def run(self, program, *arguments):
        """Runs one of PostgreSQL's programs as the unprivileged user."""
        options = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        subprocess.run(
            [BINARIES / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.directory, **options)

    def connect(self):
        """A connection by the socket."""
        return psycopg.connect(host=str(self.directory), user="inbox", dbname="postgres", autocommit=True)

    def remove(self):
        """Ends it and leaves nothing."""
        try:
            self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.directory)


def translated(sql):
    """A statement of the migrations in PostgreSQL's words; references are left out with the tables they lead to."""
    sql = re.sub(r"--[^\n]*", "", sql)
    sql = re.sub(r",\s*FOREIGN KEY \([^)]*\) REFERENCES \w+ \([^)]*\)", "", sql)
    sql = re.sub(r"REFERENCES \w+ \([^)]*\)", "", sql)
    sql = re.sub(r"\)\s*STRICT(, WITHOUT ROWID)?\s*$", ")", sql)
    return re.sub(r"\b(INTEGER|REAL|BLOB)\b", lambda match: TYPES[match[1]], sql)


def copy(source, cursor, table):
    """Copies a table's rows; indexes are made afterwards, as one does."""
    create, = source.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)).fetchone()
    cursor.execute(translated(create))
    rows = source.execute(f"SELECT * FROM {table}")
    columns = ", ".join(column[0] for column in rows.description)
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as out:
        for row in rows:
            out.write_row(row)
    indexes = source.execute(
        "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)).fetchall()
    for sql, in indexes:
        cursor.execute(translated(sql))


def copy_documents(source, cursor):
    """Copies the documents of the full-text index, without what names workspaces and separates texts."""
    cursor.execute("CREATE TABLE document (document BIGINT PRIMARY KEY, interaction BIGINT NOT NULL, words TSVECTOR)")
    cursor.execute("CREATE TEMPORARY TABLE raw (document BIGINT, interaction BIGINT, words TEXT)")
    rows = source.execute(
        """
        SELECT d.document, d.interaction, c.c1 || c.c2 || c.c3
        FROM search_document d
        JOIN search_index_content c ON c.id = d.document
        """)
    mark = re.compile(r" [0-9a-z]*_+")
    with cursor.copy("COPY raw FROM STDIN") as out:
        for document, interaction, words in rows:
            out.write_row((document, interaction, mark.sub(" ", words)))
    cursor.execute("INSERT INTO document SELECT document, interaction, to_tsvector('simple', words) FROM raw ORDER BY 1")
    cursor.execute("DROP TABLE raw")
    cursor.execute("CREATE INDEX document_by_word ON document USING gin (words)")


def fill(source, cursor):
    """Copies what the queries need."""
    for table in TABLES:
        begin = time.monotonic()
        copy(source, cursor, table)
        print(f"{table} copied in {time.monotonic() - begin:.0f} s", flush=True)
    begin = time.monotonic()
    copy_documents(source, cursor)
    cursor.execute("VACUUM ANALYZE")
    print(f"documents copied and indexed in {time.monotonic() - begin:.0f} s", flush=True)


def questions(source):
    """Titles, statements and their values."""
    workspace, = source.execute("SELECT workspace FROM workspace").fetchone()
    columns = ", ".join(row[1] for row in source.execute("PRAGMA table_info(interaction)") if row[1] != "field_times")
    page = f"""
        SELECT {columns}
        FROM interaction
        WHERE workspace = {workspace} AND place = 0 AND (activity_time, interaction) < (%s, %s)
        ORDER BY activity_time DESC, interaction DESC
        LIMIT {PAGE}"""
    place = source.execute(
        """
        SELECT activity_time, interaction FROM interaction WHERE workspace = ? AND place = 0
        ORDER BY activity_time DESC, interaction DESC LIMIT 1 OFFSET 2475
        """, (workspace,)).fetchone()
    counts = f"""
        SELECT view, family, count FROM view_count WHERE workspace = {workspace} AND location = '*'
        UNION ALL
        SELECT view, family, count FROM user_view_count WHERE workspace = {workspace} AND user_id = 'user-3'"""
    found = f"""
        SELECT i.*
        FROM document d
        JOIN interaction i ON i.workspace = {workspace} AND i.interaction = d.interaction
        WHERE d.words @@ %s::tsquery
        ORDER BY d.document DESC
        LIMIT {PAGE}"""
    ranked = found.replace("d.document DESC", "ts_rank(d.words, %s::tsquery) DESC")
    draft = f"""
        INSERT INTO draft VALUES ({workspace}, %s, 2, %s, 1, 1, 1, 1, 0, 0, 'users/user-3', '', %s)
        ON CONFLICT (workspace, interaction, channel) DO UPDATE
        SET etag = excluded.etag, update_time = excluded.update_time, body = excluded.body"""
    yield "ALL, first page", page, lambda number: FIRST
    yield "ALL, hundredth page", page, lambda number: place or FIRST
    yield "GetCounts", counts, lambda number: ()
    yield "search: rare word, newest first", found, lambda number: ("zanzibar",)
    yield "search: common word, newest first", found, lambda number: ("service",)
    yield "search: two words, one begun, newest first", found, lambda number: ("service & mon:*",)
    yield "search: common word, by ts_rank", ranked, lambda number: ("service", "service")
    yield "search: two words, one begun, by ts_rank", ranked, lambda number: ("service & mon:*", "service & mon:*")
    yield "SaveDraft (the row alone)", draft, lambda number: (place[1] if place else 1, number, f"draft {number}")


def cpu_nanoseconds(pid):
    """Time on a processor of a backend."""
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def measure(connection, sql, values, rounds=5, seconds=1.5):
    """CPU and median latency of a statement, in microseconds."""
    pid, cpu, times, number = connection.info.backend_pid, [], [], 0
    with connection.cursor() as cursor:
        for round_number in range(rounds + 1):
            before, begin, calls = cpu_nanoseconds(pid), time.monotonic(), 0
            while calls < 3 or calls < 300 and time.monotonic() - begin < seconds:
                number, calls, started = number + 1, calls + 1, time.perf_counter()
                cursor.execute(sql, values(number), prepare=True)
                if cursor.description:
                    cursor.fetchall()
                times.append((time.perf_counter() - started) * 1e6)
            if round_number > 0:
                cpu.append((cpu_nanoseconds(pid) - before) / 1000 / calls)
    return statistics.median(cpu), statistics.median(times)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", help="the data directory of a filled workspace whose server does not run")
    options = parser.parse_args()
    source = sqlite3.connect(f"file:{options.data}/inbox.sqlite?mode=ro", uri=True)
    cluster = Cluster()
    try:
        with cluster.connect() as connection, connection.cursor() as cursor:
            fill(source, cursor)
            size, = cursor.execute("SELECT pg_database_size('postgres')").fetchone()
            print(f"\n| statement | CPU us of PostgreSQL's backend | p50 us |\n|---|---:|---:|")
            for title, sql, values in questions(source):
                cpu, median = measure(connection, sql, values)
                print(f"| {title} | {cpu:.0f} | {median:.0f} |", flush=True)
            print(f"\nThese tables take {size / 1e9:.2f} GB.")
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
