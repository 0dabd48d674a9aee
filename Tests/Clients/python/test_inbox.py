"""Listing the inbox: pages, tabs, and what each user sees of it."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE, actor_of
from refusal import refused

FAMILIES = {
    api.FAMILY_REVIEW: {
        api.SOURCE_GOOGLE, api.SOURCE_TRIPADVISOR, api.SOURCE_DELIVEROO, api.SOURCE_UBEREATS, api.SOURCE_THEFORK,
        api.SOURCE_BOOKING, api.SOURCE_ZENCHEF,
    },
    api.FAMILY_SURVEY: {api.SOURCE_SURVEY, api.SOURCE_EXPERIENCE, api.SOURCE_SEVENROOMS, api.SOURCE_SUNDAY},
    api.FAMILY_CONTACT: {api.SOURCE_EMAIL, api.SOURCE_SITE},
    api.FAMILY_MESSAGE: {api.SOURCE_INSTAGRAM, api.SOURCE_FACEBOOK, api.SOURCE_WHATSAPP},
}  # fmt: skip


def instant(timestamp):
    return timestamp.seconds, timestamp.nanos


def test_the_sample_workspace_can_be_shown(own_server, clients):
    """A newcomer sees a full inbox: every source, every status, ratings, drafts, notes and scheduled responses."""
    rows = clients(own_server).list_all()

    assert len(rows) >= 300
    assert {row.source for row in rows} == set().union(*FAMILIES.values())
    assert {row.status for row in rows} == {
        api.INTERACTION_STATUS_PENDING,
        api.INTERACTION_STATUS_PROCESSED,
        api.INTERACTION_STATUS_IGNORED,
    }
    assert any(row.HasField("rating") for row in rows) and not all(row.HasField("rating") for row in rows)
    assert any(row.has_draft for row in rows)
    assert any(row.note_count for row in rows)
    assert all(row.customer_display_name and row.name.startswith(WORKSPACE + "/interactions/") for row in rows)


@pytest.mark.parametrize("page_size", [1, 7, 100])
def test_pages_together_are_the_list(admin, page_size):
    """Whatever the page size, nothing is missed and nothing is shown twice; the latest activity comes first."""
    whole = [row.name for row in admin.list_all()]
    wanted = whole if page_size > 1 else whole[:40]

    names, token = [], ""
    while len(names) < len(wanted):
        page = admin.inbox.ListInteractions(
            api.ListInteractionsRequest(parent=WORKSPACE, view=api.VIEW_ALL, page_size=page_size, page_token=token)
        )
        assert len(page.interactions) <= page_size
        names += [row.name for row in page.interactions]
        token = page.next_page_token

    assert names == wanted
    assert len(set(whole)) == len(whole)
    times = [instant(row.last_activity_time) for row in admin.list_all()]
    assert times == sorted(times, reverse=True)


def test_the_list_may_move_under_the_reader(admin, connector):
    """What arrives between two pages moves nothing that the reader has not seen yet out of his way."""
    before = [row.name for row in admin.list_all()]
    first = admin.inbox.ListInteractions(
        api.ListInteractionsRequest(parent=WORKSPACE, view=api.VIEW_ALL, page_size=10)
    )

    stories.push_one(connector)
    rest = admin.inbox.ListInteractions(
        api.ListInteractionsRequest(
            parent=WORKSPACE, view=api.VIEW_ALL, page_size=100, page_token=first.next_page_token
        )
    )

    read = [row.name for row in first.interactions] + [row.name for row in rest.interactions]
    assert [name for name in read if name in set(before)] == before[: len(read)]
    assert len(set(read)) == len(read)


def test_a_page_has_a_usual_and_a_greatest_size(admin):
    usual = admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE))
    greatest = admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, page_size=100_000))

    assert len(usual.interactions) == 25
    assert len(greatest.interactions) == 100


def test_every_tab_holds_its_sources_and_all_tabs_hold_everything(admin):
    tabs = {family: admin.list_all(family=family) for family in FAMILIES}

    for family, rows in tabs.items():
        assert rows
        assert {row.source for row in rows} <= FAMILIES[family]
        assert {row.family for row in rows} == {family}
    together = [row.name for rows in tabs.values() for row in rows]
    assert sorted(together) == sorted(row.name for row in admin.list_all())


def test_restricted_users_see_their_locations_only(server, clients, admin):
    """In lists, and by name: what one may not see does not exist."""
    everything = admin.list_all()
    groups = {
        group.name: set(group.locations)
        for group in admin.directory.ListLocationGroups(
            api.ListLocationGroupsRequest(parent=WORKSPACE)
        ).location_groups
    }
    restricted = [
        user for user in admin.users() if user.role == api.USER_ROLE_RESTRICTED and not user.deactivated
    ]
    assert restricted, "the sample workspace has restricted users"

    for user in restricted:
        locations = set()
        for access in user.accesses:
            locations |= groups.get(access.location, {access.location})
        client = clients(server, actor=actor_of(user))

        seen = client.list_all()

        assert [row.name for row in seen] == [row.name for row in everything if row.location in locations]
        hidden = next(row for row in everything if row.location not in locations)
        with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
            client.interaction(hidden.name)


def test_observers_see_everything(server, clients, admin):
    observer = next(user for user in admin.users() if user.role == api.USER_ROLE_OBSERVER)

    seen = clients(server, actor=actor_of(observer)).list_all()

    assert [row.name for row in seen] == [row.name for row in admin.list_all()]


def test_a_page_token_belongs_to_its_request(admin):
    page = admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, page_size=5))

    for token in ["nonsense", page.next_page_token[:-1], page.next_page_token + "A"]:
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", field="page_token"):
            admin.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, page_token=token))
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", field="page_token"):
        admin.inbox.ListInteractions(
            api.ListInteractionsRequest(
                parent=WORKSPACE, family=api.FAMILY_SURVEY, page_token=page.next_page_token
            )
        )
