"""Names of users, keywords, places and brands: whoever calls after a rename was answered sees the new one, on any connection."""

import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE, Client
from inbox_server import Server

CONNECTIONS = 16
RENAMES = 20


@pytest.fixture
def connections(tmp_path):
    """Callers with a connection each, spread over four event loops, each of which remembers names."""
    server = Server(tmp_path / "data", "--loops", "4").start()
    options = [("grpc.use_local_subchannel_pool", 1)]
    clients = [Client(server.address, options=options) for _ in range(CONNECTIONS)]
    yield clients
    for client in clients:
        client.close()
    server.clean_up()


@pytest.fixture
def directory(connections):
    """A user, a keyword, a brand and a location of it, on one interaction."""
    admin = connections[0]
    create = admin.directory
    create.CreateUser(
        api.CreateUserRequest(
            parent=WORKSPACE, user_id="mia", user=api.User(display_name="Mia", role=api.USER_ROLE_ADMIN)
        )
    )
    create.CreateKeyword(
        api.CreateKeywordRequest(parent=WORKSPACE, keyword_id="tea", keyword=api.Keyword(display_name="Tea"))
    )
    create.CreateBrand(
        api.CreateBrandRequest(parent=WORKSPACE, brand_id="inn", brand=api.Brand(display_name="Inn"))
    )
    create.CreateLocation(
        api.CreateLocationRequest(
            parent=WORKSPACE,
            location_id="pier",
            location=api.Location(display_name="Pier", brand=f"{WORKSPACE}/brands/inn"),
        )
    )
    name = stories.push_one(admin, location=f"{WORKSPACE}/locations/pier")
    admin.interactions.AssignUsers(api.AssignUsersRequest(name=name, users=[f"{WORKSPACE}/users/mia"]))
    admin.interactions.ModifyKeywords(
        api.ModifyKeywordsRequest(name=name, add_keywords=[f"{WORKSPACE}/keywords/tea"])
    )
    return name


def shown(client, name):
    """The names that an interaction's panel shows."""
    panel = client.interaction(name)
    return (
        [assignment.display_name for assignment in panel.assignments],
        [keyword.display_name for keyword in panel.keywords],
        panel.location_display_name,
        panel.brand_display_name,
    )


def test_a_new_name_is_the_next_that_every_connection_shows(connections, directory):
    for client in connections:
        assert shown(client, directory) == (["Mia"], ["Tea"], "Pier", "Inn")

    for number in range(RENAMES):
        renamer = connections[number % CONNECTIONS].directory
        renamer.UpdateUser(
            api.UpdateUserRequest(user=api.User(name=f"{WORKSPACE}/users/mia", display_name=f"Mia {number}"))
        )
        renamer.UpdateKeyword(
            api.UpdateKeywordRequest(
                keyword=api.Keyword(name=f"{WORKSPACE}/keywords/tea", display_name=f"Tea {number}")
            )
        )
        renamer.UpdateLocation(
            api.UpdateLocationRequest(
                location=api.Location(name=f"{WORKSPACE}/locations/pier", display_name=f"Pier {number}")
            )
        )
        renamer.UpdateBrand(
            api.UpdateBrandRequest(brand=api.Brand(name=f"{WORKSPACE}/brands/inn", display_name=f"Inn {number}"))
        )
        for client in connections:
            assert shown(client, directory) == ([f"Mia {number}"], [f"Tea {number}"], f"Pier {number}", f"Inn {number}")


def test_a_rename_of_one_thing_alone_is_seen(connections, directory):
    """Nothing else changes that could have made the loops forget what they knew."""
    for number in range(RENAMES):
        connections[number % CONNECTIONS].directory.UpdateUser(
            api.UpdateUserRequest(user=api.User(name=f"{WORKSPACE}/users/mia", display_name=f"Mia {number}"))
        )
        for client in connections:
            assert shown(client, directory)[0] == [f"Mia {number}"]


def test_a_deleted_keyword_is_gone_from_every_connection_and_its_name_may_come_back(connections, directory):
    for client in connections:
        assert shown(client, directory)[1] == ["Tea"]

    connections[1].directory.DeleteKeyword(api.DeleteKeywordRequest(name=f"{WORKSPACE}/keywords/tea"))
    for client in connections:
        assert shown(client, directory)[1] == []

    connections[2].directory.CreateKeyword(
        api.CreateKeywordRequest(parent=WORKSPACE, keyword_id="tea-2", keyword=api.Keyword(display_name="Tea"))
    )
    connections[2].interactions.ModifyKeywords(
        api.ModifyKeywordsRequest(name=directory, add_keywords=[f"{WORKSPACE}/keywords/tea-2"])
    )
    for client in connections:
        assert shown(client, directory)[1] == ["Tea"]


def test_after_a_change_every_connection_gives_the_same_resume_token(connections, directory):
    """The token is of the state that is shown, whichever connection changed it."""
    tokens = []
    for number in range(RENAMES):
        writer = connections[number % CONNECTIONS]
        status = (api.INTERACTION_STATUS_IGNORED, api.INTERACTION_STATUS_PENDING)[number % 2]
        writer.interactions.SetStatus(api.SetStatusRequest(name=directory, status=status))
        answers = [
            client.interactions.GetInteraction(api.GetInteractionRequest(name=directory)) for client in connections
        ]
        assert {answer.interaction.status for answer in answers} == {status}
        tokens.append({answer.resume_token for answer in answers})
    assert all(len(same) == 1 for same in tokens) and len(set().union(*tokens)) == RENAMES
