"""The same small service on this project's stack and on its peers, measured in one run.

    make bench-peers

Five servers serve the same calls (proto/bench/v1/echo.proto): this project's stack, grpc-go and gRPC C++ of Debian,
grpc-swift-2 on its NIO transport, and, as the floor, nghttpd, which knows no messages and sends files of the size. Each
gRPC server is first asked by a real grpcio client whether it answers right. Then rounds of all scenarios and servers take
turns, so that a slow minute of the machine hits all of them. The figure is CPU time: user and system time of the server
process over the calls it answered, from /proc; it holds up on a shared machine where calls per second do not. Tables show
medians; below them stands the widest spread. A peer that cannot be built or started is named.
"""

import argparse
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE / ".build/peers"
sys.path[0] = str(BUILT / "python")  # In place of this directory, whose bench.py would hide the package `bench`.

import grpc  # noqa: E402
from bench.v1 import echo_pb2 as echo  # noqa: E402

SERVICE = "/bench.v1.EchoService/"
SMALL = "twenty bytes of text"
CPU_SECONDS = 0.6
CALLS_MAX = 200_000
IDLE_CONNECTIONS = 2_000
TICKS_PER_SECOND = 100
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])


class Scenario:
    """One call repeated, by so many connections with so many streams each."""

    def __init__(self, title, request, answer_bytes, connections=8, streams=32, method="Echo", messages=1):
        self.title, self.body, self.answer_bytes = title, request.SerializeToString(), answer_bytes
        self.connections, self.streams, self.method, self.messages = connections, streams, method, messages


def scenarios(stream_messages):
    kilobyte = echo.EchoRequest(**{f"text_{n}": ("seventy-odd bytes of text, as a name or a line has " * 2)[:77] for n in range(1, 14)})
    small = echo.EchoRequest(text_1=SMALL)
    large = echo.EchoRequest(text_1=SMALL, answer_bytes=16_384)
    stream = echo.RepeatRequest(text=SMALL, count=stream_messages)
    return [
        Scenario("echo, 20 B", small, 20),
        Scenario("echo, 1 KB of 13 strings", kilobyte, 1_024),
        Scenario("16 KB answer", large, 16_384),
        Scenario("20 B, 64 connections by 10", small, 20, 64, 10),
        Scenario("20 B, 500 connections by 1", small, 20, 500, 1),
        Scenario("stream, per 20 B message", stream, None, 1, 1, "Repeat", stream_messages),
    ]


class Server:
    """A server process, and what was measured of it."""

    def __init__(self, name, command, is_grpc=True):
        self.name, self.command, self.is_grpc = name, command, is_grpc
        self.micros, self.latencies, self.process, self.fault = {}, [], None, None

    def start(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [part.format(port=self.port) for part in self.command]
        try:
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError as error:
            self.process, self.fault = None, str(error)
            return
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(0.3)
        self.start_kib = self.resident_kib()
        if self.is_grpc:
            self.check()

    def check(self):
        """Whether it does the work, asked by grpcio."""
        with grpc.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            call = channel.unary_unary(
                SERVICE + "Echo", echo.EchoRequest.SerializeToString, echo.EchoResponse.FromString)
            answer = call(echo.EchoRequest(text_1="é", text_13="last", answer_bytes=7), timeout=20)
            assert (answer.text_1, answer.text_13, answer.payload) == ("é", "last", bytes(7)), answer
            repeat = channel.unary_stream(
                SERVICE + "Repeat", echo.RepeatRequest.SerializeToString, echo.RepeatResponse.FromString)
            assert [one.text for one in repeat(echo.RepeatRequest(text="x", count=9), timeout=20)] == ["x"] * 9

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def resident_kib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1])

    def load(self, scenario, calls, log=None):
        """Drives `calls` calls; gives the CPU seconds they took. Fails if one was not answered whole."""
        command = ["h2load", "-n", str(calls), "-c", str(min(scenario.connections, calls)), "-m", str(scenario.streams)]
        if log:
            command += ["--log-file", log]
        if self.is_grpc:
            body = pathlib.Path(tempfile.gettempdir()) / "bench-peers-body"
            body.write_bytes(b"\0" + len(scenario.body).to_bytes(4, "big") + scenario.body)
            command += ["-d", str(body), "-H", "content-type: application/grpc", "-H", "te: trailers"]
            path = SERVICE + scenario.method
        else:
            path = f"/{scenario.answer_bytes}"
        before = self.cpu_seconds()
        output = subprocess.run(
            [*command, f"http://127.0.0.1:{self.port}{path}"], capture_output=True, text=True, check=True).stdout
        spent = self.cpu_seconds() - before
        least = (scenario.answer_bytes or 27 * scenario.messages) * calls
        assert int(re.search(r"(\d+) succeeded", output)[1]) == calls, f"{self.name}: {output}"
        assert int(re.search(r"\((\d+)\) data", output)[1]) >= least, f"{self.name}: {output}"
        return spent

    def measure(self, scenario):
        """One round; the number of calls is chosen once, for a fair share of CPU time."""
        if scenario.answer_bytes is None and not self.is_grpc:
            return
        known = self.micros.setdefault(scenario.title, [])
        if not known:
            probe = max(scenario.connections, 1_000) if scenario.messages == 1 else 1
            self.load(scenario, probe)  # Warm-up, not counted.
            micros = max(self.load(scenario, probe), 0.01) / probe
            least = 2 * scenario.connections if scenario.messages == 1 else 1
            scenario_calls = int(min(max(CPU_SECONDS / micros, least), CALLS_MAX))
            self.calls = getattr(self, "calls", {}) | {scenario.title: scenario_calls}
        calls = self.calls[scenario.title]
        known.append(self.load(scenario, calls) * 1e6 / calls / scenario.messages)

    def measure_latency(self):
        """Response times of a lightly loaded server: 8 connections by 1 stream."""
        with tempfile.NamedTemporaryFile() as log:
            light = Scenario("", echo.EchoRequest(text_1=SMALL), 20, 8, 1)
            self.load(light, 4_000, log.name)
            self.latencies += [int(line.split("\t")[2]) for line in open(log.name)]

    def measure_memory(self):
        self.loaded_kib = self.resident_kib()
        peers = []
        for _ in range(IDLE_CONNECTIONS):
            peer = socket.create_connection(("127.0.0.1", self.port))
            peer.sendall(PREFACE)
            peers.append(peer)
        time.sleep(1)
        self.connection_kib = (self.resident_kib() - self.loaded_kib) / IDLE_CONNECTIONS
        for peer in peers:
            peer.close()


def servers(directory):
    swift = HERE / ".build/release"
    for size in (20, 1_024, 16_384):
        (pathlib.Path(directory) / str(size)).write_bytes(bytes(size))
    return [
        Server("ours", [str(swift / "EchoServer"), "{port}"]),
        Server("nghttpd", ["nghttpd", "--no-tls", "-n", "2", "-d", directory, "{port}"], is_grpc=False),
        Server("grpc-go", [str(BUILT / "echo_go"), "{port}"]),
        Server("gRPC C++", [str(BUILT / "echo_cpp"), "{port}"]),
        Server("grpc-swift-2", [str(swift / "GRPCSwiftEcho"), "{port}"]),
    ]


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def print_tables(running, works):
    ours = running[0]
    names = [server.name for server in running]
    print(f"| CPU us per call | {' | '.join(names)} |\n|---|{'---:|' * len(names)}")
    spread = 0
    for work in works:
        cells = []
        for server in running:
            values = server.micros.get(work.title)
            if not values:
                cells.append("-")
                continue
            middle = statistics.median(values)
            spread = max(spread, (max(values) - min(values)) / middle)
            ratio = middle / statistics.median(ours.micros[work.title])
            digits = 2 if middle < 3 else 1 if middle < 30 else 0
            cells.append(f"{middle:.{digits}f}" + ("" if server is ours else f" ({ratio:.1f}x)"))
        print(f"| {work.title} | {' | '.join(cells)} |")
    print(f"\nIn brackets: times ours. The widest spread of a figure, max - min over its median: {spread:.0%}.\n")
    print(f"| | {' | '.join(names)} |\n|---|{'---:|' * len(names)}")
    for title, share in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)):
        cells = [f"{percentile(server.latencies, share):,}" for server in running]
        print(f"| latency us, 8 connections by 1, {title} | {' | '.join(cells)} |")
    print(f"| MiB at start | {' | '.join(f'{s.start_kib / 1024:.0f}' for s in running)} |")
    print(f"| MiB after this load | {' | '.join(f'{s.loaded_kib / 1024:.0f}' for s in running)} |")
    print(f"| KiB per idle connection, at {IDLE_CONNECTIONS:,} | {' | '.join(f'{s.connection_kib:.0f}' for s in running)} |")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--stream-messages", type=int, default=1_000_000)
    options = arguments.parse_args()
    works = scenarios(options.stream_messages)
    with tempfile.TemporaryDirectory() as directory:
        everyone = servers(directory)
        try:
            for server in everyone:
                server.start()
            running = [server for server in everyone if server.fault is None]
            for _ in range(options.rounds):
                for work in works:
                    for server in running:
                        server.measure(work)
                for server in running:
                    server.measure_latency()
            for server in running:
                server.measure_memory()
        finally:
            for server in everyone:
                server.stop()
    print_tables(running, works)
    for server in everyone:
        if server.fault:
            print(f"\nNot measured: {server.name}: {server.fault}")


if __name__ == "__main__":
    main()
