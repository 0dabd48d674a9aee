"""Many interactions are changed at once: by name, or all that a view and filter hold."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import refused

PROCESSED = api.BatchChange(status=api.INTERACTION_STATUS_PROCESSED)
CHUNK = 1000


def batch(client, **request):
    """All answers of a batch."""
    return list(client.inbox.BatchUpdateInteractions(request_of(**request), timeout=120))


def request_of(change=PROCESSED, **request):
    return api.BatchUpdateInteractionsRequest(parent=WORKSPACE, change=change, **request)


def named(customer, **conditions):
    """The interactions of one customer: a selection that others do not disturb."""
    return api.InteractionSelection(view=api.VIEW_ALL, filter=api.InteractionFilter(customers=[customer], **conditions))


def push_many(client, count):
    """Pushes interactions of one new customer in, and gives their names and his."""
    customer = api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_GOOGLE, external_id=stories.fresh("customer"))],
        display_name="Marie Dubois",
    )
    names = []
    while len(names) < count:
        items = [stories.item(customer=customer) for _ in range(min(500, count - len(names)))]
        names += [result.interaction for result in stories.push(client, *items)]
    return names, client.interaction(names[0]).customer.name


def test_named_interactions_are_changed_and_the_others_told(admin):
    names = [stories.push_one(admin) for _ in range(3)]
    missing = f"{WORKSPACE}/interactions/0000000000001"
    admin.interactions.SetStatus(
        api.SetStatusRequest(name=names[0], status=api.INTERACTION_STATUS_PROCESSED)
    )
    (answer,) = batch(admin, names=[*names, missing, names[1]])
    assert (answer.matched_count, answer.done_count, answer.changed_count, answer.failed_count) == (4, 4, 2, 1)
    assert [(failure.name, failure.error.reason) for failure in answer.failures] == [(missing, "RESOURCE_NOT_FOUND")]
    assert not answer.resume_token
    assert {admin.interaction(name).status for name in names} == {api.INTERACTION_STATUS_PROCESSED}


def test_everything_that_can_be_changed_is(admin):
    name = stories.push_one(admin)
    keyword = admin.directory.ListKeywords(api.ListKeywordsRequest(parent=WORKSPACE)).keywords[0].name
    change = api.BatchChange(
        status=api.INTERACTION_STATUS_IGNORED,
        mode=api.INTERACTION_MODE_HUMAN,
        place=api.BATCH_PLACE_ARCHIVE,
        assign_users=[f"{WORKSPACE}/users/admin"],
        add_keywords=[keyword],
    )
    (answer,) = batch(admin, change=change, names=[name])
    assert answer.changed_count == 1
    panel = admin.interaction(name)
    assert (panel.status, panel.mode) == (api.INTERACTION_STATUS_IGNORED, api.INTERACTION_MODE_HUMAN)
    assert panel.HasField("archive_time") and len(panel.assignments) == 1
    assert keyword in [entry.keyword for entry in panel.keywords]
    (answer,) = batch(admin, change=change, names=[name])
    assert (answer.done_count, answer.changed_count) == (1, 0)


def test_a_preview_changes_nothing(admin):
    names, customer = push_many(admin, 5)
    selection = named(customer)
    (answer,) = batch(admin, selection=selection, validate_only=True, request_id=stories.fresh("preview"))
    assert (answer.matched_count, answer.changed_count) == (5, 5)
    assert {admin.interaction(name).status for name in names} == {api.INTERACTION_STATUS_PENDING}


def test_a_repeat_gets_the_same_answer_with_its_failures(admin):
    names, _ = push_many(admin, 2)
    missing = f"{WORKSPACE}/interactions/0000000000001"
    # As long as an id may be, and one that looks like a part of it.
    first = stories.fresh("batch").ljust(64, "x")
    answers = batch(admin, names=[*names, missing], request_id=first)
    admin.interactions.SetStatus(api.SetStatusRequest(name=names[0], status=api.INTERACTION_STATUS_PENDING))
    assert batch(admin, names=[*names, missing], request_id=first) == answers
    assert admin.interaction(names[0]).status == api.INTERACTION_STATUS_PENDING
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED"):
        batch(admin, names=names, request_id=first)


@pytest.mark.parametrize("goes_on_by", ["token", "request_id"])
def test_a_large_selection_goes_on_after_a_kill(own_server, clients, goes_on_by):
    """The server is killed after the first chunk; what came in since the beginning is left alone."""
    admin = clients(own_server)
    names, customer = push_many(admin, 2 * CHUNK + 300)
    selection = named(customer)
    request = request_of(selection=selection, request_id=stories.fresh("batch") if goes_on_by == "request_id" else "")
    stream = admin.inbox.BatchUpdateInteractions(request, timeout=120)
    first = next(stream)
    assert (first.matched_count, first.done_count, first.changed_count) == (len(names), CHUNK, CHUNK)
    assert first.resume_token
    stream.cancel()
    own_server.kill()
    admin.close()
    admin = clients(own_server.start())
    customer_of_late = admin.interaction(names[0]).customer
    late = stories.push(
        admin,
        stories.item(
            customer=api.IngestCustomer(
                identities=[customer_of_late.identities[0]], display_name=customer_of_late.display_name
            )
        ),
    )[0].interaction
    assert admin.interaction(late).customer.name == customer
    if goes_on_by == "token":
        request.resume_token = first.resume_token
    answers = list(admin.inbox.BatchUpdateInteractions(request, timeout=120))
    if goes_on_by == "request_id":
        assert answers[0] == first
    last = answers[-1]
    assert (last.done_count, last.failed_count) == (len(names), 0)
    assert last.changed_count == len(names) or goes_on_by == "token"
    assert not last.resume_token
    left = admin.list_all(filter=named(customer, statuses=[api.INTERACTION_STATUS_PENDING]).filter)
    assert [row.name for row in left] == [late]


@pytest.mark.parametrize(
    "request_fields, reason, field",
    [
        ({}, "FIELD_REQUIRED", "names"),
        ({"names": ["x"]}, "NAME_INVALID", "names[0]"),
        ({"names": [f"{WORKSPACE}/interactions/0000000000001"], "change": api.BatchChange()}, "FIELD_REQUIRED", "change"),
        (
            {"names": [f"{WORKSPACE}/interactions/0000000000001"], "selection": api.InteractionSelection()},
            "FIELD_INVALID",
            "selection",
        ),
        ({"names": [f"{WORKSPACE}/interactions/0000000000001"] * 1001}, "TOO_MANY_ITEMS", "names"),
        ({"selection": api.InteractionSelection(), "resume_token": "x"}, "RESUME_TOKEN_INVALID", ""),
    ],
)
def test_what_cannot_be_meant_is_refused(admin, request_fields, reason, field):
    with refused(grpc.StatusCode.INVALID_ARGUMENT, reason, field):
        batch(admin, **request_fields)


def test_observers_change_nothing(server, clients, admin):
    user = next(user for user in admin.users() if user.role == api.USER_ROLE_OBSERVER)
    observer = clients(server, actor=user.name.removeprefix(WORKSPACE + "/"))
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_INSUFFICIENT"):
        batch(observer, names=[stories.push_one(admin)])
