"""Backup, check and restore, with a real server: a backup made under load is whole, and the check finds what is broken."""

import concurrent.futures
import contextlib
import itertools
import os
import shutil
import sqlite3
import threading

import pytest

import inbox_api as api
import operator_tools as tools
import stories
from inbox_client import Client
from inbox_server import Server
from test_attachments import download, upload

PROVIDER = api.CHANNEL_TYPE_PROVIDER


class Writers:
    """Callers that write at full speed until told to stop, and remember what was acknowledged."""

    def __init__(self, clients, server, count=4):
        self.acknowledged = []
        self._stop = threading.Event()
        self._pool = concurrent.futures.ThreadPoolExecutor(count)
        made = [clients(server, actor="connectors/google") for _ in range(count)]
        self._running = [self._pool.submit(self._write, client) for client in made]

    def _write(self, client):
        while not self._stop.is_set():
            name = stories.push_one(client, messages=[stories.said(stories.fresh("said"))])
            self.acknowledged.append(name)

    def stop(self):
        self._stop.set()
        for running in self._running:
            running.result()
        self._pool.shutdown()


def test_a_backup_under_load_restores_to_everything_acknowledged_before_it(own_server, clients, tmp_path):
    admin = clients(own_server)
    kept = stories.push_one(admin)
    content = os.urandom(300_000)
    attachment = upload(admin, content)
    admin.interactions.SaveDraft(
        api.SaveDraftRequest(name=kept, channel=PROVIDER, text="With a picture", attachments=[attachment.name])
    )
    writers = Writers(clients, own_server)
    while len(writers.acknowledged) < 40:
        threading.Event().wait(0.01)
    before = list(writers.acknowledged)

    made = tools.backup(own_server.data, tmp_path / "backup")
    after = len(writers.acknowledged)
    writers.stop()

    assert made.code == 0, made.text
    assert after > len(before), "nothing was written meanwhile"
    assert tools.check(tmp_path / "backup").code == tools.WHOLE, tools.check(tmp_path / "backup").text
    panels = {name: admin.interaction(name) for name in [kept, *before]}
    threads = {name: admin.messages(name) for name in before}
    admin.close()
    assert own_server.stop() == 0
    assert tools.check(own_server.data).code == tools.WHOLE, tools.check(own_server.data).text

    restored = tools.restore(tmp_path / "backup", tmp_path / "restored")
    assert restored.code == 0, restored.text
    server = Server(tmp_path / "restored").start()
    try:
        admin = clients(server)
        assert {name: admin.interaction(name) for name in panels} == panels
        assert {name: admin.messages(name) for name in before} == threads
        assert download(admin, attachment.name)[1] == content
        # Nothing half: what came while the backup was made is there with all its parts or not at all.
        pushed = set(writers.acknowledged)
        assert all(row.snippet for row in admin.list_all(page_size=500) if row.name in pushed)
    finally:
        server.clean_up()
    assert tools.check(tmp_path / "restored").code == tools.WHOLE


def test_a_stopped_server_is_backed_up_too_and_nothing_is_overwritten(own_server, clients, tmp_path):
    name = stories.push_one(clients(own_server))
    assert own_server.stop() == 0
    assert tools.backup(own_server.data, tmp_path / "backup").code == 0
    again = tools.backup(own_server.data, tmp_path / "backup")
    assert again.code == tools.FAILED and "is there already" in again.text
    onto = tools.restore(tmp_path / "backup", own_server.data)
    assert onto.code == tools.FAILED and "is there already" in onto.text
    (tmp_path / "empty").mkdir()
    assert tools.restore(tmp_path / "backup", tmp_path / "empty").code == 0
    server = Server(tmp_path / "empty").start()
    try:
        assert clients(server).interaction(name).name == name
    finally:
        server.clean_up()


def test_commands_on_what_is_not_there_or_in_use_say_so(own_server, tmp_path):
    answer = tools.check(own_server.data)
    assert answer.code == tools.FAILED and "in use" in answer.text
    for answer in [
        tools.check(tmp_path),
        tools.restore(tmp_path, tmp_path / "new"),
        tools.backup(tmp_path / "nothing", tmp_path / "new"),
    ]:
        assert answer.code == tools.FAILED and "has no inbox.sqlite" in answer.text
    nowhere = tools.backup(own_server.data, tmp_path / "no" / "such" / "place")
    assert nowhere.code == tools.FAILED and "No such file" in nowhere.text
    assert not (tmp_path / "new").exists()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A backup with something of everything, to be damaged in copies."""
    base = tmp_path_factory.mktemp("whole")
    server = Server(base / "data").start()
    admin = Client(server.address)
    try:
        name = stories.push_one(admin, source=api.SOURCE_WHATSAPP)
        attachment = upload(admin, os.urandom(5_000))
        admin.interactions.SaveDraft(
            api.SaveDraftRequest(name=name, channel=PROVIDER, text="Picture", attachments=[attachment.name])
        )
        other = stories.push_one(admin, source=api.SOURCE_WHATSAPP)
        for text in ["One", "Two"]:
            admin.interactions.SendResponse(api.SendResponseRequest(name=other, channel=PROVIDER, text=text))
        # The index is written when the writer has time.
        for number in itertools.count():
            assert tools.backup(server.data, base / f"backup{number}").code == 0
            with contextlib.closing(sqlite3.connect(base / f"backup{number}" / "inbox.sqlite")) as database:
                if not database.execute("SELECT 1 FROM search_pending").fetchone():
                    break
    finally:
        admin.close()
        server.stop()
    (base / f"backup{number}").rename(base / "backup")
    answer = tools.check(base / "backup")
    assert answer.code == tools.WHOLE, answer.text
    return base / "backup"


DAMAGES = {
    "counts": "UPDATE view_count SET count = count + 1 WHERE location = '*' AND view = 5",
    "lists": "UPDATE interaction SET draft_channels = 3 WHERE draft_channels = 0",
    "sequences": "DELETE FROM event WHERE sequence = 7",
    "outbox": "DELETE FROM delivery WHERE kind = 1 AND state = 1 AND next_attempt_time IS NOT NULL",
    "search": "UPDATE search_index SET customer = 'other' WHERE rowid = (SELECT MIN(rowid) FROM search_index)",
    "references": "UPDATE interaction SET customer = 'nobody' WHERE interaction = (SELECT MAX(interaction) FROM interaction)",
}

@pytest.mark.parametrize("name", DAMAGES)
def test_the_check_finds_a_row_that_is_wrong(whole, tmp_path, name):
    damaged = tmp_path / "damaged"
    shutil.copytree(whole, damaged)
    database = sqlite3.connect(damaged / "inbox.sqlite")
    changed = database.execute(DAMAGES[name]).rowcount
    database.commit()
    database.close()
    assert changed > 0
    answer = tools.check(damaged)
    assert answer.code == tools.DAMAGED and name in tools.wrong(answer), answer.text
    refused = tools.restore(damaged, tmp_path / "new")
    assert refused.code == tools.FAILED and "is damaged" in refused.text
    assert not (tmp_path / "new").exists()


def test_the_check_finds_files_that_are_missing_or_changed_and_mentions_those_of_nobody(whole, tmp_path):
    damaged = tmp_path / "damaged"
    shutil.copytree(whole, damaged)
    (file,) = (damaged / "files").glob("*/*")
    content = file.read_bytes()
    (file.parent / ("0" * 64)).write_bytes(b"of nobody")
    answer = tools.check(damaged)
    assert answer.code == tools.WHOLE and "of no attachment" in answer.text, answer.text
    file.write_bytes(content[:-1] + b"?")
    assert "not what was uploaded" in tools.wrong(tools.check(damaged))["attachments"]
    file.unlink()
    assert "is missing" in tools.wrong(tools.check(damaged))["attachments"]
    refused = tools.backup(damaged, tmp_path / "copy")
    assert refused.code == tools.FAILED and file.name in refused.text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged"], "nothing half is left behind"


@pytest.mark.parametrize("first", [0, 1, 100])
def test_the_check_finds_broken_pages(whole, tmp_path, first):
    """The first, which says what the file is; those of the schema; those of rows."""
    damaged = tmp_path / "damaged"
    shutil.copytree(whole, damaged)
    with open(damaged / "inbox.sqlite", "r+b") as file:
        for page in range(first, first + 20):
            file.seek(page * 4096)
            file.write(os.urandom(64))
    answer = tools.check(damaged)
    assert answer.code == tools.DAMAGED and "pages" in tools.wrong(answer), answer.text
    refused = tools.backup(damaged, tmp_path / "copy")
    assert refused.code == tools.FAILED and not (tmp_path / "copy").exists(), refused.text
    refused = tools.restore(damaged, tmp_path / "copy")
    assert refused.code == tools.FAILED and "is damaged" in refused.text
