"""Notifications: each user is told once of what concerns him, and follows it without missing anything."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import refused


@pytest.fixture
def colleague(admin, server, clients):
    """A colleague of his own for each test, and his name."""
    user = stories.fresh("colleague")
    name = admin.directory.CreateUser(
        api.CreateUserRequest(
            parent=WORKSPACE, user_id=user, user=api.User(display_name="Colleague", role=api.USER_ROLE_ADMIN)
        )
    ).user.name
    client = clients(server, actor=f"users/{user}")
    client.name = name
    return client


@pytest.fixture
def review(connector):
    return stories.push_one(connector)


def mention(admin, review, colleague, body="Look"):
    return admin.notes.CreateNote(
        api.CreateNoteRequest(parent=review, body=body, mentions=[colleague.name])
    ).note


def listed(colleague, **fields):
    return colleague.notifications.ListNotifications(api.ListNotificationsRequest(parent=colleague.name, **fields))


def watch(colleague, token=""):
    return colleague.notifications.WatchNotifications(
        api.WatchNotificationsRequest(parent=colleague.name, resume_token=token)
    )


def mark(colleague, *names):
    return colleague.notifications.MarkNotificationsRead(
        api.MarkNotificationsReadRequest(parent=colleague.name, names=names)
    ).unread_count


def test_a_mention_is_listed_read_and_counted(admin, review, colleague):
    note = mention(admin, review, colleague)

    page = listed(colleague)
    (told,) = page.notifications

    assert page.unread_count == 1 and told.type == api.NOTIFICATION_TYPE_MENTIONED
    assert told.note == note.name and told.interaction == review and told.snippet == "Look"
    assert mark(colleague, told.name) == 0
    assert listed(colleague).notifications[0].HasField("read_time")
    assert not listed(colleague, unread_only=True).notifications


def test_nobody_is_told_of_what_he_did_himself(admin, review, colleague):
    own = colleague.notes.CreateNote(
        api.CreateNoteRequest(parent=review, body="Note to myself", mentions=[colleague.name])
    ).note
    colleague.notes.CreateNote(api.CreateNoteRequest(parent=review, body="And more", reply_to=own.name))
    colleague.interactions.AssignUsers(api.AssignUsersRequest(name=review, users=[colleague.name]))

    assert not listed(colleague).notifications


def test_a_watch_tells_each_change_once_and_goes_on_where_it_was_left(admin, review, colleague):
    stream = watch(colleague)
    first = next(stream)
    assert not first.notifications and first.unread_count == 0 and first.resume_token

    mention(admin, review, colleague, "one")
    news = next(stream)
    assert [told.snippet for told in news.notifications] == ["one"] and news.unread_count == 1
    stream.cancel()

    mention(admin, review, colleague, "two")
    assert mark(colleague, news.notifications[0].name) == 1
    mention(admin, review, colleague, "three")

    seen, token = [], news.resume_token
    while len(seen) < 3:
        stream = watch(colleague, token)
        batch = next(stream)
        token = batch.resume_token
        seen += [(told.snippet, told.HasField("read_time")) for told in batch.notifications]
        stream.cancel()
    assert seen == [("two", False), ("one", True), ("three", False)]
    assert listed(colleague).resume_token == token


def test_a_list_and_a_watch_fit_together(admin, review, colleague):
    mention(admin, review, colleague, "before")
    page = listed(colleague)
    stream = watch(colleague, page.resume_token)
    assert not next(stream).notifications

    mention(admin, review, colleague, "after")

    assert [told.snippet for told in next(stream).notifications] == ["after"]
    stream.cancel()


def test_only_the_user_himself_watches(admin, server, clients, colleague):
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        next(admin.notifications.WatchNotifications(api.WatchNotificationsRequest(parent=colleague.name)))
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "RESUME_TOKEN_INVALID"):
        next(watch(colleague, "nonsense"))
    another = listed(admin_of(admin)).resume_token
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "RESUME_TOKEN_INVALID"):
        next(watch(colleague, another))


def admin_of(admin):
    """The administrator under his name."""
    admin.name = f"{WORKSPACE}/users/admin"
    return admin
