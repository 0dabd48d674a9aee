"""The audit trail: who did what, before and after, when."""

import grpc

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import refused


def events(client, parent, **request):
    """Every event of a list, page by page."""
    found, token = [], ""
    while True:
        page = client.interactions.ListEvents(
            api.ListEventsRequest(parent=parent, page_token=token, **request)
        )
        found.extend(page.events)
        token = page.next_page_token
        if not token:
            return found


def test_a_day_is_told_with_what_was_before_and_after(admin):
    item = stories.item(rating=2, rating_max=5, source_update_time=stories.at(10))
    (pushed,) = stories.push(admin, item)
    name = pushed.interaction
    stories.push(admin, stories.item(
        external_id=item.external_id, customer=item.customer, rating=4, rating_max=5,
        messages=item.messages, source_update_time=stories.at(20)))
    admin.interactions.AssignUsers(
        api.AssignUsersRequest(name=name, users=[f"{WORKSPACE}/users/admin"]))
    admin.interactions.SaveDraft(
        api.SaveDraftRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER, text="Thank you"))
    sent = admin.interactions.SendResponse(
        api.SendResponseRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER, request_id=stories.fresh("send")))
    admin.interactions.DeleteInteraction(api.DeleteInteractionRequest(name=name))

    # The first of each type: going to the trash withdraws the answer, and the status changes back.
    told = {event.type: event for event in reversed(events(admin, name, oldest_first=True))}

    assert told[api.EVENT_TYPE_MESSAGE_RECEIVED].actor == "users/admin"
    rating = told[api.EVENT_TYPE_RATING_CHANGED].rating
    assert (rating.before, rating.after) == (2, 4)
    assert list(told[api.EVENT_TYPE_USERS_ASSIGNED].assignment.users) == [f"{WORKSPACE}/users/admin"]
    assert told[api.EVENT_TYPE_DRAFT_SAVED].draft.channel == api.CHANNEL_TYPE_PROVIDER
    assert told[api.EVENT_TYPE_DRAFT_SAVED].draft.origin == api.TEXT_ORIGIN_USER
    response = told[api.EVENT_TYPE_RESPONSE_SENT].response
    assert response.message == sent.message.name and not response.automatic
    status = told[api.EVENT_TYPE_STATUS_CHANGED].status
    assert (status.before, status.after) == (api.INTERACTION_STATUS_PENDING, api.INTERACTION_STATUS_PROCESSED)
    assert told[api.EVENT_TYPE_TRASHED].trash.cause == api.TRASH_CAUSE_DELETED
    assert all(event.interaction == name and event.HasField("event_time") for event in told.values())


def test_pages_both_ways_tell_the_same_and_types_and_sequences_narrow(admin):
    name = stories.push_one(admin)
    for number in range(12):
        status = api.INTERACTION_STATUS_IGNORED if number % 2 == 0 else api.INTERACTION_STATUS_PENDING
        admin.interactions.SetStatus(api.SetStatusRequest(name=name, status=status))
    forward = events(admin, name, page_size=5, oldest_first=True)
    backward = events(admin, name, page_size=3)
    assert forward == backward[::-1]
    assert [event.sequence for event in forward] == sorted({event.sequence for event in forward})
    changes = events(admin, name, types=[api.EVENT_TYPE_STATUS_CHANGED], page_size=4)
    assert len(changes) == 12
    later = events(admin, name, oldest_first=True, after_sequence=forward[5].sequence)
    assert later == forward[6:]
    in_workspace = events(admin, WORKSPACE, after_sequence=forward[0].sequence - 1, oldest_first=True, page_size=1000)
    assert [event for event in in_workspace if event.interaction == name] == forward


def test_a_time_range_of_the_workspace_holds_its_start_and_not_its_end(admin):
    name = stories.push_one(admin)
    for status in (api.INTERACTION_STATUS_IGNORED, api.INTERACTION_STATUS_PENDING):
        admin.interactions.SetStatus(api.SetStatusRequest(name=name, status=status))
    first, second = events(admin, name, types=[api.EVENT_TYPE_STATUS_CHANGED], oldest_first=True)
    inside = api.TimeRange(start_time=first.event_time, end_time=second.event_time)
    for parent in (name, WORKSPACE):
        for oldest_first in (True, False):
            found = [
                event
                for event in events(admin, parent, event_time=inside, oldest_first=oldest_first)
                if event.interaction == name and event.type == api.EVENT_TYPE_STATUS_CHANGED
            ]
            assert found == [first]


def test_only_admins_are_told_of_the_directory(admin, clients, server):
    admin.directory.CreateKeyword(
        api.CreateKeywordRequest(
            parent=WORKSPACE, keyword_id=stories.fresh("keyword"), keyword=api.Keyword(display_name=stories.fresh("Word"))
        )
    )
    types = [api.EVENT_TYPE_DIRECTORY_CHANGED]
    told = events(admin, WORKSPACE, types=types)
    assert told[0].directory.action == api.DIRECTORY_ACTION_CREATED and "/keywords/" in told[0].directory.resource
    assert not events(clients(server, actor="workflows/w"), WORKSPACE, types=types)


def test_a_page_token_belongs_to_its_list(admin):
    name = stories.push_one(admin)
    page = admin.interactions.ListEvents(api.ListEventsRequest(parent=name, page_size=1))
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", "page_token"):
        admin.interactions.ListEvents(
            api.ListEventsRequest(parent=name, page_size=1, page_token=page.next_page_token, oldest_first=True)
        )


def test_a_changed_text_names_the_revision_that_holds_the_former_one(admin):
    item = stories.item(source_update_time=stories.at(10))
    (pushed,) = stories.push(admin, item)
    item.messages[0].text = "Much better now."
    item.messages[0].source_update_time.CopyFrom(stories.at(20))
    stories.push(admin, item)
    (change,) = events(admin, pushed.interaction, types=[api.EVENT_TYPE_MESSAGE_CHANGED])
    revisions = admin.interactions.ListResponseRevisions(
        api.ListResponseRevisionsRequest(parent=change.text_change.message)).revisions
    assert [revision.revision for revision in revisions] == [change.text_change.former_revision]


def test_an_attribute_is_told_with_both_values(admin):
    definition = admin.directory.CreateAttributeDefinition(
        api.CreateAttributeDefinitionRequest(
            parent=WORKSPACE,
            attribute_definition_id=stories.fresh("covers"),
            attribute_definition=api.AttributeDefinition(
                display_name=stories.fresh("Covers"), type=api.ATTRIBUTE_TYPE_NUMBER,
                target=api.ATTRIBUTE_TARGET_INTERACTION))).attribute_definition.name
    item = stories.item(attributes=[api.AttributeValue(definition=definition, number=2)])
    (pushed,) = stories.push(admin, item)
    item.attributes[0].number = 3.5
    stories.push(admin, item)
    told = events(admin, pushed.interaction, types=[api.EVENT_TYPE_ATTRIBUTE_CHANGED], oldest_first=True)
    values = [(event.attribute.before, event.attribute.after) for event in told]
    assert [(before.WhichOneof("value"), before.number, after.number) for before, after in values] == [
        (None, 0, 2), ("number", 2, 3.5)]
    assert {value.definition for pair in values for value in pair} == {definition}
