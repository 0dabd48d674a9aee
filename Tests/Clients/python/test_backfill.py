"""Back-filling from a stream, and what the source removed."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import refused


def requests(count, items_each, first=0, **fields):
    """The requests of a back-fill, numbered from 1."""
    for number in range(count):
        yield api.StreamInteractionsRequest(
            parent=WORKSPACE,
            sequence=first + number + 1,
            items=[stories.item(historical=True) for _ in range(items_each)],
            **fields,
        )


def test_every_request_is_acknowledged_in_order_and_its_items_are_there(connector, admin):
    before = admin.interactions.ListEvents(api.ListEventsRequest(parent=WORKSPACE, page_size=1)).events[0].sequence
    answers = list(connector.ingest.StreamInteractions(requests(20, 100)))
    assert [answer.acknowledged_sequence for answer in answers] == sorted(
        {answer.acknowledged_sequence for answer in answers}
    )
    assert answers[-1].acknowledged_sequence == 20
    results = [result for answer in answers for result in answer.results]
    assert [(result.sequence, result.index) for result in results] == [
        (sequence, index) for sequence in range(1, 21) for index in range(100)
    ]
    assert {result.outcome for result in results} == {api.INGEST_OUTCOME_CREATED}
    assert len({result.interaction for result in results}) == 2000
    assert admin.interaction(results[-1].interaction).status == api.INTERACTION_STATUS_PENDING
    page = admin.interactions.ListEvents(
        api.ListEventsRequest(
            parent=WORKSPACE, types=[api.EVENT_TYPE_INTERACTION_CREATED], after_sequence=before, page_size=1000
        )
    )
    assert len(page.events) == 1000 and page.next_page_token


def test_what_was_acknowledged_survives_a_kill(own_server, clients):
    connector = clients(own_server, actor="connectors/google")
    acknowledged = {}
    with pytest.raises(grpc.RpcError):
        for answer in connector.ingest.StreamInteractions(requests(10_000, 20)):
            acknowledged.update({result.interaction: result for result in answer.results})
            if answer.acknowledged_sequence >= 40:
                own_server.kill()
    admin = clients(own_server.start())
    assert len(acknowledged) >= 800
    for name in acknowledged:
        assert admin.interaction(name).name == name


def test_a_workflow_may_not_push(clients, server):
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_NOT_ALLOWED"):
        list(clients(server, actor="workflows/w").ingest.StreamInteractions(requests(1, 1)))


def remove(client, external_id, seconds, source=api.SOURCE_GOOGLE):
    return client.ingest.RemoveInteraction(
        api.RemoveInteractionRequest(
            parent=WORKSPACE, source=source, external_id=external_id, removal_time=stories.at(seconds)
        )
    )


def test_what_the_source_removed_goes_to_the_trash_and_comes_back_when_shown_again(connector, admin):
    item = stories.item(source_update_time=stories.at(10))
    (pushed,) = stories.push(connector, item)
    removed = remove(connector, item.external_id, 20)
    assert (removed.outcome, removed.interaction) == (api.INGEST_OUTCOME_UPDATED, pushed.interaction)
    shown = admin.interaction(pushed.interaction)
    assert shown.HasField("delete_time") and shown.trash_cause == api.TRASH_CAUSE_REMOVED_AT_SOURCE
    assert remove(connector, item.external_id, 20).outcome == api.INGEST_OUTCOME_UNCHANGED
    item.source_update_time.CopyFrom(stories.at(30))
    stories.push(connector, item)
    assert not admin.interaction(pushed.interaction).HasField("delete_time")
    assert remove(connector, item.external_id, 25).outcome == api.INGEST_OUTCOME_UNCHANGED


def test_a_removal_that_comes_before_the_interaction_is_remembered(connector, admin):
    item = stories.item(source_update_time=stories.at(10))
    removed = remove(connector, item.external_id, 20)
    assert (removed.outcome, removed.interaction) == (api.INGEST_OUTCOME_UNCHANGED, "")
    (pushed,) = stories.push(connector, item)
    assert admin.interaction(pushed.interaction).trash_cause == api.TRASH_CAUSE_REMOVED_AT_SOURCE
    later = stories.item(source_update_time=stories.at(30))
    remove(connector, later.external_id, 20)
    (pushed,) = stories.push(connector, later)
    assert not admin.interaction(pushed.interaction).HasField("delete_time")


def test_a_customer_alone_is_stored(connector, admin):
    identity = api.CustomerIdentity(source=api.SOURCE_WHATSAPP, external_id=stories.fresh("customer"))
    customer = api.IngestCustomer(identities=[identity], display_name="Ana Alone")
    first, again = stories.push(connector, api.IngestItem(customer=customer), api.IngestItem(customer=customer))
    assert (first.outcome, again.outcome) == (api.INGEST_OUTCOME_CREATED, api.INGEST_OUTCOME_UNCHANGED)
    assert first.customer == again.customer and not first.interaction
    stored = admin.directory.GetCustomer(api.GetCustomerRequest(name=first.customer)).customer
    assert stored.display_name == "Ana Alone"
