"""Waiting for what comes about by itself."""

import threading

HANG_SECONDS = 30


def wait_for(condition):
    """Waits until something holds, and gives it; a test that waits in vain fails."""
    for _ in range(HANG_SECONDS * 20):
        found = condition()
        if found:
            return found
        threading.Event().wait(0.05)
    raise AssertionError("it did not come about")
