"""AI writing: a model writes, the draft is replaced only by a whole and clean text, and nothing else ever happens to it."""

import contextlib
import threading

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import WORKSPACE, Client
from inbox_server import Server
from model_server import DONE, STOP, Model, delta, says
from refusal import refused

PROVIDER = api.CHANNEL_TYPE_PROVIDER


@contextlib.contextmanager
def composing(directory, *scripts, arguments=()):
    """A server with a model that answers by scripts, and its administrator."""
    with Model(*scripts) as model:
        server = Server(directory / "data", *model.arguments(*arguments)).start()
        client = Client(server.address)
        try:
            yield model, server, client
        finally:
            client.close()
            server.clean_up()


@pytest.fixture
def space(tmp_path):
    return tmp_path


def a_review(client, text="The soup was cold."):
    connector = Client(client.target, actor="connectors/google")
    name = stories.push_one(connector, messages=[stories.said(text)])
    connector.close()
    return name


def save(client, name, text):
    return client.interactions.SaveDraft(api.SaveDraftRequest(name=name, channel=PROVIDER, text=text)).etag


def draft_of(client, name):
    for channel in client.interaction(name).channels:
        if channel.type == PROVIDER:
            return channel.draft


def compose(client, name, operation=api.COMPOSE_OPERATION_DRAFT, **fields):
    """All parts of the stream: the deltas joined, and the result."""
    request = api.ComposeDraftRequest(name=name, channel=PROVIDER, operation=operation, **fields)
    text, result = "", None
    for part in client.interactions.ComposeDraft(request):
        if part.HasField("result"):
            assert result is None
            result = part.result
        else:
            assert result is None, "nothing comes behind the result"
            text += part.text_delta
    return text, result


def test_a_draft_is_streamed_and_saved_with_the_former_text_kept(space):
    with composing(space, says("Dear ", "guest, ", "thank you **very** much. 🍲")) as (model, _, client):
        name = a_review(client)
        save(client, name, "mine")

        text, result = compose(client, name, instructions="mention the soup", tone=api.COMPOSE_TONE_APOLOGETIC)

        assert text == "Dear guest, thank you **very** much. 🍲"
        assert result.text == "Dear guest, thank you very much. 🍲" and result.model == "test-model"
        assert result.draft == draft_of(client, name) and result.draft.origin == api.TEXT_ORIGIN_AI
        assert result.draft.text == result.text and result.former_revision == 1
        former = client.interactions.ListDraftRevisions(
            api.ListDraftRevisionsRequest(parent=name, channel=PROVIDER)
        ).revisions
        assert [(r.text, r.cause) for r in former] == [("mine", api.DRAFT_REVISION_CAUSE_COMPOSED)]
        (request,) = model.requests
        assert request["model"] == "test-model" and request["stream"] is True
        said = request["messages"][1]["content"]
        assert "The soup was cold." in said and "mention the soup" in said and "apologetic" in said
        assert "The soup was cold." not in request["messages"][0]["content"]


@pytest.mark.parametrize("operation", range(1, 9))
def test_every_operation_works_on_the_text_given(space, operation):
    with composing(space, says("Done")) as (model, _, client):
        name = a_review(client)
        more = {"instructions": "Rhyme"} if operation == api.COMPOSE_OPERATION_CUSTOM else {}

        text, result = compose(client, name, operation, text="My words", language="fr", preview_only=True, **more)

        assert text == result.text == "Done" and not result.HasField("draft")
        assert "My words" in model.requests[0]["messages"][1]["content"]
        assert not draft_of(client, name).text


def test_the_deltas_come_while_the_model_is_still_writing(space):
    go_on = threading.Event()
    with composing(space, [delta("First"), go_on, *says(" second")]) as (_, _, client):
        name = a_review(client)
        parts = client.interactions.ComposeDraft(
            api.ComposeDraftRequest(name=name, channel=PROVIDER, operation=api.COMPOSE_OPERATION_DRAFT)
        )

        assert next(parts).text_delta == "First"
        go_on.set()
        rest = list(parts)

        assert rest[-1].result.text == "First second"


BROKEN = {
    "breaks off": ([delta("Half")], grpc.StatusCode.UNAVAILABLE, "MODEL_UNAVAILABLE"),
    "ends without finishing": ([delta("Half"), DONE], grpc.StatusCode.UNAVAILABLE, "MODEL_UNAVAILABLE"),
    "reports an error in the middle": (
        [delta("Half"), b'data: {"error":{"message":"out of memory"}}\n\n'],
        grpc.StatusCode.UNAVAILABLE,
        "MODEL_UNAVAILABLE",
    ),
    "refuses": ((503, b'{"error":{"message":"busy"}}'), grpc.StatusCode.UNAVAILABLE, "MODEL_UNAVAILABLE"),
    "does not know us": ((401, b"no"), grpc.StatusCode.UNAVAILABLE, "MODEL_UNAVAILABLE"),
    "says nothing": ([STOP, DONE], grpc.StatusCode.UNAVAILABLE, "MODEL_OUTPUT_INVALID"),
    "writes no words": (says("...", "\n"), grpc.StatusCode.UNAVAILABLE, "MODEL_OUTPUT_INVALID"),
    "talks nonsense": ([b"data: nonsense\n\n"], grpc.StatusCode.UNAVAILABLE, "MODEL_OUTPUT_INVALID"),
    "sends half a character": (
        [b'data: {"choices":[{"delta":{"content":"caf\xc3"}}]}\n\n', STOP, DONE],
        grpc.StatusCode.UNAVAILABLE,
        "MODEL_OUTPUT_INVALID",
    ),
    "sends half a surrogate pair": (
        [b'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n', STOP, DONE],
        grpc.StatusCode.UNAVAILABLE,
        "MODEL_OUTPUT_INVALID",
    ),
    "is cut off": (
        [delta("Half"), b'data: {"choices":[{"delta":{},"finish_reason":"length"}]}\n\n', DONE],
        grpc.StatusCode.UNAVAILABLE,
        "MODEL_OUTPUT_INVALID",
    ),
    "writes too much": (says("x" * 5_000), grpc.StatusCode.UNAVAILABLE, "MODEL_OUTPUT_INVALID"),
    "never ends a line": ([b"x" * 65_536] * 40, grpc.StatusCode.UNAVAILABLE, "MODEL_OUTPUT_INVALID"),
}


def test_whatever_a_model_does_wrong_the_draft_is_as_it_was_and_the_status_says_so(space):
    with composing(space, *(row[0] for row in BROKEN.values()), says("Well")) as (_, _, client):
        name = a_review(client)
        etag = save(client, name, "mine")
        for what, (_, code, reason) in BROKEN.items():
            with refused(code, reason):
                compose(client, name)
            assert draft_of(client, name).etag == etag, what

        assert compose(client, name)[1].text == "Well"


def test_slow_models_are_given_up_and_left(space):
    never = threading.Event()
    limits = (
        "--model-first-token-milliseconds", "400", "--model-idle-milliseconds", "300", "--model-total-milliseconds", "900",
    )  # fmt: skip
    drip = [step for _ in range(100) for step in (delta("a "), _Pause())]
    scripts = [never], [delta("Some"), never], drip
    with composing(space, *scripts, arguments=limits) as (model, _, client):
        name = a_review(client)
        for phase in ["first_token", "idle", "total"]:
            model.left.clear()
            with refused(grpc.StatusCode.DEADLINE_EXCEEDED, "MODEL_TIMEOUT") as refusal:
                compose(client, name)
            assert phase in refusal.message
            assert model.left.wait(30), "the model's connection is closed"
        assert not draft_of(client, name).text


class _Pause:
    """Looks set after a short while, again and again."""

    def __init__(self):
        self._asked = 0

    def is_set(self):
        self._asked += 1
        return self._asked > 5


def test_a_caller_who_leaves_closes_the_models_connection(space):
    never = threading.Event()
    with composing(space, [delta("Some"), never]) as (model, _, client):
        name = a_review(client)
        parts = client.interactions.ComposeDraft(
            api.ComposeDraftRequest(name=name, channel=PROVIDER, operation=api.COMPOSE_OPERATION_DRAFT)
        )
        assert next(parts).text_delta == "Some"

        parts.cancel()

        assert model.left.wait(30)
        assert not draft_of(client, name).text


def test_a_draft_that_changed_meanwhile_stays_and_the_result_is_in_hand(space):
    go_on = threading.Event()
    with composing(space, [delta("The model's"), go_on, STOP, DONE]) as (_, _, client):
        name = a_review(client)
        save(client, name, "first")
        parts = client.interactions.ComposeDraft(
            api.ComposeDraftRequest(name=name, channel=PROVIDER, operation=api.COMPOSE_OPERATION_DRAFT)
        )
        assert next(parts).text_delta == "The model's"
        save(client, name, "second")
        go_on.set()

        result = next(parts).result
        with refused(grpc.StatusCode.ABORTED, "DRAFT_CONFLICT") as refusal:
            next(parts)

        assert result.text == "The model's" and not result.HasField("draft")
        assert refusal.detail(api.DraftConflict).current_draft.text == "second"
        assert draft_of(client, name).text == "second"


def test_a_repeat_with_the_same_request_id_does_not_ask_the_model_again(space):
    with composing(space, says("Once"), says("Twice")) as (model, _, client):
        name = a_review(client)
        once = stories.fresh("compose")

        first = compose(client, name, request_id=once)
        save(client, name, "changed since")
        again = compose(client, name, request_id=once)

        assert first == again and first[1].text == "Once"
        assert len(model.requests) == 1
        with refused(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_ID_REUSED"):
            compose(client, name, instructions="other", request_id=once)


def test_a_workflow_sends_what_was_written_unless_a_human_took_over(space):
    with composing(space, says("Thank you!")) as (_, server, client):
        workflow = Client(server.address, actor="workflows/stars")
        name = a_review(client)

        _, result = compose(workflow, name, send_when_written=True)

        assert result.outcome == api.SEND_OUTCOME_QUEUED and result.message.text == "Thank you!"
        assert result.message.automatic and result.message.origin == api.TEXT_ORIGIN_AI
        assert not result.HasField("draft") and not draft_of(client, name).text
        assert client.interaction(name).status == api.INTERACTION_STATUS_PROCESSED

        taken = a_review(client)
        client.interactions.SetMode(api.SetModeRequest(name=taken, mode=api.INTERACTION_MODE_HUMAN))
        _, result = compose(workflow, taken, send_when_written=True)

        assert result.outcome == api.SEND_OUTCOME_BLOCKED and not result.HasField("message")
        assert draft_of(client, taken).text == "Thank you!"
        workflow.close()


def test_what_is_wrong_is_refused_before_the_model_is_asked(space):
    with composing(space, says("Never")) as (model, _, client):
        name = a_review(client)
        invalid, unmet = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.FAILED_PRECONDITION
        for operation, fields, code, reason in [
            (api.COMPOSE_OPERATION_UNSPECIFIED, {}, invalid, "FIELD_REQUIRED"),
            (api.COMPOSE_OPERATION_CUSTOM, {"text": "x"}, invalid, "FIELD_REQUIRED"),
            (api.COMPOSE_OPERATION_TRANSLATE, {"text": "x"}, invalid, "FIELD_REQUIRED"),
            (api.COMPOSE_OPERATION_SHORTEN, {}, unmet, "DRAFT_EMPTY"),
            (api.COMPOSE_OPERATION_SHORTEN, {"text": " \n"}, unmet, "DRAFT_EMPTY"),
            (api.COMPOSE_OPERATION_DRAFT, {"instructions": "x" * 4_001}, invalid, "TEXT_TOO_LONG"),
            (api.COMPOSE_OPERATION_DRAFT, {"text": "x" * 4_097}, invalid, "TEXT_TOO_LONG"),
            (api.COMPOSE_OPERATION_DRAFT, {"language": "not a tag"}, invalid, "FIELD_INVALID"),
            (api.COMPOSE_OPERATION_DRAFT, {"text_format": api.TEXT_FORMAT_HTML}, invalid, "HTML_NOT_ALLOWED"),
            (api.COMPOSE_OPERATION_DRAFT, {"preview_only": True, "send_when_written": True}, invalid, "FIELD_INVALID"),
            (api.COMPOSE_OPERATION_DRAFT, {"etag": "0000000000001"}, grpc.StatusCode.ABORTED, "DRAFT_CONFLICT"),
        ]:
            with refused(code, reason):
                compose(client, name, operation, **fields)
        with refused(grpc.StatusCode.NOT_FOUND, "RESOURCE_NOT_FOUND"):
            compose(client, f"{WORKSPACE}/interactions/0000000000001")
        assert model.requests == []


def test_without_a_model_the_refusal_says_how_to_configure_one(admin, connector):
    name = stories.push_one(connector)

    with refused(grpc.StatusCode.FAILED_PRECONDITION, "MODEL_NOT_CONFIGURED") as refusal:
        compose(admin, name)

    assert "--model-url" in refusal.message
    assert not admin.directory.GetWorkspace(api.GetWorkspaceRequest(name=WORKSPACE)).workspace.composing_available


def test_the_key_reaches_the_model_and_no_log(space):
    key = space / "key"
    key.write_text("sk-very-secret\n")
    with composing(space, says("Hi there"), arguments=("--model-key-file", str(key))) as (model, server, client):
        compose(client, a_review(client))

        assert model.headers[0]["Authorization"] == "Bearer sk-very-secret"
        assert "very-secret" not in server.log()
        workspace = client.directory.GetWorkspace(api.GetWorkspaceRequest(name=WORKSPACE)).workspace
        assert workspace.composing_available


def test_fifty_texts_are_written_at_once_while_others_are_served(space):
    go_on = threading.Event()
    with composing(space, [delta("Some"), go_on, *says(" more")]) as (_, _, client):
        names = [a_review(client) for _ in range(50)]
        streams = [
            client.interactions.ComposeDraft(
                api.ComposeDraftRequest(name=name, channel=PROVIDER, operation=api.COMPOSE_OPERATION_DRAFT)
            )
            for name in names
        ]
        assert all(next(stream).text_delta == "Some" for stream in streams)

        assert client.interaction(names[0]).name == names[0]
        go_on.set()

        assert all(list(stream)[-1].result.text == "Some more" for stream in streams)
