"""Waiting for what comes about by itself."""

import threading

HANG_SECONDS = 30


def wait_for(condition):
    """Waits until something holds; a test that waits in vain fails."""
    for _ in range(HANG_SECONDS * 20):
        if condition():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not come about")
