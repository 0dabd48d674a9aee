"""The inbox is watched: a list that is kept by what the stream tells is the list, whatever happens in between."""

import random

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE, actor_of
from refusal import Refusal, refused
from test_roles import restricted_with

ENTERED, CHANGED, LEFT = (
    api.INBOX_CHANGE_TYPE_ENTERED,
    api.INBOX_CHANGE_TYPE_CHANGED,
    api.INBOX_CHANGE_TYPE_LEFT,
)
PENDING = api.InteractionFilter(statuses=[api.INTERACTION_STATUS_PENDING])


def watch(client, token="", view=api.VIEW_ALL, timeout=60, **request):
    return client.inbox.WatchInbox(
        api.WatchInboxRequest(parent=WORKSPACE, view=view, resume_token=token, **request), timeout=timeout
    )


def news_of(stream, name):
    """The next change of one interaction."""
    for answer in stream:
        for change in answer.changes:
            if change.name == name:
                return change
    raise AssertionError("the stream ended")


def set_status(client, name, status):
    client.interactions.SetStatus(api.SetStatusRequest(name=name, status=status))


def test_what_enters_changes_and_leaves_is_told_as_it_commits(admin, connector):
    stream = watch(admin, filter=PENDING, include_events=True)
    assert len(next(stream).counts) == 8
    name = stories.push_one(connector)
    change = news_of(stream, name)
    assert change.type == ENTERED and change.interaction.snippet.startswith("Très bon accueil")
    assert change.events[0].type == api.EVENT_TYPE_INTERACTION_CREATED

    admin.interactions.PinInteraction(api.PinInteractionRequest(name=name))
    change = news_of(stream, name)
    assert change.type == CHANGED and change.interaction.pinned
    set_status(admin, name, api.INTERACTION_STATUS_PROCESSED)
    change = news_of(stream, name)
    assert change.type == LEFT and not change.HasField("interaction")
    assert [event.type for event in change.events] == [api.EVENT_TYPE_STATUS_CHANGED]
    set_status(admin, name, api.INTERACTION_STATUS_PENDING)
    assert news_of(stream, name).type == ENTERED
    stream.cancel()


def test_counts_come_with_the_change_and_are_those_of_get_counts(own_server, clients):
    admin = clients(own_server)
    stream = watch(admin)
    known = {entry.view: entry.total for entry in next(stream).counts}
    name = stories.push_one(admin)
    answer = next(stream)
    known.update({entry.view: entry.total for entry in answer.counts})
    current = admin.inbox.GetCounts(api.GetCountsRequest(parent=WORKSPACE)).counts
    assert known == {entry.view: entry.total for entry in current}
    assert {entry.view for entry in answer.counts} == {api.VIEW_ALL, api.VIEW_UNASSIGNED}
    # What moves nothing brings no counts.
    admin.interactions.SaveDraft(
        api.SaveDraftRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER, text="Merci")
    )
    answer = next(stream)
    assert [change.type for change in answer.changes] == [CHANGED] and not answer.counts
    stream.cancel()


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGKILL"])
def test_a_kept_list_is_the_list_whatever_happens_to_the_server(own_server, clients, ending):
    """The server is stopped or killed amid changes, several times; the list goes on from its last token."""
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    admin = clients(own_server)
    names = [stories.push_one(admin) for _ in range(10)]
    request = api.ListInteractionsRequest(parent=WORKSPACE, view=api.VIEW_ALL, filter=PENDING, page_size=200)
    page = admin.inbox.ListInteractions(request)
    token = page.resume_token
    kept = {row.name: row for row in page.interactions}
    while page.next_page_token:
        request.page_token = page.next_page_token
        page = admin.inbox.ListInteractions(request)
        kept.update({row.name: row for row in page.interactions})

    def take(stream, count):
        """Keeps the list by some answers, and the token with it."""
        nonlocal token
        for _ in range(count):
            answer = next(stream)
            for change in answer.changes:
                assert (change.name in kept) == (change.type != ENTERED), f"seed {seed}"
                if change.type == LEFT:
                    del kept[change.name]
                else:
                    kept[change.name] = change.interaction
            token = answer.resume_token

    statuses = [api.INTERACTION_STATUS_PENDING, api.INTERACTION_STATUS_PROCESSED, api.INTERACTION_STATUS_IGNORED]
    for _ in range(3):
        stream = watch(admin, token, filter=PENDING)
        for _ in range(25):
            if dice.random() < 0.1:
                names.append(stories.push_one(admin))
            set_status(admin, dice.choice(names), dice.choice(statuses))
        take(stream, 2)
        # What comes while nobody listens.
        stream.cancel()
        for _ in range(10):
            set_status(admin, dice.choice(names), dice.choice(statuses))
        admin.close()
        if ending == "SIGKILL":
            own_server.kill()
        else:
            assert own_server.stop() == 0
        admin = clients(own_server.start())
    end = admin.inbox.GetCounts(api.GetCountsRequest(parent=WORKSPACE)).resume_token
    stream = watch(admin, token, filter=PENDING)
    while token != end:
        take(stream, 1)
    stream.cancel()
    listed = {row.name for row in admin.list_all(filter=PENDING)}
    assert set(kept) == listed, f"seed {seed}"


def test_who_loses_sight_of_an_interaction_is_told_that_it_left_and_no_more(server, clients, admin, connector):
    user, place = restricted_with(admin, api.ACCESS_LEVEL_VIEWER)
    locations = admin.directory.ListLocations(api.ListLocationsRequest(parent=WORKSPACE, page_size=1000)).locations
    seen = {access.location for access in user.accesses}
    hidden = next(location.name for location in locations if location.name not in seen)
    item = stories.item(location=place)
    (pushed,) = stories.push(connector, item)
    stream = watch(clients(server, actor=actor_of(user)), include_events=True, omit_counts=True)
    next(stream)
    stories.push(connector, api.IngestItem(source=item.source, external_id=item.external_id, location=hidden))
    change = news_of(stream, pushed.interaction)
    assert change.type == LEFT and not change.events and not change.HasField("interaction")
    # What happens to it there is not for him: the next news is of something else.
    set_status(admin, pushed.interaction, api.INTERACTION_STATUS_IGNORED)
    other = stories.push(connector, stories.item(location=place))[0].interaction
    answer = next(stream)
    assert [change.name for change in answer.changes] == [other]
    stream.cancel()


def test_who_gets_other_rights_is_told_to_list_again(own_server, clients):
    admin = clients(own_server)
    user, _ = restricted_with(admin, api.ACCESS_LEVEL_VIEWER)
    stream = watch(clients(own_server, actor=actor_of(user)))
    token = next(stream).resume_token
    changed = api.User(name=user.name, etag=user.etag)
    changed.accesses.extend(user.accesses[:1])
    changed.accesses[0].level = api.ACCESS_LEVEL_EDITOR
    admin.directory.UpdateUser(
        api.UpdateUserRequest(user=changed, update_mask={"paths": ["accesses"]})
    )
    refusal = Refusal()
    with pytest.raises(grpc.RpcError) as raised:
        for _ in stream:
            pass
    refusal.read(raised.value)
    assert (refusal.code, refusal.reason) == (grpc.StatusCode.OUT_OF_RANGE, "RESUME_TOKEN_EXPIRED")
    with refused(grpc.StatusCode.OUT_OF_RANGE, "RESUME_TOKEN_EXPIRED"):
        list(watch(clients(own_server, actor=actor_of(user)), token))


def test_tokens_of_others_are_refused(admin):
    for token in ["x", admin.interactions.GetInteraction(
        api.GetInteractionRequest(name=admin.list_all()[0].name)
    ).resume_token]:
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "RESUME_TOKEN_INVALID"):
            next(watch(admin, token))
