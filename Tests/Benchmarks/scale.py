"""What calls cost in a small workspace and in a large one, side by side.

    make scale                                  1,000,000 interactions, 4,000,000 messages, 300,000 notes
    make scale COUNT=100000                     fewer
    make scale DATA=/var/tmp/scale              keeps the workspaces there, and takes those that are there already

fills two workspaces through the operations that calls use, of 1,000 and of COUNT interactions, starts the release server
on each, and calls both by turns with the Python client, one call at a time. CPU time is that of all the server's threads,
from /proc: the median of the rounds' means. Latency is what the client saw, Python's own part included, which is the
same on both sides. Where the small workspace has no hundredth page, its last full one stands in.
"""

import argparse
import itertools
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
PAGE = 25
FILLER = ROOT / ".build/release/ScaleFiller"


def cpu_nanoseconds(pid):
    """Time on a processor of every thread there is."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total


def page_token(client, view, pages):
    """The token of a view's page after so many, or of its last full one."""
    tokens = [""]
    while len(tokens) <= pages:
        page = client.inbox.ListInteractions(
            api.ListInteractionsRequest(parent=WORKSPACE, view=view, page_size=PAGE, page_token=tokens[-1])
        )
        if len(page.interactions) < PAGE:
            tokens.pop()
            break
        if not page.next_page_token:
            break
        tokens.append(page.next_page_token)
    return tokens[min(len(tokens) - 1, pages)] if tokens else ""


class Workspace:
    """A filled workspace, its server, and the calls to measure: a function for each title."""

    def __init__(self, directory, count):
        self.count = count
        self.directory = pathlib.Path(directory)
        self.calls = {}
        self.results = {}
        if not (self.directory / "inbox.sqlite").exists():
            print(f"Filling a workspace of {count:,} interactions in {self.directory}", flush=True)
            begin = time.monotonic()
            subprocess.run([FILLER, self.directory, str(count)], check=True)
            seconds = time.monotonic() - begin
            print(f"{count / seconds:,.0f} interactions/s, {self.bytes() / count:,.0f} bytes each", flush=True)
        self.server = Server(self.directory).start()
        self.clients = [Client(self.server.address, actor=f"users/{user}") for user in ("user-3", "local")]
        self.settle()
        self.prepare(*self.clients)

    def bytes(self):
        """The size of the data directory."""
        return sum(file.stat().st_size for file in self.directory.rglob("*") if file.is_file())

    def settle(self):
        """Waits until the server does nothing by itself: what is not indexed yet would be searched without the index."""
        quiet = 0
        while quiet < 4:
            before = cpu_nanoseconds(self.server.pid)
            time.sleep(0.5)
            quiet = quiet + 1 if cpu_nanoseconds(self.server.pid) - before < 5e6 else 0

    def lists(self, title, client, **fields):
        """Measures a page of a list."""
        request = api.ListInteractionsRequest(parent=WORKSPACE, page_size=PAGE, **fields)
        self.calls[title] = lambda: len(client.inbox.ListInteractions(request).interactions)

    def searches(self, title, client, query, order, **fields):
        """Measures a page of what a search finds."""
        request = api.SearchInteractionsRequest(parent=WORKSPACE, query=query, order=order, page_size=PAGE, **fields)
        self.calls[title] = lambda: len(client.inbox.SearchInteractions(request).results)

    def prepare(self, user, local):
        """Says what is measured."""
        views = {value: name.removeprefix("VIEW_") for name, value in api.View.items() if value}
        for view, name in views.items():
            self.lists(f"{name}, first page", user, view=view)
            self.lists(f"{name}, hundredth page", user, view=view, page_token=page_token(user, view, 99))
        self.lists("ALL, reviews", user, view=api.VIEW_ALL, family=api.FAMILY_REVIEW)
        self.lists("ALL, longest waiting", user, order=api.INTERACTION_ORDER_LONGEST_WAITING)
        self.lists("filter: pending", user, filter=api.InteractionFilter(statuses=[api.INTERACTION_STATUS_PENDING]))
        brand = api.InteractionFilter(brands=[WORKSPACE + "/brands/brand-1"], rating=api.NumberRange(min=1, max=2))
        self.lists("filter: a brand of ten locations, rating 1 to 2", user, filter=brand)
        others = api.InteractionFilter(assignees=[f"{WORKSPACE}/users/user-{number}" for number in (4, 5, 6)])
        self.lists("filter: assigned to one of three", user, filter=others)
        self.lists("restricted user: ALL, first page", local, view=api.VIEW_ALL)
        self.lists("restricted user: ALL, hundredth page", local, view=api.VIEW_ALL,
                   page_token=page_token(local, api.VIEW_ALL, 99))
        best, newest = api.SEARCH_ORDER_RELEVANCE, api.SEARCH_ORDER_NEWEST
        self.searches("search: rare word", user, '"zanzibar"', best)
        self.searches("search: common word, best first", user, '"service"', best)
        self.searches("search: common word, newest first", user, '"service"', newest)
        self.searches("search: two words, one begun", user, "service mon", best)
        self.searches("search: common word, a rare filter", user, '"service"', newest, view=api.VIEW_SCHEDULED)
        self.searches("restricted user: search, common word", local, '"service"', best)
        counts = api.GetCountsRequest(parent=WORKSPACE)
        self.calls["GetCounts"] = lambda: bool(user.inbox.GetCounts(counts))
        self.calls["restricted user: GetCounts"] = lambda: bool(local.inbox.GetCounts(counts))
        now = int(time.time())
        month = api.TimeRange(start_time=Timestamp(seconds=now - 30 * 86_400), end_time=Timestamp(seconds=now))
        figures = api.QueryStatisticsRequest(parent=WORKSPACE, range=month, dimensions=[api.STATISTICS_DIMENSION_DAY])
        self.calls["statistics of 30 days"] = lambda: bool(user.inbox.QueryStatistics(figures))
        row = user.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, page_size=1)).interactions[0]
        get = api.GetInteractionRequest(name=row.name)
        self.calls["GetInteraction"] = lambda: bool(user.interactions.GetInteraction(get))
        numbers = iter(range(1_000_000_000))

        def save():
            request = api.SaveDraftRequest(
                name=row.name, channel=api.CHANNEL_TYPE_EMAIL, text=f"draft {next(numbers)} of {time.time()}")
            return bool(user.interactions.SaveDraft(request))

        self.calls["SaveDraft"] = save
        google = api.InteractionFilter(sources=[api.SOURCE_GOOGLE])
        answerable = itertools.cycle(
            user.inbox.ListInteractions(
                api.ListInteractionsRequest(parent=WORKSPACE, page_size=100, filter=google)).interactions)

        def send():
            request = api.SendResponseRequest(
                name=next(answerable).name, channel=api.CHANNEL_TYPE_PROVIDER, text=f"answer {next(numbers)}")
            return bool(user.interactions.SendResponse(request))

        self.calls["SendResponse"] = send

    def measure(self, title, calls, seconds):
        """Calls some times, and keeps rows, CPU and latencies."""
        call, times, rows = self.calls[title], [], 0
        before, begin = cpu_nanoseconds(self.server.pid), time.perf_counter()
        while len(times) < 3 or len(times) < calls and time.perf_counter() - begin < seconds:
            started = time.perf_counter()
            rows = call()
            times.append((time.perf_counter() - started) * 1e6)
        cpu = (cpu_nanoseconds(self.server.pid) - before) / 1000 / len(times)
        result = self.results.setdefault(title, {"cpu": [], "times": []})
        result["cpu"].append(cpu)
        result["times"] += times
        result["rows"] = int(rows)

    def figures(self, title):
        """CPU, median and 99th percentile in microseconds, and rows, of a call."""
        result = self.results[title]
        times = sorted(result["times"])
        return statistics.median(result["cpu"]), statistics.median(times), times[len(times) * 99 // 100], result["rows"]

    def close(self):
        """Ends the server."""
        for client in self.clients:
            client.close()
        if self.server.is_running:
            self.server.stop()


def report(small, large):
    """Prints the table."""
    print(f"\n| call | rows | CPU us at {small.count:,} | CPU us at {large.count:,} | ratio | p50 / p99 us | p50 / p99 us |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for title in small.results:
        (cpu, median, slow, few), (much, middle, late, many) = small.figures(title), large.figures(title)
        rows = f"{few}" if few == many else f"{few}, {many}"
        print(f"| {title} | {rows} | {cpu:.0f} | {much:.0f} | {much / cpu:.2f} "
              f"| {median:.0f} / {slow:.0f} | {middle:.0f} / {late:.0f} |")
    print(f"\nThe data directory of {large.count:,} interactions takes {large.bytes() / 1e9:.2f} GB.", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--data", help="where the workspaces are, or are made and stay")
    parser.add_argument("--only", default="", help="measures the calls whose titles have this")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=200, help="the most calls of a round")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        data = pathlib.Path(options.data or directory)
        data.mkdir(parents=True, exist_ok=True)
        workspaces = []
        try:
            for count in (SMALL, options.count):
                workspaces.append(Workspace(data / f"{count}", count))
            for title in [title for title in workspaces[0].calls if options.only in title]:
                for workspace in workspaces:
                    workspace.calls[title]()
                    workspace.measure(title, options.calls // 4, 1)
                    del workspace.results[title]
                for _ in range(options.rounds):
                    for workspace in workspaces:
                        workspace.measure(title, options.calls, 3)
            report(*workspaces)
        finally:
            for workspace in workspaces:
                workspace.close()


if __name__ == "__main__":
    main()
