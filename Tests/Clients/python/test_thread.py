"""Opening an interaction: its panel, and its thread from either end."""

import pytest

import inbox_api as api
import stories


@pytest.fixture
def conversation(connector):
    """A WhatsApp conversation of seven messages."""
    messages = [stories.said(f"Message {number}", seconds=number) for number in range(1, 8)]
    return stories.push_one(connector, source=api.SOURCE_WHATSAPP, messages=messages)


def page(client, parent, **request):
    return client.interactions.ListMessages(api.ListMessagesRequest(parent=parent, page_size=3, **request))


def texts(page_of_thread):
    return [message.text for message in page_of_thread.messages]


def test_the_panel_shows_what_the_source_told(admin, connector):
    name = stories.push_one(
        connector,
        rating=0,
        rating_max=5,
        subject="Plus jamais",
        source_url="https://example.com/reviews/1",
        source_time=stories.at(0),
        messages=[stories.said("Froid et cher.", language="fr")],
    )

    shown = admin.interaction(name)

    assert shown.name == name
    assert shown.source == api.SOURCE_GOOGLE and shown.family == api.FAMILY_REVIEW
    assert shown.HasField("rating") and shown.rating == 0 and shown.rating_max == 5
    assert shown.subject == "Plus jamais"
    assert shown.source_url == "https://example.com/reviews/1"
    assert shown.customer.display_name == "Marie Dubois"
    assert shown.status == api.INTERACTION_STATUS_PENDING and shown.mode == api.INTERACTION_MODE_AI
    assert shown.message_count == 1 and shown.note_count == 0
    assert shown.waiting_since_time == stories.at(0)
    assert not shown.HasField("archive_time") and not shown.HasField("delete_time")


def test_no_rating_is_not_a_rating_of_zero(admin, connector):
    assert not admin.interaction(stories.push_one(connector)).HasField("rating")


@pytest.mark.parametrize(
    ("source", "channels"),
    [
        (api.SOURCE_GOOGLE, [api.CHANNEL_TYPE_PROVIDER, api.CHANNEL_TYPE_EMAIL, api.CHANNEL_TYPE_SMS]),
        (api.SOURCE_WHATSAPP, [api.CHANNEL_TYPE_PROVIDER, api.CHANNEL_TYPE_EMAIL, api.CHANNEL_TYPE_SMS]),
        (api.SOURCE_SURVEY, [api.CHANNEL_TYPE_EMAIL, api.CHANNEL_TYPE_SMS]),
        (api.SOURCE_EMAIL, [api.CHANNEL_TYPE_EMAIL, api.CHANNEL_TYPE_SMS]),
    ],
)
def test_the_panel_lists_the_channels_of_the_source(admin, connector, source, channels):
    """The default comes first, and opens as long as nothing is drafted."""
    shown = admin.interaction(stories.push_one(connector, source=source))

    assert [channel.type for channel in shown.channels] == channels
    assert [channel.opens for channel in shown.channels] == [True] + [False] * (len(channels) - 1)
    assert not any(channel.has_unsent for channel in shown.channels)


def test_a_channel_without_an_address_says_why_it_cannot_send(admin, connector):
    email, sms = admin.interaction(stories.push_one(connector, source=api.SOURCE_SURVEY)).channels

    assert not email.usable
    assert email.unusable_reason == api.CHANNEL_UNUSABLE_REASON_CUSTOMER_EMAIL_MISSING
    assert sms.unusable_reason == api.CHANNEL_UNUSABLE_REASON_CUSTOMER_PHONE_MISSING


def test_the_thread_opens_at_its_latest_page_and_goes_back(admin, conversation):
    opened = admin.interactions.GetInteraction(api.GetInteractionRequest(name=conversation))

    latest = page(admin, conversation, page_token=opened.latest_messages_page_token)
    assert texts(latest) == ["Message 5", "Message 6", "Message 7"]
    assert not latest.next_page_token

    before = page(admin, conversation, page_token=latest.previous_page_token)
    assert texts(before) == ["Message 2", "Message 3", "Message 4"]

    oldest = page(admin, conversation, page_token=before.previous_page_token)
    assert texts(oldest) == ["Message 1"]
    assert not oldest.previous_page_token

    assert texts(page(admin, conversation, page_token=oldest.next_page_token)) == texts(before)


def test_the_thread_reads_forward_from_its_beginning(admin, conversation):
    first = page(admin, conversation)
    assert texts(first) == ["Message 1", "Message 2", "Message 3"]
    assert not first.previous_page_token

    second = page(admin, conversation, page_token=first.next_page_token)
    third = page(admin, conversation, page_token=second.next_page_token)
    assert texts(second) + texts(third) == ["Message 4", "Message 5", "Message 6", "Message 7"]
    assert not third.next_page_token


def test_messages_that_come_late_stand_where_they_belong(admin, connector):
    """A thread is ordered by the customer's time, not by the order of pushes."""
    early = stories.said("First", seconds=1)
    late = stories.said("Second", seconds=2)
    item = stories.item(source=api.SOURCE_FACEBOOK, messages=[late])

    (result,) = stories.push(connector, item)
    del item.messages[:]
    item.messages.append(early)
    stories.push(connector, item)

    assert [message.text for message in admin.messages(result.interaction)] == ["First", "Second"]


def test_an_empty_thread_has_no_latest_page(admin, connector):
    """A rating without words is an interaction without a message."""
    item = stories.item(rating=5, rating_max=5, source_time=stories.at(0))
    del item.messages[:]
    (result,) = stories.push(connector, item)

    opened = admin.interactions.GetInteraction(api.GetInteractionRequest(name=result.interaction))

    assert opened.latest_messages_page_token == ""
    assert list(admin.messages(result.interaction)) == []
