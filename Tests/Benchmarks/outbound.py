"""What other calls cost while 1,000 e-mails go out and 50 texts are being written.

    .venv/bin/python Tests/Benchmarks/outbound.py

One client calls GetInteraction one after the other, first on an idle server, then while a relay (aiosmtpd, a process of
its own) takes e-mails and a model streams. Both are slower than the server, which is the point: what waits for them must
not make anybody else wait. CPU time is that of the server's process; latency is what the one client sees, and holds only
as a comparison within one run.
"""

import multiprocessing
import pathlib
import statistics
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from bench import TICKS_PER_SECOND, cpu_ticks  # noqa: E402
from inbox_client import Client  # noqa: E402
from inbox_server import Server  # noqa: E402
from mail_relay import Relay  # noqa: E402
from model_server import DONE, STOP, Model, delta  # noqa: E402

EMAILS, COMPOSITIONS, TOKENS = 1_000, 50, 200


def relay_process(pipe):
    """A relay that says its port and, each time it is asked, how many e-mails it has."""
    with Relay() as relay:
        pipe.send(relay.port)
        while pipe.recv():
            pipe.send(len(relay.messages))


def model_process(pipe):
    """A model that writes a word every 20 milliseconds."""

    class Pause:
        def __init__(self):
            self.end = None

        def is_set(self):
            self.end = self.end or time.monotonic() + 0.02
            return time.monotonic() >= self.end

    class Words(list):
        def __iter__(self):
            for _ in range(TOKENS):
                yield delta("word ")
                yield Pause()
            yield STOP
            yield DONE

    with Model(Words()) as model:
        pipe.send(model.url)
        pipe.recv()


def started(target):
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=target, args=(theirs,), daemon=True)
    process.start()
    return process, ours


def measure(client, name, until):
    """Calls one after the other until told to stop: latencies in milliseconds."""
    latencies = []
    request = api.GetInteractionRequest(name=name)
    while not until(len(latencies)):
        before = time.perf_counter()
        client.interactions.GetInteraction(request)
        latencies.append((time.perf_counter() - before) * 1e3)
    return latencies


def line(title, latencies, micros):
    ordered = sorted(latencies)
    return (
        f"| {title} | {len(ordered):,} | {statistics.median(ordered):.2f} | {ordered[len(ordered) * 99 // 100]:.2f} "
        f"| {ordered[-1]:.2f} | {micros} |"
    )


def compose(client, name, done):
    request = api.ComposeDraftRequest(
        name=name, channel=api.CHANNEL_TYPE_EMAIL, operation=api.COMPOSE_OPERATION_DRAFT
    )
    parts = list(client.interactions.ComposeDraft(request, timeout=120))
    done.append(len(parts))


def main():
    relay, relay_pipe = started(relay_process)
    model, model_pipe = started(model_process)
    port, url = relay_pipe.recv(), model_pipe.recv()
    with tempfile.TemporaryDirectory() as directory:
        server = Server(
            pathlib.Path(directory) / "data", "--smtp-host", "127.0.0.1", "--smtp-port", str(port), "--smtp-security",
            "none", "--smtp-sender", "inbox@bistro.example", "--model-url", url, "--model-name", "bench",
        ).start()  # fmt: skip
        try:
            client, other = Client(server.address), Client(server.address)
            connector = Client(server.address, actor="connectors/mail")
            names = []
            for start in range(0, EMAILS, 100):
                items = []
                for number in range(start, start + 100):
                    customer = api.IngestCustomer(
                        identities=[api.CustomerIdentity(source=api.SOURCE_EMAIL, external_id=f"c{number}")],
                        display_name=f"Guest {number}",
                        email=f"guest{number}@guest.example",
                    )
                    items.append(stories.item(api.SOURCE_EMAIL, customer=customer))
                names += [result.interaction for result in stories.push(connector, *items)]
            measure(client, names[0], lambda count: count >= 500)  # Warm-up, not counted.
            before = cpu_ticks(server.pid)
            quiet = measure(client, names[0], lambda count: count >= 3_000)
            idle_micros = (cpu_ticks(server.pid) - before) * 1e6 / TICKS_PER_SECOND / len(quiet)

            written = []
            threads = [threading.Thread(target=compose, args=(other, name, written)) for name in names[:COMPOSITIONS]]
            begun = time.monotonic()
            before = cpu_ticks(server.pid)
            for thread in threads:
                thread.start()
            for name in names:
                other.interactions.SendResponse(
                    api.SendResponseRequest(name=name, channel=api.CHANNEL_TYPE_EMAIL, text="Yes, there is a table.")
                )
            sent_after = time.monotonic() - begun

            def over(_):
                if any(thread.is_alive() for thread in threads):
                    return False
                relay_pipe.send(True)
                return relay_pipe.recv() >= EMAILS

            busy = measure(client, names[0], over)
            ticks = cpu_ticks(server.pid) - before
            took = time.monotonic() - begun
            print("| | calls | median ms | p99 ms | max ms | server CPU |\n|---|---:|---:|---:|---:|---:|")
            print(line("idle", quiet, f"{idle_micros:.0f} us per call"))
            print(line("e-mails and texts", busy, f"{ticks / TICKS_PER_SECOND:.2f} s in all"))
            print(f"\n{EMAILS:,} e-mails accepted after {sent_after:.1f} s, all of them at the relay and {len(written)} texts", end="")
            print(f" of {TOKENS} tokens written after {took:.1f} s ({sum(written):,} messages streamed).")
        finally:
            server.clean_up()
            relay_pipe.send(False)
            relay.terminate()
            model.terminate()


if __name__ == "__main__":
    main()
