-- The outbox at work. Only the first active delivery of a conversation's channel has a next_attempt_time: those behind it
-- wait without one, so that the index of what is ready holds nothing that must be passed over.

DROP INDEX ready_deliveries;

-- What can be taken now, or from a time on.
CREATE INDEX ready_deliveries ON delivery (workspace, channel, source, next_attempt_time, delivery)
  WHERE state = 1;
-- When the next attempt of what failed is due.
CREATE INDEX due_attempts ON delivery (workspace, next_attempt_time)
  WHERE state = 1;
-- Which leases run out, and when.
CREATE INDEX expiring_leases ON delivery (workspace, lease_expire_time, delivery)
  WHERE state = 2;
-- What is under way of a conversation, in order.
CREATE INDEX active_deliveries ON delivery (workspace, interaction, channel, delivery)
  WHERE kind = 1 AND state IN (1, 2);
-- Lists of dead letters and of what waits.
CREATE INDEX deliveries_by_state ON delivery (workspace, state, delivery DESC);
