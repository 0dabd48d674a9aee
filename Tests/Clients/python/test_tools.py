"""Tools that know nothing of the inbox work from the first day: health checks, reflection, buf curl."""

import json
import subprocess

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from inbox_client import WORKSPACE
from inbox_server import ROOT
from refusal import refused

SERVING = health_pb2.HealthCheckResponse.SERVING


def test_a_load_balancer_sees_that_the_server_serves(admin):
    health = health_pb2_grpc.HealthStub(admin.channel)

    assert health.Check(health_pb2.HealthCheckRequest()).status == SERVING
    assert health.Check(health_pb2.HealthCheckRequest(service="inbox.v1.InboxService")).status == SERVING


def test_the_health_of_a_service_that_is_not_there_is_not_found(admin):
    health = health_pb2_grpc.HealthStub(admin.channel)

    with refused(grpc.StatusCode.NOT_FOUND):
        health.Check(health_pb2.HealthCheckRequest(service="inbox.v1.NoService"))


def test_a_client_without_the_proto_files_learns_the_contract_by_reflection(admin):
    database = ProtoReflectionDescriptorDatabase(admin.channel)
    pool = DescriptorPool(database)

    services = database.get_services()
    notes = pool.FindServiceByName("inbox.v1.NotesService")
    response = pool.FindMessageTypeByName("inbox.v1.GetInteractionResponse")

    assert {
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "inbox.v1.DirectoryService",
        "inbox.v1.InboxService",
        "inbox.v1.IngestService",
        "inbox.v1.InteractionService",
        "inbox.v1.NotesService",
    } <= set(services)
    assert "CreateNote" in notes.methods_by_name
    # Its imports came along, those of the well-known types too.
    interaction = response.fields_by_name["interaction"].message_type
    assert interaction.fields_by_name["create_time"].message_type.full_name == "google.protobuf.Timestamp"


@pytest.mark.parametrize("name", ["inbox.v1.NoService", "inbox.v1.Nothing.at.all", ""])
def test_reflection_says_what_it_does_not_know(admin, name):
    database = ProtoReflectionDescriptorDatabase(admin.channel)

    with pytest.raises(KeyError):
        database.FindFileContainingSymbol(name)


def test_buf_curl_calls_the_server_without_any_file(server):
    answer = subprocess.run(
        [
            ROOT / ".venv" / "bin" / "buf", "curl", "--http2-prior-knowledge", "--protocol", "grpc",
            "--header", "inbox-actor: users/admin", "--data", json.dumps({"name": WORKSPACE}),
            f"http://{server.address}/inbox.v1.DirectoryService/GetWorkspace",
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["workspace"]["name"] == WORKSPACE
