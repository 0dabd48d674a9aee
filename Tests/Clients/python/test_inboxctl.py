"""inboxctl: each command against a real server, for people on a terminal and for programs as JSON, and its failures."""

import json
import re
import signal
import unicodedata
import uuid

import pytest
from google.protobuf import json_format

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from inbox_server import Server
from inboxctl import CONFLICT, FORBIDDEN, Inboxctl, NOT_FOUND, PARTLY, REFUSED, UNREACHABLE, USAGE

ESCAPES = re.compile("\x1b\\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def ctl(server):
    return Inboxctl(server.address)


def item(number, text="Très bon", name="Zoë", **fields):
    """An item for the importer."""
    return {
        "source": "SOURCE_GOOGLE", "externalId": f"r-{number}",
        "customer": {
            "identities": [{"source": "SOURCE_GOOGLE", "externalId": f"c-{number}"}], "displayName": name,
        },
        "messages": [{"externalId": f"m-{number}", "text": text, "messageTime": "2026-11-01T10:00:00Z"}],
        **fields,
    }  # fmt: skip


@pytest.fixture
def made(ctl, tmp_path):
    """The id of a new review."""
    number = uuid.uuid4().hex
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(item(number, text=f"word{number} is here")))
    ctl.run("import", file)
    (found,) = ctl.json("search", f"word{number}")
    return found["interaction"]["name"].rsplit("/", 1)[1]


def test_lists_and_shows_for_people_and_for_programs(ctl):
    rows = ctl.json("list", "--count", 5)
    assert len(rows) == 5 and all(row["name"].startswith(WORKSPACE + "/interactions/") for row in rows)
    ident = rows[0]["name"].rsplit("/", 1)[1]
    shown = ctl.lines("list", "--count", 5)
    assert shown[0].split() == ["id", "activity", "source", "status", "customer", "location", "text"]
    assert shown[1].startswith(ident)

    panel, *rest = ctl.json("show", ident)
    assert panel["name"] == rows[0]["name"] and any("direction" in line for line in rest)
    assert rows[0]["name"] in ctl.run("show", ident).stdout
    assert all(row["status"] == "INTERACTION_STATUS_PENDING" for row in ctl.json("list", "--status", "pending"))


def columns(text):
    return sum(
        0 if unicodedata.combining(c) or c in "\u200d\ufe0f" else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


@pytest.mark.parametrize("width", [40, 80, 132])
def test_tables_fit_the_terminal_and_align_whatever_the_script(ctl, tmp_path, width):
    file = tmp_path / "names.jsonl"
    names = ["寿司太郎", "Zoe\u0301 Ångström", "김철수", "Ordinary Name"]
    file.write_text("\n".join(
        json.dumps(item(f"{width}-{n}", name=name, text="寿司👍" * 30) | {
            "messages": [{"externalId": f"mm-{width}-{n}", "text": "寿司👍" * 30,
                          "messageTime": "2026-11-28T00:00:00Z"}]})
        for n, name in enumerate(names)))  # fmt: skip
    ctl.run("import", file)

    shown = ctl.on_terminal("list", "--source", "google", "--count", 100, columns=width)

    assert "\x1b[" in shown
    rows = [ESCAPES.sub("", line) for line in shown.split("\r\n") if line and "... and more" not in line]
    assert len(rows) > 4 and max(map(columns, rows)) <= width
    if width > 100:
        place = rows[0].index("location")
        for name in names:
            row = next(r for r in rows if unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", r))
            head = row[: row.index("2026-11-")]
            assert columns(head) == rows[0].index("activity")
            start = row.index(name if name in row else unicodedata.normalize("NFC", name))
            assert columns(row[:start]) == rows[0].index("customer") < place


def test_colour_is_for_terminals_and_can_be_turned_off(ctl):
    assert "\x1b" not in ctl.run("list").stdout
    assert "\x1b" not in ctl.on_terminal("list", NO_COLOR="1")
    assert "\x1b[33m" in ctl.on_terminal("list", "--status", "pending")


def test_what_customers_write_does_not_steer_the_terminal(ctl, tmp_path):
    file = tmp_path / "evil.jsonl"
    word = "evil" + uuid.uuid4().hex
    file.write_text(json.dumps(item(word, name="A\u202eB", text=f"{word} \x1b]0;owned\x07 \u009b2J \u2028 end")))
    ctl.run("import", file)
    (found,) = ctl.json("search", word)
    ident = found["interaction"]["name"].rsplit("/", 1)[1]

    for command in (["show", ident], ["search", word], ["show", ident, "--json"]):
        for shown in (ctl.run(*command).stdout, ESCAPES.sub("", ctl.on_terminal(*command))):
            assert not set("\x1b\x07\x9b\u202e\u2028") & set(shown), command


def test_handles_an_interaction_from_draft_to_archive(ctl, made):
    (saved,) = ctl.json("draft", made, "Merci")
    assert ctl.refusal("draft", made, "Other", "--etag", "none", code=CONFLICT)["reason"] == "DRAFT_CONFLICT"
    assert "etag" in ctl.run("draft", made, "Merci !", "--etag", saved["etag"]).stdout
    (note,) = ctl.json("note", made, "-", "--mention", "admin", stdin="Who knows him?")
    assert note["body"] == "Who knows him?"
    (row,) = ctl.json("assign", made, "admin")
    assert row["assignees"] == [WORKSPACE + "/users/admin"]
    (row,) = ctl.json("unassign", made, "admin")
    assert "assignees" not in row

    (sent,) = ctl.json("reply", made, "--request-id", "once-" + made)
    (again,) = ctl.json("reply", made, "--request-id", "once-" + made)
    assert sent["outcome"] == "SEND_OUTCOME_QUEUED" and again["message"]["name"] == sent["message"]["name"]
    assert sent["message"]["text"] == "Merci !"

    (row,) = ctl.json("status", made, "ignored")
    assert row["status"] == "INTERACTION_STATUS_IGNORED"
    assert ctl.refusal("archive", made, "--etag", "old", code=CONFLICT)["reason"] == "ETAG_MISMATCH"
    (row,) = ctl.json("archive", made)
    assert "archiveTime" in row
    assert "archived" not in ctl.run("unarchive", made).stdout
    shown = ctl.run("show", made).stdout
    assert "Merci !" in shown and "Who knows him?" in shown


def test_failures_say_what_to_do_and_have_their_exit_codes(ctl, made):
    assert "--server" in ctl.refusal("list", "--server", "127.0.0.1:1", code=UNREACHABLE)["hint"]
    assert ctl.refusal("show", "nothing", code=REFUSED)["field"] == "name"
    assert ctl.refusal("show", "0000000000001", code=NOT_FOUND)["reason"] == "RESOURCE_NOT_FOUND"
    assert "--workspace" in ctl.run("list", "--workspace", "other", code=NOT_FOUND).stderr
    assert ctl.refusal("list", "--actor", "users/nobody", code=FORBIDDEN)["reason"] == "ACTOR_UNKNOWN"
    assert ctl.refusal("note", made, "x" * 10_001, code=REFUSED)["reason"] == "TEXT_TOO_LONG"
    assert "HOST:PORT" in ctl.run("list", "--server", "nowhere", code=USAGE).stderr
    assert "no-host.invalid" in ctl.run("list", "--server", "no-host.invalid:1", code=UNREACHABLE).stderr
    assert "pending" in ctl.run("list", "--status", "lost", code=USAGE).stderr
    assert "reply" in ctl.run("--help").stdout and "Exit codes" in ctl.run("--help").stdout
    assert "complete" in ctl.run("--generate-completion-script", "bash").stdout


def test_what_came_in_can_go_out_and_continue(ctl, own_server, tmp_path):
    ctl = Inboxctl(own_server.address)
    file = tmp_path / "out.jsonl"
    (done,) = ctl.json("export", file)
    whole = file.read_text().splitlines()
    assert done == {"written": len(whole), "kept": 0} and len(whole) > 50
    first = json.loads(whole[0])
    assert first["messages"] and first["interaction"]["name"]

    # A break in the middle of a line: it goes on behind the last whole one.
    file.write_text("\n".join(whole[:20]) + "\n" + whole[20][:50])
    (done,) = ctl.json("export", file)
    assert done == {"written": len(whole) - 20, "kept": 20}
    names = [json.loads(line)["interaction"]["name"] for line in file.read_text().splitlines()]
    assert len(set(names)) == len(names) == len(whole)


def test_an_import_that_was_killed_goes_on_without_doubles(own_server, clients, tmp_path):
    ctl = Inboxctl(own_server.address)
    before = len(clients(own_server).list_all())
    file = tmp_path / "in.jsonl"
    file.write_text("\n".join(json.dumps(item(n)) for n in range(12_000)) + "\n")
    progress = tmp_path / "in.jsonl.progress"

    process = ctl.start("import", file)
    while not progress.exists() and process.poll() is None:
        pass
    process.kill()
    process.communicate()
    assert progress.exists(), "it was killed on its way"
    noted = json.loads(progress.read_text())["line"]
    (done,) = ctl.json("import", file)

    assert done == {"stored": 12_000 - (noted - 1), "failed": 0} and not progress.exists()
    assert len(clients(own_server).list_all()) == before + 12_000


MOVED = "workspaces/moved"
UNSENT = {f"MESSAGE_STATE_{state}" for state in ("QUEUED", "SENDING", "FAILED", "REJECTED")}


def prepare(there, here):
    """Makes another workspace with the places and attributes of the sample."""
    there.CreateWorkspace(
        api.CreateWorkspaceRequest(
            workspace=api.Workspace(name=MOVED, display_name="Moved"),
            owner_id="admin",
            owner=api.User(display_name="Ada Admin"),
        )
    )

    def copied(resource):
        resource.name = resource.name.replace(WORKSPACE, MOVED)
        resource.etag = ""
        return {"parent": MOVED}, resource.name.rsplit("/", 1)[1], resource

    for brand in here.ListBrands(api.ListBrandsRequest(parent=WORKSPACE, page_size=100)).brands:
        parent, ident, brand = copied(brand)
        there.CreateBrand(api.CreateBrandRequest(brand_id=ident, brand=brand, **parent))
    for place in here.ListLocations(api.ListLocationsRequest(parent=WORKSPACE, page_size=100)).locations:
        place.brand = place.brand.replace(WORKSPACE, MOVED)
        parent, ident, place = copied(place)
        there.CreateLocation(api.CreateLocationRequest(location_id=ident, location=place, **parent))
    request = api.ListAttributeDefinitionsRequest(parent=WORKSPACE, page_size=100)
    for definition in here.ListAttributeDefinitions(request).attribute_definitions:
        parent, ident, definition = copied(definition)
        there.CreateAttributeDefinition(
            api.CreateAttributeDefinitionRequest(
                attribute_definition_id=ident, attribute_definition=definition, **parent
            )
        )


def key(line):
    """What the source calls an interaction."""
    return line["interaction"]["source"], line["interaction"]["externalId"]


def said(line):
    """Who said what, when and where."""
    line = json.loads(json.dumps(line).replace(f"{MOVED}/", f"{WORKSPACE}/"))
    interaction = line["interaction"]
    messages = [
        (one["direction"], one.get("text"), one["messageTime"], one["channel"], one.get("removalTime") is None)
        for one in line["messages"]
        if one["state"] not in UNSENT
    ]
    customer = {name: interaction["customer"].get(name) for name in ("displayName", "email", "phone")}
    rest = [interaction.get(name) for name in ("location", "rating", "attributes", "transaction")]
    return messages, customer, rest


def test_an_export_can_be_imported_elsewhere(own_server, clients, tmp_path):
    """Goal: who said what, when and where survives the way from one server to another, and a second import adds nothing."""
    file = tmp_path / "moved.jsonl"
    there = Inboxctl(own_server.address)
    # A thread of more messages than an item takes.
    admin, long = clients(own_server), stories.fresh("long")
    said_texts = [stories.said(f"Line {number}", number) for number in range(450)]
    for start in range(0, 450, 150):
        stories.push(admin, stories.item(api.SOURCE_WHATSAPP, said_texts[start : start + 150], external_id=long))
    there.json("export", file)
    other = Server(tmp_path / "other", "--no-sample").start()
    try:
        prepare(clients(other).directory, clients(own_server).directory)
        here = Inboxctl(other.address, INBOXCTL_WORKSPACE="moved")
        (done,) = here.json("import", file)
        assert done["failed"] == 0 and done["notesLeft"] > 0, done
        whole = [json.loads(line) for line in file.read_text().splitlines()]
        moved = tmp_path / "back.jsonl"
        here.json("export", moved)
        back = {key(line): line for line in map(json.loads, moved.read_text().splitlines())}
        assert len(back) == len(whole) == done["stored"]
        for line in whole:
            assert said(back[key(line)]) == said(line)
        here.json("import", file)
        (again,) = here.json("export", moved)
        assert again == {"written": 0, "kept": len(whole)}
    finally:
        other.clean_up()


def test_progress_of_another_file_counts_for_nothing(own_server, clients, tmp_path):
    ctl = Inboxctl(own_server.address)
    before = len(clients(own_server).list_all())
    file = tmp_path / "in.jsonl"
    lines = [json.dumps(item(f"one-{n}")) for n in range(10)]
    file.write_text("\n".join(lines) + "\n")
    offset = len(lines[0]) + 1
    (tmp_path / "in.jsonl.progress").write_text(json.dumps({"offset": offset, "line": 2, "mark": "1234"}))
    run = ctl.run("import", file)
    assert "of another file" in run.stderr and "Brought in 10" in run.stdout
    assert len(clients(own_server).list_all()) == before + 10


def test_a_key_does_not_travel_in_the_clear(ctl, tmp_path):
    file = tmp_path / "key"
    file.write_text("inboxd_secret\n")
    # An address that is nobody's (RFC 5737): it is refused before anything is sent.
    run = ctl.run("list", "--server", "192.0.2.1:50051", "--key-file", file, code=USAGE)
    assert "without encryption" in run.stderr and "--insecure" in run.stderr and "secret" not in run.stderr


def test_a_silent_line_is_taken_for_dead(own_server):
    """Goal: a server that is there and says nothing, as behind a broken line, is noticed; the watch goes on when it is back."""
    ctl = Inboxctl(own_server.address)
    ident = ctl.json("list", "--status", "pending", "--count", 1)[0]["name"].rsplit("/", 1)[1]
    watch = ctl.start("watch", ident, "--json", "--silence", "2")
    try:
        watch.stdout.readline()
        own_server.tell(signal.SIGSTOP)
        assert "sign of life" in json.loads(watch.stderr.readline())["error"]["message"]
        own_server.tell(signal.SIGCONT)
        ctl.run("status", ident, "ignored")
        while not (events := json.loads(watch.stdout.readline()).get("events", [])):
            pass
        assert [event["type"] for event in events] == ["EVENT_TYPE_STATUS_CHANGED"]
    finally:
        own_server.tell(signal.SIGCONT)
        watch.kill()
        watch.communicate()


def test_lines_that_cannot_be_are_told_and_the_rest_comes_in(ctl, tmp_path):
    file = tmp_path / "mixed.jsonl"
    good = json.dumps(item(uuid.uuid4().hex))
    no_customer = item(uuid.uuid4().hex)
    del no_customer["customer"]
    file.write_text("\n".join(["{not json", good, '{"sorce": "SOURCE_GOOGLE"}', "", json.dumps(no_customer)]))

    run = ctl.run("import", file, code=PARTLY)

    assert "Brought in 1 interactions; 3 failed." in run.stdout
    told = run.stderr.splitlines()
    assert told[0].startswith("line 1:") and told[1].startswith("line 3: sorce:") and told[2].startswith("line 5:")


def test_progress_is_shown_on_a_terminal_only(own_server, tmp_path):
    ctl = Inboxctl(own_server.address)
    assert "\r" not in ctl.run("export", tmp_path / "quiet.jsonl").stderr
    assert "%" in ctl.on_terminal("export", tmp_path / "loud.jsonl")


def test_watches_an_interaction_and_goes_on_after_a_break(own_server, tmp_path):
    ctl = Inboxctl(own_server.address)
    ident = ctl.json("list", "--status", "pending", "--count", 1)[0]["name"].rsplit("/", 1)[1]
    watch = ctl.start("watch", ident, "--json")
    try:
        token = json.loads(watch.stdout.readline())["resumeToken"]
        ctl.run("status", ident, "ignored")
        news = json.loads(watch.stdout.readline())
        assert [event["type"] for event in news["events"]] == ["EVENT_TYPE_STATUS_CHANGED"]
    finally:
        watch.kill()
        watch.communicate()
    again = ctl.start("watch", ident, "--json", "--resume-token", token)
    try:
        assert json.loads(again.stdout.readline())["events"] == news["events"]
    finally:
        again.kill()
        again.communicate()


def test_watches_the_inbox_and_goes_on_where_it_was(own_server):
    ctl = Inboxctl(own_server.address)
    ident = ctl.json("list", "--status", "pending", "--count", 1)[0]["name"].rsplit("/", 1)[1]
    watch = ctl.start("watch", "--json")
    try:
        token = json.loads(watch.stdout.readline())["resumeToken"]
        ctl.run("archive", ident)
        news = json.loads(watch.stdout.readline())
        assert [change["type"] for change in news["changes"]] == ["INBOX_CHANGE_TYPE_LEFT"]
    finally:
        watch.kill()
        watch.communicate()
    again = ctl.start("watch", "--resume-token", token)
    try:
        assert again.stdout.readline().split() == ["left", ident]
    finally:
        again.kill()
        again.communicate()


def test_shows_figures_with_bars(ctl):
    total, *rows = ctl.json("stats", "--days", 400, "--by", "source")
    assert int(total["createdCount"]) > 0 and len(rows) > 3
    assert "█" in ctl.run("stats", "--days", 400, "--by", "source").stdout
    assert set("▁▂▃▄▅▆▇█") & set(ctl.run("stats", "--days", 30).stdout)


def test_makes_lists_and_revokes_keys(own_server, tmp_path):
    ctl = Inboxctl(own_server.address)
    assert ctl.refusal("keys", "create", "--role", "backend", "web", code=FORBIDDEN)["reason"] == "ROLE_INSUFFICIENT"
    owner = ["--actor", "users/helena"]
    secret = ctl.run("keys", "create", "--role", "backend", "web", *owner).stdout.strip()
    assert secret.startswith("inboxd_")
    assert "--key-file" in ctl.run("list", code=FORBIDDEN).stderr

    file = tmp_path / "key"
    file.write_text(secret + "\n")
    listed = ctl.json("keys", "list", "--key-file", file)
    assert [key["displayName"] for key in listed] == ["web"] and secret not in json.dumps(listed)
    (revoked,) = ctl.json("keys", "revoke", listed[0]["name"].rsplit("/", 1)[1], INBOXCTL_KEY=secret)
    assert "revokeTime" in revoked
    assert ctl.refusal("list", "--key-file", file, code=FORBIDDEN)["reason"] == "CREDENTIAL_INVALID"


def test_top_and_bench_show_what_a_server_does(tmp_path):
    server = Server(tmp_path / "data", "--admin", "127.0.0.1:0", "--log-format", "json").start()
    log = [json.loads(line) for line in server.log().splitlines()]
    admin = next(line["address"] for line in log if line["message"] == "metrics")
    try:
        ctl = Inboxctl(server.address)
        top = ctl.start("top", "--admin", admin, "--interval", "2", "--once", "--json")
        (bench,) = ctl.json("bench", "--seconds", "2.5", "--connections", "2")
        assert bench["calls"] > 0 and bench["failed"] == 0 and bench["milliseconds"]["p50"] > 0
        shown = json.loads(top.communicate(timeout=60)[0])
        busiest = shown["methods"][0]
        assert busiest["method"] == "inbox.v1.InteractionService/GetInteraction"
        assert busiest["callsPerSecond"] > 0 and busiest["p99Seconds"] >= busiest["p50Seconds"] > 0
        assert "calls/s" in ctl.run("top", "--admin", admin, "--interval", "0.1", "--once").stdout
        assert "--admin" in ctl.run("top", "--admin", "127.0.0.1:1", "--once", code=UNREACHABLE).stderr
    finally:
        server.clean_up()


def test_a_unix_socket_is_a_way_to_the_server(tmp_path):
    socket = f"unix:{tmp_path}/s"
    server = Server(tmp_path / "data", listen=(socket,)).start()
    try:
        assert Inboxctl(socket).json("list", "--count", 1)
    finally:
        server.clean_up()


def test_the_api_of_the_contract_is_what_json_prints(ctl, admin):
    (row,) = ctl.json("list", "--count", 1)
    parsed = json_format.ParseDict(row, api.InteractionSummary())
    assert parsed.name == row["name"]
    assert json_format.MessageToDict(parsed).keys() == row.keys()
