"""What an operator types: inboxd's commands on a data directory, and what they answer."""

import dataclasses
import pathlib
import subprocess

from inbox_server import BINARY

# Only keeps a command that hangs from hanging the tests.
COMMAND_SECONDS = 120
WHOLE, FAILED, DAMAGED = 0, 1, 2


@dataclasses.dataclass
class Answer:
    """How a command ended, and what it said."""

    code: int
    text: str


def inboxd(*words) -> Answer:
    """Runs a command to its end."""
    done = subprocess.run(
        [BINARY, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=COMMAND_SECONDS,
    )
    return Answer(done.returncode, done.stdout)


def backup(data: pathlib.Path, target: pathlib.Path) -> Answer:
    return inboxd("backup", "--data", data, target)


def check(directory: pathlib.Path) -> Answer:
    return inboxd("check", directory)


def restore(source: pathlib.Path, data: pathlib.Path) -> Answer:
    return inboxd("restore", "--data", data, source)


def wrong(answer: Answer) -> dict:
    """The checks that found something, with what they said."""
    found, name = {}, None
    for line in answer.text.splitlines():
        if not line.startswith(" "):
            name = line.split()[0]
            if "WRONG" in line:
                found[name] = ""
        elif name in found:
            found[name] += line.strip() + "\n"
    return found
