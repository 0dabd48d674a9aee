"""API keys: the first one made on the data directory, the others by calls; what they open, and until when."""

import subprocess

import grpc

import inbox_api as api
from inbox_client import WORKSPACE
from inbox_server import BINARY
from refusal import refused


def keys(server, *words):
    """`inboxd keys ...` on the data directory of a server that does not run."""
    run = subprocess.run([BINARY, "keys", *words, "--data", server.data], capture_output=True, text=True, timeout=60)
    return run.returncode, run.stdout.strip(), run.stderr


def bearer(secret):
    return [("authorization", "Bearer " + secret)]


def workspace(client):
    return client.directory.GetWorkspace(api.GetWorkspaceRequest(name=WORKSPACE)).workspace.name


def test_the_first_key_is_made_on_the_data_directory_and_the_next_by_a_call(own_server, clients):
    code, _, trouble = keys(own_server, "create", "--name", "Too early")
    assert code != 0 and "in use" in trouble
    assert workspace(clients(own_server)) == WORKSPACE

    own_server.stop()
    code, secret, _ = keys(own_server, "create", "--name", "Operator")
    assert code == 0 and secret.startswith("inboxd_")
    code, listed, _ = keys(own_server, "list")
    assert code == 0 and "operator" in listed and "Operator" in listed and secret not in listed
    own_server.start()

    with refused(grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_MISSING"):
        workspace(clients(own_server))
    operator = clients(own_server, actor="users/helena", metadata=bearer(secret))
    assert workspace(operator) == WORKSPACE
    made = operator.directory.CreateApiKey(
        api.CreateApiKeyRequest(
            parent=WORKSPACE, api_key=api.ApiKey(display_name="Reviews", roles=[api.API_KEY_ROLE_CONNECTOR])
        )
    )
    connector = clients(own_server, actor="connectors/google", metadata=bearer(made.secret))
    assert workspace(connector) == WORKSPACE
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_NOT_ALLOWED"):
        workspace(clients(own_server, actor="users/helena", metadata=bearer(made.secret)))

    operator.directory.RevokeApiKey(api.RevokeApiKeyRequest(name=made.api_key.name))
    with refused(grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_INVALID"):
        workspace(connector)

    own_server.stop()
    code, said, _ = keys(own_server, "revoke", listed.split()[0])
    assert code == 0 and said.startswith("revoked")
    own_server.start()
    with refused(grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_INVALID"):
        workspace(clients(own_server, actor="users/helena", metadata=bearer(secret)))


def test_a_key_of_a_workspace_needs_a_role_and_a_workspace_that_is_there(own_server):
    own_server.stop()
    for words, sentence in [
        (("--workspace", "demo"), "--role"),
        (("--workspace", "demo", "--role", "king"), "king"),
        (("--workspace", "nothing", "--role", "reader"), "nothing"),
        (("--role", "reader"), "--role"),
    ]:
        code, _, trouble = keys(own_server, "create", "--name", "x", *words)
        assert code != 0 and sentence in trouble
    code, secret, _ = keys(own_server, "create", "--name", "x", "--workspace", "demo", "--role", "reader", "--days", "7")
    assert code == 0 and secret.startswith("inboxd_")
    code, listed, _ = keys(own_server, "list", "--workspace", "demo")
    assert code == 0 and "until" in listed
