"""Days of an agent: several features at once, as the team meets them."""

import time

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

import inbox_api as api
import stories
from inbox_client import channel_of
from waiting import wait_for

PROVIDER, EMAIL = api.CHANNEL_TYPE_PROVIDER, api.CHANNEL_TYPE_EMAIL


@pytest.fixture
def workflow(server, clients):
    return clients(server, actor="workflows/five-stars")


def draft(client, name, channel, text, **fields):
    return client.interactions.SaveDraft(api.SaveDraftRequest(name=name, channel=channel, text=text, **fields))


def send(client, name, channel, **fields):
    return client.interactions.SendResponse(api.SendResponseRequest(name=name, channel=channel, **fields))


def outbound(client, name):
    return [m for m in client.messages(name) if m.direction == api.MESSAGE_DIRECTION_OUTBOUND]


def opening(client, name):
    """The channel the editor opens on."""
    return next(channel for channel in client.interaction(name).channels if channel.opens)


def test_a_conversation_on_whatsapp_is_answered_by_email_because_a_draft_was_there(admin, connector):
    customer = api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_WHATSAPP, external_id=stories.fresh("customer"))],
        display_name="Marie Dubois",
        email=f"{stories.fresh('marie')}@example.com",
    )
    asked = stories.item(
        source=api.SOURCE_WHATSAPP, customer=customer, messages=[stories.said("Can you send me the invoice?")]
    )
    (pushed,) = stories.push(connector, asked)
    name = pushed.interaction
    assert opening(admin, name).type == PROVIDER

    # A colleague begins an e-mail, because the invoice goes there, and leaves it unfinished.
    draft(admin, name, EMAIL, "Dear Marie, please find", subject="Your invoice")

    # The agent opens the conversation: the editor is on the e-mail, with a red dot and the colleague's words.
    shown = opening(admin, name)
    assert shown.type == EMAIL and shown.has_unsent and shown.usable
    finished = draft(
        admin, name, EMAIL, shown.draft.text + " your invoice below.", subject="Your invoice", etag=shown.draft.etag
    )
    send(admin, name, EMAIL, draft_etag=finished.etag)

    # One thread, two channels, and the next answer opens where the customer writes.
    thread = admin.messages(name)
    assert [(m.direction, m.channel) for m in thread] == [
        (api.MESSAGE_DIRECTION_INBOUND, PROVIDER),
        (api.MESSAGE_DIRECTION_OUTBOUND, EMAIL),
    ]
    assert thread[1].text == "Dear Marie, please find your invoice below." and thread[1].subject == "Your invoice"
    assert opening(admin, name).type == PROVIDER
    assert admin.interaction(name).status == api.INTERACTION_STATUS_PROCESSED

    asked.messages.append(stories.said("Thank you!", seconds=600))
    stories.push(connector, asked)
    assert admin.interaction(name).status == api.INTERACTION_STATUS_PENDING


def test_a_human_takes_over_a_second_before_the_automatic_answer_is_due(admin, connector, workflow):
    name = stories.push_one(connector, source=api.SOURCE_WHATSAPP)
    due = Timestamp()
    due.FromNanoseconds(int((time.time() + 1.0) * 1e9))
    scheduled = workflow.interactions.ScheduleResponse(
        api.ScheduleResponseRequest(name=name, channel=PROVIDER, text="Automatic thanks", schedule_time=due)
    ).scheduled_response
    assert scheduled.automatic

    taken = admin.interactions.SetMode(api.SetModeRequest(name=name, mode=api.INTERACTION_MODE_HUMAN)).interaction

    assert taken.mode == api.INTERACTION_MODE_HUMAN and not taken.HasField("schedule_time")
    shown = channel_of(admin.interaction(name), PROVIDER)
    assert shown.draft.return_reason == api.DRAFT_RETURN_REASON_AUTOMATION_BLOCKED

    # Its time passes: another response, scheduled for later, goes out, and this one does not.
    other = stories.push_one(connector, source=api.SOURCE_WHATSAPP)
    due.FromNanoseconds(due.ToNanoseconds() + 200_000_000)
    admin.interactions.ScheduleResponse(
        api.ScheduleResponseRequest(name=other, channel=PROVIDER, text="Later", schedule_time=due)
    )
    wait_for(lambda: outbound(admin, other))
    assert outbound(admin, name) == []

    # The workflow tries again and is blocked; the human finishes the text and sends it.
    assert send(workflow, name, PROVIDER, text="Once more").outcome == api.SEND_OUTCOME_BLOCKED
    shown = channel_of(admin.interaction(name), PROVIDER)
    edited = draft(admin, name, PROVIDER, "Thank you, Marie!", etag=shown.draft.etag)
    answer = send(admin, name, PROVIDER, draft_etag=edited.etag)
    assert answer.outcome == api.SEND_OUTCOME_QUEUED and not answer.message.automatic
    assert [m.text for m in outbound(admin, name)] == ["Thank you, Marie!"]


def test_a_workflow_answers_five_star_reviews_until_a_human_takes_over(admin, connector, workflow):
    location = stories.fresh("place")
    best, good, taken = (
        stories.push_one(connector, rating=rating, rating_max=5, subject=location) for rating in (5, 3, 5)
    )
    admin.interactions.SetMode(api.SetModeRequest(name=taken, mode=api.INTERACTION_MODE_HUMAN))

    def new_five_star_reviews():
        """What the workflow finds to do."""
        wanted = api.InteractionFilter(
            statuses=[api.INTERACTION_STATUS_PENDING],
            modes=[api.INTERACTION_MODE_AI],
            rating=api.NumberRange(min=5),
        )
        rows = workflow.list_all(family=api.FAMILY_REVIEW, filter=wanted)
        return [row.name for row in rows if row.subject == location]

    assert new_five_star_reviews() == [best]
    for name in new_five_star_reviews():
        draft(workflow, name, PROVIDER, "Thank you for the five stars!")
        answer = send(workflow, name, PROVIDER, request_id=stories.fresh("answer"))
        assert answer.outcome == api.SEND_OUTCOME_QUEUED and answer.message.automatic
        workflow.interactions.ArchiveInteraction(api.ArchiveInteractionRequest(name=name))
    assert new_five_star_reviews() == []
    assert [m.text for m in outbound(admin, best)] == ["Thank you for the five stars!"]
    assert admin.interaction(best).status == api.INTERACTION_STATUS_PROCESSED
    assert outbound(admin, good) == [] and outbound(admin, taken) == []

    # A human takes the answered one over before anyone has carried it out: it comes back as a draft.
    admin.interactions.SetMode(api.SetModeRequest(name=best, mode=api.INTERACTION_MODE_HUMAN))
    (message,) = outbound(admin, best)
    assert message.state == api.MESSAGE_STATE_WITHDRAWN
    shown = channel_of(admin.interaction(best), PROVIDER)
    assert shown.draft.text == "Thank you for the five stars!"
    assert shown.draft.return_reason == api.DRAFT_RETURN_REASON_AUTOMATION_BLOCKED
    assert admin.interaction(best).status == api.INTERACTION_STATUS_PENDING
