"""Files go up and down as streams, are stored once, and only who may see what refers to them gets them."""

import hashlib
import os
import random
import threading
import time

import grpc

import inbox_api as api
import operator_tools as tools
import stories
from inbox_client import WORKSPACE, channel_of
from refusal import refused
from waiting import wait_for

CHUNK = 64 << 10
LIMIT = 25 << 20


def parts(content, file_name="photo.png", media_type="image/png", chunk=CHUNK, **start):
    yield api.UploadAttachmentRequest(
        start=api.UploadAttachmentStart(parent=WORKSPACE, file_name=file_name, media_type=media_type, **start)
    )
    for offset in range(0, len(content), chunk):
        yield api.UploadAttachmentRequest(chunk=content[offset : offset + chunk])


def upload(client, content, **fields):
    return client.interactions.UploadAttachment(parts(content, **fields)).attachment


def download(client, name, offset=0):
    answers = list(client.interactions.DownloadAttachment(api.DownloadAttachmentRequest(name=name, offset=offset)))
    assert answers[0].WhichOneof("part") == "attachment"
    assert all(0 < len(answer.chunk) <= CHUNK for answer in answers[1:])
    return answers[0].attachment, b"".join(answer.chunk for answer in answers[1:])


def test_what_goes_up_comes_down_whole_or_from_an_offset(admin):
    for size in (1, CHUNK - 1, CHUNK, 3 * CHUNK + 17):
        content = os.urandom(size)
        stored = upload(admin, content, size_bytes=size, sha256=hashlib.sha256(content).digest())
        assert (stored.size_bytes, stored.sha256) == (size, hashlib.sha256(content).digest())
        assert (stored.file_name, stored.media_type) == ("photo.png", "image/png")
        assert download(admin, stored.name) == (stored, content)
        assert download(admin, stored.name, offset=size // 2)[1] == content[size // 2 :]
        assert download(admin, stored.name, offset=size)[1] == b""
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_OUT_OF_RANGE", "offset"):
            download(admin, stored.name, offset=size + 1)


def test_the_largest_file_goes_through_and_one_byte_more_does_not(admin):
    content = os.urandom(1 << 20) * 25
    stored = upload(admin, content, chunk=1 << 20)
    assert stored.size_bytes == LIMIT and download(admin, stored.name)[1] == content
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ATTACHMENT_TOO_LARGE"):
        upload(admin, content + b"x", chunk=1 << 20)
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ATTACHMENT_TOO_LARGE"):
        upload(admin, b"x", size_bytes=LIMIT + 1)


def test_content_is_stored_once_and_acknowledged_means_on_disk(own_server, clients):
    admin = clients(own_server)
    content = os.urandom(100_000)
    first, second = upload(admin, content), upload(admin, content, file_name="again.png")
    assert first.name != second.name and first.sha256 == second.sha256
    files = [path for path in (own_server.data / "files").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in files] == [content]
    assert not list((own_server.data / "uploads").iterdir())
    own_server.kill()
    admin = clients(own_server.start())
    assert download(admin, first.name)[1] == content


def test_an_upload_that_is_not_what_was_announced_is_refused(admin):
    content = b"some text"
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ATTACHMENT_MISMATCH", "start.size_bytes"):
        upload(admin, content, size_bytes=8)
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ATTACHMENT_MISMATCH", "start.sha256"):
        upload(admin, content, sha256=hashlib.sha256(b"other").digest())
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ATTACHMENT_INCOMPLETE"):
        upload(admin, b"")
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "NAME_INVALID", "start.parent"):
        admin.interactions.UploadAttachment(iter([api.UploadAttachmentRequest(chunk=content)]))
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_REQUIRED", "start.file_name"):
        upload(admin, content, file_name="")
    for name in ("../secret", "a/b", "..", "a\\b"):
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID", "start.file_name"):
            upload(admin, content, file_name=name)
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "FIELD_INVALID", "start.media_type"):
        upload(admin, content, media_type="png")


def test_a_repeat_with_the_same_request_id_is_the_same_file(admin):
    request_id = stories.fresh("upload")
    first = upload(admin, b"once", request_id=request_id)
    assert upload(admin, b"once", request_id=request_id) == first
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED"):
        upload(admin, b"twice", request_id=request_id)


def test_until_something_refers_to_it_only_its_uploader_has_it(admin, clients, server):
    stored = upload(admin, b"private")
    other = clients(server, actor="workflows/w")
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        download(other, stored.name)
    name = stories.push_one(admin)
    with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
        save(other, name, stored)
    save(admin, name, stored)
    draft = channel_of(admin.interaction(name), api.CHANNEL_TYPE_PROVIDER).draft
    assert [file.name for file in draft.attachments] == [stored.name]
    assert download(other, stored.name)[1] == b"private"


def test_a_response_takes_its_files_along_and_channels_have_their_rules(admin):
    name = stories.push_one(admin)
    image, text = upload(admin, b"png"), upload(admin, b"text", file_name="a.txt", media_type="text/plain")
    with refused(grpc.StatusCode.INVALID_ARGUMENT, "ATTACHMENT_NOT_ALLOWED"):
        save(admin, name, text)
    save(admin, name, image)
    sent = admin.interactions.SendResponse(
        api.SendResponseRequest(name=name, channel=api.CHANNEL_TYPE_PROVIDER, request_id=stories.fresh("send")))
    assert [file.name for file in sent.message.attachments] == [image.name]
    assert [file.name for file in admin.messages(name)[-1].attachments] == [image.name]
    assert download(admin, image.name)[1] == b"png"


def test_an_observer_uploads_nothing(admin, clients, server):
    user_id = stories.fresh("observer")
    admin.directory.CreateUser(
        api.CreateUserRequest(
            parent=WORKSPACE, user_id=user_id, user=api.User(display_name="Ole", role=api.USER_ROLE_OBSERVER)))
    with refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_INSUFFICIENT"):
        upload(clients(server, actor=f"users/{user_id}"), b"x")


def save(client, name, *files):
    return client.interactions.SaveDraft(
        api.SaveDraftRequest(
            name=name, channel=api.CHANNEL_TYPE_PROVIDER, text="See the photo",
            attachments=[file.name for file in files]))


def contents(server):
    """The files of attachments, by what follows `files/`."""
    root = server.data / "files"
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_contents_of_no_attachment_are_removed_after_a_start_and_nothing_else(own_server, clients):
    stored = upload(clients(own_server), b"kept")
    (kept,) = contents(own_server)
    folder = kept.split("/")[0]
    own_server.kill()
    (own_server.data / "uploads" / "0").write_bytes(b"on its way")
    left = {f"{folder}/{hashlib.sha256(bytes([number])).hexdigest()}" for number in range(120)}
    # No content's name, and a workspace that this database does not know: neither is the server's to judge.
    foreign = {f"{folder}/notes.txt", f"1{folder}/" + hashlib.sha256(b"other").hexdigest()}
    for name in left | foreign:
        path = own_server.data / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    answer = tools.check(own_server.data)
    assert answer.code == tools.WHOLE and f"{len(left | foreign)} of no attachment" in answer.text, answer.text

    admin = clients(own_server.start())

    wait_for(lambda: contents(own_server) == foreign | {kept})
    assert download(admin, stored.name)[1] == b"kept"
    assert not list((own_server.data / "uploads").iterdir())


def test_kills_amid_uploads_lose_no_acknowledged_file_and_leave_none_behind(own_server, clients):
    """Goal: after kill -9 at random moments of many uploads, every acknowledged file is whole, and only files of rows stay."""
    seed = random.randrange(10**9)
    print("seed", seed)
    chance, acknowledged = random.Random(seed), {}

    def go_on(client, random):
        try:
            while True:
                content = random.randbytes(random.randrange(1, 300_000))
                acknowledged[upload(client, content).name] = content
        except grpc.RpcError:
            pass

    for kill in range(8):
        callers = [
            threading.Thread(target=go_on, args=(clients(own_server), random.Random(f"{seed} {kill} {number}")))
            for number in range(6)
        ]
        for caller in callers:
            caller.start()
        time.sleep(chance.uniform(0.02, 0.4))
        own_server.kill()
        for caller in callers:
            caller.join()
        answer = tools.check(own_server.data)
        assert answer.code == tools.WHOLE, f"seed {seed}: {answer.text}"
        own_server.start()
    admin = clients(own_server)
    assert acknowledged, f"seed {seed}"
    for name, content in acknowledged.items():
        assert download(admin, name)[1] == content, f"seed {seed}"
    # A pass over all of them is under way since the start. What it left has a row: the check reads the same directory.
    def is_tidy():
        target = own_server.data.with_name(stories.fresh("backup"))
        assert tools.backup(own_server.data, target).code == tools.WHOLE
        return contents(own_server) == {
            str(path.relative_to(target / "files")) for path in (target / "files").rglob("*") if path.is_file()
        }

    wait_for(is_tidy)
