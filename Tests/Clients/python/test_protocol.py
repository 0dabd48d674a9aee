"""gRPC itself, spoken with the most used client there is."""

import concurrent.futures

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import DEADLINE_SECONDS, WORKSPACE
from refusal import Refusal, refused

GET_WORKSPACE = "/inbox.v1.DirectoryService/GetWorkspace"
SAVE_DRAFT = "/inbox.v1.InteractionService/SaveDraft"
ACTOR = ("inbox-actor", "users/admin")


def raw(client, path, body, **options):
    """A call with bytes as they are."""
    options.setdefault("timeout", DEADLINE_SECONDS)
    return client.channel.unary_unary(path, lambda bytes: bytes, lambda bytes: bytes)(
        body, metadata=[ACTOR], **options
    )


def get_workspace(client, **options):
    return client.directory.GetWorkspace(api.GetWorkspaceRequest(name=WORKSPACE), **options).workspace


def field(number, payload):
    """A length-delimited field of a protobuf message."""
    assert number < 16 and len(payload) < 128
    return bytes([number << 3 | 2, len(payload)]) + payload


@pytest.mark.parametrize("path", ["/inbox.v1.NoService/Get", "/inbox.v1.DirectoryService/NoMethod", "/", "/x"])
def test_what_no_service_offers_is_unimplemented(admin, path):
    with refused(grpc.StatusCode.UNIMPLEMENTED):
        raw(admin, path, b"")


def test_bytes_that_are_no_message_are_refused(admin):
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "MESSAGE_MALFORMED"):
        raw(admin, GET_WORKSPACE, b"\xff\xff\xff")


@pytest.mark.parametrize(
    ("text", "reason"),
    [(b"\xff\xfe", "STRING_NOT_UTF8"), (b"\xed\xa0\x80", "STRING_NOT_UTF8"), (b"cut\x00here", "STRING_HAS_NUL")],
)
def test_a_string_is_utf8_without_nul(admin, connector, text, reason):
    """Otherwise the text would be stored as something that nobody wrote."""
    review = stories.push_one(connector)

    with refused(grpc.StatusCode.INVALID_ARGUMENT, reason, field="text"):
        raw(admin, SAVE_DRAFT, field(1, review.encode()) + b"\x10\x01" + field(3, text))


def test_fields_of_a_later_contract_are_passed_over(admin):
    answer = raw(admin, GET_WORKSPACE, field(1, WORKSPACE.encode()) + field(15, b"from the future"))

    assert api.GetWorkspaceResponse.FromString(answer).workspace.name == WORKSPACE


def test_a_message_over_the_limit_is_refused_and_the_connection_lives_on(admin):
    with refused(grpc.StatusCode.RESOURCE_EXHAUSTED):
        raw(admin, GET_WORKSPACE, b"\x00" * (5 << 20))

    assert get_workspace(admin)


def test_a_message_may_come_as_gzip(admin, connector):
    request = api.CreateNoteRequest(parent=stories.push_one(connector), body="abc" * 1000)

    note = admin.notes.CreateNote(request, compression=grpc.Compression.Gzip).note

    assert note.body == request.body


def test_a_small_message_cannot_become_a_large_one(admin, connector):
    """8 MiB of nothing, in 8 KiB of gzip: the limit is that of the message."""
    request = api.CreateNoteRequest(parent=stories.push_one(connector), body=" " * (8 << 20))

    with refused(grpc.StatusCode.RESOURCE_EXHAUSTED):
        admin.notes.CreateNote(request, compression=grpc.Compression.Gzip)

    assert get_workspace(admin)


def test_another_compression_is_refused(admin, connector):
    request = api.CreateNoteRequest(parent=stories.push_one(connector), body="abc" * 1000)

    with refused(grpc.StatusCode.UNIMPLEMENTED):
        admin.notes.CreateNote(request, compression=grpc.Compression.Deflate)


def test_metadata_may_be_large_but_not_without_limit(admin):
    assert get_workspace(admin, metadata=[("x-trace", "a" * 12_000)])

    with pytest.raises(grpc.RpcError):
        get_workspace(admin, metadata=[("x-trace", "a" * 60_000)])

    assert get_workspace(admin)


def test_unknown_and_binary_metadata_is_no_concern(admin):
    assert get_workspace(admin, metadata=[("x-blob-bin", bytes(range(256))), ("x-two", "1"), ("x-two", "2")])


def test_a_deadline_that_passes_ends_the_call(admin):
    """And nothing but the call: the connection goes on to serve."""
    calls = [
        admin.inbox.ListInteractions.future(
            api.ListInteractionsRequest(parent=WORKSPACE, page_size=100), timeout=0.001 * (number % 5)
        )
        for number in range(100)
    ]

    # Which of them are in time is up to the machine; no call ends in another way.
    codes = {call.code() for call in calls}
    assert grpc.StatusCode.DEADLINE_EXCEEDED in codes
    assert codes <= {grpc.StatusCode.OK, grpc.StatusCode.DEADLINE_EXCEEDED}
    assert get_workspace(admin)


def test_a_caller_that_leaves_disturbs_nobody(admin):
    for _ in range(50):
        admin.inbox.ListInteractions.future(api.ListInteractionsRequest(parent=WORKSPACE, page_size=100)).cancel()

    assert get_workspace(admin)


def test_many_calls_at_once_each_get_their_own_answer(server, clients, admin):
    """Over several connections, so that every loop takes part."""
    names = [row.name for row in admin.list_all()]
    callers = [clients(server, options=[("grpc.use_local_subchannel_pool", 1)]) for _ in range(8)]

    def get(number):
        name = names[number % len(names)]
        return name, callers[number % len(callers)].interaction(name).name

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        for asked, answered in pool.map(get, range(2_000)):
            assert asked == answered


def test_many_streams_of_one_connection_are_served(admin):
    calls = [
        admin.directory.GetWorkspace.future(api.GetWorkspaceRequest(name=WORKSPACE)) for _ in range(900)
    ]

    assert {call.result().workspace.name for call in calls} == {WORKSPACE}


def test_large_answers_arrive_whole(admin, connector):
    """Larger than any window: flow control has to open it again and again."""
    mail = stories.push_one(
        connector,
        source=api.SOURCE_EMAIL,
        messages=[stories.said(f"{number}" + "é" * 40_000, seconds=number) for number in range(30)],
    )

    messages = admin.messages(mail)

    assert [len(message.text) for message in messages] == [len(str(number)) + 40_000 for number in range(30)]


def test_errors_speak_any_language(admin):
    """grpc-message is percent-encoded; what names a value has to survive that."""
    refusal = Refusal()
    with pytest.raises(grpc.RpcError) as raised:
        admin.interaction("Gästebuch/日本 100%")
    refusal.read(raised.value)

    assert refusal.code == grpc.StatusCode.INVALID_ARGUMENT
    assert refusal.message
