"""A caller of inboxd: generated stubs, the metadata every call carries, and a deadline so that no test hangs."""

import grpc
from inbox.v1 import (
    delivery_service_pb2_grpc,
    directory_service_pb2_grpc,
    inbox_service_pb2_grpc,
    ingest_service_pb2_grpc,
    interaction_service_pb2_grpc,
    notes_service_pb2_grpc,
    notification_service_pb2_grpc,
)

import inbox_api as api

WORKSPACE = "workspaces/demo"
DEADLINE_SECONDS = 30


class _Defaults(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    """Adds the caller's metadata and a deadline to every call that brings none of its own."""

    def __init__(self, metadata):
        self._metadata = metadata

    def _complete(self, details):
        class Complete(grpc.ClientCallDetails):
            method = details.method
            timeout = DEADLINE_SECONDS if details.timeout is None else details.timeout
            metadata = self._metadata + list(details.metadata or [])
            credentials = details.credentials
            wait_for_ready = details.wait_for_ready
            compression = details.compression

        return Complete()

    def intercept_unary_unary(self, continuation, details, request):
        return continuation(self._complete(details), request)

    def intercept_unary_stream(self, continuation, details, request):
        return continuation(self._complete(details), request)

    def intercept_stream_unary(self, continuation, details, requests):
        return continuation(self._complete(details), requests)

    def intercept_stream_stream(self, continuation, details, requests):
        return continuation(self._complete(details), requests)


class Client:
    """All services of one server, called on behalf of one actor."""

    def __init__(self, address, actor="users/admin", metadata=(), options=(), credentials=None):
        if credentials:
            self.channel = grpc.secure_channel(address, credentials, options=list(options))
        else:
            self.channel = grpc.insecure_channel(address, options=list(options))
        caller = [("inbox-actor", actor)] if actor else []
        calls = grpc.intercept_channel(self.channel, _Defaults(caller + list(metadata)))
        self.calls = calls
        self.deliveries = delivery_service_pb2_grpc.DeliveryServiceStub(calls)
        self.directory = directory_service_pb2_grpc.DirectoryServiceStub(calls)
        self.inbox = inbox_service_pb2_grpc.InboxServiceStub(calls)
        self.ingest = ingest_service_pb2_grpc.IngestServiceStub(calls)
        self.interactions = interaction_service_pb2_grpc.InteractionServiceStub(calls)
        self.target = address
        self.notifications = notification_service_pb2_grpc.NotificationServiceStub(calls)
        self.notes = notes_service_pb2_grpc.NotesServiceStub(calls)

    def close(self):
        self.channel.close()

    def interaction(self, name):
        """What the information panel shows of an interaction."""
        return self.interactions.GetInteraction(api.GetInteractionRequest(name=name)).interaction

    def messages(self, name):
        """The whole of a short thread."""
        return self.interactions.ListMessages(api.ListMessagesRequest(parent=name, page_size=200)).messages

    def users(self):
        return self.directory.ListUsers(api.ListUsersRequest(parent=WORKSPACE, page_size=1000)).users

    def list_all(self, page_size=100, **request):
        """The rows of every page of a list."""
        rows, token = [], ""
        while True:
            page = self.inbox.ListInteractions(
                api.ListInteractionsRequest(
                    parent=WORKSPACE, view=api.VIEW_ALL, page_size=page_size, page_token=token, **request
                )
            )
            rows.extend(page.interactions)
            token = page.next_page_token
            if not token:
                return rows
            assert page.interactions, "a page with a next page is never empty"


def actor_of(user):
    """The actor of a user: what follows the workspace in his name."""
    return user.name.removeprefix(WORKSPACE + "/")


def channel_of(interaction, channel_type):
    """One channel of an interaction."""
    return next(channel for channel in interaction.channels if channel.type == channel_type)
