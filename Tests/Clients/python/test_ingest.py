"""Pushing in what customers write: as often and in whatever order connectors like."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import refused

CREATED, UPDATED, UNCHANGED, FAILED = (
    api.INGEST_OUTCOME_CREATED,
    api.INGEST_OUTCOME_UPDATED,
    api.INGEST_OUTCOME_UNCHANGED,
    api.INGEST_OUTCOME_FAILED,
)


def test_a_new_review_is_on_top_of_the_inbox(admin, connector):
    (result,) = stories.push(
        connector,
        stories.item(messages=[api.IngestMessage(external_id=stories.fresh("m"), text="Now!", message_time=now())]),
    )

    top = admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, page_size=1)).interactions[0]
    assert top.name == result.interaction
    assert top.snippet == "Now!"
    assert top.status == api.INTERACTION_STATUS_PENDING


def test_pushing_it_again_changes_nothing(admin, connector):
    item = stories.item(rating=4, rating_max=5)

    (first,) = stories.push(connector, item)
    before = admin.interaction(first.interaction)
    (again,) = stories.push(connector, item)

    assert (first.outcome, first.created_message_count) == (CREATED, 1)
    assert (again.outcome, again.created_message_count) == (UNCHANGED, 0)
    assert again.interaction == first.interaction and again.customer == first.customer
    assert admin.interaction(first.interaction) == before


def test_the_same_item_twice_in_one_batch_is_one_interaction(connector):
    item = stories.item()

    first, second = stories.push(connector, item, item)

    assert (first.outcome, second.outcome) == (CREATED, UNCHANGED)
    assert first.interaction == second.interaction


def test_a_changed_review_is_the_same_interaction(admin, connector):
    item = stories.item(rating=2, rating_max=5)
    (first,) = stories.push(connector, item)

    item.messages[0].text = "They called me. All is well."
    item.messages[0].source_update_time.CopyFrom(stories.at(60))
    item.rating = 5
    item.source_update_time.CopyFrom(stories.at(60))
    (again,) = stories.push(connector, item)

    assert again.outcome == UPDATED and again.interaction == first.interaction
    assert [message.text for message in admin.messages(first.interaction)] == ["They called me. All is well."]
    assert admin.interaction(first.interaction).rating == 5


def test_an_older_version_that_comes_later_changes_nothing(admin, connector):
    """At-least-once and out of order end in the same state."""
    item = stories.item(rating=5, rating_max=5)
    item.messages[0].text = "New"
    item.messages[0].source_update_time.CopyFrom(stories.at(60))
    item.source_update_time.CopyFrom(stories.at(60))
    (first,) = stories.push(connector, item)

    item.messages[0].text = "Old"
    item.messages[0].source_update_time.CopyFrom(stories.at(30))
    item.rating = 1
    item.source_update_time.CopyFrom(stories.at(30))
    stories.push(connector, item)

    assert [message.text for message in admin.messages(first.interaction)] == ["New"]
    assert admin.interaction(first.interaction).rating == 5


def test_a_customer_is_known_again(connector):
    customer = api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_GOOGLE, external_id=stories.fresh("customer"))],
        display_name="Jean Petit",
    )

    first, second = stories.push(connector, stories.item(customer=customer), stories.item(customer=customer))

    assert first.interaction != second.interaction
    assert first.customer == second.customer


def test_each_item_answers_for_itself(admin, connector):
    unknown = f"{WORKSPACE}/locations/no-such-location"
    good, nameless, sourceless, nowhere, late = stories.push(
        connector,
        stories.item(),
        nameless_item(),
        stories.item(source=api.SOURCE_UNSPECIFIED),
        stories.item(location=unknown),
        stories.item(),
    )

    assert (good.outcome, late.outcome) == (CREATED, CREATED)
    assert [result.index for result in (good, nameless, sourceless, nowhere, late)] == [0, 1, 2, 3, 4]
    assert nameless.outcome == FAILED
    assert (nameless.error.reason, nameless.error.field) == ("FIELD_REQUIRED", "external_id")
    assert nameless.error.code == grpc.StatusCode.INVALID_ARGUMENT.value[0] and nameless.error.message
    assert (sourceless.error.reason, sourceless.error.field) == ("FIELD_REQUIRED", "source")
    assert nowhere.error.reason == "RESOURCE_NOT_FOUND" and unknown in nowhere.error.message
    assert nowhere.interaction == "" and admin.interaction(late.interaction)


def test_checking_only_stores_nothing(admin, connector):
    item = stories.item()

    (checked,) = stories.push(connector, item, validate_only=True)
    (stored,) = stories.push(connector, item)

    assert checked.outcome == CREATED
    assert stored.outcome == CREATED


def test_a_batch_has_a_greatest_size(connector):
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "TOO_MANY_ITEMS", field="items"):
        stories.push(connector, *[stories.item()] * 501)


def test_a_whole_batch_is_stored(connector):
    results = stories.push(connector, *[stories.item() for _ in range(500)])

    assert {result.outcome for result in results} == {CREATED}
    assert len({result.interaction for result in results}) == 500


def test_users_who_are_no_admins_may_not_push(server, clients, admin):
    observer = next(user for user in admin.users() if user.role == api.USER_ROLE_OBSERVER)
    client = clients(server, actor=observer.name.removeprefix(WORKSPACE + "/"))

    with refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_INSUFFICIENT"):
        stories.push(client, stories.item())


def nameless_item():
    item = stories.item()
    item.external_id = ""
    return item


def now():
    from google.protobuf.timestamp_pb2 import Timestamp

    moment = Timestamp()
    moment.GetCurrentTime()
    return moment


def refusal_of(connector, **fields):
    """The reason and field for which an item is refused."""
    (result,) = stories.push(connector, stories.item(**fields))
    assert result.outcome == FAILED, result
    return result.error.reason, result.error.field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nonsense"),
        ("email", "a@b.co\r\nBcc: everyone@example.com"),
        ("phone", "call me"),
        ("language", "<script>"),
        ("given_name", "two\nlines"),
    ],
)
def test_a_customer_is_known_by_what_can_be_used(connector, field, value):
    customer = api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_GOOGLE, external_id=stories.fresh("customer"))]
    )
    setattr(customer, field, value)

    assert refusal_of(connector, customer=customer) == ("FIELD_INVALID", f"customer.{field}")


def test_links_times_and_formats_have_their_form(connector):
    early = stories.said("Bonjour")
    early.message_time.seconds = -1
    timeless = stories.item()
    timeless.messages.clear()

    assert refusal_of(connector, source_url="javascript:alert(1)") == ("FIELD_INVALID", "source_url")
    assert refusal_of(connector, messages=[early]) == ("FIELD_OUT_OF_RANGE", "messages[0].message_time")
    bill = api.Transaction(amount_minor=100, currency="euros")
    assert refusal_of(connector, transaction=bill) == ("FIELD_INVALID", "transaction.currency")
    html = stories.said("<b>x</b>", text_format=api.TEXT_FORMAT_HTML)
    assert refusal_of(connector, messages=[html]) == ("FIELD_INVALID", "messages[0].text_format")
    (result,) = stories.push(connector, timeless)
    assert (result.error.reason, result.error.field) == ("FIELD_REQUIRED", "source_time")


def test_received_html_holds_nothing_that_runs(admin, connector):
    text = "<div onclick=x><p>Bonjour<script>alert(1)</script> <a href='javascript:1'>ici</a></p><img src=x onerror=1></div>"
    name = stories.push_one(
        connector, source=api.SOURCE_EMAIL, messages=[stories.said(text, text_format=api.TEXT_FORMAT_HTML)]
    )

    (message,) = admin.messages(name)
    assert message.text == "<p>Bonjour <a>ici</a></p><br>"


def test_a_message_that_was_taken_back_reopens_nothing(admin, connector):
    item = stories.item(source=api.SOURCE_WHATSAPP)
    (pushed,) = stories.push(connector, item)
    admin.interactions.SetStatus(
        api.SetStatusRequest(name=pushed.interaction, status=api.INTERACTION_STATUS_PROCESSED)
    )

    item.messages.append(stories.said("Oubliez cela", seconds=60, removed=True))
    stories.push(connector, item)

    shown = admin.interaction(pushed.interaction)
    assert shown.status == api.INTERACTION_STATUS_PROCESSED and shown.message_count == 2


def test_an_answer_written_at_the_source_is_not_taken_for_one_that_waits(admin, connector):
    item = stories.item()
    (pushed,) = stories.push(connector, item)
    admin.interactions.SendResponse(
        api.SendResponseRequest(name=pushed.interaction, channel=api.CHANNEL_TYPE_PROVIDER, text="Ours")
    )

    answer = stories.said("Theirs")
    answer.message_time.GetCurrentTime()  # After ours.
    answer.direction = api.MESSAGE_DIRECTION_OUTBOUND
    item.messages.append(answer)
    stories.push(connector, item)

    texts = {message.text: message.state for message in admin.messages(pushed.interaction)}
    assert texts["Ours"] == api.MESSAGE_STATE_QUEUED
    assert texts["Theirs"] == api.MESSAGE_STATE_PUBLISHED


def test_what_is_said_to_happen_later_is_refused(connector):
    (result,) = stories.push(connector, stories.item(messages=[stories.said("From the future", seconds=10**9)]))

    assert result.outcome == api.INGEST_OUTCOME_FAILED
    assert (result.error.reason, result.error.field) == ("FIELD_OUT_OF_RANGE", "messages[0].message_time")


def test_workflows_may_not_push(server, clients):
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_NOT_ALLOWED"):
        stories.push(clients(server, actor="workflows/w1"), stories.item())


def test_checking_does_not_use_up_the_request_id(admin, connector):
    item, request_id = stories.item(), stories.fresh("push")

    stories.push(connector, item, validate_only=True, request_id=request_id)
    (stored,) = stories.push(connector, item, request_id=request_id)

    assert stored.outcome == CREATED and admin.interaction(stored.interaction)
