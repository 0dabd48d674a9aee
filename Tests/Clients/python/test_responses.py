"""Sending a response: durable, exactly once, and the interaction is done."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import channel_of
from refusal import refused

PROVIDER, EMAIL, SMS = api.CHANNEL_TYPE_PROVIDER, api.CHANNEL_TYPE_EMAIL, api.CHANNEL_TYPE_SMS


@pytest.fixture
def review(connector):
    return stories.push_one(connector)


def request(interaction, text="", channel=PROVIDER, **fields):
    return api.SendResponseRequest(name=interaction, channel=channel, text=text, **fields)


def send(client, *arguments, **fields):
    return client.interactions.SendResponse(request(*arguments, **fields))


def sent(client, interaction):
    """What the thread shows as sent to the customer."""
    return [
        message for message in client.messages(interaction) if message.direction == api.MESSAGE_DIRECTION_OUTBOUND
    ]


def test_a_response_becomes_a_queued_message_and_the_interaction_is_processed(admin, review):
    answer = send(admin, review, "Merci, Marie !", request_id=stories.fresh("send"))

    assert answer.outcome == api.SEND_OUTCOME_QUEUED
    assert answer.status == api.INTERACTION_STATUS_PROCESSED
    assert answer.message.state == api.MESSAGE_STATE_QUEUED
    assert answer.message.text == "Merci, Marie !"
    assert answer.message.author == "users/admin" and not answer.message.automatic
    assert [message.name for message in sent(admin, review)] == [answer.message.name]
    shown = admin.interaction(review)
    assert shown.status == api.INTERACTION_STATUS_PROCESSED
    assert shown.etag == answer.interaction_etag
    assert not shown.HasField("waiting_since_time")


def test_the_draft_is_sent_and_cleared(admin, review):
    admin.interactions.SaveDraft(api.SaveDraftRequest(name=review, channel=PROVIDER, text="From the draft"))

    answer = send(admin, review)

    assert answer.message.text == "From the draft"
    assert not channel_of(admin.interaction(review), PROVIDER).HasField("draft")


def test_only_the_draft_one_has_seen_is_sent(admin, review):
    seen = admin.interactions.SaveDraft(api.SaveDraftRequest(name=review, channel=PROVIDER, text="Seen"))
    admin.interactions.SaveDraft(api.SaveDraftRequest(name=review, channel=PROVIDER, text="Changed since"))

    with refused(grpc.StatusCode.ABORTED, "DRAFT_CONFLICT") as refusal:
        send(admin, review, draft_etag=seen.etag)

    assert refusal.detail(api.DraftConflict).current_draft.text == "Changed since"
    assert sent(admin, review) == []


def test_a_repeat_with_the_same_request_id_answers_the_same_and_sends_once(admin, review):
    once = stories.fresh("send")

    answers = [send(admin, review, "Merci !", request_id=once) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert len(sent(admin, review)) == 1


def test_repeats_that_race_send_once(admin, connector):
    """A client that lost the answer may ask again while the first call still runs."""
    conversation = stories.push_one(connector, source=api.SOURCE_WHATSAPP)
    once = stories.fresh("send")

    calls = [
        admin.interactions.SendResponse.future(request(conversation, "Merci !", request_id=once)) for _ in range(20)
    ]
    answers = [call.result() for call in calls]

    assert all(answer == answers[0] for answer in answers)
    assert len(sent(admin, conversation)) == 1


def test_the_same_request_id_with_other_content_is_refused(admin, review):
    once = stories.fresh("send")
    send(admin, review, "Merci !", request_id=once)

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED", field="request_id"):
        send(admin, review, "Something else", request_id=once)


@pytest.mark.parametrize("request_id", ["x" * 65, "with space", "é"])
def test_a_request_id_has_a_form(admin, review, request_id):
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_INVALID", field="request_id"):
        send(admin, review, "Merci !", request_id=request_id)


def test_a_refused_send_is_not_remembered(admin, review):
    """The repeat of a refused call is judged anew."""
    once = stories.fresh("send")
    with refused(grpc.StatusCode.FAILED_PRECONDITION, "RESPONSE_EMPTY"):
        send(admin, review, request_id=once)

    admin.interactions.SaveDraft(api.SaveDraftRequest(name=review, channel=PROVIDER, text="Now there is one"))

    assert send(admin, review, request_id=once).message.text == "Now there is one"


def test_a_review_has_one_response_and_a_conversation_many(admin, connector, review):
    conversation = stories.push_one(connector, source=api.SOURCE_WHATSAPP)
    for name in [review, conversation]:
        send(admin, name, "First")
        send(admin, name, "Second")

    assert len(sent(admin, review)) == 1
    assert [message.text for message in sent(admin, conversation)] == ["First", "Second"]


@pytest.mark.parametrize(
    ("channel", "reason"), [(EMAIL, "CUSTOMER_EMAIL_MISSING"), (SMS, "CUSTOMER_PHONE_MISSING")]
)
def test_a_channel_that_cannot_reach_the_customer_refuses(admin, review, channel, reason):
    with refused(grpc.StatusCode.FAILED_PRECONDITION, reason):
        send(admin, review, "Merci !", channel=channel)

    assert admin.interaction(review).status == api.INTERACTION_STATUS_PENDING


def test_an_automatic_response_goes_out_where_the_mode_is_ai(server, clients, review):
    workflow = clients(server, actor="workflows/thanks")

    answer = send(workflow, review, "Merci !")

    assert answer.outcome == api.SEND_OUTCOME_QUEUED and answer.message.automatic


def test_an_automatic_response_is_blocked_where_the_mode_is_human(server, clients, admin):
    """Not an error: the text waits as a draft for a human."""
    human = next(
        row.name
        for row in admin.list_all(family=api.FAMILY_REVIEW)
        if row.mode == api.INTERACTION_MODE_HUMAN and not row.has_draft
    )
    workflow = clients(server, actor="workflows/thanks")
    before = len(sent(admin, human))

    answer = send(workflow, human, "Merci !")

    assert answer.outcome == api.SEND_OUTCOME_BLOCKED and not answer.HasField("message")
    assert answer.draft.text == "Merci !"
    assert answer.draft.return_reason == api.DRAFT_RETURN_REASON_AUTOMATION_BLOCKED
    assert len(sent(admin, human)) == before


def test_a_new_message_of_the_customer_opens_the_interaction_again(admin, connector):
    item = stories.item(source=api.SOURCE_WHATSAPP)
    (result,) = stories.push(connector, item)
    send(admin, result.interaction, "Merci !")

    item.messages.append(stories.said("One more thing.", seconds=60))
    stories.push(connector, item)

    assert admin.interaction(result.interaction).status == api.INTERACTION_STATUS_PENDING


def test_an_emptied_text_does_not_send_the_draft_in_its_place(admin, review):
    admin.interactions.SaveDraft(api.SaveDraftRequest(name=review, channel=PROVIDER, text="Not yet"))

    with refused(grpc.StatusCode.FAILED_PRECONDITION, "RESPONSE_EMPTY"):
        send(admin, review, "  \n")

    assert channel_of(admin.interaction(review), PROVIDER).draft.text == "Not yet"
    assert not sent(admin, review)


def test_checking_does_not_use_up_the_request_id(admin, review):
    request_id = stories.fresh("send")

    send(admin, review, "Merci", validate_only=True, request_id=request_id)
    answer = send(admin, review, "Merci", request_id=request_id)

    assert [message.name for message in sent(admin, review)] == [answer.message.name]


def test_connectors_do_not_send(admin, connector, review):
    """They carry out what the team sends; the mode, which holds workflows back, would not hold them."""
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_NOT_ALLOWED"):
        send(connector, review, "Merci")
    assert not sent(admin, review)
