"""A store that an earlier version left is taken over as it is; one of a later version is refused with a sentence."""

import pathlib
import sqlite3
import time

import pytest

import inbox_api as api
import operator_tools as tools
from inbox_client import WORKSPACE, channel_of
from inbox_server import Server

SCHEMAS = sorted((pathlib.Path(__file__).parent / "schemas").glob("v*.sql"))
PROVIDER = api.CHANNEL_TYPE_PROVIDER
# When the old stores' response is to go out: in September 2027.
SCHEDULED = "1821778669000000"


@pytest.fixture
def old(tmp_path, request):
    """The data directory of an earlier version, not served yet."""
    data = tmp_path / "data"
    data.mkdir()
    with sqlite3.connect(data / "inbox.sqlite") as database:
        # The response that is scheduled stays so, whenever this runs.
        later = str(int((time.time() + 300 * 86_400) * 1e6))
        database.executescript(request.param.read_text().replace(SCHEDULED, later))
    database.close()
    return data


@pytest.mark.parametrize("old", SCHEMAS, indirect=True, ids=lambda path: path.stem)
def test_an_earlier_store_is_taken_over_whole(old, clients):
    before = tools.check(old)
    assert before.code == tools.WHOLE and "which the next start brings to" in before.text, before.text

    server = Server(old).start()
    try:
        admin, bo = clients(server), clients(server, actor="users/bo")
        rows = {row.external_id: row for row in map(lambda row: admin.interaction(row.name), admin.list_all())}
        assert sorted(rows) == ["interaction-1", "interaction-2", "interaction-3", "interaction-4"]
        assert channel_of(rows["interaction-1"], PROVIDER).draft.text == "Second try"
        assert [message.text for message in admin.messages(rows["interaction-2"].name)][-1] == "Merci !"
        (scheduled,) = admin.inbox.ListScheduledResponses(
            api.ListScheduledResponsesRequest(parent=WORKSPACE)
        ).scheduled_responses
        assert (scheduled.text, scheduled.interaction) == ("Later", rows["interaction-4"].name)
        # What later versions made anew: personal lists, counts and the search index.
        for caller, view, names in [
            (bo, api.VIEW_MY_INBOX, ["interaction-1"]),
            (bo, api.VIEW_MENTIONS, ["interaction-3"]),
            (admin, api.VIEW_PINNED, ["interaction-2"]),
        ]:
            page = caller.inbox.ListInteractions(api.ListInteractionsRequest(parent=WORKSPACE, view=view))
            assert [row.name for row in page.interactions] == [rows[name].name for name in names]
        found = admin.inbox.SearchInteractions(api.SearchInteractionsRequest(parent=WORKSPACE, query="attendu"))
        assert len(found.results) >= 4
        admin.interactions.SendResponse(
            api.SendResponseRequest(name=rows["interaction-3"].name, channel=PROVIDER, text="Pardon")
        )
    finally:
        server.stop()
    after = tools.check(old)
    assert after.code == tools.WHOLE, after.text


@pytest.mark.parametrize("old", SCHEMAS[-1:], indirect=True, ids=["later"])
def test_a_later_store_is_refused_and_left_alone(old):
    with sqlite3.connect(old / "inbox.sqlite") as database:
        database.execute("PRAGMA user_version = 9999")
    content = list(database.iterdump())
    for words in (["serve", "--listen", "127.0.0.1:0", "--data", old], ["check", old]):
        answer = tools.inboxd(*words)
        assert answer.code == tools.FAILED and "has schema 9999" in answer.text and "newer program" in answer.text
    assert list(database.iterdump()) == content
    database.close()
