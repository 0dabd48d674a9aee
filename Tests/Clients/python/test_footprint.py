"""What a server takes that has nothing to do yet."""

import pathlib
import re

import pytest

from inbox_client import Client
from inbox_server import Server
from test_listening import refusal
from waiting import wait_for

RELAY = ("--smtp-host", "127.0.0.1", "--smtp-port", "9", "--smtp-sender", "inbox@example.com")
MODEL = ("--model-url", "http://127.0.0.1:9/v1", "--model-name", "none")


def maps(pid):
    """Each mapping of a process: its file, its rights, its resident KiB."""
    text = pathlib.Path(f"/proc/{pid}/smaps").read_text()
    found = re.findall(r"^\S+-\S+ (\S{4}) \S+ \S+ \S+ *(.*)\n(?:(?![0-9a-f]+-).*\n)*?Rss: +(\d+) kB", text, re.MULTILINE)
    return [(name, rights, int(resident)) for rights, name, resident in found]


def libraries(pid):
    return {pathlib.Path(name).name.split(".so")[0] for name, _, _ in maps(pid) if ".so" in name}


@pytest.mark.parametrize("options", [(), RELAY, MODEL], ids=["neither", "relay", "model"])
def test_libcurl_is_there_only_where_a_relay_or_a_model_is(tmp_path, options):
    server = Server(tmp_path / "data", *options).start()
    try:
        assert ("libcurl" in libraries(server.pid)) == bool(options)
        assert ("libkrb5" in libraries(server.pid)) == bool(options)
    finally:
        server.clean_up()


@pytest.mark.parametrize("options", [RELAY, MODEL], ids=["relay", "model"])
def test_a_missing_libcurl_is_named_with_its_package(tmp_path, options):
    (tmp_path / "libcurl.so.4").write_text("no library")
    said = refusal(*options, "--data", tmp_path / "data", environment={"LD_LIBRARY_PATH": str(tmp_path)})
    assert "libcurl.so.4" in said and "Install the Debian package libcurl4." in said


def resident(pid, only_read=False):
    return sum(kib for name, rights, kib in maps(pid) if not only_read or name.startswith("/") and "w" not in rights)


def test_a_start_keeps_no_code_in_memory_that_serving_does_not_use(tmp_path):
    server = Server(tmp_path / "data")
    try:
        server.start()
        assert server.stop() == 0  # The first start made the sample workspace.
        server.start()
        wait_for(lambda: resident(server.pid, only_read=True) < 5 << 10)
        assert resident(server.pid) < 15 << 10
        client = Client(server.address)
        assert client.users()  # What is needed comes back.
        client.close()
    finally:
        server.clean_up()
