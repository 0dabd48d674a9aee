"""The example clients of other languages: each lists, is refused with a reason, and watches, against a real server."""

import os
import pathlib
import subprocess

import pytest

from inbox_server import ROOT

BUILT_BY_MAKE_TEST = {"cpp", "go", "ruby", "swift"}
# Built by the package itself, beside the server.
SWIFT = pathlib.Path(os.environ.get("INBOX_EXAMPLE_BINARY", ROOT / ".build" / "release" / "InboxExample"))


@pytest.mark.parametrize("language", ["cpp", "go", "java", "ruby", "swift"])
def test_the_example_client(own_server, language):
    example = SWIFT if language == "swift" else ROOT / ".build" / "clients" / language / "inbox_example"
    if not example.exists() and language not in BUILT_BY_MAKE_TEST:
        pytest.skip(f"make clients builds the one in {language}")

    run = subprocess.run([example, own_server.address], capture_output=True, text=True, timeout=60)

    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert len(lines) == 5 and all(": " in line for line in lines)
    changed = "modeChanged" if language == "swift" else "EVENT_TYPE_MODE_CHANGED"
    assert lines[3:] == ["refused: RESOURCE_NOT_FOUND", f"watched: {changed} by users/admin"]
