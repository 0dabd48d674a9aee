"""The server program as a person starts it: its own process, a real socket, a data directory on disk."""

import os
import pathlib
import queue
import signal
import subprocess
import threading

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("INBOXD_BINARY", ROOT / ".build" / "release" / "inboxd"))

# Limits that only keep a broken server from hanging the tests; nothing here measures time.
START_SECONDS = 60
STOP_SECONDS = 60


class Server:
    """One data directory and the process that serves it; it may be stopped and started again."""

    # What the program prints in front of its address when it can be called.
    READY = "inboxd ready on "

    def __init__(self, data: pathlib.Path, *options, listen=("127.0.0.1:0",), environment=(), binary=BINARY):
        self.data = data
        self.address = ""
        self.addresses = []
        self._binary = binary
        self._options = options
        self._listen = listen
        self._environment = dict(environment)
        self._process = None
        self._log = data.with_name(data.name + ".log")

    def command(self) -> list:
        """The program and its arguments."""
        places = [word for place in self._listen for word in ("--listen", place)]
        return [self._binary, "serve", *places, "--data", self.data, *self._options]

    def start(self) -> "Server":
        """Starts the program and returns when it says that it is ready."""
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **self._environment},
            )
        self.addresses = []
        lines = queue.Queue()
        threading.Thread(target=self._read, args=(self._process.stdout, lines), daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=START_SECONDS)
            except queue.Empty:
                self.kill()
                raise AssertionError(f"{self.command()[0].name} was not ready in time:\n{self.log()}") from None
            if line is None:
                self._process.wait()
                raise AssertionError(f"{self.command()[0].name} ended with {self._process.returncode}:\n{self.log()}")
            if line.startswith(self.READY):
                self.addresses.append(line.removeprefix(self.READY).split()[0])
                if len(self.addresses) == max(len(self._listen), 1):
                    self.address = self.addresses[0]
                    return self

    def tell(self, number: signal.Signals) -> None:
        """Tells the program something while it runs."""
        self._process.send_signal(number)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Asks the program to end, as Ctrl-C does, and returns its exit code."""
        self._process.send_signal(how)
        return self._process.wait(timeout=STOP_SECONDS)

    def kill(self) -> None:
        """Ends the program in the middle of whatever it does: kill -9."""
        self._process.kill()
        self._process.wait(timeout=STOP_SECONDS)

    def clean_up(self) -> None:
        """Leaves no process behind, whatever the test did."""
        if self.is_running:
            self.kill()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        """What the program wrote to its standard error, the last of it."""
        return self._log.read_text(errors="replace")[-4000:] if self._log.exists() else ""

    @staticmethod
    def _read(stream, lines) -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)
