"""kill -9 at random moments: nothing acknowledged is lost, nothing is sent twice. `make crash` and
`make crash-delivery` do it hundreds of times."""

import random

import crash
import delivery_crash

KILLS = 12


def test_a_killed_server_loses_nothing_and_sends_nothing_twice(tmp_path):
    seed = random.randrange(10**9)

    counts, faults = crash.wreck(tmp_path, KILLS, seed)

    assert not faults, f"seed {seed}: {faults}"
    assert counts["send", crash.ANSWERED] and counts["schedule", crash.ANSWERED], f"seed {seed}: {counts}"


def test_server_and_connector_are_killed_and_everything_arrives_once_and_in_order(tmp_path):
    seed = random.randrange(10**9)

    counts, faults = delivery_crash.wreck(tmp_path, KILLS, seed)

    assert not faults, f"seed {seed}: {faults}"
    assert counts["responses"] and counts["customers' messages"], f"seed {seed}: {counts}"
