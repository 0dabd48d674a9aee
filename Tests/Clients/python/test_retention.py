"""Retention: what is closed and older than a workspace keeps is emptied in small steps; the rest is left alone."""

import time

from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp

import inbox_api as api
import operator_tools as tools
import stories
from inbox_client import WORKSPACE
from waiting import wait_for

PROVIDER = api.CHANNEL_TYPE_PROVIDER
DAY_SECONDS = 86_400


def said(text, days):
    """What a customer said so many days ago."""
    when = Timestamp(seconds=int(time.time()) - days * DAY_SECONDS)
    return api.IngestMessage(
        external_id=stories.fresh("message"), direction=api.MESSAGE_DIRECTION_INBOUND, text=text, message_time=when
    )


def close(client, name):
    client.interactions.SetStatus(api.SetStatusRequest(name=name, status=api.INTERACTION_STATUS_PROCESSED))
    return name


def keep(client, days):
    client.directory.UpdateWorkspace(
        api.UpdateWorkspaceRequest(
            workspace=api.Workspace(name=WORKSPACE, retention=Duration(seconds=days * DAY_SECONDS)),
            update_mask=FieldMask(paths=["retention"]),
        )
    )


def thread(client, name):
    """All messages of a long thread."""
    messages, token = [], ""
    while True:
        page = client.interactions.ListMessages(api.ListMessagesRequest(parent=name, page_size=200, page_token=token))
        messages += page.messages
        token = page.next_page_token
        if not token:
            return messages


def test_what_is_closed_and_too_old_is_emptied_and_nothing_else(own_server, clients):
    admin = clients(own_server)
    old = [
        close(admin, stories.push_one(admin, api.SOURCE_WHATSAPP, [said(f"secret word {number}", 100)]))
        for number in range(30)
    ]
    note = admin.notes.CreateNote(api.CreateNoteRequest(parent=old[0], body="secret too")).note
    # A thread of more than a step empties.
    long = old[1]
    pushed = [said(f"secret line {number}", 90) for number in range(600)]
    for start in range(0, len(pushed), 200):
        stories.push(
            admin,
            stories.item(
                api.SOURCE_WHATSAPP, pushed[start : start + 200], external_id=admin.interaction(long).external_id
            ),
        )
    close(admin, long)
    archived = close(admin, stories.push_one(admin, api.SOURCE_WHATSAPP, [said("secret in the archive", 100)]))
    admin.interactions.ArchiveInteraction(api.ArchiveInteractionRequest(name=archived))
    recent = close(admin, stories.push_one(admin, api.SOURCE_WHATSAPP, [said("of this month", 20)]))
    pending = stories.push_one(admin, api.SOURCE_WHATSAPP, [said("still waits", 100)])
    scheduled = stories.push_one(admin, api.SOURCE_WHATSAPP, [said("will be answered", 100)])
    request = api.ScheduleResponseRequest(name=scheduled, channel=PROVIDER, text="Soon")
    request.schedule_time.FromSeconds(int(time.time()) + DAY_SECONDS)
    admin.interactions.ScheduleResponse(request)
    close(admin, scheduled)
    counted = api.GetCountsRequest(parent=WORKSPACE)
    counts = list(admin.inbox.GetCounts(counted).counts)

    keep(admin, 30)

    wait_for(lambda: all(message.text == "" for name in [*old, archived] for message in admin.messages(name)))
    assert len(thread(admin, long)) == 1 + len(pushed)
    assert {(message.text, message.external_id) for message in thread(admin, long)} == {("", "")}
    assert admin.notes.GetNote(api.GetNoteRequest(name=note.name)).note.body == ""
    for name, text in [(recent, "of this month"), (pending, "still waits"), (scheduled, "will be answered")]:
        assert admin.messages(name)[0].text == text
    assert list(admin.inbox.GetCounts(counted).counts) == counts
    search = api.SearchInteractionsRequest(parent=WORKSPACE, query="secret")
    assert not admin.inbox.SearchInteractions(search).results
    # What was open when the pass went by is emptied by a later one; a change of settings begins one.
    close(admin, pending)
    keep(admin, 31)
    wait_for(lambda: admin.messages(pending)[0].text == "")
    assert own_server.stop() == 0
    answer = tools.check(own_server.data)
    assert answer.code == tools.WHOLE, answer.text
