"""What customers wrote: items as connectors push them."""

import itertools
import uuid

from google.protobuf.timestamp_pb2 import Timestamp

import inbox_api as api
from inbox_client import WORKSPACE

BEGIN_SECONDS = 1_767_225_600  # 2026-01-01T00:00:00Z
_numbers = itertools.count(1)


def fresh(prefix):
    """An id that nothing has yet."""
    return f"{prefix}-{next(_numbers)}-{uuid.uuid4().hex[:12]}"


def at(seconds):
    """An instant, in seconds after the stories begin."""
    return Timestamp(seconds=BEGIN_SECONDS + seconds)


def said(text, seconds=0, external_id="", **fields):
    """A message of a customer."""
    return api.IngestMessage(
        external_id=external_id or fresh("message"),
        direction=api.MESSAGE_DIRECTION_INBOUND,
        text=text,
        message_time=at(seconds),
        **fields,
    )


def item(source=api.SOURCE_GOOGLE, messages=(), external_id="", customer=None, **fields):
    """An interaction of a customer nobody knows yet."""
    return api.IngestItem(
        source=source,
        external_id=external_id or fresh("interaction"),
        customer=customer
        or api.IngestCustomer(
            identities=[api.CustomerIdentity(source=source, external_id=fresh("customer"))],
            display_name="Marie Dubois",
        ),
        messages=messages or [said("Très bon accueil, mais nous avons attendu une heure.")],
        **fields,
    )


def push(client, *items, **fields):
    """Pushes items in and returns the answer to each."""
    request = api.IngestInteractionsRequest(parent=WORKSPACE, items=items, **fields)
    return client.ingest.IngestInteractions(request).results


def push_one(client, *arguments, **fields):
    """Pushes one new interaction in and returns its name."""
    (result,) = push(client, item(*arguments, **fields))
    assert result.outcome == api.INGEST_OUTCOME_CREATED, result
    return result.interaction
