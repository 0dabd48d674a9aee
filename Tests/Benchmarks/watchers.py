"""What watchers of an inbox cost: memory for each, CPU for each change and watcher, and what they do to other calls.

    make bench-watchers

Opens 1,000 and then 10,000 streams of WatchInbox over twenty connections, each on a view of its own kind; one in ten never
reads on. Then changes interactions one after the other, waits until every reader was told of the last one, and times Check
and GetInteraction meanwhile. The watchers are a process of Python on the server's own cores, so that latencies are upper
bounds; CPU and memory are the server's alone.
"""

import asyncio
import multiprocessing
import pathlib
import statistics
import sys
import tempfile
import time

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Clients/python/generated"), str(ROOT / "Tests/Benchmarks")]

import inbox_api as api  # noqa: E402
import stories  # noqa: E402
from bench import TICKS_PER_SECOND, cpu_ticks, resident_kib  # noqa: E402
from inbox.v1 import inbox_service_pb2_grpc  # noqa: E402
from inbox_client import WORKSPACE, Client  # noqa: E402
from inbox_server import Server  # noqa: E402

CHANNELS, CHANGES, QUIET_CALLS = 20, 20, 2_000
VIEWS = [api.VIEW_ALL, api.VIEW_UNASSIGNED, api.VIEW_MY_INBOX, api.VIEW_PINNED]


async def watch(stub, number, opened, tokens):
    """One watcher; those that never read on keep their call open."""
    request = api.WatchInboxRequest(parent=WORKSPACE, view=VIEWS[number % len(VIEWS)], omit_counts=number % 2 == 1)
    call = stub.WatchInbox(request, metadata=[("inbox-actor", "users/admin")])
    await call.read()
    opened.release()
    if number % 10 == 9:
        await asyncio.Event().wait()
    while True:
        tokens[number] = (await call.read()).resume_token


async def all_watchers(address, count, pipe):
    """Opens the streams, says so, and says when every reader of a view that changes was told of the last change."""
    channels = [grpc.aio.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) for _ in range(CHANNELS)]
    stubs = [inbox_service_pb2_grpc.InboxServiceStub(channel) for channel in channels]
    opened, tokens = asyncio.Semaphore(0), {}
    tasks = []
    for number in range(count):
        tasks.append(asyncio.create_task(watch(stubs[number % CHANNELS], number, opened, tokens)))
        if number % 200 == 199:
            for _ in range(200):
                await opened.acquire()
    pipe.send(True)
    loop = asyncio.get_running_loop()
    last = await loop.run_in_executor(None, pipe.recv)
    readers = [number for number in range(count) if number % 10 != 9 and number % len(VIEWS) == 0]
    while any(tokens.get(number) != last for number in readers):
        await asyncio.sleep(0.01)
    pipe.send(True)
    await loop.run_in_executor(None, pipe.recv)
    for task in tasks:
        task.cancel()


def watchers(address, count, pipe):
    asyncio.run(all_watchers(address, count, pipe))


def timed(call):
    begin = time.perf_counter()
    call()
    return (time.perf_counter() - begin) * 1e3


def describe(times):
    times = sorted(times)
    return f"{statistics.median(times):.2f} / {times[int(len(times) * 0.99)]:.2f}"


def measure(admin, server, name, count):
    """One line of the table."""
    spawn = multiprocessing.get_context("spawn")
    before = resident_kib(server.pid)
    quiet = [timed(lambda: admin.interaction(name)) for _ in range(QUIET_CALLS)]
    here, there = spawn.Pipe()
    process = spawn.Process(target=watchers, args=(server.address, count, there), daemon=True)
    process.start()
    here.recv()
    each = (resident_kib(server.pid) - before) / count
    ticks = cpu_ticks(server.pid)
    busy = []
    for number in range(CHANGES):
        status = [api.INTERACTION_STATUS_PROCESSED, api.INTERACTION_STATUS_PENDING][number % 2]
        admin.interactions.SetStatus(api.SetStatusRequest(name=name, status=status), timeout=120)
        for _ in range(20):
            busy.append(timed(lambda: admin.interaction(name)))
    here.send(admin.inbox.GetCounts(api.GetCountsRequest(parent=WORKSPACE)).resume_token)
    here.recv()
    cpu = (cpu_ticks(server.pid) - ticks) / TICKS_PER_SECOND * 1e6 / CHANGES / count
    grown = resident_kib(server.pid) - before
    here.send(True)
    process.join(20)
    process.kill()
    print(
        f"| {count:,} | {each:.1f} | {grown / 1024:.0f} | {cpu:.1f} | {describe(quiet)} | {describe(busy)} |", flush=True
    )


def main():
    with tempfile.TemporaryDirectory() as directory:
        server = Server(pathlib.Path(directory) / "data").start()
        try:
            admin = Client(server.address)
            name = stories.push_one(admin)
            print("| watchers | KiB each | MiB with news | CPU us a change and watcher | GetInteraction p50 / p99 ms, no watcher | with |")
            print("|---:|---:|---:|---:|---:|---:|")
            for count in [1_000, 10_000]:
                measure(admin, server, name, count)
        finally:
            server.clean_up()


if __name__ == "__main__":
    main()
