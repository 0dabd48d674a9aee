"""What ten thousand scheduled responses that fall due at once do to other calls.

    make bench-due

Reads and durable writes are timed one after the other, first with nothing due, then while ten thousand responses of one
workspace go out. The figures are this machine's, caller and server on the same cores: compare the two lines.
"""

import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402

SCHEDULED = 10_000
BATCH = 100
LEAD_SECONDS = 120  # More than scheduling them takes.
PROVIDER = api.CHANNEL_TYPE_PROVIDER


def timed(call):
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1e3


class Others:
    """The calls of everybody else."""

    def __init__(self, client):
        self.client = client
        self.name = stories.push_one(client, source=api.SOURCE_WHATSAPP)
        self.saves = 0

    def read(self):
        self.client.interaction(self.name)

    def write(self):
        self.saves += 1
        self.client.interactions.SaveDraft(
            api.SaveDraftRequest(name=self.name, channel=PROVIDER, text=f"draft {self.saves}")
        )

    def measure(self, until):
        """Times both until something holds."""
        reads, writes = [], []
        while not until():
            reads.append(timed(self.read))
            writes.append(timed(self.write))
        return reads, writes


def schedule_all(client):
    """Schedules everything for one instant and gives it."""
    names = []
    for _ in range(SCHEDULED // BATCH):
        items = [stories.item(source=api.SOURCE_WHATSAPP) for _ in range(BATCH)]
        names += [result.interaction for result in stories.push(client, *items)]
    due = time.time() + LEAD_SECONDS
    calls = []
    for name in names:
        request = api.ScheduleResponseRequest(name=name, channel=PROVIDER, text="Thank you")
        request.schedule_time.FromNanoseconds(int(due * 1e9))
        calls.append(client.interactions.ScheduleResponse.future(request))
        if len(calls) == BATCH:
            for call in calls:
                call.result()
            calls = []
    return due


def show(title, milliseconds):
    ordered = sorted(milliseconds)
    print(
        f"| {title} | {len(ordered)} | {statistics.median(ordered):.2f} | {ordered[len(ordered) * 99 // 100]:.2f} "
        f"| {ordered[-1]:.2f} |"
    )


def main():
    with tempfile.TemporaryDirectory() as directory:
        server = Server(pathlib.Path(directory) / "data").start()
        try:
            client = Client(server.address)
            due = schedule_all(client)
            others = Others(client)
            quiet_until = time.time() + 5
            quiet = others.measure(lambda: time.time() > quiet_until)
            time.sleep(max(0, due - time.time()))
            listed = api.ListScheduledResponsesRequest(parent=WORKSPACE, page_size=1)
            listed.schedule_time.end_time.FromNanoseconds(int(due * 1e9) + 1000)
            begin = time.time()
            busy = others.measure(lambda: not client.inbox.ListScheduledResponses(listed).scheduled_responses)
            took = time.time() - begin
        finally:
            server.clean_up()
    print("| call | calls | median ms | p99 ms | longest ms |\n|---|---:|---:|---:|---:|")
    for title, figures in (("nothing due", quiet), (f"{SCHEDULED:,} due", busy)):
        show(f"GetInteraction, {title}", figures[0])
        show(f"SaveDraft, {title}", figures[1])
    print(f"\n{SCHEDULED:,} went out in {took:.1f} s beside them.")


if __name__ == "__main__":
    main()
