"""What other calls cost while 1,000 e-mails go out and 50 texts are being written.

    make bench-outbound

One client, a process of its own, calls Check and GetInteraction by turns: first on an idle server; then while others give
the same relay the same e-mails and read the same model's streams without the server, which shows what a busy machine alone
does to the figures; then while the server does it. Relay (aiosmtpd), model, load and caller are processes of Python on the
server's own cores: compare the lines of one run, and the last two above all.
"""

import concurrent.futures
import json
import multiprocessing
import pathlib
import smtplib
import statistics
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated"), str(ROOT / "Tests/Benchmarks")]

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from bench import TICKS_PER_SECOND, cpu_ticks  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from mail_relay import SENDER, Relay  # noqa: E402
from mailing import Mailer, serving  # noqa: E402
from model_server import DONE, STOP, Model, delta  # noqa: E402

EMAILS, COMPOSITIONS, TOKENS, TOKEN_SECONDS = 1_000, 50, 300, 0.02
CONNECTIONS = 8
QUIET_CALLS = 3_000
TEXT = "Yes, there is a table for two on the terrace, and we look forward to seeing you both. " * 8


class Words(list):
    """A text of so many words, a pause before each."""

    def __iter__(self):
        for _ in range(TOKENS):
            time.sleep(TOKEN_SECONDS)
            yield delta("word ")
        yield STOP
        yield DONE


def relay_process(pipe):
    """A relay that says its port and, each time it is asked, how many e-mails it has."""
    with Relay() as relay:
        pipe.send(relay.port)
        while pipe.recv():
            pipe.send(len(relay.messages))


def model_process(pipe):
    """A model that says where it is."""
    with Model(Words()) as model:
        pipe.send(model.url)
        pipe.recv()


def load_process(pipe, work, *arguments):
    """Does the work when told, and says when it has."""
    pipe.recv()
    work(*arguments)
    pipe.send(True)


def without_the_server(port, url):
    """Gives the relay the e-mails and reads the model's streams."""

    def mail(numbers):
        with smtplib.SMTP("127.0.0.1", port) as relay:
            for number in numbers:
                to = f"guest{number}@guest.example"
                relay.sendmail(SENDER, [to], f"From: {SENDER}\r\nTo: {to}\r\nSubject: Hi\r\n\r\n{TEXT}\r\n")

    def read(_):
        body = json.dumps({"model": "bench", "stream": True, "messages": []}).encode()
        with urllib.request.urlopen(urllib.request.Request(url + "/chat/completions", body)) as answer:
            while answer.readline():
                pass

    with concurrent.futures.ThreadPoolExecutor(COMPOSITIONS + CONNECTIONS) as pool:
        done = [pool.submit(read, one) for one in range(COMPOSITIONS)]
        done += [pool.submit(mail, range(first, EMAILS, CONNECTIONS)) for first in range(CONNECTIONS)]
        for one in done:
            one.result()


def through_the_server(address, names):
    """Has the server send the e-mails, and its model write."""
    client = Client(address)

    def compose(name):
        request = api.ComposeDraftRequest(
            name=name, channel=api.CHANNEL_TYPE_EMAIL, operation=api.COMPOSE_OPERATION_DRAFT
        )
        assert sum(1 for _ in client.interactions.ComposeDraft(request, timeout=120)) > 10

    threads = [threading.Thread(target=compose, args=(name,)) for name in names[:COMPOSITIONS]]
    for thread in threads:
        thread.start()
    calls = [
        client.interactions.SendResponse.future(
            api.SendResponseRequest(name=name, channel=api.CHANNEL_TYPE_EMAIL, text=TEXT)
        )
        for name in names[COMPOSITIONS:]
    ]
    for call in calls:
        call.result()
    for thread in threads:
        thread.join()
    client.close()


def started(context, target, *arguments):
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    return process, ours


class Others:
    """The calls of everybody else, and the process that answers them."""

    def __init__(self, client, name):
        self.request = api.GetInteractionRequest(name=name)
        self.get = client.interactions.GetInteraction
        self.check = client.channel.unary_unary("/grpc.health.v1.Health/Check", lambda _: b"", lambda answer: answer)
        self.pid = client.server.pid

    def measure(self, title, goes_on):
        """Calls by turns while something holds, and shows what that took."""
        before, begun = cpu_ticks(self.pid), time.monotonic()
        columns = ([], [])
        while goes_on(len(columns[0])):
            for call, latencies in ((lambda: self.check(b"", timeout=30), columns[0]), (lambda: self.get(self.request), columns[1])):
                start = time.perf_counter()
                call()
                latencies.append((time.perf_counter() - start) * 1e3)
        seconds = time.monotonic() - begun
        cpu = (cpu_ticks(self.pid) - before) / TICKS_PER_SECOND
        cells = [f"{percentile(one, share):.2f}" for one in columns for share in (50, 99)] + [f"{max(columns[0] + columns[1]):.1f}"]
        print(f"| {title} | {len(columns[0]):,} | {' | '.join(cells)} | {seconds:.1f} | {cpu:.2f} |", flush=True)


def percentile(values, share):
    return statistics.median(values) if share == 50 else sorted(values)[len(values) * share // 100]


def conversations(client):
    """Conversations enough for every e-mail and every text."""
    connector = Client(client.target, actor="connectors/mail")
    names = []
    for start in range(0, EMAILS + COMPOSITIONS, 50):
        items = []
        for number in range(start, start + 50):
            customer = api.IngestCustomer(
                identities=[api.CustomerIdentity(source=api.SOURCE_EMAIL, external_id=f"c{number}")],
                display_name=f"Guest {number}",
                email=f"guest{number}@guest.example",
            )
            items.append(stories.item(api.SOURCE_EMAIL, customer=customer))
        request = api.IngestInteractionsRequest(parent=WORKSPACE, items=items)
        names += [result.interaction for result in connector.ingest.IngestInteractions(request).results]
    connector.close()
    return names


def main():
    context = multiprocessing.get_context("spawn")
    (relay, relay_pipe), (model, model_pipe) = started(context, relay_process), started(context, model_process)
    port, url = relay_pipe.recv(), model_pipe.recv()
    options = ["--smtp-host", "127.0.0.1", "--smtp-port", str(port), "--smtp-sender", SENDER, "--smtp-connections"]
    options += [str(CONNECTIONS), "--model-url", url, "--model-name", "bench"]
    with tempfile.TemporaryDirectory() as directory, serving(pathlib.Path(directory), *options) as server:
        client = Mailer(server).found()
        names = conversations(client)
        others = Others(client, names[0])
        print("| | calls each | Check p50 ms | p99 | GetInteraction p50 ms | p99 | longest | seconds | server CPU s |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
        for title in ("warm-up", "idle"):
            others.measure(title, lambda count: count < QUIET_CALLS)
        for title, work in (
            ("relay and model as busy, not by the server", (without_the_server, port, url)),
            ("1,000 e-mails and 50 texts", (through_the_server, server.address, names)),
        ):
            relay_pipe.send(True)
            had = relay_pipe.recv()
            load, pipe = started(context, load_process, *work)
            finished = []

            def goes_on(count):
                if count % 50:
                    return True
                if not finished and pipe.poll():
                    finished.append(pipe.recv())
                relay_pipe.send(True)
                return relay_pipe.recv() < had + EMAILS or not finished

            pipe.send(True)
            others.measure(title, goes_on)
            load.join()
        states = [one.state for one in client.queue()]
        print(f"\n{len(states):,} deliveries, {states.count(api.DELIVERY_STATE_SENT):,} of them sent.")
        client.close()
    relay_pipe.send(False)
    relay.terminate()
    model.terminate()


if __name__ == "__main__":
    main()
