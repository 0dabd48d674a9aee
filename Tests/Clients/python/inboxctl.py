"""inboxctl as a person or a script starts it: its own process, on pipes or on a terminal of its own."""

import fcntl
import json
import os
import pathlib
import pty
import struct
import subprocess
import termios

from inbox_server import ROOT

BINARY = pathlib.Path(os.environ.get("INBOXCTL_BINARY", ROOT / ".build" / "release" / "inboxctl"))
TIMEOUT_SECONDS = 60
DONE, REFUSED, UNREACHABLE, NOT_FOUND, FORBIDDEN, CONFLICT, PARTLY, USAGE = 0, 1, 2, 3, 4, 5, 6, 64


def _environment(extra):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INBOXCTL_") and name != "NO_COLOR"}
    return {**kept, "TERM": "xterm-256color", **extra}


class Inboxctl:
    """Runs commands against one server."""

    def __init__(self, address, **environment):
        self._environment = {"INBOXCTL_SERVER": address, **environment}

    def run(self, *words, code=DONE, stdin="", **environment):
        """Runs a command on pipes and returns what it printed; `code` is how it must end."""
        run = subprocess.run(
            [BINARY, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
            env=_environment({**self._environment, **environment}),
        )  # fmt: skip
        assert run.returncode == code, f"{words}: {run.returncode}\n{run.stdout}\n{run.stderr}"
        return run

    def lines(self, *words, **settings):
        """The lines that a command prints."""
        return self.run(*words, **settings).stdout.splitlines()

    def json(self, *words, **settings):
        """The objects that a command prints with --json, one a line."""
        return [json.loads(line) for line in self.lines(*words, "--json", **settings)]

    def refusal(self, *words, code, **settings):
        """What a command that fails says with --json."""
        return json.loads(self.run(*words, "--json", code=code, **settings).stderr)["error"]

    def start(self, *words):
        """Starts a command that goes on until it is ended."""
        return subprocess.Popen(
            [BINARY, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=_environment(self._environment),
        )  # fmt: skip

    def on_terminal(self, *words, columns=80, **environment):
        """What a command shows on a terminal of its own, as text with its escape sequences."""
        control, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [BINARY, *map(str, words)], stdin=terminal, stdout=terminal, stderr=terminal,
            env=_environment({**self._environment, **environment}),
        )  # fmt: skip
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(control, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        os.close(control)
        process.wait(timeout=TIMEOUT_SECONDS)
        return shown.decode()
