"""Handling an interaction: status, place, assignment, keywords, pins. What is undone is as it was."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE, actor_of
from refusal import refused


@pytest.fixture
def review(connector):
    return stories.push_one(connector)


def user(admin, role):
    return next(user for user in admin.users() if user.role == role and not user.deactivated)


def is_listed(client, name):
    return name in {row.name for row in client.list_all()}


def test_any_status_follows_any_other_and_the_same_changes_nothing(admin, review):
    for status in [api.INTERACTION_STATUS_IGNORED, api.INTERACTION_STATUS_PENDING, api.INTERACTION_STATUS_PROCESSED]:
        first = admin.interactions.SetStatus(api.SetStatusRequest(name=review, status=status)).interaction
        again = admin.interactions.SetStatus(api.SetStatusRequest(name=review, status=status)).interaction
        assert first.status == status and again == first

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_REQUIRED", field="status"):
        admin.interactions.SetStatus(api.SetStatusRequest(name=review))


def test_a_change_of_what_one_has_not_seen_is_refused(admin, review):
    seen = admin.interaction(review).etag
    admin.interactions.SetStatus(api.SetStatusRequest(name=review, status=api.INTERACTION_STATUS_IGNORED, etag=seen))

    with refused(grpc.StatusCode.ABORTED, "ETAG_MISMATCH"):
        admin.interactions.SetStatus(
            api.SetStatusRequest(name=review, status=api.INTERACTION_STATUS_PENDING, etag=seen)
        )

    assert admin.interaction(review).status == api.INTERACTION_STATUS_IGNORED


def test_what_is_archived_leaves_the_list_and_can_be_answered(admin, review):
    archived = admin.interactions.ArchiveInteraction(api.ArchiveInteractionRequest(name=review)).interaction
    assert archived.HasField("archive_time") and not is_listed(admin, review)
    assert admin.interaction(review).archive_actor == "users/admin"
    admin.interactions.SendResponse(
        api.SendResponseRequest(name=review, channel=api.CHANNEL_TYPE_PROVIDER, text="Merci !")
    )

    admin.interactions.UnarchiveInteraction(api.UnarchiveInteractionRequest(name=review))
    assert is_listed(admin, review)


def test_undeleting_restores_the_former_place(admin, review):
    """Out of the trash comes an archived interaction as archived."""
    admin.interactions.ArchiveInteraction(api.ArchiveInteractionRequest(name=review))
    before = admin.interaction(review).archive_time

    deleted = admin.interactions.DeleteInteraction(api.DeleteInteractionRequest(name=review)).interaction
    assert deleted.HasField("delete_time") and deleted.trash_cause == api.TRASH_CAUSE_DELETED
    restored = admin.interactions.UndeleteInteraction(api.UndeleteInteractionRequest(name=review)).interaction

    assert not restored.HasField("delete_time") and restored.archive_time == before
    assert not is_listed(admin, review)


def test_in_the_trash_nothing_is_sent_or_noted(admin, review):
    admin.interactions.DeleteInteraction(api.DeleteInteractionRequest(name=review))

    with refused(grpc.StatusCode.FAILED_PRECONDITION, "INTERACTION_TRASHED"):
        admin.interactions.SendResponse(
            api.SendResponseRequest(name=review, channel=api.CHANNEL_TYPE_PROVIDER, text="Merci !")
        )
    with refused(grpc.StatusCode.FAILED_PRECONDITION, "INTERACTION_TRASHED"):
        admin.notes.CreateNote(api.CreateNoteRequest(parent=review, body="Hello"))
    assert admin.interaction(review).name == review, "it stays readable by name"


def test_a_new_message_brings_back_what_a_user_deleted(admin, connector):
    item = stories.item(source=api.SOURCE_WHATSAPP)
    (result,) = stories.push(connector, item)
    admin.interactions.DeleteInteraction(api.DeleteInteractionRequest(name=result.interaction))

    item.messages.append(stories.said("Are you there?", seconds=60))
    stories.push(connector, item)

    assert not admin.interaction(result.interaction).HasField("delete_time")


def test_assigning_twice_is_assigning_once(admin, review):
    request = api.AssignUsersRequest(name=review, users=[f"{WORKSPACE}/users/admin"])

    first = admin.interactions.AssignUsers(request)
    again = admin.interactions.AssignUsers(request)

    assert [assignment.user for assignment in first.assignments] == [f"{WORKSPACE}/users/admin"]
    assert first.assignments[0].actor == "users/admin" and first.assignments[0].HasField("assign_time")
    assert list(again.assignments) == list(first.assignments)
    rest = admin.interactions.UnassignUsers(api.UnassignUsersRequest(name=review, users=request.users))
    assert list(rest.assignments) == []


def test_who_cannot_handle_it_is_not_assigned(admin, review):
    for role, reason in [
        (api.USER_ROLE_OBSERVER, "USER_IS_OBSERVER"),
        (api.USER_ROLE_RESTRICTED, "USER_WITHOUT_ACCESS"),
    ]:
        with refused(grpc.StatusCode.FAILED_PRECONDITION, reason):
            admin.interactions.AssignUsers(
                api.AssignUsersRequest(name=review, users=[f"{WORKSPACE}/users/admin", user(admin, role).name])
            )

    assert list(admin.interaction(review).assignments) == [], "all or none"


def test_keywords_are_added_and_removed(admin, review):
    keyword, other = admin.directory.ListKeywords(api.ListKeywordsRequest(parent=WORKSPACE)).keywords[:2]

    added = admin.interactions.ModifyKeywords(api.ModifyKeywordsRequest(name=review, add_keywords=[keyword.name]))
    assert [entry.keyword for entry in added.keywords] == [keyword.name]
    assert added.keywords[0].origin == api.KEYWORD_ORIGIN_MANUAL
    swapped = admin.interactions.ModifyKeywords(
        api.ModifyKeywordsRequest(name=review, add_keywords=[other.name], remove_keywords=[keyword.name])
    )
    assert [entry.keyword for entry in swapped.keywords] == [other.name]

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID"):
        admin.interactions.ModifyKeywords(
            api.ModifyKeywordsRequest(name=review, add_keywords=[keyword.name], remove_keywords=[keyword.name])
        )


def test_a_pin_is_ones_own(server, clients, admin, review):
    owner = clients(server, actor=actor_of(user(admin, api.USER_ROLE_OWNER)))

    admin.interactions.PinInteraction(api.PinInteractionRequest(name=review))
    assert admin.interaction(review).pinned and not owner.interaction(review).pinned

    admin.interactions.UnpinInteraction(api.UnpinInteractionRequest(name=review))
    assert not admin.interaction(review).pinned


def test_a_customers_other_interactions_are_found(admin, connector):
    customer = api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_GOOGLE, external_id=stories.fresh("customer"))],
        display_name="Jean Petit",
    )
    older = stories.push_one(connector, customer=customer, source_time=stories.at(0))
    newer = stories.push_one(connector, customer=customer, source_time=stories.at(60))
    name = admin.interaction(newer).customer.name

    others = admin.interactions.ListCustomerInteractions(
        api.ListCustomerInteractionsRequest(parent=name, excluded_interaction=newer)
    ).interactions
    everything = admin.interactions.ListCustomerInteractions(
        api.ListCustomerInteractionsRequest(parent=name)
    ).interactions

    assert [row.name for row in others] == [older]
    assert [row.name for row in everything] == [newer, older]
