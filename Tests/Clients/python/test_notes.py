"""Notes: what the team says among itself."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE, actor_of
from refusal import refused
from test_attachments import download, upload


@pytest.fixture
def review(connector):
    return stories.push_one(connector)


@pytest.fixture
def colleague(admin):
    """Somebody who may see everything, and is not the admin."""
    return next(
        user.name
        for user in admin.users()
        if user.role in (api.USER_ROLE_OWNER, api.USER_ROLE_ADMIN)
        and not user.deactivated
        and user.name != f"{WORKSPACE}/users/admin"
    )


def write(client, parent, body, **fields):
    return client.notes.CreateNote(api.CreateNoteRequest(parent=parent, body=body, **fields)).note


def notes(client, parent):
    return client.notes.ListNotes(api.ListNotesRequest(parent=parent)).notes


def test_a_note_mentions_colleagues_and_is_answered(admin, review, colleague):
    question = write(admin, review, "Who was on duty that evening?", mentions=[colleague])
    answer = write(admin, review, "Camille was.", reply_to=question.name)

    assert question.name.startswith(review + "/notes/")
    assert question.author == "users/admin" and question.author_display_name
    assert list(question.mentions) == [colleague]
    assert answer.reply_to == question.name
    assert [note.body for note in notes(admin, review)] == ["Who was on duty that evening?", "Camille was."]
    assert notes(admin, review)[0] == question


def test_a_note_is_no_message_and_changes_nothing_but_its_count(admin, review):
    before = admin.interaction(review)

    write(admin, review, "Regular guest.")

    after = admin.interaction(review)
    assert after.note_count == 1
    assert after.message_count == before.message_count == len(admin.messages(review))
    assert after.status == before.status
    assert after.etag == before.etag
    assert after.last_activity_time == before.last_activity_time


def test_notes_come_page_by_page_oldest_first(admin, review):
    for number in range(7):
        write(admin, review, f"Note {number}")

    bodies, token = [], ""
    while True:
        page = admin.notes.ListNotes(api.ListNotesRequest(parent=review, page_size=3, page_token=token))
        assert len(page.notes) <= 3
        bodies += [note.body for note in page.notes]
        token = page.next_page_token
        if not token:
            break

    assert bodies == [f"Note {number}" for number in range(7)]


def test_a_repeat_with_the_same_request_id_writes_one_note(admin, review):
    once = stories.fresh("note")

    first = write(admin, review, "Once", request_id=once)
    again = write(admin, review, "Once", request_id=once)

    assert first == again
    assert len(notes(admin, review)) == 1


def test_a_note_needs_a_text(admin, review):
    for body in ["", "  \n "]:
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_REQUIRED", field="body"):
            write(admin, review, body)


def test_a_note_may_be_long_but_not_longer(admin, review):
    write(admin, review, "é" * 10_000)

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "TEXT_TOO_LONG", field="body"):
        write(admin, review, "é" * 10_001)


def test_who_is_mentioned_must_exist(admin, review):
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        write(admin, review, "Hello", mentions=[f"{WORKSPACE}/users/nobody-of-this-name"])
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "NAME_INVALID"):
        write(admin, review, "Hello", mentions=["not a name"])

    assert list(notes(admin, review)) == []


def test_one_replies_to_a_note_of_the_same_interaction(admin, connector, review):
    elsewhere = write(admin, stories.push_one(connector), "Elsewhere")

    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        write(admin, review, "Here", reply_to=elsewhere.name)


def test_a_note_is_edited_with_its_former_text_kept_and_deleted_to_a_tombstone(admin, review, colleague):
    note = write(admin, review, "Call him back", mentions=[colleague])

    edited = admin.notes.UpdateNote(api.UpdateNoteRequest(name=note.name, body="Called", etag=note.etag)).note
    assert edited.body == "Called" and list(edited.mentions) == [colleague] and edited.revision_count == 1
    with refused(grpc.StatusCode.ABORTED, "ETAG_MISMATCH"):
        admin.notes.UpdateNote(api.UpdateNoteRequest(name=note.name, body="Late", etag=note.etag))
    former = admin.notes.ListNoteRevisions(api.ListNoteRevisionsRequest(parent=note.name)).revisions
    assert [revision.body for revision in former] == ["Call him back"]

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "UPDATE_MASK_INVALID"):
        admin.notes.UpdateNote(api.UpdateNoteRequest(name=note.name, update_mask={"paths": ["author"]}))
    gone = admin.notes.DeleteNote(api.DeleteNoteRequest(name=note.name)).note
    assert gone.name == note.name and not gone.body and gone.HasField("delete_time")
    assert admin.notes.DeleteNote(api.DeleteNoteRequest(name=note.name)).note == gone
    assert not admin.notes.ListNoteRevisions(api.ListNoteRevisionsRequest(parent=note.name)).revisions
    with refused(grpc.StatusCode.FAILED_PRECONDITION, "NOTE_DELETED"):
        admin.notes.UpdateNote(api.UpdateNoteRequest(name=note.name, body="Back"))


def test_a_note_keeps_its_files_and_its_former_ones(server, clients, admin):
    name = stories.push_one(admin)
    photo, scan = (upload(admin, content.encode(), file_name=f"{content}.png").name for content in ("photo", "scan"))
    note = admin.notes.CreateNote(api.CreateNoteRequest(parent=name, attachments=[photo])).note
    assert [file.name for file in note.attachments] == [photo] and not note.body

    edited = admin.notes.UpdateNote(
        api.UpdateNoteRequest(name=note.name, body="Both", attachments=[scan, photo])
    ).note
    assert [file.file_name for file in edited.attachments] == ["scan.png", "photo.png"]
    edited = admin.notes.UpdateNote(api.UpdateNoteRequest(name=note.name, body="Still both")).note
    assert len(edited.attachments) == 2
    assert list(admin.notes.ListNotes(api.ListNotesRequest(parent=name)).notes) == [edited]
    assert admin.notes.GetNote(api.GetNoteRequest(name=note.name)).note == edited
    revisions = admin.notes.ListNoteRevisions(api.ListNoteRevisionsRequest(parent=note.name)).revisions
    assert [[file.name for file in former.attachments] for former in revisions] == [[scan, photo], [photo]]

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_REQUIRED", "body"):
        admin.notes.UpdateNote(
            api.UpdateNoteRequest(name=note.name, update_mask={"paths": ["body", "attachments"]})
        )
    # A file of a note is no file of the thread.
    assert not admin.interaction(name).attachments
    assert not any(message.attachments for message in admin.messages(name))

    # Who sees the interaction has the file, until the note is gone; who uploaded it keeps it for a day.
    observer = next(user for user in admin.users() if user.role == api.USER_ROLE_OBSERVER)
    reader = clients(server, actor=actor_of(observer))
    assert download(reader, scan)[1] == b"scan"
    admin.notes.DeleteNote(api.DeleteNoteRequest(name=note.name))
    for file in (photo, scan):
        with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
            download(reader, file)
