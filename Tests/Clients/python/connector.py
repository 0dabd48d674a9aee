"""A small complete connector: it pushes what customers write into the inbox, carries out what the team sends, reports
what came of it, and survives the end of either side.

A connector sits between one provider and the inbox:

    provider --new review--> push() ----------> IngestInteractions
    provider <--send------- _carry_out() <----- LeaseDeliveries (a stream)
             ---outcome---> _report() --------> ReportDelivery

Three rules make it safe to kill at any moment. Everything it pushes carries the provider's own ids, so that pushing
again changes nothing. Everything it sends carries the delivery's idempotency key, which is the same in every attempt:
the provider, or a table of one's own, knows by it what was sent already. And every report repeats until it is answered.
"""

import random
import threading
import uuid

import grpc
from inbox.v1 import delivery_service_pb2_grpc, ingest_service_pb2_grpc

import inbox_api as api

# Codes that say nothing about the request: try again, with the same request_id.
PASSING = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}
# Codes that say that the delivery is no longer ours, or finished: forget it.
OVER = {grpc.StatusCode.ABORTED, grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.NOT_FOUND}


class Refused(Exception):
    """The provider will never take this."""


class Busy(Exception):
    """The provider cannot take it now."""


class Connector:
    """One provider's connector. `provider.send(key, delivery)` gives the provider's id of what it sent, and sends
    nothing again for a key it has seen; it raises Busy or Refused."""

    def __init__(self, address, provider, workspace="workspaces/demo", name="demo", sources=(), lease_seconds=30):
        self._channel = grpc.insecure_channel(address, options=[("grpc.max_reconnect_backoff_ms", 1000)])
        self._metadata = [("inbox-actor", f"connectors/{name}")]
        self._ingest = ingest_service_pb2_grpc.IngestServiceStub(self._channel)
        self._deliveries = delivery_service_pb2_grpc.DeliveryServiceStub(self._channel)
        self._provider = provider
        self._workspace = workspace
        self._sources = sources
        self._lease_seconds = lease_seconds
        self._stopped = threading.Event()
        self._thread = None
        self._stream = None

    # In.

    def push(self, *items):
        """Pushes items until the inbox has them; the answer to each says what it made of it."""
        request = api.IngestInteractionsRequest(parent=self._workspace, items=items, request_id=str(uuid.uuid4()))
        return self._until_answered(self._ingest.IngestInteractions, request).results

    # Out.

    def run(self):
        """Carries out deliveries until stop() is called, whatever happens to the server meanwhile."""
        attempt = 0
        while not self._stopped.is_set():
            try:
                for response in self._lease():
                    attempt = 0
                    if self._stopped.is_set():
                        break
                    if response.HasField("delivery"):  # Else it is the sign of life.
                        self._carry_out(response.delivery)
            except grpc.RpcError as error:
                if error.code() == grpc.StatusCode.CANCELLED:
                    continue
                attempt += 1
                self._pause(attempt)

    def start(self):
        """Runs in a thread of its own."""
        self._thread = threading.Thread(target=self.run, daemon=True)
        self._thread.start()
        return self

    def stop(self):
        """Ends, and leaves to others what it has not carried out: the leases run out by themselves."""
        self._stopped.set()
        if self._stream:
            self._stream.cancel()
        if self._thread:
            self._thread.join()
        self._channel.close()

    def _lease(self):
        request = api.LeaseDeliveriesRequest(
            parent=self._workspace,
            channels=[api.CHANNEL_TYPE_PROVIDER],
            sources=self._sources,
            max_in_flight=16,
        )
        request.lease_duration.seconds = self._lease_seconds
        self._stream = self._deliveries.LeaseDeliveries(request, metadata=self._metadata)
        if self._stopped.is_set():
            self._stream.cancel()
        return self._stream

    def _carry_out(self, delivery):
        """Sends one delivery and reports what came of it."""
        report = api.ReportDeliveryRequest(
            name=delivery.name, fencing_token=delivery.fencing_token, request_id=str(uuid.uuid4())
        )
        try:
            report.external_id = self._provider.send(delivery.idempotency_key, delivery)
            report.outcome = api.DELIVERY_OUTCOME_SENT
        except Busy as busy:
            report.outcome = api.DELIVERY_OUTCOME_FAILED_TEMPORARILY
            report.failure_reason = str(busy)
        except Refused as refused:
            report.outcome = api.DELIVERY_OUTCOME_FAILED_PERMANENTLY
            report.failure_reason = str(refused)
        try:
            self._until_answered(self._deliveries.ReportDelivery, report)
        except grpc.RpcError as error:
            if error.code() not in OVER:
                raise

    def _until_answered(self, method, request):
        """Calls until there is an answer; the request_id makes every repeat harmless."""
        attempt = 0
        while True:
            try:
                return method(request, metadata=self._metadata, timeout=10)
            except grpc.RpcError as error:
                if error.code() not in PASSING or self._stopped.is_set():
                    raise
                attempt += 1
                self._pause(attempt)

    def _pause(self, attempt):
        """Waits longer each time, and never as long as others do."""
        self._stopped.wait(min(2.0, 0.05 * 2**attempt) * random.uniform(0.5, 1.0))
