"""What an operator sees: metrics and log lines."""

import json
import re
import urllib.error
import urllib.request

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

import inbox_api as api
from inbox_server import Server
from refusal import refused
from stories import item, push, push_one, said
from waiting import wait_for

HANG_SECONDS = 30
SECRET = "Le mot de passe est tournesol."


@pytest.fixture(scope="module")
def watched_server(tmp_path_factory):
    """A server that shows metrics and logs for machines."""
    server = Server(
        tmp_path_factory.mktemp("insight") / "data", "--admin", "127.0.0.1:0", "--log-format", "json", "--log-level", "debug"
    ).start()
    yield server
    server.clean_up()


def lines(server):
    """The log so far, line by line."""
    return [json.loads(line) for line in server.log().splitlines()]


def admin(server):
    """Where the metrics are, which the log tells."""
    return next(line["address"] for line in lines(server) if line["message"] == "metrics")


def metrics(server):
    """Every sample of the page by its name and labels; fails on a line that Prometheus would not read."""
    with urllib.request.urlopen(f"http://{admin(server)}/metrics", timeout=HANG_SECONDS) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = answer.read().decode()
    samples, families = {}, set()
    for line in text.splitlines():
        if line.startswith("#"):
            kind = re.fullmatch(r"# (HELP|TYPE) ([a-z_]+) (.+)", line)
            assert kind, line
            families.add(kind[2])
            continue
        sample = re.fullmatch(r'([a-z_]+)(\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})? ([0-9.]+)', line)
        assert sample, line
        assert re.sub("_(bucket|sum|count)$", "", sample[1]) in families or sample[1] in families, line
        samples[sample[1] + (sample[2] or "")] = float(sample[3])
    return samples


def test_commands_and_commits_are_counted(watched_server, clients):
    connector = clients(watched_server, actor="connectors/google")
    before = metrics(watched_server)
    for _ in range(5):
        push_one(connector)
    after = metrics(watched_server)

    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown['inboxd_commands_total{outcome="committed"}'] == 5
    assert 1 <= grown["inboxd_commit_duration_seconds_count"] <= 5
    assert grown["inboxd_batch_commands_sum"] == 5
    assert grown["inboxd_commit_duration_seconds_sum"] > 0
    assert after["inboxd_wal_bytes"] > 0
    assert after["inboxd_writer_queue_commands"] == 0


def test_calls_are_counted_by_method_and_status(watched_server, clients):
    caller = clients(watched_server)
    before = metrics(watched_server)
    for _ in range(3):
        caller.users()
    with refused(grpc.StatusCode.NOT_FOUND):
        caller.interaction("workspaces/demo/interactions/0000000000000")
    after = metrics(watched_server)

    grown = {name: after[name] - before.get(name, 0) for name in after}
    listed = '{grpc_method="inbox.v1.DirectoryService/ListUsers"'
    assert grown["grpc_server_call_started_total" + listed + "}"] == 3
    assert grown["grpc_server_call_duration_seconds_count" + listed + ',grpc_status="OK"}'] == 3
    assert grown["grpc_server_call_duration_seconds_bucket" + listed + ',grpc_status="OK",le="+Inf"}'] == 3
    size = api.ListUsersResponse(users=caller.users()).ByteSize()
    assert grown["grpc_server_call_sent_total_compressed_message_size_bytes_sum" + listed + "}"] == 3 * size
    missed = '{grpc_method="inbox.v1.InteractionService/GetInteraction",grpc_status="NOT_FOUND"}'
    assert grown["grpc_server_call_duration_seconds_count" + missed] == 1
    assert after["inboxd_connections"] >= 1
    assert after["inboxd_calls_in_flight"] == 0
    assert any(name.startswith("inboxd_loop_turn_duration_seconds_count") and grown[name] > 0 for name in grown)


def test_a_slow_call_is_logged_with_its_trace(tmp_path, clients):
    server = Server(tmp_path / "data", "--slow-call-milliseconds", "1", "--log-format", "json").start()
    trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    try:
        connector = clients(server, actor="connectors/google", metadata=[("traceparent", f"00-{trace}-{parent}-01"), ("x-request-id", "web-42/7")])
        push(connector, *(item(messages=[said(SECRET)]) for _ in range(200)))
        wait_for(lambda: any(line["message"] == "slow call" for line in lines(server)))
        slow = next(line for line in lines(server) if line["message"] == "slow call")
    finally:
        server.clean_up()

    assert slow["method"] == "inbox.v1.IngestService/IngestInteractions"
    assert (slow["status"], slow["trace_id"], slow["parent_id"]) == ("OK", trace, parent)
    assert int(slow["milliseconds"]) >= 1 and slow["request_id"] == "web-42/7"
    assert "tournesol" not in json.dumps(slow)


def test_what_waits_to_be_sent_is_counted(watched_server, clients):
    connector, admin_user = clients(watched_server, actor="connectors/google"), clients(watched_server)
    name = push_one(connector)
    provider = api.CHANNEL_TYPE_PROVIDER
    before = metrics(watched_server)
    request = api.SendResponseRequest(name=name, channel=provider)
    request.text = "Merci."
    admin_user.interactions.SendResponse(request)
    after = metrics(watched_server)

    queued = 'inboxd_outbox_deliveries{state="queued"}'
    assert after[queued] == before[queued] + 1
    assert after["inboxd_outbox_oldest_seconds"] >= 0


def test_a_probe_learns_health_and_nothing_else(tmp_path, clients):
    server = Server(tmp_path / "data", "--probe", "127.0.0.1:0", "--log-format", "json").start()
    try:
        address = next(line["address"] for line in lines(server) if line["message"] == "health checks")
        with grpc.insecure_channel(address) as channel:
            health = health_pb2_grpc.HealthStub(channel)
            request = health_pb2.HealthCheckRequest()
            assert health.Check(request, timeout=HANG_SECONDS).status == health_pb2.HealthCheckResponse.SERVING
        with refused(grpc.StatusCode.UNIMPLEMENTED):
            server.address = address
            clients(server).users()
    finally:
        server.clean_up()


def test_other_pages_are_not_there(watched_server):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://{admin(watched_server)}/debug", timeout=HANG_SECONDS)


def test_log_lines_are_json_objects_without_what_customers_write(watched_server, clients):
    connector = clients(watched_server, actor="connectors/google")
    push(connector, item(messages=[said(SECRET)]), item(messages=[said(SECRET * 100_000)]))

    for line in lines(watched_server):
        assert {"time", "level", "message"} <= set(line)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert "tournesol" not in watched_server.log()


def test_log_lines_for_people_name_what_they_tell(tmp_path):
    server = Server(tmp_path / "data").start()
    try:
        assert server.stop() == 0
        assert re.search(rf"Z info ready addresses={re.escape(server.address)} data={re.escape(str(tmp_path))}", server.log())
        assert server.log().splitlines()[-1].endswith(" info stopped")
    finally:
        server.clean_up()
