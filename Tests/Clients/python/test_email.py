"""E-mail: what the team answers leaves through a relay, exactly as often as it must, whatever the relay does."""

import os
import random
import socket
import ssl
import subprocess
import time

import grpc
import pytest

import inbox_api as api
import stories
from certificates import Certificates
from inbox_client import WORKSPACE, Client, channel_of
from inbox_server import BINARY
from mail_relay import SENDER, Relay, Rude, greet_with, hang_up_at, never_answer, speak_nonsense, take_and_leave, talk_forever
from model_server import Model, says
from mailing import EMAIL, GUEST, Mailer, asked, mailing, serving
from refusal import refused
from test_attachments import upload
from waiting import wait_for

HTML = '<p>Hello <b>Camille</b></p><ul><li>a</li></ul><a href="https://bistro.example">menu</a>'


@pytest.fixture
def relay():
    with Relay() as relay:
        yield relay


def text_of(part):
    """What a text part says; where its last line ends is its container's matter."""
    return part.get_content().replace("\r\n", "\n").rstrip("\n")


def test_a_response_reaches_the_customer_and_his_answer_will_thread(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        name = client.conversation()
        sent = client.send(name, "Oui, bien sûr !\n\n.A bientôt")

        (mail,) = relay.wait(1)

        inbound = [one.external_id for one in client.messages(name) if one.direction == api.MESSAGE_DIRECTION_INBOUND]
        assert (mail.envelope_from, mail.envelope_to) == (SENDER, [GUEST])
        assert mail["To"] == GUEST and mail["From"] == f"Bistro <{SENDER}>"
        assert mail["Subject"] == "Re: Table for two"
        assert mail["In-Reply-To"] == inbound[-1] and mail["References"].split() == inbound
        assert mail.get_content_type() == "text/plain" and "Auto-Submitted" not in mail
        assert text_of(mail) == "Oui, bien sûr !\n\n.A bientôt"
        done = client.until_state(sent, api.MESSAGE_STATE_SENT)
        assert done.external_id == mail["Message-ID"]

        second = client.send(name, "One thing more", subject="Été 🏖 à la carte, " + "très longue " * 15)
        mail = relay.wait(2)[1]
        assert mail["Subject"] == ("Été 🏖 à la carte, " + "très longue " * 15).strip()
        assert max(len(line) for line in mail.raw.split(b"\r\n")) <= 78
        assert mail["References"].split() == [*inbound, done.external_id]
        assert client.until_state(second, api.MESSAGE_STATE_SENT).external_id != done.external_id


def test_the_answer_to_an_email_about_a_review_joins_the_review(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        name = client.conversation(source=api.SOURCE_GOOGLE, messages=[stories.said("Cold pizza")], subject="", rating=2)
        sent = client.send(name, "We are sorry")
        (mail,) = relay.wait(1)
        client.until_state(sent, api.MESSAGE_STATE_SENT)
        assert client.interaction(name).status == api.INTERACTION_STATUS_PROCESSED

        # What a mail connector knows of the answer is what its headers say.
        connector = Client(client.target, actor="connectors/mail")
        thread = f"<{stories.fresh('answer')}@guest.example>"
        said = stories.said("Thank you, I will come again", external_id=thread)
        said.message_time.GetCurrentTime()
        customer = api.IngestCustomer(email=GUEST, display_name="Camille Guest")
        item = stories.item(
            api.SOURCE_EMAIL, [said], thread, customer, subject="Re: your review",
            reply_to_external_ids=[mail["Message-ID"]],
        )  # fmt: skip
        request = api.IngestInteractionsRequest(parent=client.workspace, items=[item, item])
        joined, repeated = connector.ingest.IngestInteractions(request).results
        connector.close()

        assert (joined.interaction, joined.outcome) == (name, api.INGEST_OUTCOME_UPDATED)
        assert (repeated.interaction, repeated.outcome) == (name, api.INGEST_OUTCOME_UNCHANGED)
        opened = client.interaction(name)
        assert opened.rating == 2 and opened.status == api.INTERACTION_STATUS_PENDING
        assert [message.channel for message in client.messages(name)] == [api.CHANNEL_TYPE_PROVIDER, EMAIL, EMAIL]

        # And the answer to the answer threads in the customer's mail program.
        client.send(name, "Welcome back")
        mail = relay.wait(2)[1]
        assert mail["In-Reply-To"] == thread and mail["References"].split()[-1] == thread


def test_html_comes_with_a_plain_alternative_signed_by_the_brand(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        client.directory.CreateBrand(
            api.CreateBrandRequest(
                parent=WORKSPACE,
                brand_id="chez",
                brand=api.Brand(display_name="Chez Léa", sender_name="Léa & Co.", signature="À bientôt,\nLéa <3"),
            )
        )
        location = client.directory.CreateLocation(
            api.CreateLocationRequest(
                parent=WORKSPACE,
                location_id="rue",
                location=api.Location(display_name="Rue", brand=f"{WORKSPACE}/brands/chez"),
            )
        ).location.name
        client.settings(sender_email="hello@lea.example")
        client.send(client.conversation(location=location), HTML, text_format=api.TEXT_FORMAT_HTML)

        (mail,) = relay.wait(1)

        assert mail["From"].addresses[0].display_name == "Léa & Co." and mail.envelope_from == "hello@lea.example"
        assert mail["Message-ID"].endswith("@lea.example>")
        assert mail.get_content_type() == "multipart/alternative"
        plain, rich = mail.iter_parts()
        words = "Hello Camille\n\n- a\n\nmenu (https://bistro.example)\n\nÀ bientôt,\nLéa <3"
        assert text_of(plain) == words and rich.get_content_type() == "text/html"
        assert HTML in text_of(rich) and "Léa &lt;3" in text_of(rich)


def test_files_go_along_whole(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        files = {
            "menu été.pdf": (os.urandom(3 << 20), "application/pdf"),
            "x.txt": (b"." * 56, "text/plain"),
            "long " * 30 + ".png": (os.urandom(65_537), "image/png"),
        }
        uploaded = [upload(client, content, file_name=name, media_type=kind) for name, (content, kind) in files.items()]
        name = client.conversation()
        sent = client.send(name, HTML, text_format=api.TEXT_FORMAT_HTML, attachments=[one.name for one in uploaded])

        (mail,) = relay.wait(1)

        body, *attached = mail.iter_parts()
        assert body.get_content_type() == "multipart/alternative"
        assert {one.get_filename(): one.get_content_type() for one in attached} == {n: k for n, (_, k) in files.items()}
        for one in attached:
            content = one.get_payload(decode=True)
            assert content == files[one.get_filename()][0] and one.get_content_disposition() == "attachment"
        client.until_state(sent, api.MESSAGE_STATE_SENT)


def test_what_is_too_large_for_the_relay_comes_back_before_it_was_carried_there(tmp_path):
    with Relay(data_size_limit=1 << 20) as relay, mailing(tmp_path, relay) as client:
        stored = upload(client, os.urandom(1 << 20))
        failed = client.until_state(
            client.send(client.conversation(), attachments=[stored.name]), api.MESSAGE_STATE_FAILED
        )
        assert "552" in failed.failure_reason and not relay.attempts


def test_the_largest_files_leave_without_being_held_in_memory(tmp_path):
    with Relay(data_size_limit=1 << 26) as relay, mailing(tmp_path, relay) as client:
        stored = upload(client, os.urandom(1 << 20) * 25)
        before = peak_kilobytes(client.server)
        for number in range(2):
            client.send(client.conversation(f"guest{number}@guest.example"), attachments=[stored.name])
        assert all(mail.get_payload()[1]["Content-Disposition"] for mail in relay.wait(2))
        assert peak_kilobytes(client.server) - before < 16 << 10


def peak_kilobytes(server):
    """The most memory the process ever had."""
    with open(f"/proc/{server.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def test_a_file_that_is_gone_keeps_its_e_mail_waiting_and_says_so(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        stored = upload(client, os.urandom(200_000))
        (path,) = [one for one in (tmp_path / "data" / "files").rglob("*") if one.is_file()]
        content = path.read_bytes()
        path.unlink()
        sent = client.send(client.conversation(), attachments=[stored.name])

        waiting = wait_for(lambda: [one for one in client.queue() if one.failure_reason])
        assert waiting[0].failure_reason == "an attached file could not be read"
        assert not relay.messages

        path.write_bytes(content)
        assert relay.wait(1)[0].get_content_type() == "multipart/mixed"
        client.until_state(sent, api.MESSAGE_STATE_SENT)


PERMANENT = [
    ("sender", "553 5.1.8 Sender not allowed", False),
    ("rcpt", "550 5.1.1 No such guest", True),
    ("rcpt", "554 5.7.1 Refused by policy", False),
    ("rcpt", "550 no enhanced code", False),
    ("data", "554 5.6.0 We do not like the text", False),
]


@pytest.mark.parametrize("phase, reply, is_bounce", PERMANENT)
def test_what_is_refused_for_good_comes_back(tmp_path, relay, phase, reply, is_bounce):
    with mailing(tmp_path, relay) as client:
        if phase == "sender":
            relay.senders[SENDER] = reply
        relay.answers[(GUEST, phase)] = [reply]
        name = client.conversation()

        failed = client.until_state(client.send(name), api.MESSAGE_STATE_FAILED)

        assert reply in failed.failure_reason
        after = client.interaction(name)
        way = channel_of(after, EMAIL)
        assert after.status == api.INTERACTION_STATUS_PENDING and way.draft.text == "Yes, there is."
        assert way.usable != is_bounce
        if is_bounce:
            assert way.unusable_reason == api.CHANNEL_UNUSABLE_REASON_CUSTOMER_EMAIL_BOUNCED
        told = client.notifications.ListNotifications(
            api.ListNotificationsRequest(parent=f"{WORKSPACE}/users/admin")
        ).notifications
        assert [one.type for one in told] == [api.NOTIFICATION_TYPE_DELIVERY_FAILED]
        assert not relay.messages and len(relay.attempts) == (phase != "sender")


@pytest.mark.parametrize("phase, reply", [("rcpt", "450 4.2.1 Greylisted"), ("data", "451 4.3.0 Later"), ("data", "421 Bye")])
def test_what_fails_for_now_is_tried_again_under_the_same_message_id(tmp_path, relay, phase, reply):
    with mailing(tmp_path, relay) as client:
        relay.answers[(GUEST, phase)] = [reply, None]
        sent = client.send(client.conversation())

        failed = wait_for(lambda: [one for one in client.queue() if one.failure_reason])[0]
        assert reply in failed.failure_reason and failed.HasField("next_attempt_time") and failed.attempt == 1
        (mail,) = relay.wait(1)

        done = client.until_state(sent, api.MESSAGE_STATE_SENT)
        assert done.external_id == mail["Message-ID"] == failed.external_id
        assert relay.attempts == [GUEST] * 2


def test_a_message_id_stays_though_the_sender_changes(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        relay.answers[(GUEST, "rcpt")] = ["450 Later", None]
        client.send(client.conversation())
        first = wait_for(lambda: [one for one in client.queue() if one.failure_reason])[0].external_id

        client.settings(sender_email="new@other.example")

        (mail,) = relay.wait(1)
        assert mail["From"] == "Bistro <new@other.example>" and mail["Message-ID"] == first


RUDE = [
    hang_up_at(b"MAIL"), hang_up_at(b"RCPT"), hang_up_at(b"DATA"), never_answer, greet_with(b"554 go away"),
    greet_with(b"421 busy"), speak_nonsense, talk_forever,
]  # fmt: skip


@pytest.mark.parametrize("behave", RUDE)
def test_a_rude_relay_loses_nothing(tmp_path, relay, behave):
    with Rude(behave) as rude:
        limits = ["--smtp-reply-milliseconds", "1000", "--smtp-attempt-milliseconds", "3000"]
        good, relay.port = relay.port, rude.port
        with mailing(tmp_path, relay, *limits) as client:
            sent = client.send(client.conversation())
            wait_for(lambda: [one for one in client.queue() if one.failure_reason and one.attempt >= 1])
            client.until_state(sent, api.MESSAGE_STATE_QUEUED)
            assert rude.connections
            client.server.stop()
        relay.port = good
        with serving(tmp_path, *relay.arguments()) as server:
            relay.wait(1)
            client = Mailer(server)
            client.until_state(sent, api.MESSAGE_STATE_SENT)
            client.close()


def test_a_relay_that_thinks_long_about_a_text_gets_it_once(tmp_path, relay):
    """Goal: a relay may take minutes to answer a text (RFC 5321, 4.5.3.2.6); who hangs up earlier sends twice."""
    relay.pause_seconds = 3
    with mailing(tmp_path, relay, "--smtp-reply-milliseconds", "1000") as client:
        client.until_state(client.send(client.conversation()), api.MESSAGE_STATE_SENT)
        assert len(relay.messages) == 1


def test_a_relay_that_takes_an_e_mail_and_leaves_has_it(tmp_path, relay):
    with Rude(take_and_leave) as rude:
        relay.port = rude.port
        with mailing(tmp_path, relay, "--smtp-connections", "1") as client:
            name = client.conversation()
            for _ in range(3):
                client.until_state(client.send(name), api.MESSAGE_STATE_SENT)
            assert rude.connections == 3 and all(one.attempt == 1 for one in client.queue())


def test_while_a_relay_thinks_nothing_else_waits(tmp_path, relay):
    """Goal: other e-mails leave and texts are written while the relay has not answered one."""
    relay.held, other = {GUEST}, "other@guest.example"
    relay.hold.clear()
    with Model(says("A text")) as model, mailing(tmp_path, relay, *model.arguments()) as client:
        held = client.send(client.conversation())
        assert relay.arrived.wait(60)
        name = client.conversation(other)
        client.until_state(client.send(name), api.MESSAGE_STATE_SENT)
        request = api.ComposeDraftRequest(name=name, channel=EMAIL, operation=api.COMPOSE_OPERATION_DRAFT)
        assert "".join(answer.text_delta for answer in client.interactions.ComposeDraft(request)) == "A text"
        assert client.message(held).state == api.MESSAGE_STATE_SENDING
        relay.hold.set()
        client.until_state(held, api.MESSAGE_STATE_SENT)


def test_a_relay_that_is_away_costs_a_backlog_no_attempts(tmp_path, relay):
    relay.stop()
    with mailing(tmp_path, relay) as client:
        for number in range(30):
            client.send(client.conversation(f"guest{number}@guest.example"))
        wait_for(lambda: [one for one in client.queue() if one.failure_reason])
        assert sum(one.attempt for one in client.queue()) <= 12
        with Relay(port=relay.port) as back:
            assert len({mail["To"] for mail in back.wait(30)}) == 30
        assert "mail relay cannot be used" in client.server.log() and GUEST not in client.server.log()


def test_a_server_killed_while_the_relay_thinks_sends_the_same_message_again(tmp_path, relay):
    relay.hold.clear()
    with mailing(tmp_path, relay) as client:
        client.send(client.conversation())
        assert relay.arrived.wait(60)
        client.server.kill()
    relay.hold.set()
    with serving(tmp_path, *relay.arguments()):
        first, second = relay.wait(2)
    assert first["Message-ID"] == second["Message-ID"] and first.raw == second.raw


def test_a_server_told_to_stop_waits_for_the_relay_and_sends_nothing_twice(tmp_path, relay):
    relay.pause_seconds = 1
    with mailing(tmp_path, relay) as client:
        sent = client.send(client.conversation())
        assert relay.arrived.wait(60)
        assert client.server.stop() == 0
    with serving(tmp_path, *relay.arguments()) as server:
        client = Mailer(server)
        assert client.message(sent).state == api.MESSAGE_STATE_SENT
        client.close()
    assert len(relay.wait(1)) == 1


def test_nothing_is_lost_to_kills_at_any_moment(tmp_path, relay):
    """Goal: every acknowledged send arrives; what arrives twice does so under one Message-ID, and was cut by a kill."""
    seed = random.randrange(10**9)
    print("seed", seed)
    chance = random.Random(seed)
    kills, texts = int(os.environ.get("MAIL_KILLS", 30)), []
    relay.pause_seconds = 0.005
    with mailing(tmp_path, relay) as client:
        names = [client.conversation(f"guest{number}@guest.example") for number in range(10)]
        client.server.kill()
    for kill in range(kills):
        with serving(tmp_path, *relay.arguments()) as server:
            client = Mailer(server)
            for number in range(chance.randrange(1, 6)):
                texts.append(f"text {kill}.{number}.")
                client.send(chance.choice(names), texts[-1])
            time.sleep(chance.uniform(0, 0.2))
            client.close()
            server.kill()
    with serving(tmp_path, *relay.arguments()) as server:
        client = Mailer(server)
        client.until_quiet()
        states = {one.state for one in client.queue()}
        client.close()
    ids = {}
    for mail in relay.messages:
        ids.setdefault(text_of(mail), []).append(mail["Message-ID"])
    assert states == {api.DELIVERY_STATE_SENT}
    assert sorted(ids) == sorted(texts), f"seed {seed}"
    assert all(len(set(one)) == 1 for one in ids.values()), f"seed {seed}"
    repeats = sum(len(one) - 1 for one in ids.values())
    print(f"{len(texts)} e-mails, {kills} kills, {repeats} repeats")
    assert repeats <= kills * 8, f"seed {seed}"


def test_without_a_relay_e_mails_wait_and_go_out_when_there_is_one(tmp_path, relay):
    with serving(tmp_path) as server:
        client = Mailer(server).found()
        name = client.conversation()
        sent = client.send(name)
        assert client.message(sent).state == api.MESSAGE_STATE_QUEUED
        way = channel_of(client.interaction(name), EMAIL)
        assert way.usable and way.delay_reason == api.CHANNEL_DELAY_REASON_EMAIL_NOT_CONFIGURED
        (waiting,) = client.queue(states=[api.DELIVERY_STATE_QUEUED])
        assert waiting.recipient == GUEST and waiting.attempt == 0 and not waiting.HasField("give_up_time")
        client.close()
    with serving(tmp_path, *relay.arguments()) as server:
        client = Mailer(server)
        relay.wait(1)
        client.until_state(sent, api.MESSAGE_STATE_SENT)
        way = channel_of(client.interaction(name), EMAIL)
        assert way.delay_reason == api.CHANNEL_DELAY_REASON_UNSPECIFIED
        client.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("tls"))


def context(certificates):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))
    return context


def sealed(certificates, **settings):
    """A relay that takes nothing before STARTTLS."""
    return Relay(tls_context=context(certificates), require_starttls=True, **settings)


def test_the_relay_is_spoken_to_under_tls_from_the_first_byte(tmp_path, certificates):
    arguments = ["--smtp-security", "tls", "--smtp-ca", certificates.path("ca.pem")]
    with Relay(ssl_context=context(certificates)) as relay, mailing(tmp_path, relay, *arguments) as client:
        stored = upload(client, os.urandom(1 << 20))
        for _ in range(2):
            sent = client.send(client.conversation(), attachments=[stored.name])
            client.until_state(sent, api.MESSAGE_STATE_SENT)
        assert relay.connections == 1


def test_the_relay_is_spoken_to_under_tls_and_with_a_password(tmp_path, certificates):
    password = tmp_path / "password"
    password.write_text("s3cret\n")
    arguments = ["--smtp-security", "starttls", "--smtp-ca", certificates.path("ca.pem"), "--smtp-user", "inbox"]
    with sealed(certificates, auth_required=True, authenticator=lambda *all: relay.authenticate(*all)) as relay:
        with mailing(tmp_path, relay, *arguments, "--smtp-password-file", str(password)) as client:
            client.until_state(client.send(client.conversation()), api.MESSAGE_STATE_SENT)
            assert "s3cret" not in client.server.log()
            password.write_text("wrong\n")
            client.server.stop()
            client.server.start()
            again = Mailer(client.server)
            sent = again.send(again.conversation())
            wait_for(lambda: [one for one in again.queue() if "535" in one.failure_reason])
            assert again.message(sent).state == api.MESSAGE_STATE_QUEUED
            assert "wrong" not in again.server.log() and "mail relay cannot be used" in again.server.log()
            again.close()


@pytest.mark.parametrize("arguments", [["--smtp-security", "starttls"], ["--smtp-security", "tls"]])
def test_a_relay_that_cannot_seal_the_connection_gets_nothing(tmp_path, relay, arguments):
    with mailing(tmp_path, relay, *arguments, "--smtp-reply-milliseconds", "1000") as client:
        sent = client.send(client.conversation())
        wait_for(lambda: [one for one in client.queue() if one.failure_reason])
        client.until_state(sent, api.MESSAGE_STATE_QUEUED)
        assert relay.attempts == [] and relay.connections


def test_a_relay_of_an_unknown_authority_gets_nothing(tmp_path, certificates):
    with sealed(certificates) as relay, mailing(tmp_path, relay, "--smtp-security", "starttls") as client:
        client.send(client.conversation())
        wait_for(lambda: [one for one in client.queue() if one.failure_reason])
        assert relay.attempts == []


def test_a_connection_that_the_relay_has_left_costs_nothing(tmp_path, relay):
    """Goal: relays close connections that are idle or have carried enough; the next e-mail goes over a new one at once."""
    with mailing(tmp_path, relay, "--smtp-connections", "1") as client:
        name = client.conversation()
        for number in range(3):
            relay.senders.clear()
            client.until_state(client.send(name, f"Number {number}."), api.MESSAGE_STATE_SENT)
            relay.leave_next()
            client.until_state(client.send(name, f"Number {number} again."), api.MESSAGE_STATE_SENT)
        assert all(one.attempt == 1 and not one.failure_reason for one in client.queue())
        assert "mail relay cannot be used" not in client.server.log()


def test_what_a_workflow_sends_says_that_no_person_did(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        workflow = Mailer(client.server, actor="workflows/w1")
        workflow.send(client.conversation())
        workflow.close()
        assert relay.wait(1)[0]["Auto-Submitted"] == "auto-replied"


def test_a_scheduled_e_mail_goes_out_at_its_time(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        request = api.ScheduleResponseRequest(name=client.conversation(), channel=EMAIL, text="Later")
        request.schedule_time.FromNanoseconds(int((time.time() + 1) * 1e9))
        client.interactions.ScheduleResponse(request)
        assert text_of(relay.wait(1)[0]) == "Later"


def test_a_bounce_that_comes_later_is_reported_by_the_message_id(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        name = client.conversation()
        sent = client.until_state(client.send(name), api.MESSAGE_STATE_SENT)
        bounces = Mailer(client.server, actor="connectors/bounces")
        bounces.deliveries.ReportDelivery(
            api.ReportDeliveryRequest(
                name=f"{WORKSPACE}/deliveries/-",
                source=api.SOURCE_EMAIL,
                external_id=sent.external_id,
                outcome=api.DELIVERY_OUTCOME_FAILED_PERMANENTLY,
                failure_reason="The mailbox is gone",
                unusable_reason=api.CHANNEL_UNUSABLE_REASON_CUSTOMER_EMAIL_BOUNCED,
            )
        )
        bounces.close()
        assert client.message(sent.name).state == api.MESSAGE_STATE_FAILED
        way = channel_of(client.interaction(name), EMAIL)
        assert way.draft.text == "Yes, there is." and not way.usable


def test_a_dead_letter_is_sent_by_hand(tmp_path, relay):
    relay.answers[(GUEST, "data")] = ["554 5.6.0 We do not like the text", None]
    with mailing(tmp_path, relay) as client:
        name = client.conversation()
        sent = client.send(name)
        client.until_state(sent, api.MESSAGE_STATE_FAILED)
        (dead,) = client.queue(states=[api.DELIVERY_STATE_FAILED])
        client.deliveries.RetryDelivery(api.RetryDeliveryRequest(name=dead.name))
        (mail,) = relay.wait(1)
        assert client.until_state(sent, api.MESSAGE_STATE_SENT).external_id == mail["Message-ID"] == dead.external_id
        assert not channel_of(client.interaction(name), EMAIL).draft.text


SETTINGS = [
    (["--smtp-host", "a b"], "smtp-host"),
    (["--smtp-sender", ""], "smtp-sender"),
    (["--smtp-sender", "x"], "smtp-sender"),
    (["--smtp-sender", "a@b.example\r\nBcc: x@y.example"], "smtp-sender"),
    (["--smtp-port", "0"], "smtp-port"),
    (["--smtp-security", "maybe"], "smtp-security"),
    (["--smtp-user", "u"], "smtp-user"),
    (["--smtp-password-file", "/nowhere"], "smtp-password-file"),
    (["--smtp-ca", "/nowhere"], "smtp-ca"),
    (["--smtp-connections", "65"], "smtp-connections"),
    (["--smtp-reply-milliseconds", "0"], "smtp-reply-milliseconds"),
    (["--smtp-attempt-milliseconds", "600000"], "smtp-attempt-milliseconds"),
]


def config(*arguments):
    return subprocess.run([BINARY, "config", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("arguments, setting", SETTINGS)
def test_a_setting_that_cannot_be_is_named_at_the_start(arguments, setting):
    usual = ["--smtp-host", "relay.example", "--smtp-sender", SENDER]
    result = config(*(word for pair in zip(usual[::2], usual[1::2]) if pair[0] != arguments[0] for word in pair), *arguments)
    assert result.returncode == 64 and f"--{setting} (INBOXD_SMTP_" in result.stderr, result.stderr


def test_the_settings_are_shown_but_for_the_password(tmp_path):
    password = tmp_path / "password"
    password.write_text("s3cret\n")
    sealed = ["--smtp-host", "relay.example", "--smtp-sender", SENDER, "--smtp-user", "inbox"]
    shown = config(*sealed, "--smtp-password-file", str(password)).stdout
    lines = {line.split()[0]: line.split()[1] for line in shown.splitlines() if line.startswith("smtp")}
    assert (lines["smtp-security"], lines["smtp-port"]) == ("starttls", "587") and "s3cret" not in shown
    assert lines["smtp-password"] == "(not"
    unsealed = config(*sealed, "--smtp-password-file", str(password), "--smtp-security", "none")
    assert unsealed.returncode == 64 and "would send the password unsealed" in unsealed.stderr
    assert config("--smtp-sender", SENDER).returncode == 64
    # What is said of a model without its address would be passed over in silence, too.
    for lonely in (["--model-name", "m"], ["--model-key-file", str(password)]):
        told = config(*lonely)
        assert told.returncode == 64 and "needs --model-url" in told.stderr and "s3cret" not in told.stderr
    local = config("--smtp-host", "127.0.0.1", "--smtp-sender", SENDER).stdout
    assert "none" in next(line for line in local.splitlines() if line.startswith("smtp-security"))


def test_many_e_mails_share_few_connections_and_workspaces_take_turns(tmp_path, relay):
    with mailing(tmp_path, relay, "--smtp-connections", "4") as client:
        other = Mailer(client.server, "workspaces/other").found()
        small = other.conversation("small@guest.example")
        relay.hold.clear()
        for number in range(60):
            client.send(client.conversation(f"guest{number}@guest.example"))
        other.send(small)
        relay.hold.set()

        mails = relay.wait(61)

        assert len({mail["Message-ID"] for mail in mails}) == 61
        place = [mail["To"] for mail in mails].index("small@guest.example")
        assert place < 20, place
        assert relay.open_most <= 5 and relay.connections <= 12  # One of each is the controller's own probe.
        assert not [one for one in other.queue() if one.recipient != "small@guest.example"]
        other.close()


def test_responses_of_a_conversation_arrive_in_order_and_nothing_passes_one_that_waits(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        relay.answers[(GUEST, "data")] = ["451 Later", None]
        name = client.conversation()
        for number in range(5):
            client.send(name, f"Number {number}.")
        assert [text_of(mail) for mail in relay.wait(5)] == [f"Number {number}." for number in range(5)]


def test_the_gate_holds_for_e_mails_that_wait(tmp_path, relay):
    """Goal: what a workflow sent is not handed over once the mode is HUMAN, nor anything once it is in the trash."""
    with mailing(tmp_path, relay) as client:
        relay.answers[(GUEST, "rcpt")] = ["450 Later"]
        workflow = Mailer(client.server, actor="workflows/w1")
        automatic, human = client.conversation(), client.conversation()
        sent = [workflow.send(automatic), client.send(human)]
        wait_for(lambda: len([one for one in client.queue() if one.failure_reason]) == 2)
        for one in sent:
            client.until_state(one, api.MESSAGE_STATE_QUEUED)

        client.interactions.SetMode(api.SetModeRequest(name=automatic, mode=api.INTERACTION_MODE_HUMAN))
        client.interactions.DeleteInteraction(api.DeleteInteractionRequest(name=human))

        for one in sent:
            assert client.message(one).state == api.MESSAGE_STATE_WITHDRAWN
        assert channel_of(client.interaction(automatic), EMAIL).draft.text == "Yes, there is."
        relay.answers.clear()
        client.until_state(client.send(client.conversation("last@guest.example")), api.MESSAGE_STATE_SENT)
        assert [mail["To"] for mail in relay.messages] == ["last@guest.example"]
        workflow.close()


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example>", "<a@b.example", "a b@c.example", "a@b.example\x00"]
)
def test_an_address_that_could_be_a_command_is_refused_where_it_comes_in(tmp_path, admin, address):
    item = stories.item(api.SOURCE_EMAIL, asked(), customer=api.IngestCustomer(
        identities=[api.CustomerIdentity(source=api.SOURCE_EMAIL, external_id="x")], email=address))  # fmt: skip
    try:
        (result,) = stories.push(admin, item)
        assert result.outcome not in (api.INGEST_OUTCOME_CREATED, api.INGEST_OUTCOME_UPDATED)
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_no_text_becomes_a_header(tmp_path, relay):
    with mailing(tmp_path, relay) as client:
        with pytest.raises(AssertionError, match="control character"):
            client.conversation(subject="Hi\r\nBcc: evil@guest.example")
        name = client.conversation()
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID", "subject"):
            client.send(name, subject="Hi\r\nBcc: evil@guest.example")
        client.send(name, "a\n.\nMAIL FROM:<evil@guest.example>\n")
        (mail,) = relay.wait(1)
        assert mail["Bcc"] is None and mail.envelope_to == [GUEST]
        assert text_of(mail) == "a\n.\nMAIL FROM:<evil@guest.example>"


def test_the_metrics_count_what_became_of_e_mails(tmp_path, relay):
    relay.answers[("bad@guest.example", "rcpt")] = ["550 5.1.1 No"]
    with mailing(tmp_path, relay, "--admin", f"unix:{tmp_path}/a") as client:
        client.until_state(client.send(client.conversation()), api.MESSAGE_STATE_SENT)
        client.until_state(client.send(client.conversation("bad@guest.example")), api.MESSAGE_STATE_FAILED)
        page = metrics(tmp_path / "a")
        assert 'inboxd_mail_attempts_total{outcome="sent"} 1' in page
        assert 'inboxd_mail_attempts_total{outcome="failed_permanently"} 1' in page
        assert "inboxd_mail_under_way 0" in page and 'inboxd_outbox_deliveries{state="queued"} 0' in page


def metrics(path):
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(path))
        peer.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return peer.makefile("rb").read().decode()
