"""The server is stopped, killed and started again: what it acknowledged is there."""

import concurrent.futures
import signal

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import channel_of
from inbox_server import Server

PROVIDER = api.CHANNEL_TYPE_PROVIDER


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_everything_acknowledged_is_there_again(own_server, clients, ending):
    """Ctrl-C, a service manager's stop, and kill -9."""
    admin = clients(own_server)
    item = stories.item(rating=3, rating_max=5)
    (pushed,) = stories.push(admin, item)
    drafted, answered = stories.push_one(admin), stories.push_one(admin)
    draft = admin.interactions.SaveDraft(
        api.SaveDraftRequest(name=drafted, channel=PROVIDER, text="Half a sen")
    )
    send = api.SendResponseRequest(
        name=answered, channel=PROVIDER, text="Merci !", request_id=stories.fresh("send")
    )
    response = admin.interactions.SendResponse(send)
    note = admin.notes.CreateNote(api.CreateNoteRequest(parent=drafted, body="Call him back.")).note
    rows = admin.list_all()
    admin.close()

    if ending == "SIGKILL":
        own_server.kill()
    else:
        assert own_server.stop(signal.Signals[ending]) == 0, own_server.log()
    admin = clients(own_server.start())

    assert admin.list_all() == rows
    assert channel_of(admin.interaction(drafted), PROVIDER).draft.etag == draft.etag
    assert list(admin.notes.ListNotes(api.ListNotesRequest(parent=drafted)).notes) == [note]
    assert response.message in admin.messages(answered)
    # What makes repeats harmless survives as well.
    assert admin.interactions.SendResponse(send) == response
    (again,) = stories.push(admin, item)
    assert (again.outcome, again.interaction) == (api.INGEST_OUTCOME_UNCHANGED, pushed.interaction)


def test_a_kill_amid_writes_loses_nothing_acknowledged(own_server, clients):
    """Many callers write while the process is killed; afterwards their notes are there, each once."""
    admin = clients(own_server)
    interaction = stories.push_one(admin)
    acknowledged, attempted = [], []

    def write(caller):
        for number in range(100_000):
            body = f"{caller}.{number}"
            attempted.append(body)
            try:
                admin.notes.CreateNote(api.CreateNoteRequest(parent=interaction, body=body))
            except grpc.RpcError:
                return
            acknowledged.append(body)
            if len(acknowledged) == 400:
                own_server.kill()

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(16)))
    admin = clients(own_server.start())

    bodies, token = [], ""
    while True:
        page = admin.notes.ListNotes(api.ListNotesRequest(parent=interaction, page_size=200, page_token=token))
        bodies += [note.body for note in page.notes]
        token = page.next_page_token
        if not token:
            break
    assert set(acknowledged) <= set(bodies) <= set(attempted)
    assert len(set(bodies)) == len(bodies)
    assert admin.interaction(interaction).note_count == len(bodies)


def test_calls_under_way_are_answered_before_a_graceful_end(own_server, clients):
    """A stop cuts nobody off: each call has an answer, and what was acknowledged is there."""
    admin = clients(own_server)
    interaction = stories.push_one(admin)
    calls = [
        admin.notes.CreateNote.future(api.CreateNoteRequest(parent=interaction, body=f"Note {number}"))
        for number in range(200)
    ]
    calls[0].result()

    assert own_server.stop() == 0, own_server.log()

    written = [call.result().note.name for call in calls if call.code() == grpc.StatusCode.OK]
    assert {call.code() for call in calls} <= {grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE}
    admin = clients(own_server.start())
    listed = admin.notes.ListNotes(api.ListNotesRequest(parent=interaction, page_size=200)).notes
    assert set(written) <= {note.name for note in listed}


def test_a_second_server_on_the_same_data_is_refused(own_server, clients):
    second = Server(own_server.data)
    second._log = own_server.data.with_name("second.log")

    with pytest.raises(AssertionError, match="inboxd ended with [1-9]"):
        second.start()

    assert str(own_server.data) in second.log(), "the refusal names the directory"
    assert clients(own_server).list_all()
