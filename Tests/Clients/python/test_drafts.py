"""Drafts: saved as one types, shared by the team, never lost to somebody else's save."""

import grpc
import pytest

import inbox_api as api
import stories
from inbox_client import channel_of
from refusal import refused

PROVIDER, EMAIL, SMS = api.CHANNEL_TYPE_PROVIDER, api.CHANNEL_TYPE_EMAIL, api.CHANNEL_TYPE_SMS


@pytest.fixture
def review(connector):
    return stories.push_one(connector)


def save(client, interaction, text, channel=PROVIDER, **fields):
    return client.interactions.SaveDraft(
        api.SaveDraftRequest(name=interaction, channel=channel, text=text, **fields)
    )


def test_a_saved_draft_is_shown_on_its_channel(admin, review):
    saved = save(admin, review, "Merci beaucoup, Marie.")

    channel = channel_of(admin.interaction(review), PROVIDER)
    assert saved.etag and channel.draft.etag == saved.etag
    assert channel.draft.text == "Merci beaucoup, Marie."
    assert channel.draft.update_actor == "users/admin"
    assert channel.draft.origin == api.TEXT_ORIGIN_USER
    assert channel.has_unsent and channel.opens


def test_the_interaction_opens_on_the_channel_that_has_a_draft(admin, review):
    save(admin, review, "Per Mail.", channel=EMAIL)
    shown = admin.interaction(review)
    assert [channel.opens for channel in shown.channels] == [False, True, False]

    save(admin, review, "Hier.", channel=PROVIDER)
    shown = admin.interaction(review)
    assert [channel.opens for channel in shown.channels] == [True, False, False]
    assert [channel.has_unsent for channel in shown.channels] == [True, True, False]


def test_typing_on_gives_a_new_etag_each_time(admin, review):
    first = save(admin, review, "Bon", etag="none")
    second = save(admin, review, "Bonjour", etag=first.etag)
    third = save(admin, review, "Bonjour Marie", etag=second.etag)

    assert len({first.etag, second.etag, third.etag}) == 3


def test_saving_what_is_there_changes_nothing(admin, review):
    first = save(admin, review, "Bonjour")

    assert save(admin, review, "Bonjour", etag=first.etag).etag == first.etag


def test_a_save_over_somebody_elses_text_is_refused_and_shows_it(admin, review):
    mine = save(admin, review, "My text")
    save(admin, review, "Text of a colleague", etag=mine.etag)

    with refused(grpc.StatusCode.ABORTED, "DRAFT_CONFLICT") as refusal:
        save(admin, review, "My text, longer", etag=mine.etag)

    conflict = refusal.detail(api.DraftConflict)
    assert conflict.current_draft.text == "Text of a colleague"
    # With that etag the client can go on.
    save(admin, review, "Both texts", etag=conflict.current_draft.etag)
    assert channel_of(admin.interaction(review), PROVIDER).draft.text == "Both texts"


def test_a_save_that_expects_no_draft_does_not_overwrite_one(admin, review):
    save(admin, review, "There is one")

    with refused(grpc.StatusCode.ABORTED, "DRAFT_CONFLICT") as refusal:
        save(admin, review, "I thought there was none", etag="none")

    assert refusal.detail(api.DraftConflict).current_draft.text == "There is one"


def test_a_save_without_an_etag_wins_and_keeps_the_other_text(admin, review):
    save(admin, review, "Former text")

    saved = save(admin, review, "New text")

    assert saved.former_revision > 0
    assert channel_of(admin.interaction(review), PROVIDER).draft.text == "New text"


def test_a_former_text_is_listed_and_restored(admin, review):
    save(admin, review, "First text")
    save(admin, review, "Second text")

    former = admin.interactions.ListDraftRevisions(
        api.ListDraftRevisionsRequest(parent=review, channel=PROVIDER)
    ).revisions
    assert [revision.text for revision in former] == ["First text"]
    assert former[0].cause == api.DRAFT_REVISION_CAUSE_OVERWRITTEN and former[0].author == "users/admin"

    restored = admin.interactions.RestoreDraft(
        api.RestoreDraftRequest(name=review, channel=PROVIDER, revision=former[0].revision)
    ).draft
    assert restored.text == "First text"
    assert channel_of(admin.interaction(review), PROVIDER).draft == restored


def test_a_deleted_draft_can_be_restored(admin, review):
    save(admin, review, "Deleted by mistake")

    deleted = admin.interactions.DeleteDraft(api.DeleteDraftRequest(name=review, channel=PROVIDER))
    again = admin.interactions.DeleteDraft(api.DeleteDraftRequest(name=review, channel=PROVIDER))
    assert deleted.former_revision > 0 and again.former_revision == 0

    restored = admin.interactions.RestoreDraft(
        api.RestoreDraftRequest(name=review, channel=PROVIDER, revision=deleted.former_revision, etag="none")
    ).draft
    assert restored.text == "Deleted by mistake"


@pytest.mark.parametrize("blank", ["", "   ", " \n\t "])
def test_emptying_a_draft_deletes_it(admin, review, blank):
    saved = save(admin, review, "Something")

    emptied = save(admin, review, blank, etag=saved.etag)

    channel = channel_of(admin.interaction(review), PROVIDER)
    assert emptied.etag == ""
    assert not channel.has_unsent and not channel.HasField("draft")


def test_a_draft_that_was_emptied_conflicts_without_a_current_one(admin, review):
    saved = save(admin, review, "Something")
    save(admin, review, "", etag=saved.etag)

    with refused(grpc.StatusCode.ABORTED, "DRAFT_CONFLICT") as refusal:
        save(admin, review, "Something more", etag=saved.etag)

    assert not refusal.detail(api.DraftConflict).HasField("current_draft")


def test_drafting_is_possible_where_sending_is_not(admin, review):
    """The customer has no phone number; the text may wait for one."""
    assert save(admin, review, "Un SMS", channel=SMS).etag


@pytest.mark.parametrize(("channel", "limit"), [(PROVIDER, 4096), (SMS, 1600), (EMAIL, 100_000)])
def test_text_at_the_limit_is_saved_and_text_over_it_is_refused(admin, review, channel, limit):
    """Limits count characters, not bytes, and nothing is ever cut."""
    save(admin, review, "é" * limit, channel=channel)

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "TEXT_TOO_LONG", field="text"):
        save(admin, review, "é" * (limit + 1), channel=channel)

    assert channel_of(admin.interaction(review), channel).draft.text == "é" * limit


def test_a_channel_that_the_source_does_not_have_is_refused(admin, connector):
    mail = stories.push_one(connector, source=api.SOURCE_EMAIL)

    with refused(grpc.StatusCode.INVALID_ARGUMENT, "CHANNEL_NOT_OFFERED", field="channel"):
        save(admin, mail, "Bonjour", channel=PROVIDER)
    with refused(grpc.StatusCode.INVALID_ARGUMENT, field="channel"):
        save(admin, mail, "Bonjour", channel=api.CHANNEL_TYPE_UNSPECIFIED)


def test_a_draft_changes_nothing_else(admin, review):
    before = admin.interaction(review)

    save(admin, review, "Bonjour")

    after = admin.interaction(review)
    assert after.etag == before.etag
    assert after.status == before.status
    assert after.last_activity_time == before.last_activity_time


def test_languages_and_signs_come_back_as_they_were_written(admin, review):
    text = "Grüße 👩‍👩‍👧 “quoted” — ありがとう شكرا\nsecond line"

    save(admin, review, text)

    assert channel_of(admin.interaction(review), PROVIDER).draft.text == text


def test_saving_anothers_text_as_it_is_leaves_it_his(server, clients, admin, review):
    """An editor that saves what it opened has written nothing."""
    written = save(clients(server, actor="workflows/w1"), review, "Prepared")

    assert save(admin, review, "Prepared").etag == written.etag
    draft = channel_of(admin.interaction(review), PROVIDER).draft
    assert (draft.origin, draft.update_actor) == (api.TEXT_ORIGIN_WORKFLOW, "workflows/w1")


@pytest.mark.parametrize("markup", ["<p></p>", "<p><br></p>", "<p>&nbsp;</p>"])
def test_markup_without_a_word_is_no_draft(admin, review, markup):
    save(admin, review, "<p>Bonjour</p>", channel=EMAIL, text_format=api.TEXT_FORMAT_HTML)

    assert save(admin, review, markup, channel=EMAIL, text_format=api.TEXT_FORMAT_HTML).etag == ""
    assert not channel_of(admin.interaction(review), EMAIL).HasField("draft")
