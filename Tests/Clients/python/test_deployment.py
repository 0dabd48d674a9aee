"""What lies beside the program for those who install it: each file names only what there is."""

import os
import re
import shutil
import subprocess

import pytest

from inbox_client import Client
from inbox_server import BINARY, ROOT, Server

DEPLOYMENT = ROOT / "Sources" / "inboxd" / "Deployment"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Where `make install` put everything."""
    target = tmp_path_factory.mktemp("installed")
    subprocess.run(["make", "install", f"DESTDIR={target}"], cwd=ROOT, check=True, capture_output=True)
    return target


def settings():
    """The names of all settings."""
    printed = subprocess.run([BINARY, "config"], capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in printed.splitlines()}


def test_make_install_puts_everything_in_its_place(installed, tmp_path):
    places = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}

    assert places == {
        "usr/local/bin/inboxd", "usr/local/bin/inboxctl", "usr/local/share/doc/inboxd/README.md",
        "lib/systemd/system/inboxd.service", "lib/systemd/system/inboxd.socket", "etc/default/inboxd",
    }
    server = Server(tmp_path / "data", binary=installed / "usr/local/bin/inboxd").start()
    client = Client(server.address)
    try:
        assert client.users()
    finally:
        client.close()
        server.clean_up()


def test_make_install_keeps_the_settings_of_an_earlier_one(installed):
    kept = installed / "etc/default/inboxd"
    kept.write_text("INBOXD_LOOPS=3\n")
    subprocess.run(["make", "install", f"DESTDIR={installed}"], cwd=ROOT, check=True, capture_output=True)

    assert kept.read_text() == "INBOXD_LOOPS=3\n"


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOYMENT.iterdir()) + ["README.md"])
def test_every_variable_that_is_named_is_a_setting(file):
    text = (ROOT / file if file == "README.md" else DEPLOYMENT / file).read_text()
    named = {name.lower().replace("_", "-") for name in re.findall(r"INBOXD_([A-Z_]+)", text)}

    assert named <= settings()


def test_systemd_understands_the_units(installed):
    """With systemd's own tool where there is one; everywhere, that a section and a command are there."""
    units = installed / "lib/systemd/system"
    text = (units / "inboxd.service").read_text()
    assert re.search(r"^\[Service\]$.*^Type=notify$.*^ExecStart=/usr/local/bin/inboxd serve$", text, re.M | re.S)
    if shutil.which("systemd-analyze"):
        here = text.replace("/usr/local/bin/inboxd", str(installed / "usr/local/bin/inboxd"))
        (units / "inboxd.service").write_text(here)
        verified = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", units / "inboxd.service", units / "inboxd.socket"],
            capture_output=True, text=True, env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"},
        )
        assert "inboxd." not in verified.stderr, verified.stderr
