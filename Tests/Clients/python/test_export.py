"""ExportCustomer: everything that is stored of a customer, and of nobody else."""

import base64
import collections
import json
import os

import grpc

import inbox_api as api
import stories
from inbox_client import WORKSPACE
from refusal import refused
from test_attachments import upload

PROVIDER = api.CHANNEL_TYPE_PROVIDER


def customer(name):
    """A customer as a source knows him."""
    identity = api.CustomerIdentity(source=api.SOURCE_WHATSAPP, external_id=stories.fresh("customer"))
    return api.IngestCustomer(identities=[identity], display_name=name, email=f"{stories.fresh('mail')}@example.com")


def export(client, name):
    """The lines of a customer by their kinds."""
    chunks = [answer.chunk for answer in client.directory.ExportCustomer(api.ExportCustomerRequest(name=name))]
    assert all(0 < len(chunk) <= 64 << 10 for chunk in chunks)
    document = b"".join(chunks).decode()
    assert document.endswith("\n")
    lines = collections.defaultdict(list)
    for line in document.splitlines():
        entry = json.loads(line)
        lines[entry.pop("type")].append(entry)
    return lines


def test_an_export_has_all_of_a_customer_and_nothing_of_another(admin):
    asked, other = customer("Zoé \"Z\" Lefèvre"), customer("Somebody Else")
    said = ['He said "no"\nand left', "Ünïcödé \u0001 and \\ back", "x" * 99_000]
    name = stories.push_one(
        admin, api.SOURCE_WHATSAPP, [stories.said(text, at) for at, text in enumerate(said)], customer=asked
    )
    second = stories.push_one(admin, api.SOURCE_WHATSAPP, customer=asked)
    foreign = stories.push_one(admin, api.SOURCE_WHATSAPP, [stories.said("not of him")], customer=other)
    who = admin.interaction(name).customer.name
    content = os.urandom(200_001)
    file = upload(admin, content, file_name="résumé.png")
    for text in ["First", "Second"]:
        admin.interactions.SaveDraft(
            api.SaveDraftRequest(name=name, channel=PROVIDER, text=text, attachments=[file.name])
        )
    admin.interactions.SendResponse(api.SendResponseRequest(name=second, channel=PROVIDER, text="Merci"))
    short = who.removeprefix(WORKSPACE + "/")
    named = admin.notes.CreateNote(api.CreateNoteRequest(parent=foreign, body=f"See {short}, again")).note
    for body in [f"See {short}9", "See nobody"]:
        admin.notes.CreateNote(api.CreateNoteRequest(parent=foreign, body=body))

    lines = export(admin, who)

    assert [entry["displayName"] for entry in lines["customer"]] == [asked.display_name]
    assert [entry["externalId"] for entry in lines["identity"]] == [asked.identities[0].external_id]
    assert {entry["interaction"] for entry in lines["interaction"]} == {n.rsplit("/")[-1] for n in (name, second)}
    texts = [entry["text"] for entry in lines["message"]]
    assert sorted(texts) == sorted([*said, "Merci", *(m.text for m in admin.messages(second) if m.text != "Merci")])
    assert [entry["state"] for entry in lines["delivery"]] == ["QUEUED"]
    assert [entry["text"] for entry in lines["draft"]] == ["Second"]
    assert [entry["text"] for entry in lines["note"]] == [named.body]
    (attachment,) = lines["attachment"]
    assert attachment["fileName"] == "résumé.png" and base64.b64decode(attachment["content"]) == content
    assert {"INTERACTION_CREATED", "RESPONSE_SENT"} <= {entry["event"] for entry in lines["event"]}
    assert lines["message"][0]["direction"] in ("INBOUND", "OUTBOUND")
    assert lines["message"][0]["messageTime"].startswith("20") and lines["message"][0]["messageTime"].endswith("Z")


def test_only_admins_export_and_only_who_is_there(server, admin, clients):
    name = stories.push_one(admin)
    who = admin.interaction(name).customer.name
    observer = next(user for user in admin.users() if user.role == api.USER_ROLE_OBSERVER)
    watcher = clients(server, actor=observer.name.removeprefix(WORKSPACE + "/"))
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_INSUFFICIENT"):
        list(watcher.directory.ExportCustomer(api.ExportCustomerRequest(name=who)))
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        list(admin.directory.ExportCustomer(api.ExportCustomerRequest(name=who + "0")))


def test_an_erased_customer_leaves_nothing_to_export(admin):
    name = stories.push_one(admin, messages=[stories.said("to be forgotten")])
    who = admin.interaction(name).customer.name
    file = upload(admin, b"his passport").name
    body = f"See {who.removeprefix(WORKSPACE + '/')}"
    note = admin.notes.CreateNote(
        api.CreateNoteRequest(parent=stories.push_one(admin), body=body, attachments=[file])
    ).note
    admin.directory.EraseCustomer(api.EraseCustomerRequest(name=who))
    lines = export(admin, who)
    assert "forgotten" not in json.dumps(lines) and "Marie" not in json.dumps(lines)
    emptied = admin.notes.GetNote(api.GetNoteRequest(name=note.name)).note
    assert not emptied.body and not emptied.attachments
