"""Deliveries: a connector takes them, carries them out and reports. Kills of either side are in test_crash.py.

The sample workspace has responses of its own on their way, so every test looks at its own.
"""

import grpc
import pytest

import inbox_api as api
import stories
from connector import Connector
from inbox_client import WORKSPACE, channel_of
from inbox_server import Server
from provider import Provider
from refusal import refused
from waiting import wait_for

PROVIDER = api.CHANNEL_TYPE_PROVIDER


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def connectors(provider):
    """Makes connectors to one provider and stops them in the end."""
    made = []

    def make(server, **settings):
        made.append(Connector(server.address, provider, **settings))
        return made[-1]

    yield make
    for connector in made:
        connector.stop()


def send(client, name, text, **fields):
    return client.interactions.SendResponse(
        api.SendResponseRequest(name=name, channel=PROVIDER, text=text, **fields)
    ).message


def outbound(client, name):
    return [m for m in client.messages(name) if m.direction == api.MESSAGE_DIRECTION_OUTBOUND]


def lease(client, **fields):
    """Opens the stream of deliveries."""
    return client.deliveries.LeaseDeliveries(api.LeaseDeliveriesRequest(parent=WORKSPACE, **fields))


def next_delivery(stream):
    """The next delivery of a stream; signs of life are passed over."""
    return next(response.delivery for response in stream if response.HasField("delivery"))


def report(client, delivery, outcome, **fields):
    return client.deliveries.ReportDelivery(
        api.ReportDeliveryRequest(
            name=delivery.name, fencing_token=delivery.fencing_token, outcome=outcome, **fields
        )
    )


def test_a_review_is_answered_and_its_answer_corrected(own_server, clients, connectors, provider):
    """A day with a connector: in, answered, published, corrected, published again."""
    admin = clients(own_server)
    connector = connectors(own_server, sources=[api.SOURCE_GOOGLE]).start()
    (pushed,) = connector.push(stories.item(rating=2, rating_max=5))
    name = pushed.interaction

    first = send(admin, name, "We are sory to hear that.")
    wait_for(lambda: outbound(admin, name)[0].state == api.MESSAGE_STATE_SENT)
    assert provider.texts()[-1] == "We are sory to hear that."

    provider.busy_once_with = "sorry"
    second = send(admin, name, "We are sorry to hear that.")
    assert second.name == first.name
    assert second.text == "We are sory to hear that."
    assert second.replacement.text == "We are sorry to hear that."
    tried = api.ListDeliveriesRequest(parent=WORKSPACE, interaction=name)
    newest = wait_for(lambda: [d for d in admin.deliveries.ListDeliveries(tried).deliveries if d.failure_reason])[0]
    assert newest.failure_reason == "busy, come back later"
    admin.deliveries.RetryDelivery(api.RetryDeliveryRequest(name=newest.name))

    wait_for(lambda: outbound(admin, name)[0].text == "We are sorry to hear that.")
    (message,) = outbound(admin, name)
    assert message.revision_count == 1 and not message.HasField("replacement")
    assert provider.published[message.external_id] == ["We are sory to hear that.", "We are sorry to hear that."]


def test_what_fails_for_good_comes_back_to_its_author(own_server, clients, connectors, provider):
    admin = clients(own_server)
    connectors(own_server).start()
    provider.refuses = "discount"
    name = stories.push_one(admin, source=api.SOURCE_WHATSAPP)

    send(admin, name, "Here is a discount")

    wait_for(lambda: outbound(admin, name)[0].state == api.MESSAGE_STATE_FAILED)
    (message,) = outbound(admin, name)
    assert message.failure_reason == "'discount' is not allowed here"
    shown = admin.interaction(name)
    assert shown.status == api.INTERACTION_STATUS_PENDING
    draft = channel_of(shown, PROVIDER).draft
    assert draft.text == "Here is a discount" and draft.return_reason == api.DRAFT_RETURN_REASON_DELIVERY_FAILED
    dead = admin.deliveries.ListDeliveries(
        api.ListDeliveriesRequest(parent=WORKSPACE, states=[api.DELIVERY_STATE_FAILED])
    ).deliveries
    assert [delivery.message for delivery in dead] == [message.name]

    provider.refuses = ""
    admin.deliveries.RetryDelivery(api.RetryDeliveryRequest(name=dead[0].name))

    wait_for(lambda: outbound(admin, name)[0].state == api.MESSAGE_STATE_SENT)
    assert not channel_of(admin.interaction(name), PROVIDER).HasField("draft")


def test_never_more_are_out_than_a_connector_takes(own_server, clients):
    admin = clients(own_server)
    connector = clients(own_server, actor="connectors/slow")
    names = [stories.push_one(admin, source=api.SOURCE_WHATSAPP) for _ in range(5)]
    for name in names:
        send(admin, name, "Merci !")
    stream = lease(connector, max_in_flight=2)

    first, second = next_delivery(stream), next_delivery(stream)

    leased = api.ListDeliveriesRequest(parent=WORKSPACE, states=[api.DELIVERY_STATE_LEASED])
    assert len(admin.deliveries.ListDeliveries(leased).deliveries) == 2
    report(connector, first, api.DELIVERY_OUTCOME_SENT)
    third = next_delivery(stream)
    assert len({first.name, second.name, third.name}) == 3
    stream.cancel()


def test_a_conversation_is_delivered_in_order(own_server, clients):
    admin = clients(own_server)
    connector = clients(own_server, actor="connectors/whatsapp")
    name = stories.push_one(admin, source=api.SOURCE_WHATSAPP)
    for number in range(3):
        send(admin, name, f"part {number}")
    stream = lease(connector)

    seen = []
    while len(seen) < 3:
        delivery = next_delivery(stream)
        if delivery.interaction == name:
            leased = api.ListDeliveriesRequest(
                parent=WORKSPACE, interaction=name, states=[api.DELIVERY_STATE_LEASED]
            )
            assert len(admin.deliveries.ListDeliveries(leased).deliveries) == 1
            seen.append(delivery.text)
        report(connector, delivery, api.DELIVERY_OUTCOME_SENT)

    assert seen == ["part 0", "part 1", "part 2"]
    stream.cancel()


def tenant(server, clients, slug):
    """The owner of a new workspace."""
    owner = clients(server, actor="users/owner")
    owner.directory.CreateWorkspace(
        api.CreateWorkspaceRequest(
            workspace=api.Workspace(name=f"workspaces/{slug}", display_name=slug.title()),
            owner_id="owner",
            owner=api.User(display_name="Owner"),
        )
    )
    return owner


def push_into(client, slug, count):
    """New conversations in a workspace, each with a response on its way."""
    items = [stories.item(api.SOURCE_WHATSAPP) for _ in range(count)]
    request = api.IngestInteractionsRequest(parent=f"workspaces/{slug}", items=items)
    names = [result.interaction for result in client.ingest.IngestInteractions(request).results]
    for name in names:
        send(client, name, "Merci !")
    return names


def test_one_stream_takes_from_every_workspace_in_turn(tmp_path, clients):
    server = Server(tmp_path / "data", "--no-sample").start()
    try:
        busy, quiet = (tenant(server, clients, slug) for slug in ("busy", "quiet"))
        push_into(busy, "busy", 20)
        connector = clients(server, actor="connectors/all")
        stream = connector.deliveries.LeaseDeliveries(
            api.LeaseDeliveriesRequest(parent="workspaces/-", max_in_flight=4)
        )
        out = [next_delivery(stream) for _ in range(4)]
        assert {delivery.name.split("/")[1] for delivery in out} == {"busy"}

        # Something comes in another workspace, and in one that was made after the stream began.
        (waiting,) = push_into(quiet, "quiet", 1)
        (newest,) = push_into(tenant(server, clients, "newest"), "newest", 1)
        taken = []
        for _ in range(12):
            report(connector, out.pop(0), api.DELIVERY_OUTCOME_SENT)
            out.append(next_delivery(stream))
            taken.append(out[-1].interaction)
        assert {waiting, newest} <= set(taken[:6]), "a backlog of one keeps no other waiting"
        for delivery in out:
            report(connector, delivery, api.DELIVERY_OUTCOME_SENT)
        stream.cancel()
    finally:
        server.clean_up()


def test_a_stream_for_every_workspace_ends_at_what_its_key_opens(tmp_path, clients):
    server = Server(tmp_path / "data", "--no-sample").start()
    try:
        for slug in ("mine", "theirs"):
            push_into(tenant(server, clients, slug), slug, 3)
        owner = clients(server, actor="users/owner")
        key = api.ApiKey(display_name="Connector", roles=[api.API_KEY_ROLE_CONNECTOR])
        secret = owner.directory.CreateApiKey(api.CreateApiKeyRequest(parent="workspaces/mine", api_key=key)).secret
        bearer = [("authorization", "Bearer " + secret)]
        connector = clients(server, actor="connectors/mine", metadata=bearer)
        stream = connector.deliveries.LeaseDeliveries(api.LeaseDeliveriesRequest(parent="workspaces/-"), timeout=2)

        taken = []
        with refused(grpc.StatusCode.DEADLINE_EXCEEDED):
            for response in stream:
                if response.HasField("delivery"):
                    taken.append(response.delivery.name.split("/")[1])
        assert taken == ["mine"] * 3
        user = clients(server, actor="users/owner", metadata=bearer)
        with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_NOT_ALLOWED"):
            next_delivery(user.deliveries.LeaseDeliveries(api.LeaseDeliveriesRequest(parent="workspaces/-")))
    finally:
        server.clean_up()


def test_only_connectors_take_deliveries(own_server, clients):
    for actor in ["users/admin", "workflows/w1"]:
        with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_NOT_ALLOWED"):
            next_delivery(lease(clients(own_server, actor=actor)))
    connector = clients(own_server, actor="connectors/x")
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID", field="channels[0]"):
        next_delivery(lease(connector, channels=[api.CHANNEL_TYPE_EMAIL]))
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_OUT_OF_RANGE", field="max_in_flight"):
        next_delivery(lease(connector, max_in_flight=1001))
