"""Who may do what: roles of users, and actors that are no users."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE, actor_of
from refusal import refused

PROVIDER = api.CHANNEL_TYPE_PROVIDER

WRITES = {
    "SaveDraft": lambda client, name: client.interactions.SaveDraft(
        api.SaveDraftRequest(name=name, channel=PROVIDER, text="Bonjour")
    ),
    "SendResponse": lambda client, name: client.interactions.SendResponse(
        api.SendResponseRequest(name=name, channel=PROVIDER, text="Bonjour")
    ),
    "CreateNote": lambda client, name: client.notes.CreateNote(api.CreateNoteRequest(parent=name, body="Hello")),
}


def restricted_with(admin, level):
    """A restricted user who has just this level everywhere, and a location of his."""
    for user in admin.users():
        places = [access for access in user.accesses if "/locations/" in access.location]
        if user.role == api.USER_ROLE_RESTRICTED and not user.deactivated and places:
            if all(access.level == level for access in user.accesses):
                return user, places[0].location
    pytest.fail("the sample workspace has no such user")


@pytest.mark.parametrize("method", WRITES)
def test_observers_change_nothing(server, clients, admin, connector, method):
    observer = next(user for user in admin.users() if user.role == api.USER_ROLE_OBSERVER)
    review = stories.push_one(connector)

    with refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_INSUFFICIENT"):
        WRITES[method](clients(server, actor=actor_of(observer)), review)


@pytest.mark.parametrize("method", WRITES)
def test_viewers_of_a_location_change_nothing_there(server, clients, admin, connector, method):
    viewer, location = restricted_with(admin, api.ACCESS_LEVEL_VIEWER)
    review = stories.push_one(connector, location=location)
    client = clients(server, actor=actor_of(viewer))

    assert client.interaction(review).location == location
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_INSUFFICIENT"):
        WRITES[method](client, review)


@pytest.mark.parametrize("method", WRITES)
def test_editors_of_a_location_handle_what_is_there(server, clients, admin, connector, method):
    editor, location = restricted_with(admin, api.ACCESS_LEVEL_EDITOR)
    client = clients(server, actor=actor_of(editor))

    WRITES[method](client, stories.push_one(connector, location=location))
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        WRITES[method](client, stories.push_one(connector))


def test_a_call_says_on_whose_behalf_it_is_made(server, clients, connector):
    review = stories.push_one(connector)

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ACTOR_MISSING"):
        clients(server, actor="").interaction(review)


@pytest.mark.parametrize("actor", ["admin", "users/", "robots/r2", "users/admin/x", f"{WORKSPACE}/users/admin"])
def test_an_actor_has_a_form(server, clients, connector, actor):
    review = stories.push_one(connector)

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ACTOR_INVALID"):
        clients(server, actor=actor).interaction(review)


def test_an_unknown_user_is_refused(server, clients, connector):
    review = stories.push_one(connector)

    with refused(grpc.StatusCode.PERMISSION_DENIED, "ACTOR_UNKNOWN"):
        clients(server, actor="users/nobody").interaction(review)


@pytest.mark.parametrize("credential", ["Bearer made-up-key", "made-up-key", "Basic YTpi", "Bearer "])
def test_a_credential_that_is_presented_must_be_known(server, clients, connector, credential):
    """None is needed on loopback while none has been created; but a wrong one is never taken for none."""
    review = stories.push_one(connector)
    client = clients(server, metadata=[("authorization", credential)])

    with refused(grpc.StatusCode.UNAUTHENTICATED, "CREDENTIAL_INVALID"):
        client.interaction(review)


def test_the_directory_says_who_may_do_what(admin):
    users = admin.users()
    me = admin.directory.GetUser(api.GetUserRequest(name=f"{WORKSPACE}/users/admin")).user

    assert {user.role for user in users} == {
        api.USER_ROLE_OWNER,
        api.USER_ROLE_ADMIN,
        api.USER_ROLE_OBSERVER,
        api.USER_ROLE_RESTRICTED,
    }
    assert me.role == api.USER_ROLE_ADMIN and me in users
