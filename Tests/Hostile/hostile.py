"""Attacks the release build of the interop server over real sockets, beside honest callers, and prints what came of it.

    make hostile
    make hostile ATTACK=flood    # Only those whose title has that in it, without the slow peers.

For each attack: what the offender got, how much he had to send for it, how much the server's memory grew at most, and how
many honest calls the server answered for each second of processor time, compared with no attack. h2load is the honest
caller (EmptyCall, 4 connections with 8 streams each), beside 4 attackers who come back whenever they are shut out,
20 times a second.
Fails when an offender got something else than he should have, when memory grew over the budget, or when the honest calls fell
below half.
"""

import concurrent.futures
import multiprocessing
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests/Clients/python"), str(ROOT / "Tests/Hostile")]

from attacks import ATTACKS, SLOW, run  # noqa: E402
from interop_server import InteropServer  # noqa: E402
from peer import Gone, Peer  # noqa: E402

SECONDS = 3
ATTACKERS = 4
SLOW_CONNECTIONS = 100
SLOW_SECONDS = 85
# What peers may have the server hold: answers and requests of two loops, and what malloc keeps.
MEMORY_MIB_MAX = 300


def proc(pid, file):
    return pathlib.Path(f"/proc/{pid}/{file}")


def cpu_seconds(pid):
    fields = proc(pid, "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory_kib(pid, field):
    return int(re.search(rf"{field}:\s+(\d+)", proc(pid, "status").read_text())[1])


def honest_calls(address, body):
    """How many calls are answered within SECONDS; all that were begun must be answered well."""
    command = ["h2load", "-D", str(SECONDS), "--warm-up-time=0", "-c", "4", "-m", "8", "-d", body]
    for header in ("content-type: application/grpc", "te: trailers"):
        command += ["-H", header]
    output = subprocess.run(
        [*command, f"http://{address}/grpc.testing.TestService/EmptyCall"], capture_output=True, text=True, check=True
    ).stdout
    done, succeeded = re.search(r"(\d+) done, (\d+) succeeded", output).groups()
    assert done == succeeded, output
    return int(succeeded)


def measure(server, body, attack=None):
    """Honest calls per second of processor time, and what the attackers report."""
    proc(server.pid, "clear_refs").write_text("5")  # Forgets the peak.
    before, ticks = memory_kib(server.pid, "VmRSS"), cpu_seconds(server.pid)
    reports = []
    with concurrent.futures.ProcessPoolExecutor(ATTACKERS, multiprocessing.get_context("fork")) as pool:
        until = time.monotonic() + SECONDS
        if attack:
            reports = [pool.submit(run, attack, server.address, until) for _ in range(ATTACKERS)]
        calls = honest_calls(server.address, body)
        seconds = cpu_seconds(server.pid) - ticks
        reports = [report.result() for report in reports]
    growth = (memory_kib(server.pid, "VmHWM") - before) / 1024
    return calls / seconds, growth, reports


def said(outcomes):
    """What attackers got, without repetition, and whether each got what he should."""
    return ", ".join(dict.fromkeys(text for outcome in outcomes for text in outcome)) or "served"


def attack_all(directory, body, faults, wanted):
    print("| attack | what the offender got | sent for it | memory grew, MiB | honest calls per CPU second |")
    print("|---|---|---:|---:|---:|")
    for attack in ATTACKS:
        if wanted not in attack.title:
            continue
        server = InteropServer(directory).start()
        try:
            measure(server, body)  # Warm.
            alone, _, _ = measure(server, body)
            beside, growth, reports = measure(server, body, attack)
        finally:
            server.clean_up()
        outcomes = [outcome for report in reports for outcome in report[0]]
        sent = sorted(size for report in reports for size in report[1])
        print(
            f"| {attack.title} | {said(outcomes[:1])} | {sent[len(sent) // 2] / 1024:,.1f} KiB | {growth:.1f} "
            f"| {beside:,.0f} ({beside / alone:.0%}) |", flush=True)
        if not any(attack.expects in text for text in outcomes[0] or [""]):
            faults.append(f"{attack.title}: got {said(outcomes[:1])}, not {attack.expects}")
        if growth > MEMORY_MIB_MAX:
            faults.append(f"{attack.title}: memory grew by {growth:.0f} MiB")
        if beside < alone * attack.share:
            faults.append(f"{attack.title}: honest calls fell to {beside / alone:.0%}")


def hold_all(directory, body, faults):
    """The slow peers, all at once, with an honest caller before and after."""
    server = InteropServer(directory).start()
    peers = {title: [] for title in SLOW}
    try:
        honest_calls(server.address, body)
        before = memory_kib(server.pid, "VmRSS")
        for title, (_, opening, _) in SLOW.items():
            for _ in range(SLOW_CONNECTIONS):
                peers[title].append(Peer(server.address))
                peers[title][-1].send(opening())
        held = memory_kib(server.pid, "VmRSS") - before
        end = time.monotonic() + SLOW_SECONDS
        while time.monotonic() < end:
            for title, (_, _, morsel) in SLOW.items():
                for peer in peers[title]:
                    if peer.is_gone:
                        continue
                    try:
                        peer.send(morsel)
                        peer.wait(0.0001)
                    except Gone:
                        pass
            time.sleep(2)
        honest_calls(server.address, body)
    finally:
        server.clean_up()
    count = SLOW_CONNECTIONS * len(SLOW)
    print(f"\n{count} slow connections at once took {held / count:.1f} KiB each. After {SLOW_SECONDS} seconds:\n")
    print("| slow peer | what the offender got |\n|---|---|")
    for title, (expects, _, _) in SLOW.items():
        outcomes = [peer.outcome() for peer in peers[title]]
        print(f"| {title} | {said(outcomes)} |")
        missed = sum(not any(expects in text for text in outcome) for outcome in outcomes)
        if missed:
            faults.append(f"{title}: {missed} of {len(outcomes)} did not get {expects}")


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else random.randrange(1 << 32)
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    random.seed(seed)
    print(f"seed {seed}\n")
    faults = []
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        body = directory / "body"
        body.write_bytes(bytes(5))
        attack_all(directory, body, faults, wanted)
        if not wanted:
            hold_all(directory, body, faults)
    if faults:
        sys.exit("\n" + "\n".join(faults))


if __name__ == "__main__":
    main()
