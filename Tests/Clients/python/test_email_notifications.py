"""Notification e-mails: colleagues are told once, in their language, and of nothing that they may not read."""

import pytest

import inbox_api as api
from inbox_client import WORKSPACE
from mail_relay import SENDER, Relay
from mailing import Mailer, mailing, serving
from test_email import text_of
from waiting import wait_for

LINK = "https://app.example/{workspace}/{interaction}?note={note}"


@pytest.fixture
def relay():
    with Relay() as relay:
        yield relay


def assign(client, name, *users):
    client.interactions.AssignUsers(api.AssignUsersRequest(name=name, users=users))


def note(client, name, body, **fields):
    return client.notes.CreateNote(api.CreateNoteRequest(parent=name, body=body, **fields)).note


def change(client, name, **fields):
    user = api.User(name=name, **fields)
    client.directory.UpdateUser(api.UpdateUserRequest(user=user, update_mask={"paths": list(fields)}))


def last(path):
    return path.split("/")[-1]


def test_colleagues_are_told_in_their_language_with_a_link(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        client.settings(link_template=LINK)
        amelie, bob = client.user("amelie", "fr-FR"), client.user("bob", "de")
        name = client.conversation()

        assign(client, name, amelie, bob)
        assign(client, name, amelie, bob)  # Again: nobody is newly assigned.
        relay.wait(2)
        asked = note(client, name, "Vous pouvez <répondre> ?\n.\nMerci", mentions=[amelie])
        relay.wait(3)
        as_amelie = Mailer(client.server, actor="users/amelie")
        mine = note(as_amelie, name, "Oui", reply_to=asked.name)
        note(client, name, "Merci", reply_to=mine.name, mentions=[amelie])
        relay.wait(4)
        as_amelie.close()
        client.until_quiet()

        assigned, mentioned, replied = relay.to("amelie@bistro.example")
        assert assigned["Subject"] == "Adèle Admin vous a attribué la conversation avec Camille Guest"
        assert mentioned["Subject"] == "Adèle Admin vous a mentionné dans une note sur Camille Guest"
        assert replied["Subject"] in (
            "Adèle Admin a répondu à votre note sur Camille Guest",
            "Adèle Admin vous a mentionné dans une note sur Camille Guest",
        )
        (english,) = relay.to("bob@bistro.example")
        assert english["Subject"] == "Adèle Admin assigned you the conversation with Camille Guest"
        assert mentioned["From"] == f"Bistro <{SENDER}>" and mentioned["Auto-Submitted"] == "auto-generated"
        plain, rich = mentioned.iter_parts()
        assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
        assert "> Vous pouvez <répondre> ?\n> .\n> Merci" in text_of(plain)
        link = f"https://app.example/demo/{last(name)}?note={last(asked.name)}"
        assert link in text_of(plain) and f'href="{link}"' in text_of(rich) and "&lt;répondre&gt;" in text_of(rich)
        assert len({mail["Message-ID"] for mail in relay.messages}) == 4


def test_nobody_is_told_of_what_he_did_himself(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        change(client, f"{WORKSPACE}/users/admin", email="admin@bistro.example")
        bob = client.user("bob")
        name = client.conversation()
        assign(client, name, f"{WORKSPACE}/users/admin", bob)
        written = note(client, name, "To myself", mentions=[f"{WORKSPACE}/users/admin"])
        note(client, name, "Again", reply_to=written.name)
        relay.wait(1)
        client.until_quiet()
        assert [mail["To"] for mail in relay.messages] == ["bob@bistro.example"]


def test_an_edit_tells_only_the_newly_mentioned(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        bob, eve = client.user("bob"), client.user("eve")
        written = note(client, client.conversation(), "Look", mentions=[bob])
        relay.wait(1)
        edit = api.UpdateNoteRequest(name=written.name, body="Look here", mentions=[bob, eve])
        client.notes.UpdateNote(edit)
        relay.wait(2)
        client.until_quiet()
        assert [mail["To"] for mail in relay.messages] == ["bob@bistro.example", "eve@bistro.example"]


def waiting(directory, do):
    """Has e-mails of notifications waiting, because there is no relay yet."""
    with serving(directory) as server:
        client = Mailer(server).found()
        try:
            do(client)
            assert client.queue(states=[api.DELIVERY_STATE_QUEUED], kind=api.DELIVERY_KIND_NOTIFICATION)
        finally:
            client.close()


@pytest.mark.parametrize("loss", ["access", "deactivated", "muted", "address", "workspace", "note"])
def test_who_may_not_be_told_any_more_when_the_e_mail_leaves_is_not(tmp_path, relay, loss):
    """Goal: between the event and the e-mail a right is lost; not a word of the note leaves."""
    made = {}

    def begin(client):
        for place in ["paris", "lyon"]:
            client.place(place)
        access = api.LocationAccess(location=f"{WORKSPACE}/locations/paris", level=api.ACCESS_LEVEL_EDITOR)
        made["eve"] = client.user("eve", role=api.USER_ROLE_RESTRICTED, accesses=[access])
        made["name"] = client.conversation(location=f"{WORKSPACE}/locations/paris")
        made["note"] = note(client, made["name"], "The secret", mentions=[made["eve"]])
        if loss == "access":
            access.location = f"{WORKSPACE}/locations/lyon"
            change(client, made["eve"], accesses=[access])
        elif loss == "deactivated":
            change(client, made["eve"], deactivated=True)
        elif loss == "muted":
            change(client, made["eve"], email_muted=True)
        elif loss == "address":
            change(client, made["eve"], email="")
        elif loss == "workspace":
            client.settings(notification_email_disabled=True)
        else:
            client.notes.DeleteNote(api.DeleteNoteRequest(name=made["note"].name))

    waiting(tmp_path, begin)
    with serving(tmp_path, *relay.arguments()) as server:
        client = Mailer(server)
        (dropped,) = wait_for(lambda: client.queue(states=[api.DELIVERY_STATE_CANCELLED]))
        assert dropped.failure_reason and not dropped.text
        client.send(made["name"], "Another")
        (mail,) = relay.wait(1)
        assert mail["To"] == "camille@guest.example" and b"secret" not in mail.raw
        client.close()


def test_what_waited_for_a_relay_is_told_when_there_is_one(tmp_path, relay):
    waiting(tmp_path, lambda client: assign(client, client.conversation(), client.user("bob")))
    with serving(tmp_path, *relay.arguments()):
        assert relay.wait(1)[0]["To"] == "bob@bistro.example"


def test_a_colleague_whose_address_is_refused_bothers_nobody(tmp_path, relay):
    relay.answers[("bob@bistro.example", "rcpt")] = ["550 5.1.1 No such user"]
    with mailing(tmp_path, relay) as client:
        bob, eve = client.user("bob"), client.user("eve")
        name = client.conversation()
        assign(client, name, bob, eve)
        relay.wait(1)
        (failed,) = wait_for(lambda: client.queue(states=[api.DELIVERY_STATE_FAILED]))
        assert "No such user" in failed.failure_reason and failed.kind == api.DELIVERY_KIND_NOTIFICATION
        assert client.interaction(name).status == api.INTERACTION_STATUS_PENDING
        relay.answers.clear()
        client.deliveries.RetryDelivery(api.RetryDeliveryRequest(name=failed.name))
        assert [mail["To"] for mail in relay.wait(2)] == ["eve@bistro.example", "bob@bistro.example"]


def test_names_with_marks_stay_names(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        client.settings(display_name='Café "Chez" <x@y.example>, Léa')
        change(client, f"{WORKSPACE}/users/admin", display_name="A, B <c@d.example>")
        assign(client, client.conversation(), client.user("bob"))
        (mail,) = relay.wait(1)
        (sender,) = mail["From"].addresses
        assert sender.display_name == 'Café "Chez" <x@y.example>, Léa' and sender.addr_spec == SENDER
        assert mail["Subject"].startswith("A, B <c@d.example> assigned you") and mail.envelope_to == ["bob@bistro.example"]
