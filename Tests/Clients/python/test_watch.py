"""An interaction is watched: every event once and in order, whatever happens to the connection or the server."""

import signal
import threading

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import Refusal, refused

STATUSES = [api.INTERACTION_STATUS_IGNORED, api.INTERACTION_STATUS_PROCESSED, api.INTERACTION_STATUS_PENDING]


def watch(client, name, token="", timeout=60):
    return client.interactions.WatchInteraction(
        api.WatchInteractionRequest(name=name, resume_token=token), timeout=timeout
    )


def trail(client, name):
    """The whole audit trail of an interaction, oldest first."""
    events, token = [], ""
    while True:
        page = client.interactions.ListEvents(
            api.ListEventsRequest(parent=name, page_size=7, page_token=token, oldest_first=True)
        )
        events.extend(page.events)
        token = page.next_page_token
        if not token:
            return events


def set_status(client, name, status):
    client.interactions.SetStatus(api.SetStatusRequest(name=name, status=status))


def test_changes_arrive_as_they_commit_with_the_row_after_them(admin, clients, server):
    name = stories.push_one(admin)
    stream = watch(admin, name)
    first = next(stream)
    assert not first.events and first.resume_token and not first.HasField("interaction")

    set_status(clients(server), name, api.INTERACTION_STATUS_PROCESSED)
    news = next(stream)
    assert [event.type for event in news.events] == [api.EVENT_TYPE_STATUS_CHANGED]
    assert news.events[0].status.before == api.INTERACTION_STATUS_PENDING
    assert news.events[0].status.after == api.INTERACTION_STATUS_PROCESSED
    assert news.interaction.status == api.INTERACTION_STATUS_PROCESSED

    admin.notes.CreateNote(api.CreateNoteRequest(parent=name, body="A note"))
    assert [event.type for event in next(stream).events] == [api.EVENT_TYPE_NOTE_CREATED]
    stream.cancel()


def test_what_the_panel_showed_and_the_stream_told_are_together_the_trail(admin):
    """GetInteraction's token begins at exactly its state."""
    name = stories.push_one(admin)
    opened = admin.interactions.GetInteraction(api.GetInteractionRequest(name=name))
    known = trail(admin, name)
    for status in STATUSES:
        set_status(admin, name, status)
    stream = watch(admin, name, opened.resume_token)
    news = next(stream)
    stream.cancel()
    assert [event.sequence for event in known] + [event.sequence for event in news.events] == [
        event.sequence for event in trail(admin, name)
    ]


def test_a_watcher_who_is_slow_gets_everything_later(admin):
    name = stories.push_one(admin)
    opened = admin.interactions.GetInteraction(api.GetInteractionRequest(name=name))
    stream = watch(admin, name, opened.resume_token)
    known = len(trail(admin, name))
    for number in range(150):
        set_status(admin, name, STATUSES[number % 3])
    expected = [event.sequence for event in trail(admin, name)[known:]]
    seen = []
    while len(seen) < len(expected):
        seen += [event.sequence for event in next(stream).events]
    stream.cancel()
    assert seen == expected and len(expected) == 150


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGKILL"])
def test_nothing_is_lost_or_repeated_when_the_server_goes(own_server, clients, ending):
    """The server is stopped and killed amid changes; the watcher goes on from his last token."""
    admin = clients(own_server)
    name = stories.push_one(admin)
    opened = admin.interactions.GetInteraction(api.GetInteractionRequest(name=name))
    token, seen = opened.resume_token, []
    known = len(trail(admin, name))
    for _ in range(3):
        writer = threading.Thread(target=change_until_it_fails, args=(clients(own_server), name))
        writer.start()
        stream = watch(clients(own_server), name, token)
        with pytest.raises(grpc.RpcError) as ended:
            for count, news in enumerate(stream):
                seen += [event.sequence for event in news.events]
                token = news.resume_token
                if count == 10:
                    stopping = stop(own_server) if ending == "SIGTERM" else own_server.kill()
        if ending == "SIGTERM":
            refusal = Refusal()
            refusal.read(ended.value)
            assert refusal.reason == "SERVER_DRAINING"
            stopping.join()
        writer.join()
        own_server.start()
    admin = clients(own_server)
    expected = [event.sequence for event in trail(admin, name)[known:]]
    stream = watch(admin, name, token)
    while len(seen) < len(expected):
        seen += [event.sequence for event in next(stream).events]
    stream.cancel()
    assert seen == expected


def stop(server):
    """Asks the server to end and does not wait: its streams are told first. Join the answer to wait."""
    stopping = threading.Thread(target=server.stop, args=(signal.SIGTERM,))
    stopping.start()
    return stopping


def change_until_it_fails(client, name):
    for number in range(100_000):
        try:
            set_status(client, name, STATUSES[number % 3])
        except grpc.RpcError:
            return


def test_a_watcher_hears_no_more_of_what_he_may_no_longer_see(admin, clients, server):
    places = [stories.fresh("place") for _ in range(2)]
    brand = admin.directory.ListBrands(api.ListBrandsRequest(parent=WORKSPACE)).brands[0].name
    locations = [
        admin.directory.CreateLocation(
            api.CreateLocationRequest(
                parent=WORKSPACE, location_id=place, location=api.Location(display_name=place, brand=brand)
            )
        ).location.name
        for place in places
    ]
    user_id = stories.fresh("local")
    admin.directory.CreateUser(
        api.CreateUserRequest(
            parent=WORKSPACE,
            user_id=user_id,
            user=api.User(
                display_name="Lou Local",
                role=api.USER_ROLE_RESTRICTED,
                accesses=[api.LocationAccess(location=locations[0], level=api.ACCESS_LEVEL_EDITOR)],
            ),
        )
    )
    local = clients(server, actor=f"users/{user_id}")
    item = stories.item(location=locations[0], source_update_time=stories.at(100))
    (pushed,) = stories.push(admin, item)
    stream = watch(local, pushed.interaction)
    next(stream)
    stories.push(admin, stories.item(
        external_id=item.external_id, customer=item.customer, location=locations[1],
        source_update_time=stories.at(200)))
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        next(stream)
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        trail(local, pushed.interaction)
    everything = local.interactions.ListEvents(api.ListEventsRequest(parent=WORKSPACE, page_size=1000))
    assert not any(event.interaction == pushed.interaction for event in everything.events)
    assert not any(event.type == api.EVENT_TYPE_DIRECTORY_CHANGED for event in everything.events)


def test_a_token_belongs_to_its_interaction(admin):
    one, other = stories.push_one(admin), stories.push_one(admin)
    token = admin.interactions.GetInteraction(api.GetInteractionRequest(name=one)).resume_token
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "RESUME_TOKEN_INVALID", "resume_token"):
        next(watch(admin, other, token))
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "RESUME_TOKEN_INVALID", "resume_token"):
        next(watch(admin, one, token[:-1]))
