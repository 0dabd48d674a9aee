"""Scheduled responses: they go out at their time, whoever is there, and only if they still may."""

import time

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

import inbox_api as api
import stories
from inbox_client import WORKSPACE, channel_of
from refusal import refused
from waiting import wait_for

PROVIDER = api.CHANNEL_TYPE_PROVIDER


@pytest.fixture
def chat(connector):
    return stories.push_one(connector, source=api.SOURCE_WHATSAPP)


@pytest.fixture
def workflow(server, clients):
    return clients(server, actor="workflows/thanks")


def ahead(seconds):
    """An instant in so many seconds."""
    instant = Timestamp()
    instant.FromNanoseconds(int((time.time() + seconds) * 1e9))
    return instant


def schedule(client, interaction, text="", seconds=3600.0, **fields):
    return client.interactions.ScheduleResponse(
        api.ScheduleResponseRequest(
            name=interaction, channel=PROVIDER, text=text, schedule_time=ahead(seconds), **fields
        )
    ).scheduled_response


def set_mode(client, interaction, mode):
    return client.interactions.SetMode(api.SetModeRequest(name=interaction, mode=mode)).interaction


def sent(client, interaction):
    return [m.text for m in client.messages(interaction) if m.direction == api.MESSAGE_DIRECTION_OUTBOUND]


def provider(client, interaction):
    return channel_of(client.interaction(interaction), PROVIDER)


def test_a_scheduled_response_goes_out_at_its_time(admin, chat):
    waiting = schedule(admin, chat, "Merci !", seconds=0.5)
    assert provider(admin, chat).scheduled_response == waiting and sent(admin, chat) == []

    wait_for(lambda: sent(admin, chat))

    (message,) = [m for m in admin.messages(chat) if m.direction == api.MESSAGE_DIRECTION_OUTBOUND]
    assert message.text == "Merci !" and message.author == "users/admin" and not message.automatic
    assert admin.interaction(chat).status == api.INTERACTION_STATUS_PROCESSED
    assert not provider(admin, chat).HasField("scheduled_response")


def test_what_fell_due_while_the_server_was_down_goes_out_once_at_start(own_server, clients):
    admin = clients(own_server)
    chats = [stories.push_one(admin, source=api.SOURCE_WHATSAPP) for _ in range(5)]
    for name in chats:
        schedule(admin, name, "While you were out", seconds=1)
    own_server.kill()
    time.sleep(1)

    admin = clients(own_server.start())

    for name in chats:
        wait_for(lambda name=name: sent(admin, name) == ["While you were out"])


def test_a_scheduled_response_is_moved_edited_listed_and_cancelled(admin, chat):
    schedule(admin, chat, "First")
    moved = schedule(admin, chat, seconds=7200, keep_scheduled_text=True)
    assert moved.text == "First"
    edited = schedule(admin, chat, "Second", etag=moved.etag)
    listed = admin.inbox.ListScheduledResponses(api.ListScheduledResponsesRequest(parent=WORKSPACE, page_size=200))
    assert edited in listed.scheduled_responses
    with refused(grpc.StatusCode.ABORTED, "ETAG_MISMATCH"):
        schedule(admin, chat, "Third", etag=moved.etag)

    answer = admin.interactions.CancelScheduledResponse(
        api.CancelScheduledResponseRequest(name=chat, channel=PROVIDER)
    )

    assert answer.draft.text == "Second"
    assert answer.draft.return_reason == api.DRAFT_RETURN_REASON_SCHEDULE_CANCELLED


def test_sending_it_now_sends_it_once(admin, chat):
    schedule(admin, chat, "Merci !")
    now = api.SendResponseRequest(name=chat, channel=PROVIDER, send_scheduled=True)

    answer = admin.interactions.SendResponse(now)

    with refused(grpc.StatusCode.FAILED_PRECONDITION, "RESPONSE_ALREADY_CLAIMED") as refusal:
        admin.interactions.SendResponse(now)
    assert answer.message.name in refusal.message
    assert sent(admin, chat) == ["Merci !"]


def test_a_time_in_the_past_is_refused(admin, chat):
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "SCHEDULE_TIME_PAST", field="schedule_time"):
        schedule(admin, chat, "Too late", seconds=-1)


def test_human_mode_takes_back_what_a_workflow_scheduled(admin, workflow, chat):
    assert schedule(workflow, chat, "Automatically").automatic

    set_mode(admin, chat, api.INTERACTION_MODE_HUMAN)

    shown = provider(admin, chat)
    assert not shown.HasField("scheduled_response") and shown.draft.text == "Automatically"
    assert shown.draft.return_reason == api.DRAFT_RETURN_REASON_AUTOMATION_BLOCKED
    set_mode(admin, chat, api.INTERACTION_MODE_AI)
    assert not provider(admin, chat).HasField("scheduled_response")


def test_what_a_workflow_schedules_in_human_mode_is_held_back_when_it_is_due(admin, workflow, chat):
    set_mode(admin, chat, api.INTERACTION_MODE_HUMAN)
    schedule(workflow, chat, "Automatically", seconds=0.3)

    draft = wait_for(lambda: provider(admin, chat).draft.text and provider(admin, chat).draft)

    assert draft.return_reason == api.DRAFT_RETURN_REASON_AUTOMATION_BLOCKED
    assert sent(admin, chat) == []


def test_what_a_human_confirmed_goes_out_in_any_mode(admin, workflow, chat):
    schedule(workflow, chat, "Automatically")
    assert not schedule(admin, chat, seconds=0.5, keep_scheduled_text=True).automatic

    set_mode(admin, chat, api.INTERACTION_MODE_HUMAN)

    wait_for(lambda: sent(admin, chat) == ["Automatically"])


def test_the_trash_takes_back_what_is_scheduled_and_queued(admin, chat):
    admin.interactions.SendResponse(api.SendResponseRequest(name=chat, channel=PROVIDER, text="Queued"))
    schedule(admin, chat, "Scheduled")

    admin.interactions.DeleteInteraction(api.DeleteInteractionRequest(name=chat))

    (message,) = [m for m in admin.messages(chat) if m.direction == api.MESSAGE_DIRECTION_OUTBOUND]
    assert message.state == api.MESSAGE_STATE_WITHDRAWN
    assert provider(admin, chat).draft.text == "Scheduled"
    revisions = admin.interactions.ListDraftRevisions(
        api.ListDraftRevisionsRequest(parent=chat, channel=PROVIDER)
    ).revisions
    assert [revision.text for revision in revisions] == ["Queued"]
