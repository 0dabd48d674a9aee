"""kill -9 at random moments: nothing acknowledged is lost, nothing is sent twice. `make crash` does it hundreds of times."""

import random

import crash

KILLS = 12


def test_a_killed_server_loses_nothing_and_sends_nothing_twice(tmp_path):
    seed = random.randrange(10**9)

    counts, faults = crash.wreck(tmp_path, KILLS, seed)

    assert not faults, f"seed {seed}: {faults}"
    assert counts["send", crash.ANSWERED] and counts["schedule", crash.ANSWERED], f"seed {seed}: {counts}"
