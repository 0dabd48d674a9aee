"""What cannot be done is refused with a code, a reason, and the field at fault."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import refused

NOT_FOUND = (grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND")
NAME_INVALID = (grpc.StatusCode.INVALID_ARGUMENT, "NAME_INVALID")

# An id that is well-formed and belongs to nothing.
NOBODY = "0000000000001"

NAMES = [
    (f"{WORKSPACE}/interactions/{NOBODY}", NOT_FOUND),
    (f"workspaces/other/interactions/{NOBODY}", NOT_FOUND),
    ("", NAME_INVALID),
    ("nonsense", NAME_INVALID),
    (WORKSPACE, NAME_INVALID),
    (f"{WORKSPACE}/interactions/", NAME_INVALID),
    (f"{WORKSPACE}/interactions/{NOBODY}/", NAME_INVALID),
    (f"{WORKSPACE}/interactions/not an id", NAME_INVALID),
    (f"{WORKSPACE}/notes/{NOBODY}", NAME_INVALID),
    (f"/{WORKSPACE}/interactions/{NOBODY}", NAME_INVALID),
]

CALLS = {
    "GetInteraction": (
        "name",
        lambda client, name: client.interactions.GetInteraction(api.GetInteractionRequest(name=name)),
    ),
    "ListMessages": (
        "parent",
        lambda client, name: client.interactions.ListMessages(api.ListMessagesRequest(parent=name)),
    ),
    "ListNotes": ("parent", lambda client, name: client.notes.ListNotes(api.ListNotesRequest(parent=name))),
    "CreateNote": (
        "parent",
        lambda client, name: client.notes.CreateNote(api.CreateNoteRequest(parent=name, body="Hello")),
    ),
    "SaveDraft": (
        "name",
        lambda client, name: client.interactions.SaveDraft(
            api.SaveDraftRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER, text="Hello")
        ),
    ),
    "SendResponse": (
        "name",
        lambda client, name: client.interactions.SendResponse(
            api.SendResponseRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER, text="Hello")
        ),
    ),
}


@pytest.mark.parametrize(("name", "expected"), NAMES)
@pytest.mark.parametrize("method", CALLS)
def test_a_name_must_be_one_and_be_there(admin, method, name, expected):
    field, call = CALLS[method]
    code, reason = expected

    with refused(code, reason, field=field if reason == "NAME_INVALID" else ""):
        call(admin, name)


@pytest.mark.parametrize(
    ("workspace", "expected"),
    [
        ("workspaces/other", NOT_FOUND),
        ("workspaces/", NAME_INVALID),
        ("demo", NAME_INVALID),
        ("workspaces/demo/", NAME_INVALID),
        ("workspaces/Démo", NAME_INVALID),
    ],
)
def test_a_workspace_must_be_one_and_be_there(admin, connector, workspace, expected):
    with refused(*expected):
        admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=workspace))
    with refused(*expected):
        admin.directory.ListUsers(api.ListUsersRequest(parent=workspace))
    with refused(*expected):
        connector.ingest.IngestInteractions(
            api.IngestInteractionsRequest(parent=workspace, items=[stories.item()])
        )


def test_the_directory_does_not_make_things_up(admin):
    for refusal, call in [
        (NOT_FOUND, lambda: admin.directory.GetUser(api.GetUserRequest(name=f"{WORKSPACE}/users/nobody"))),
        (NAME_INVALID, lambda: admin.directory.GetUser(api.GetUserRequest(name="users/admin"))),
        (NOT_FOUND, lambda: admin.directory.GetLocation(api.GetLocationRequest(name=f"{WORKSPACE}/locations/x"))),
        (NOT_FOUND, lambda: admin.directory.GetWorkspace(api.GetWorkspaceRequest(name="workspaces/other"))),
    ]:
        with refused(*refusal):
            call()


@pytest.mark.parametrize("token", ["nonsense", "AAAA", "é", "x" * 10_000])
def test_a_page_token_must_come_from_this_server(admin, connector, token):
    review = stories.push_one(connector)

    for call in [
        lambda: admin.interactions.ListMessages(api.ListMessagesRequest(parent=review, page_token=token)),
        lambda: admin.notes.ListNotes(api.ListNotesRequest(parent=review, page_token=token)),
        lambda: admin.directory.ListUsers(api.ListUsersRequest(parent=WORKSPACE, page_token=token)),
        lambda: admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, page_token=token)),
    ]:
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", field="page_token"):
            call()


def test_a_page_token_of_one_thread_does_not_open_another(admin, connector):
    messages = [stories.said(str(number), seconds=number) for number in range(5)]
    one = stories.push_one(connector, source=api.SOURCE_WHATSAPP, messages=messages)
    other = stories.push_one(connector, source=api.SOURCE_WHATSAPP)
    token = admin.interactions.ListMessages(api.ListMessagesRequest(parent=one, page_size=2)).next_page_token

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", field="page_token"):
        admin.interactions.ListMessages(api.ListMessagesRequest(parent=other, page_token=token))


def every_method():
    from inbox.v1 import (
        delivery_service_pb2,
        directory_service_pb2,
        inbox_service_pb2,
        ingest_service_pb2,
        interaction_service_pb2,
        notes_service_pb2,
        notification_service_pb2,
    )

    files = [
        delivery_service_pb2, directory_service_pb2, inbox_service_pb2, ingest_service_pb2, interaction_service_pb2,
        notes_service_pb2, notification_service_pb2,
    ]  # fmt: skip
    for file in files:
        for service in file.DESCRIPTOR.services_by_name.values():
            yield from service.methods


@pytest.mark.parametrize("method", list(every_method()), ids=lambda method: method.full_name)
def test_every_method_of_the_contract_says_what_an_empty_request_lacks(admin, method):
    """No method is missing, and each names the field: an empty message is read by the method's own handler."""
    from google.protobuf.message_factory import GetMessageClass

    request = GetMessageClass(method.input_type)()
    path = f"/{method.containing_service.full_name}/{method.name}"
    answers = GetMessageClass(method.output_type).FromString
    kind = ("stream" if method.client_streaming else "unary") + ("_stream" if method.server_streaming else "_unary")
    call = getattr(admin.channel, kind)(path, type(request).SerializeToString, answers)

    with refused(grpc.StatusCode.INVALID_ARGUMENT) as refusal:
        answer = call(
            iter([request]) if method.client_streaming else request,
            metadata=[("inbox-actor", "users/admin")],
            timeout=30,
        )
        if method.server_streaming:
            list(answer)
    assert refusal.fields, refusal
