-- What can be taken now of a channel, or from a time on, in one workspace or in the next that has something. Those behind
-- another delivery of their conversation have no time, and no place here.
DROP INDEX ready_deliveries;
CREATE INDEX ready_deliveries ON delivery (channel, workspace, source, next_attempt_time, delivery)
  WHERE state = 1 AND next_attempt_time IS NOT NULL;
