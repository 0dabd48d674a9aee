"""The machine fails for real: a full disk, a read-only one, broken pages, a clock that goes back, no descriptors left. Each
gives a clear error, keeps what was acknowledged, and is over when its cause is."""

import os
import pathlib
import resource
import shutil
import socket
import subprocess
import time

import grpc
import pytest

import inbox_api as api
import operator_tools as tools
import stories
from inbox_client import Client, channel_of
from inbox_server import Server
from refusal import refused
from test_attachments import upload

PROVIDER = api.CHANNEL_TYPE_PROVIDER
DAY_SECONDS = 86_400

# Stands in front of the C library: a machine whose clock is wrong by CLOCK_OFFSET seconds.
CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, time);
  const char *offset = getenv("CLOCK_OFFSET");
  if (clock == CLOCK_REALTIME && offset) time->tv_sec += atol(offset);
  return result;
}
"""


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own; who may not mount one sees these tests skipped."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def serve():
    """Starts servers, and leaves none behind."""
    started = []

    def start(*arguments, **fields):
        started.append(Server(*arguments, **fields))
        return started[-1].start()

    yield start
    for server in started:
        server.clean_up()


def fill(disk: pathlib.Path) -> pathlib.Path:
    """Takes what space there is."""
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                pass
    return filler


def test_a_full_disk_refuses_writes_and_nothing_else_until_there_is_room(disk, serve, clients):
    server = serve(disk / "data")
    admin = clients(server)
    kept = [stories.push_one(admin) for _ in range(5)]
    filler = fill(disk)

    acknowledged = []
    refusals = 0
    while refusals < 20:
        try:
            acknowledged.append(stories.push_one(admin, messages=[stories.said("long " * 2_000)]))
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE, error
            refusals += 1
    with refused(grpc.StatusCode.UNAVAILABLE, "STORAGE_UNAVAILABLE"):
        stories.push_one(admin, messages=[stories.said("long " * 2_000)])
    with refused(grpc.StatusCode.UNAVAILABLE, "STORAGE_UNAVAILABLE"):
        upload(admin, os.urandom(2 << 20))
    assert [admin.interaction(name).name for name in kept + acknowledged] == kept + acknowledged
    full = tools.backup(server.data, disk / "backup")
    assert full.code == tools.FAILED and not (disk / "backup").exists() and not (disk / "backup.partial").exists()

    filler.unlink()
    acknowledged += [stories.push_one(admin), stories.push_one(admin)]
    upload(admin, os.urandom(2 << 20))
    filler = fill(disk)
    server.kill()
    filler.unlink()
    admin.close()
    admin = clients(server.start())
    assert {row.name for row in admin.list_all()} >= set(kept + acknowledged)
    assert server.stop() == 0
    answer = tools.check(server.data)
    assert answer.code == tools.WHOLE, answer.text


def test_a_read_only_disk_is_said_at_the_start_and_stops_no_backup_from_being_checked(disk, serve, tmp_path):
    server = serve(disk / "data")
    assert tools.backup(server.data, disk / "backup").code == 0
    server.stop()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    answer = tools.inboxd("serve", "--listen", "127.0.0.1:0", "--data", server.data)
    assert answer.code == tools.FAILED and "Read-only file system" in answer.text, answer.text
    assert tools.check(disk / "backup").code == tools.WHOLE
    assert tools.restore(disk / "backup", tmp_path / "restored").code == 0
    nowhere = tools.backup(tmp_path / "restored", disk / "again")
    assert nowhere.code == tools.FAILED and "Read-only file system" in nowhere.text
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    server.start()


def test_broken_pages_fail_the_calls_that_read_them_and_not_the_server(own_server, clients, tmp_path):
    admin = clients(own_server)
    names = [stories.push_one(admin, messages=[stories.said("long " * 1_000)]) for _ in range(60)]
    admin.close()
    own_server.stop()
    database = own_server.data / "inbox.sqlite"
    shutil.copy(database, tmp_path / "whole")
    content = bytearray(database.read_bytes())
    for page in range(0, len(content), 4096):
        if b"long long long" in content[page : page + 4096]:
            content[page : page + 128] = os.urandom(128)
    database.write_bytes(content)

    own_server.start()
    admin = clients(own_server)
    codes = set()
    for name in names:
        try:
            admin.messages(name)
        except grpc.RpcError as error:
            codes.add(error.code())
    assert codes == {grpc.StatusCode.INTERNAL}
    assert own_server.is_running
    admin.close()
    own_server.stop()
    assert tools.check(own_server.data).code == tools.DAMAGED

    shutil.copy(tmp_path / "whole", database)
    for beside in ("inbox.sqlite-wal", "inbox.sqlite-shm"):
        (own_server.data / beside).unlink(missing_ok=True)
    admin = clients(own_server.start())
    assert all(admin.messages(name) for name in names)


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    """A library that makes the clock wrong."""
    if not shutil.which("cc"):
        pytest.skip("no C compiler to make a wrong clock with")
    place = tmp_path_factory.mktemp("clock")
    (place / "clock.c").write_text(CLOCK)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", place / "clock.so", place / "clock.c", "-ldl"], check=True)
    return place / "clock.so"


def test_a_clock_that_went_back_gives_no_id_twice(clock, serve, clients, tmp_path):
    ahead = {"LD_PRELOAD": str(clock), "CLOCK_OFFSET": str(DAY_SECONDS)}
    server = serve(tmp_path / "data", environment=ahead)
    admin = clients(server)
    first = stories.push_one(admin, source=api.SOURCE_WHATSAPP)
    assert admin.interaction(first).create_time.seconds > time.time() + DAY_SECONDS / 2, "the clock is not wrong"
    note = admin.notes.CreateNote(api.CreateNoteRequest(parent=first, body="Before")).note
    saved = admin.interactions.SaveDraft(api.SaveDraftRequest(name=first, channel=PROVIDER, text="Before"))
    admin.close()
    server.stop()

    back = serve(tmp_path / "data")
    admin = clients(back)
    names = [stories.push_one(admin, source=api.SOURCE_WHATSAPP) for _ in range(20)]
    assert sorted([first, *names]) == [first, *names], "ids go on increasing"
    notes = [admin.notes.CreateNote(api.CreateNoteRequest(parent=first, body="After")).note for _ in range(5)]
    listed = admin.notes.ListNotes(api.ListNotesRequest(parent=first)).notes
    assert [entry.name for entry in listed] == [note.name, *(entry.name for entry in notes)]
    again = admin.interactions.SaveDraft(
        api.SaveDraftRequest(name=first, channel=PROVIDER, text="After", etag=saved.etag)
    )
    assert again.etag != saved.etag
    sent = admin.interactions.SendResponse(api.SendResponseRequest(name=first, channel=PROVIDER)).message
    assert sent in admin.messages(first)
    assert back.stop() == 0
    answer = tools.check(back.data)
    assert answer.code == tools.WHOLE, answer.text


def test_without_descriptors_calls_go_on_and_uploads_and_newcomers_wait_or_are_refused(own_server, clients):
    admin = clients(own_server)
    upload(admin, b"before")
    name = stories.push_one(admin)
    limits = resource.prlimit(own_server.pid, resource.RLIMIT_NOFILE)
    inside = len(os.listdir(f"/proc/{own_server.pid}/fd"))
    resource.prlimit(own_server.pid, resource.RLIMIT_NOFILE, (inside, limits[1]))
    host, port = own_server.address.rsplit(":", 1)
    waiting = [socket.create_connection((host, int(port)), timeout=10) for _ in range(20)]
    try:
        with refused(grpc.StatusCode.UNAVAILABLE, "STORAGE_UNAVAILABLE"):
            upload(admin, b"meanwhile")
        admin.interactions.SaveDraft(api.SaveDraftRequest(name=name, channel=PROVIDER, text="Goes on"))
        assert channel_of(admin.interaction(name), PROVIDER).draft.text == "Goes on"
    finally:
        for connection in waiting:
            connection.close()
        resource.prlimit(own_server.pid, resource.RLIMIT_NOFILE, limits)
    newcomer = Client(own_server.address)
    try:
        assert channel_of(newcomer.interaction(name), PROVIDER).draft.text == "Goes on"
        upload(newcomer, b"after")
    finally:
        newcomer.close()
