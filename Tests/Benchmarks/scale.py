"""What calls cost in a small workspace and in a large one, side by side.

    make scale COUNT=1000000

fills two workspaces through the operations that calls use, of 1,000 and of COUNT interactions with four messages each,
and calls the release server with the Python client, one call at a time. CPU time is that of all the server's threads,
from /proc; latency is what the client saw, Python's own part included, which is the same on both sides.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated")]

from google.protobuf.timestamp_pb2 import Timestamp  # noqa: E402

import inbox_api as api  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402

SMALL = 1_000
CALLS = int(os.environ.get("CALLS", 400))
FILLER = ROOT / ".build/release/ScaleFiller"


def cpu_nanoseconds(pid):
    """Time on a processor of every thread there is."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total


def page_token(client, view, pages):
    """The token of a view's page after so many, or of its last."""
    token = ""
    for _ in range(pages):
        page = client.inbox.ListInteractions(
            api.ListInteractionsRequest(parent=WORKSPACE, view=view, page_size=25, page_token=token)
        )
        if not page.next_page_token:
            break
        token = page.next_page_token
    return token


def works(admin, local):
    """What is measured: a title and a call."""
    made = []

    def lists(title, client=admin, **fields):
        request = api.ListInteractionsRequest(parent=WORKSPACE, page_size=25, **fields)
        made.append((title, lambda: client.inbox.ListInteractions(request)))

    names = {value: name.removeprefix("VIEW_") for name, value in api.View.items() if value}
    for view, name in names.items():
        lists(f"{name}, first page", view=view)
        lists(f"{name}, hundredth page", view=view, page_token=page_token(admin, view, 99))
    lists("ALL of three locations, restricted user", client=local, view=api.VIEW_ALL)
    lists("ALL, reviews", view=api.VIEW_ALL, family=api.FAMILY_REVIEW)
    lists("ALL, longest waiting", order=api.INTERACTION_ORDER_LONGEST_WAITING)
    pending = [api.INTERACTION_STATUS_PENDING]
    lists("filter: pending", filter=api.InteractionFilter(statuses=pending))
    lists(
        "filter: one location, rating 1 to 2",
        filter=api.InteractionFilter(locations=[WORKSPACE + "/locations/place-1"], rating=api.NumberRange(min=1, max=2)),
    )
    lists("filter: keyword", filter=api.InteractionFilter(keywords=[WORKSPACE + "/keywords/topic3"]))

    def search(title, query, order):
        request = api.SearchInteractionsRequest(parent=WORKSPACE, query=query, order=order)
        made.append((title, lambda: admin.inbox.SearchInteractions(request)))

    search("search: rare word", '"zanzibar"', api.SEARCH_ORDER_RELEVANCE)
    search("search: common word, best first", '"service"', api.SEARCH_ORDER_RELEVANCE)
    search("search: common word, newest first", '"service"', api.SEARCH_ORDER_NEWEST)
    search("search: two words, one begun", "service mon", api.SEARCH_ORDER_RELEVANCE)
    made.append(("GetCounts", lambda: admin.inbox.GetCounts(api.GetCountsRequest(parent=WORKSPACE))))
    now = int(time.time())
    month = api.TimeRange(start_time=Timestamp(seconds=now - 30 * 86_400), end_time=Timestamp(seconds=now))
    figures = api.QueryStatisticsRequest(parent=WORKSPACE, range=month, dimensions=[api.STATISTICS_DIMENSION_DAY])
    made.append(("statistics of 30 days", lambda: admin.inbox.QueryStatistics(figures)))
    row = admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, page_size=1)).interactions[0]
    get = api.GetInteractionRequest(name=row.name)
    made.append(("GetInteraction", lambda: admin.interactions.GetInteraction(get)))
    numbers = iter(range(1_000_000_000))

    def save():
        text = f"draft {next(numbers)}"
        admin.interactions.SaveDraft(
            api.SaveDraftRequest(name=row.name, channel=api.CHANNEL_TYPE_EMAIL, text=text)
        )

    made.append(("SaveDraft", save))
    return made


def measure(directory, count):
    """Fills a workspace and gives CPU, median and 99th percentile of each call, in microseconds."""
    subprocess.run([FILLER, directory, str(count)], check=True)
    server = Server(pathlib.Path(directory)).start()
    results = {}
    try:
        admin, local = Client(server.address), Client(server.address, actor="users/local")
        user = Client(server.address, actor="users/user-3")
        user.inbox.GetCounts(api.GetCountsRequest(parent=WORKSPACE))
        for title, call in works(user, local):
            begin, calls = time.perf_counter(), 0
            while calls < 5 or calls < CALLS // 10 and time.perf_counter() - begin < 2:
                call()
                calls += 1
            times, before = [], cpu_nanoseconds(server.pid)
            begin = time.perf_counter()
            while len(times) < 5 or len(times) < CALLS and time.perf_counter() - begin < 5:
                started = time.perf_counter()
                call()
                times.append((time.perf_counter() - started) * 1e6)
            cpu = (cpu_nanoseconds(server.pid) - before) / 1000 / len(times)
            results[title] = (cpu, statistics.median(times), sorted(times)[len(times) * 99 // 100])
        for client in (admin, local, user):
            client.close()
    finally:
        server.clean_up()
    return results


def main():
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=os.environ.get("SCALE_DIRECTORY")) as directory:
        small = measure(directory + "/small", SMALL)
        large = measure(directory + "/large", count)
        size = sum(file.stat().st_size for file in pathlib.Path(directory, "large").iterdir())
    print(f"\n| call | CPU us at {SMALL:,} | CPU us at {count:,} | ratio | p50 / p99 us | p50 / p99 us |")
    print("|---|---:|---:|---:|---:|---:|")
    for title, (cpu, median, slow) in small.items():
        big = large[title]
        print(
            f"| {title} | {cpu:.0f} | {big[0]:.0f} | {big[0] / cpu:.1f} | {median:.0f} / {slow:.0f} "
            f"| {big[1]:.0f} / {big[2]:.0f} |"
        )
    print(f"\nThe data directory of {count:,} interactions takes {size / 1e9:.2f} GB.")


if __name__ == "__main__":
    main()
